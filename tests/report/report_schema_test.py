#!/usr/bin/env python3
"""Every JSON report is as its schema says, and has no key that the schema does not describe.

usage: report_schema_test.py HEAPGATE SCHEMA SETS

SETS is a folder of sets of dumps; a report is made of each.
"""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    # Debian's package belongs to Debian's Python, which need not be the first in PATH.
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3"] + sys.argv)
    sys.exit("python3-jsonschema is needed")

LEAST = 20
RULES = """version: 1
budgets:
  - {id: classes, each: class, max: 20}
  - {id: sites, each: site, max: 20, max_bytes: 1KiB}
  - {id: gems, each: gem, max: 0, severity: warn}
  - {id: contents, each: group, measure: contents, max: 10}
  - {id: sum, max: 5}
allow: [{class: String, reason: "a test", max: 3}]
"""


def strict(schema):
    """The schema with every key that it does not name refused."""
    if isinstance(schema, dict):
        result = {key: strict(value) for key, value in schema.items()}
        if "properties" in schema:
            result["additionalProperties"] = False
        return result
    return [strict(value) for value in schema] if isinstance(schema, list) else schema


def report(program, folder, *more):
    with tempfile.TemporaryDirectory() as work:
        path = pathlib.Path(work) / "report.json"
        subprocess.run([program, "check", str(folder), "--no-ci", "-o", f"json={path}", *more], capture_output=True)
        return json.loads(path.read_text())


def wrong_indices(value):
    """Leaks name groups by their index."""
    return [leak for leak in value["leaks"]
            if leak["members"][0] != leak["head"] or max(leak["members"]) >= len(value["groups"])]


def out_of_order(value):
    sizes = [(leak["objects"], leak["bytes"]) for leak in value["leaks"]]
    return sizes if sizes != sorted(sizes, reverse=True) else None


def broken(value):
    """Changes that the schema must refuse, to see that it looks."""
    for change in (lambda v: v.pop("leaks"), lambda v: v.update(verdict="green"), lambda v: v.update(extra=1),
                   lambda v: v["findings"][0].update(fingerprint="app.rb:14"), lambda v: v["groups"][0].update(line="14"),
                   lambda v: v["leaks"][0].pop("head")):
        changed = copy.deepcopy(value)
        change(changed)
        yield changed


def main():
    program, schema = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(strict(schema))
    rules = pathlib.Path(tempfile.mkdtemp()) / "rules.yml"
    rules.write_text(RULES)
    failures, reports = [], []
    for folder in sorted({path.parent for path in pathlib.Path(sys.argv[3]).rglob("1.json.zst")}):
        for more in ([], ["--rules", str(rules)]):
            value = report(program, folder, *more)
            reports.append(value)
            failures += [f"{folder} {more}: {list(error.path)}: {error.message}" for error in validator.iter_errors(value)]
            failures += [f"{folder} {more}: {leak}" for leak in wrong_indices(value)]
            if out_of_order(value):
                failures.append(f"{folder} {more}: leaks are not most leaked first: {out_of_order(value)}")
    if not any("allowed" in group for value in reports for group in value["groups"]):
        failures.append("no report has a group of which something is allowed")
    verdicts = {value["verdict"] for value in reports}
    if verdicts != {"pass", "fail", "inconclusive"} or len(reports) < LEAST:
        failures.append(f"{len(reports)} reports, verdicts {verdicts}: too few to tell")
    leaky = next(value for value in reports if value["leaks"] and value["findings"])
    failures += [f"taken: change {i}" for i, value in enumerate(broken(leaky)) if validator.is_valid(value)]
    print("\n".join(failures) or f"{len(reports)} reports are as the schema says")
    rules.unlink()
    rules.parent.rmdir()
    return 1 if failures else 0


sys.exit(main())
