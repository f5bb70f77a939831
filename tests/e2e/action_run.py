"""Runs the `run:` steps of action.yml as a runner does. Takes HEAPGATE and SOURCE from the command line of the test."""
import os
import pathlib
import re
import subprocess
import sys

import yaml

HEAPGATE, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
ACTION = yaml.safe_load((SOURCE / "action.yml").read_text())
SETS = SOURCE / "tests/data/native-3.1"
VERSION = subprocess.run([HEAPGATE, "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
HOSTILE = ["$(touch x)", "`touch x`", "'; touch x; '", '"; touch x; "', "a\nverdict=pass", "a\r\nverdict=pass",
           "a<<E\nb\nE", "::set-output name=verdict::pass", "a\n::set-output name=verdict::pass", "${{ github.token }}",
           "--version", "-o", "a\u2028b"]


def evaluate(text, context):
    """An expression of the kinds that action.yml has: the name of a value, nothing more."""
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: context[match[1]], str(text))


def parse_outputs(text):
    """As the runner reads the file: NAME=VALUE or NAME<<END; any other line is an error."""
    outputs, lines = {}, iter(re.split(r"\r\n|\r|\n", text.removesuffix("\n")) if text else [])
    for line in lines:
        name, equals, value = line.partition("=")
        assert equals and re.fullmatch(r"[\w-]+", name), f"no output: {line!r}"
        assert name not in outputs or name == "verdict", f"{name} is there twice"
        outputs[name] = value
    return outputs


class Run:
    """One use of the action."""

    def __init__(self, work, inputs, environment=None):
        self.work, self.log, self.code, self.steps = work, "", 0, {}
        for folder in ["workspace", "temp", "tools", "home"]:
            (work / folder).mkdir(exist_ok=True)
        given = {name: str(spec.get("default", "")) for name, spec in ACTION["inputs"].items()}
        given.update({"binary": str(HEAPGATE)}, **inputs)
        assert set(given) == set(ACTION["inputs"]), "no such input"
        self.context = {f"inputs.{name}": value for name, value in given.items()}
        self.context.update({"github.action_ref": "main", "github.action_repository": "owner/heapgate"})
        self.context.update(environment.pop("context", {}) if environment else {})
        for step in ACTION["runs"]["steps"]:
            if "run" in step and self.code == 0:
                self.run_step(step, environment or {})
        self.outputs = {}
        for name, output in ACTION["outputs"].items():
            step, key = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.([\w-]+) \}\}", output["value"]).groups()
            self.outputs[name] = self.steps.get(step, {}).get(key, "")

    def run_step(self, step, extra):
        script = self.work / "step.sh"
        script.write_text(evaluate(step["run"], self.context))
        output, summary = self.work / "output", self.work / "summary"
        output.write_text("")
        summary.write_text("")
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.work / "home"), "CI": "true",
                       "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary),
                       "GITHUB_WORKSPACE": str(self.work / "workspace"), "GITHUB_ACTION_PATH": str(SOURCE),
                       "RUNNER_TEMP": str(self.work / "temp"), "RUNNER_TOOL_CACHE": str(self.work / "tools")}
        environment.update({name: evaluate(value, self.context) for name, value in step.get("env", {}).items()})
        environment.update(extra)
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", script], env=environment, timeout=300,
                              cwd=self.work / "workspace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.log += done.stdout.decode()
        self.code = done.returncode
        self.steps[step["id"]] = parse_outputs(output.read_text())
