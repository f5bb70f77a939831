#!/usr/bin/env python3
"""The schema and the loader take and refuse the same rule files.

usage: schema_test.py HEAPGATE SCHEMA CASES RULES

CASES holds accept.yml, reject.yml and loader_only.yml, each with one rule file a document. The shipped presets in
the folder RULES must be taken by both, too.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError:
    # Debian's packages belong to Debian's Python, which need not be the first in PATH.
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3"] + sys.argv)
    sys.exit("python3-jsonschema and python3-yaml are needed")

LEAST = 60


class Yaml12(yaml.SafeLoader):
    """Scalars as YAML 1.2 reads them, and so do editors: `off` is a text, dates are texts."""

    yaml_implicit_resolvers = {}


for tag, expression, first in [
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
]:
    Yaml12.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile("^(?:%s)$" % expression), first)
# Not PyYAML's: it wants a point in a float with an exponent, and reads 010 as octal.
Yaml12.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value, 16 if "x" in node.value else 10))
Yaml12.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


def documents(path):
    return re.split(r"^---\n", path.read_text(), flags=re.M)


class Judges:
    def __init__(self, program, schema):
        self.program = str(pathlib.Path(program).resolve())
        jsonschema.Draft7Validator.check_schema(schema)
        self.validator = jsonschema.Draft7Validator(schema)

    def schema(self, text):
        errors = self.validator.iter_errors(yaml.load(text, Loader=Yaml12))
        return "; ".join(error.message for error in errors)

    def loader(self, text):
        """The complaint, or nothing."""
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "heapgate.yml").write_text(text)
            command = [self.program, "rules", "--explain", "heapgate.yml"]
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if run.returncode not in (0, 2) or (run.returncode == 2) != bool(run.stderr):
            sys.exit("exit code %d, %r: %s" % (run.returncode, run.stderr, text))
        return run.stderr.strip()


def main():
    program, schema, cases, rules = sys.argv[1:]
    judges = Judges(program, json.loads(pathlib.Path(schema).read_text()))
    wrong = []
    count = 0

    def expect(holds, text, what):
        if not holds:
            wrong.append("%s\n%s" % (what, text))

    presets = [path.read_text() for path in sorted(pathlib.Path(rules).glob("*.yml"))]
    expect(len(presets) >= 5, rules, "presets are missing")
    for text in documents(pathlib.Path(cases, "accept.yml")) + presets:
        count += 1
        expect(not judges.schema(text), text, "the schema refuses: " + judges.schema(text))
        expect(not judges.loader(text), text, "the loader refuses: " + judges.loader(text))
    for text in documents(pathlib.Path(cases, "reject.yml")):
        count += 1
        expect(judges.schema(text), text, "the schema takes")
        expect(judges.loader(text), text, "the loader takes")
        expect(re.match(r"heapgate: heapgate\.yml:\d+:\d+: ", judges.loader(text) or ""), text, "no place is told")
    for text in documents(pathlib.Path(cases, "loader_only.yml")):
        word = re.search(r"^version: \S+ # (.*)$", text, flags=re.M).group(1)
        expect(not judges.schema(text), text, "the schema can tell after all: " + judges.schema(text))
        expect(word in judges.loader(text), text, "expected %r: %r" % (word, judges.loader(text)))
    expect(count >= LEAST, "", "only %d files are judged by both" % count)
    print("\n".join(wrong) or "%d files are judged alike" % count)
    return 1 if wrong else 0


sys.exit(main())
