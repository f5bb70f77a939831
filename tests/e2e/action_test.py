#!/usr/bin/env python3
"""Runs every `run:` step of action.yml as a runner would, on real dumps, with good and hostile inputs.

usage: action_test.py HEAPGATE SOURCE [TEST...]
"""
import functools
import hashlib
import http.server
import os
import pathlib
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

from action_run import ACTION, HEAPGATE, HOSTILE, SETS, SOURCE, VERSION, Run


class ActionTest(unittest.TestCase):
    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.work)

    def run_action(self, environment=None, **inputs):
        return Run(self.work, {name.replace("_", "-"): value for name, value in inputs.items()}, environment)

    def expect(self, run, code, **outputs):
        self.assertEqual(run.code, code, run.log)
        for name, value in outputs.items():
            self.assertEqual(run.outputs[name.replace("_", "-")], value, run.log)

    def test_no_expression_is_part_of_a_script_and_every_action_is_pinned(self):
        for step in ACTION["runs"]["steps"]:
            self.assertNotIn("${{", step.get("run", ""))
            if "uses" in step:
                self.assertRegex(step["uses"], r"^[\w/-]+@[0-9a-f]{40}$")

    def test_a_leak_is_red(self):
        run = self.run_action(dumps=str(SETS / "leaky"))
        self.expect(run, 1, verdict="fail", leaked_objects="300", leaked_bytes="23920")
        self.assertIn("<failure", pathlib.Path(run.outputs["junit"]).read_text())
        self.assertIn('"schema": 1', pathlib.Path(run.outputs["report"]).read_text())
        self.assertIn("FAIL", run.log)

    def test_no_leak_is_green(self):
        self.expect(self.run_action(dumps=str(SETS / "clean")), 0, verdict="pass", leaked_objects="0", leaked_bytes="0")

    def test_a_leak_that_fails_nothing_is_still_told(self):
        self.expect(self.run_action(dumps=str(SETS / "leaky"), fail_level="never"), 0, verdict="fail")

    def test_dumps_that_cannot_be_judged_are_inconclusive(self):
        (self.work / "few").mkdir()
        shutil.copy(SETS / "leaky/1.json.zst", self.work / "few")
        run = self.run_action(dumps=str(self.work / "few"))
        self.expect(run, 3, verdict="inconclusive")
        self.assertIn("<error", pathlib.Path(run.outputs["junit"]).read_text())

    def test_dumps_are_named_one_a_line(self):
        names = [str(SETS / f"leaky/{number}.json.zst") for number in (1, 2, 3)]
        self.expect(self.run_action(dumps="\n".join(names) + "\n"), 1, verdict="fail", leaked_objects="300")

    def test_rules_baseline_junit_and_working_directory(self):
        app = self.work / "workspace/app with blanks"
        app.mkdir(parents=True)
        (app / "rules.yml").write_text("version: 1\nbudgets: [{id: all, max: 300}]\n")
        shutil.copytree(SETS / "leaky", app / "dumps")
        run = self.run_action(dumps="dumps", rules="rules.yml", junit="out.xml", working_directory="app with blanks")
        self.expect(run, 0, verdict="pass", junit=str(app / "out.xml"))
        subprocess.run([HEAPGATE, "baseline", app / "known.yml", SETS / "leaky"], check=True, capture_output=True)
        run = self.run_action(dumps="dumps", baseline="known.yml", working_directory="app with blanks")
        self.expect(run, 0, verdict="pass")
        (app / "rules.yml").write_text("version: 1\nbudgets: [{id: each, max_per_1000: 1500}]\n")
        inputs = {"dumps": "dumps", "rules": "rules.yml", "working_directory": "app with blanks"}
        self.expect(self.run_action(**inputs), 2, verdict="error")
        self.expect(self.run_action(iterations="200", **inputs), 0, verdict="pass")

    def test_wrong_use_is_2_and_says_what(self):
        set_of_dumps = str(SETS / "leaky")
        for inputs, message in [
            ({}, "give one of the inputs 'server', 'pid' and 'dumps'"),
            ({"dumps": set_of_dumps, "pid": "1", "load": "true"}, "give one of the inputs 'server', 'pid' and 'dumps'"),
            ({"dumps": set_of_dumps, "load": "true"}, "the input 'dumps' takes no 'load', 'warmup' or 'ready'"),
            ({"server": "true", "ready": "http://localhost"}, "the input 'load' is missing"),
            ({"server": "true", "load": "true"}, "the input 'ready' is missing"),
            ({"pid": "1", "load": "true", "ready": "http://localhost"}, "the input 'ready' goes with 'server'"),
            ({"dumps": set_of_dumps, "fail_level": "x"}, "the input 'fail-level' is none of error, warn and never"),
            ({"dumps": set_of_dumps, "version": "x"}, "the input 'version' is neither a release such as 0.1.0 nor 'source'"),
            ({"dumps": set_of_dumps, "binary": "none"}, "the input 'binary' names no program"),
            ({"dumps": set_of_dumps, "working_directory": "none"}, "the input 'working-directory' names no folder"),
            ({"pid": "1", "load": "touch x", "rules": "none"}, "the rules are wrong; see the step's log"),
        ]:
            with self.subTest(inputs=inputs):
                run = self.run_action(**inputs)
                self.assertIn("::error title=heapgate::" + message + "\n", run.log)
                self.assertEqual(run.code, 2)
                self.assertIn(run.outputs["verdict"], ["error", ""])
        self.assertFalse(list(self.work.rglob("x")))

    def test_no_input_becomes_a_command_or_an_output(self):
        # Without them the same call runs the program.
        self.expect(self.run_action(dumps=str(SETS / "leaky")), 1, verdict="fail")
        plain = [name for name in ACTION["inputs"] if name not in ("server", "load", "warmup")]
        for name in plain:
            for text in HOSTILE:
                with self.subTest(name=name, text=text):
                    inputs = {"dumps": str(SETS / "leaky"), **{name.replace("-", "_"): text}}
                    if name in ("ready", "pid"):
                        inputs = {"server": "false", "load": "true", "ready": "http://127.0.0.1:1", name: text}
                    run = self.run_action(**inputs)
                    if name != "baseline":  # one that is missing lets everything through, and warns
                        self.assertNotEqual(run.outputs["verdict"], "pass", run.log)
                        self.assertNotEqual(run.code, 0, run.log)
                    self.assertFalse(list(self.work.rglob("x")), run.log)
                    self.assertNotRegex(run.log, r"(?m)^::set-output")

    def test_commands_are_run_as_they_are_and_print_no_workflow_commands(self):
        said = self.work / "said"
        load = f"echo ::set-output name=verdict::pass; echo \"$0 'and' quotes\" >'{said}'\nexit 7"
        run = self.run_action(pid=str(os.getpid()), load=load)
        self.expect(run, 3, verdict="inconclusive")
        run = self.run_action(server=f"echo ::error::x; touch '{said}'; exit 3", ready="http://127.0.0.1:1/", load=load)
        self.expect(run, 3, verdict="inconclusive")
        self.assertTrue(said.exists(), run.log)
        self.assertIn("<error", pathlib.Path(run.outputs["junit"]).read_text())
        token = re.search(r"(?m)^::stop-commands::([0-9a-f]{32})$", run.log)[1]
        outside = re.sub(f"(?s)::stop-commands::{token}.*\n::{token}::", "", run.log)
        self.assertIn("::error::x", run.log)
        self.assertNotIn("::error::x", outside)


class ShopTest(unittest.TestCase):
    """A real server, started, captured and judged."""

    def gate_shop(self, **environment):
        work = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, work)
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        shutil.copytree(SOURCE / "examples/shop", work / "workspace/shop")
        inputs = {"server": "puma -C puma.rb", "ready": url + "/up", "load": f"ruby load.rb {url}",
                  "warmup": f"ruby load.rb {url} --warmup", "working-directory": "shop"}
        return Run(work, inputs, {"PORT": str(port), **environment})

    def test_the_leaky_shop_is_red(self):
        run = self.gate_shop()
        self.assertEqual((run.code, run.outputs["verdict"], run.outputs["leaked-objects"]), (1, "fail", "1000"), run.log)
        self.assertIn('file="shop/lib/shop/cart.rb"', pathlib.Path(run.outputs["junit"]).read_text())
        self.assertEqual(len(list(pathlib.Path(run.outputs["dumps"]).glob("*.json*"))), 3 * 3)  # each has a meta file and a names file

    def test_the_fixed_shop_is_green(self):
        run = self.gate_shop(SHOP_FIXED="1")
        self.assertEqual((run.code, run.outputs["verdict"], run.outputs["leaked-objects"]), (0, "pass", "0"), run.log)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class ReleaseTest(ActionTest):
    """Where the program comes from. The release here holds a script that runs the program under test."""

    def setUp(self):
        super().setUp()
        self.name = f"heapgate-{VERSION}-linux-{platform.machine()}"
        self.release = self.work / f"site/owner/heapgate/releases/download/v{VERSION}"
        program = self.release / self.name / "bin/heapgate"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\necho "from the release"\nexec \'{HEAPGATE}\' "$@"\n')
        program.chmod(0o755)
        self.archive = self.release / (self.name + ".tar.zst")
        subprocess.run(["tar", "--zstd", "-cf", self.archive, "-C", self.release, self.name], check=True)
        self.write_sums(hashlib.sha256(self.archive.read_bytes()).hexdigest())
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Quiet, directory=str(self.work / "site")))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = f"http://127.0.0.1:{server.server_address[1]}"

    def write_sums(self, digest):
        (self.release / "SHA256SUMS").write_text(f"{digest}  {self.name}.tar.zst\n")

    def fetch(self, reference="main", **inputs):
        environment = {"GITHUB_SERVER_URL": self.url, "context": {"github.action_ref": reference}}
        return self.run_action(environment, binary="", dumps=str(SETS / "leaky"), **inputs)

    def test_the_release_of_the_actions_tag(self):
        run = self.fetch(f"v{VERSION}")
        self.expect(run, 1, verdict="fail", leaked_objects="300")
        self.assertIn("from the release", run.log)

    def test_the_release_asked_for(self):
        run = self.fetch(version=f"v{VERSION}")
        self.expect(run, 1, verdict="fail")
        self.assertIn("from the release", run.log)

    def test_a_release_with_another_sum_is_refused(self):
        self.write_sums("0" * 64)
        for inputs in [{"version": VERSION}, {"reference": f"v{VERSION}"}]:
            run = self.fetch(**inputs)
            self.expect(run, 4, verdict="error")
            self.assertIn("the release is not what its SHA256SUMS says", run.log)
            self.assertNotIn("from the release", run.log)

    def test_a_release_that_is_not_there_is_replaced_by_nothing(self):
        run = self.fetch(version="9.9.9")
        self.expect(run, 4, verdict="error")
        self.assertIn("the release asked for by 'version' cannot be fetched", run.log)

    def test_sources_are_kept_by_a_key_that_tells_them(self):
        run = self.fetch(version="9.9.9")
        folder = pathlib.Path(run.steps["program"]["path"])
        self.assertTrue(folder.name == run.steps["program"]["key"] and folder.name.startswith("heapgate-"))
        (folder / "bin").mkdir(parents=True)
        shutil.copy(self.release / self.name / "bin/heapgate", folder / "bin/heapgate")
        (folder / "SHA256SUMS").write_text(self.bash(f"sums '{folder}'").stdout)
        for inputs in [{}, {"version": "source"}, {"reference": "v7.0.0"}]:
            run = self.fetch(**inputs)
            self.expect(run, 1, verdict="fail")
            self.assertIn("from the release", run.log)

    def bash(self, command):
        return subprocess.run(["bash", "-c", f"source '{SOURCE}/ci/action_program.sh'; {command}"], capture_output=True, text=True)

    def test_a_kept_program_is_run_only_if_its_sums_hold(self):
        folder = self.work / "kept"
        program = folder / "bin/heapgate"
        program.parent.mkdir(parents=True)
        intact = lambda: self.bash(f"is_intact '{folder}'").returncode == 0
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        self.assertFalse(intact(), "without sums")
        (folder / "SHA256SUMS").write_text(self.bash(f"sums '{folder}'").stdout)
        self.assertTrue(intact())
        (folder / "libmore.so").write_text("")
        self.assertFalse(intact(), "with a file more")
        (folder / "libmore.so").unlink()
        program.chmod(0o757)
        self.assertFalse(intact(), "where all may write to it")
        program.chmod(0o755)
        self.assertTrue(intact())
        program.write_text("#!/bin/sh\necho changed\n")
        self.assertFalse(intact(), "with another program")


# Inherited cases need no second run.
for case in [name for name in dir(ActionTest) if name.startswith("test_")]:
    setattr(ReleaseTest, case, None)

if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
