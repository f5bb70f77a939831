#!/usr/bin/env python3
"""Holds the order of the folders: includes go down the layers only. usage: folder_order_test.py SOURCE"""
import pathlib
import re
import sys

# Folders of one layer do not know each other, but for those below.
LAYERS = [
    ["util"],
    ["heap"],
    ["dump/source"],
    ["dump/parse"],
    ["dump/build"],
    ["dump"],
    ["redact", "trust", "diff"],
    ["rules/judge"],
    ["rules/file"],
    ["rules/baseline"],
    ["explain"],
    ["verdict"],
    ["report", "history", "push"],
    ["capture", "init"],
    ["cli"],
    ["."],
]
NEIGHBOURS = {}
# What a folder may know of another: explain tells of groups, and knows neither budgets nor findings.
ONLY = {("explain", "rules/judge"): {"matcher", "place"}}

# The public headers that are not named as their folder.
HEADERS = {
    "error": "util", "types": "util", "version": "util", "run_origin": "util", "class_name": "heap", "kinds": "heap",
    "objects": "heap", "process": "heap", "dump_set": "dump/source", "meta_file": "dump/source", "names": "dump/source",
    "reading": "dump/source", "read_dump": "dump/build", "inputs": "dump", "growth": "diff", "work": "diff",
    "matcher": "rules/judge", "place": "rules/judge", "rules": "rules/judge", "baseline": "rules/baseline",
    "series": "verdict", "worst": "verdict",
}


def layer_of(folder):
    """The deepest folder that is listed: util/http is util."""
    for level, folders in enumerate(LAYERS):
        if folder in folders:
            return level
    return None


def room_of(path, source):
    """The folder of a file, by its path from the project's root."""
    if path.is_relative_to("include"):
        return HEADERS.get(path.stem, path.stem)
    folder = path.parent.relative_to("src")
    while layer_of(str(folder)) is None:
        folder = folder.parent
    return str(folder)


def included(path, name, source):
    for candidate in (path.parent / name, pathlib.Path("src") / name, pathlib.Path("include") / name):
        if (source / candidate).exists():
            return candidate
    return pathlib.Path("include") / name  # made by the build


def main():
    source = pathlib.Path(sys.argv[1]).resolve()
    wrong, seen = [], 0
    for path in sorted(source.glob("src/**/*.?pp")) + sorted(source.glob("include/**/*.hpp")):
        path = path.relative_to(source)
        room = room_of(path, source)
        for name in re.findall(r'^#include "([^"]+)"', (source / path).read_text(), re.M):
            other = room_of(included(path, name, source), source)
            seen += 1
            below = layer_of(other) is not None and layer_of(other) < layer_of(room)
            only = ONLY.get((room, other))
            if only is not None and pathlib.Path(name).stem not in only:
                wrong.append(f'{path}: includes "{name}": {room} may know only {", ".join(sorted(only))} of {other}')
            if room != other and not below and other not in NEIGHBOURS.get(room, []):
                wrong.append(f'{path}: includes "{name}": {room} must not know {other}')
    print("\n".join(wrong) or f"{seen} includes go down")
    return 1 if wrong or seen == 0 else 0


sys.exit(main())
