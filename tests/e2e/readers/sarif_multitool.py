"""Holds SARIF files against the rules of Microsoft's multitool: SARIF's own and those of GitHub's code scanning.
usage: sarif_multitool.py FILE...    where npx finds sarif-multitool"""
import json
import os
import pathlib
import subprocess
import sys


def complaints(files):
    """What the multitool finds, by file."""
    subprocess.run(["npx", "--no-install", "sarif-multitool", "validate", *files, "--rule-kind", "'Sarif;Ghas'",
                    "--output", "multitool.json", "--log", "ForceOverwrite"],
                   check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
    found = {}
    for result in json.loads(pathlib.Path("multitool.json").read_text())["runs"][0]["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        found.setdefault(pathlib.PurePosixPath(uri).name, []).append(result["ruleId"])
    return found


def spoiled(file):
    """The same without what GitHub asks for."""
    report = json.loads(pathlib.Path(file).read_text())
    driver = report["runs"][0]["tool"]["driver"]
    del driver["informationUri"]
    del report["runs"][0]["results"][0]["locations"]
    for rule in driver["rules"]:
        rule.pop("fullDescription")
    pathlib.Path("spoiled.sarif.json").write_text(json.dumps(report))
    return "spoiled.sarif.json"


files = sys.argv[1:]
found = complaints([*files, spoiled(files[-1])])
if not found.pop("spoiled.sarif.json", None):
    sys.exit("the multitool finds nothing in a report that is spoiled")
if found:
    sys.exit(f"the multitool finds {found}")
print(f"{len(files)} SARIF files have nothing that the multitool finds")
