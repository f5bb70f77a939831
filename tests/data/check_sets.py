#!/usr/bin/env python3
"""Recomputes what dumps with planted leaks hold, from the dumps alone, and compares it with expected.json.

usage: check_sets.py [--measure] SET...      (a SET is a folder with 1, 2, 3 .json[.zst] and expected.json)

It shares nothing with heapgate but the definitions, so that the two can disagree. expected.json holds, planted:
  groups               every group with kept objects; class null stands for any stable name
  rescued              groups whose lines are no JSON, which are not looked at here
  anywhere             groups of which file and line depend on the reader
  noise                groups that may be there too
  transient            objects of a class that are in the second dump only
  bad_lines_per_round  lines that are no strict JSON in strict UTF-8, more in each dump than in the one before
  not_made             kinds of objects that this Ruby could not make
and, measured by --measure: dumps (lines, bad lines, object records and generation of each, and how many lines
are good JSON with a key twice in one object, which a reader may well count as bad).
"""
import collections
import json
import pathlib
import subprocess
import sys

NOT_OBJECTS = {"SHAPE", "NONE", "ROOT"}
TWICE = "a key is there twice"
Dump = collections.namedtuple("Dump", "objects names lines bad_lines double_keys")


def read_bytes(folder, number):
    plain = folder / f"{number}.json"
    if plain.exists():
        return plain.read_bytes()
    return subprocess.run(["zstd", "-dcq", f"{plain}.zst"], check=True, stdout=subprocess.PIPE).stdout


def no_constant(text):
    raise ValueError(f"{text} is not JSON")


def record(pairs):
    r = dict(pairs)
    if len(r) < len(pairs):
        r[TWICE] = True
    return r


def parse(line):
    """The record of a line, or None: strict UTF-8, strict JSON (Python alone would take NaN)."""
    try:
        return json.loads(line.decode("utf-8", "strict"), parse_constant=no_constant, object_pairs_hook=record)
    except ValueError:
        return None


def read_dump(folder, number):
    data = read_bytes(folder, number)
    assert data.endswith(b"\n"), f"{folder}/{number}: no final newline"
    lines = data[:-1].split(b"\n")  # only \n ends a record; splitlines() would split at more
    records = [parse(line) for line in lines]
    objects, names = [], {}
    for r in records:
        if r is None or "address" not in r or r["type"] in NOT_OBJECTS:
            continue
        objects.append(r)
        if r["type"] in ("CLASS", "MODULE"):
            names[int(r["address"], 16)] = r.get("name") or r.get("real_class_name")
    doubles = sum(r is not None and TWICE in r for r in records)
    return Dump(objects, names, len(lines), records.count(None), doubles)


def class_address(r):
    return int(r["class"], 16) if "class" in r and r["type"] != "IMEMO" else None


def identity(r):
    """Ruby reuses addresses: the same object only if all of this agrees."""
    where = (int(r["address"], 16), r["type"], class_address(r))
    return where if "generation" not in r else where + (r["generation"], r.get("file"), r.get("line"))


def group_of(r, names):
    if r["type"] == "IMEMO":
        name = r["imemo_type"]
    else:
        name = names.get(class_address(r))
    return (r["type"], name, r.get("file"), r.get("line"))


def is_uneven(growths):
    return min(growths) > 0 and max(growths) > 2 * min(growths)


def judge(group, kept, live, class_live):
    """(leaked, pattern) of one group."""
    growths = [b - a for a, b in zip(live, live[1:])]
    leaked = max(0, min([kept] + growths))
    refilled = (group[0] in ("OBJECT", "STRUCT") and is_uneven(growths)
                and any(b <= a for a, b in zip(class_live, class_live[1:])))
    if leaked and not refilled:
        return leaked, "uneven-leak" if is_uneven(growths) else "leak"
    return 0, "one-time" if live[1] > live[0] and not refilled else "turnover"


def diff(dumps):
    """Every group with kept objects, and how many objects of each class are in the second dump only."""
    names = {}
    for d in dumps:
        names.update({address: name for address, name in d.names.items() if name})
    live = [collections.Counter(group_of(r, names) for r in d.objects) for d in dumps]
    by_class = [collections.Counter() for _ in dumps]
    for counts, sums in zip(live, by_class):
        for group, n in counts.items():
            sums[group[:2]] += n
    ids = [{identity(r) for r in d.objects} for d in dumps]
    kept, transient = collections.Counter(), collections.Counter()
    for r in dumps[1].objects:
        if identity(r) in ids[0]:
            continue
        if all(identity(r) in later for later in ids[2:]):
            kept[group_of(r, names)] += 1
        elif identity(r) not in ids[2]:
            transient[group_of(r, names)[1]] += 1
    rows = []
    for group, n in kept.items():
        counts = [c[group] for c in live]
        leaked, pattern = judge(group, n, counts, [c[group[:2]] for c in by_class])
        type_, name, file, line = group
        rows.append({"class": name, "type": type_, "file": file, "line": line, "kept": n,
                     "leaked": leaked, "pattern": pattern, "live": counts})
    return rows, transient


def measures(dumps):
    return [{"lines": d.lines, "bad_lines": d.bad_lines, "double_keys": d.double_keys, "objects": len(d.objects),
             "generation": max(r.get("generation", 0) for r in d.objects)} for d in dumps]


def key(row):
    return json.dumps(row, sort_keys=True)


def check(folder):
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    dumps = [read_dump(folder, n) for n in (1, 2, 3)]
    rows, transient = diff(dumps)
    wrong = []
    want = {key(g) for g in expected["groups"] + expected.get("anywhere", [])}
    noise = {key(g) for g in expected["noise"]}
    for row in rows:  # where a path holds keys of its own, what its file and line are depends on the reader
        if row["class"] in {g["class"] for g in expected.get("anywhere", [])}:
            del row["file"], row["line"]
    have = {key(g) for g in rows}
    wrong += [f"expected, not found: {g}" for g in sorted(want - have)]
    wrong += [f"found, not expected: {g}" for g in sorted(have - want - noise)]
    for name, n in expected["transient"].items():
        if transient[name] != n:
            wrong.append(f"transient {name}: expected {n}, found {transient[name]}")
    bad = [d.bad_lines for d in dumps]
    per_round = expected.get("bad_lines_per_round", 0)
    if [bad[1] - bad[0], bad[2] - bad[1]] != [per_round] * 2:
        wrong.append(f"bad lines {bad}: expected {per_round} more in each dump")
    if expected.get("dumps") != measures(dumps):
        wrong.append(f"dumps: expected {expected.get('dumps')}, found {measures(dumps)}")
    return rows, bad, wrong


def measure(folder):
    """Keeps expected.json one row a line, so that its history can be read."""
    path = folder / "expected.json"
    dumps = [read_dump(folder, n) for n in (1, 2, 3)]
    rows = ",\n".join("    " + json.dumps(m) for m in measures(dumps))
    text = path.read_text(encoding="utf-8")
    assert '"dumps"' not in text, f"{path}: is measured already"
    text = text.rstrip().removesuffix("}").rstrip()
    path.write_text(f'{text},\n  "dumps": [\n{rows}\n  ]\n}}\n', encoding="utf-8")


def main(arguments):
    folders = [pathlib.Path(a) for a in arguments if a != "--measure"]
    if not folders:
        sys.exit(__doc__)
    failed = 0
    for folder in folders:
        if "--measure" in arguments:
            measure(folder)
        rows, bad, wrong = check(folder)
        failed += bool(wrong)
        kept, leaked = sum(r["kept"] for r in rows), sum(r["leaked"] for r in rows)
        word = "FAIL" if wrong else "ok"
        print(f"{word} {folder}: {len(rows)} groups, kept {kept}, leaked {leaked}, bad lines {bad}")
        for line in wrong:
            print(f"  {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
