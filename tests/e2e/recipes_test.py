#!/usr/bin/env python3
"""Runs the shell steps of the CI recipes on the example shop, and the hooks on real dumps.

usage: recipes_test.py HEAPGATE SOURCE [TEST...]
"""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

import yaml

HEAPGATE, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()


def recipe(name):
    return yaml.safe_load((SOURCE / "ci" / name).read_text())


class RecipesTest(unittest.TestCase):
    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.work)
        (self.work / "bin").mkdir()
        (self.work / "bin/heapgate").symlink_to(HEAPGATE)
        self.shop = self.work / "repo/examples/shop"
        shutil.copytree(SOURCE / "examples/shop", self.shop)
        (self.work / "repo/.git").mkdir()
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        self.environment = {"PATH": f"{self.work}/bin:{os.environ['PATH']}", "HOME": str(self.work),
                            "APP": "examples/shop", "PORT": str(port)}

    def run_script(self, script, **more):
        """As the CIs do: a shell of its own that ends at the first failure."""
        done = subprocess.run(["sh", "-e", "-c", script], cwd=self.work / "repo", timeout=200, env={**self.environment, **more},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.log = done.stdout.decode()
        return done.returncode

    def run_all(self, always, *scripts, **more):
        """What CIs do with a step that always runs."""
        code = 0
        for script in scripts:
            code = code or self.run_script(script, **more)
        said = self.log
        self.assertEqual(self.run_script(always, **more), 0, self.log)
        self.log = said
        return code

    def assert_reported(self, code, junit="heapgate.xml", report="heapgate.json"):
        self.assertEqual(code, 1, self.log)
        self.assertIn("Shop::Cart", (self.shop / junit).read_text())
        self.assertEqual(json.loads((self.shop / report).read_text())["verdict"], "fail")
        self.assertEqual(len(list((self.shop / "redacted").glob("*.zst"))), 3)
        again = subprocess.run([HEAPGATE, "check", "redacted"], cwd=self.shop, capture_output=True)
        self.assertEqual(again.returncode, 1, again.stderr)

    def gitlab(self, **more):
        job = recipe("gitlab-ci.yml")["leaks"]
        return self.run_all("\n".join(job["after_script"]), "\n".join(job["before_script"] + job["script"]), **more)

    def test_gitlab(self):
        self.assert_reported(self.gitlab())
        quality = json.loads((self.shop / "gl-code-quality.json").read_text())
        places = {(entry["location"]["path"], entry["location"]["lines"]["begin"]) for entry in quality}
        self.assertIn(("examples/shop/lib/shop/cart.rb", 12), places)
        self.assertEqual(len({entry["fingerprint"] for entry in quality}), len(quality))
        self.assertTrue(all(entry["severity"] == "major" for entry in quality), quality)
        metrics = (self.shop / "metrics.txt").read_text()
        self.assertRegex(metrics, r"(?m)^heapgate_leaked_objects 1000$")
        artifacts = recipe("gitlab-ci.yml")["leaks"]["artifacts"]
        self.assertEqual(artifacts["when"], "always")
        for path in list(artifacts["paths"]) + list(artifacts["reports"].values()):
            self.assertTrue((self.work / "repo" / path.replace("$APP", "examples/shop")).exists(), path)

    def test_gitlab_on_the_fixed_shop(self):
        self.assertEqual(self.gitlab(SHOP_FIXED="1"), 0, self.log)
        self.assertEqual(json.loads((self.shop / "gl-code-quality.json").read_text()), [])

    def test_circleci(self):
        job = recipe("circleci.yml")["jobs"]["leaks"]
        runs = [step["run"] for step in job["steps"] if "run" in step]
        always = [run["command"] for run in runs if run.get("when") == "always"]
        self.assertEqual(len(always), 1)
        others = [run["command"] for run in runs if "when" not in run]
        self.assert_reported(self.run_all(always[0], *others), "reports/heapgate/junit.xml", "reports/heapgate.json")
        for step in job["steps"]:
            for kept in [what["path"] for name, what in step.items() if name.startswith("store_")] if step != "checkout" else []:
                self.assertTrue((self.work / "repo" / kept).exists(), kept)

    def test_buildkite(self):
        step = recipe("buildkite.yml")["steps"][0]
        self.assertNotRegex(step["command"].replace("$$", ""), r"\$", "a `$` that the upload would replace")
        self.assert_reported(self.run_script(step["command"].replace("$$", "$")))
        for path in step["artifact_paths"]:
            self.assertTrue(list((self.work / "repo").glob(path)), path)

    def test_jenkins(self):
        text = (SOURCE / "ci/Jenkinsfile").read_text()
        scripts = [script.replace("\\\\", "\\") for script in re.findall(r"sh '''(.*?)'''", text, re.S)]
        shell = re.sub(r"(?s)'''.*?'''", "", text)
        for left, right in ["{}", "()"]:
            self.assertEqual(shell.count(left), shell.count(right))
        self.assertEqual(len(scripts), 4)
        self.assert_reported(self.run_all(scripts[3], *scripts[:3]))

    def test_a_download_with_another_sum_is_not_installed(self):
        (self.work / "bin/heapgate").unlink()
        wrong = self.work / "wrong"
        wrong.write_text("another program")
        given = {"HEAPGATE_DEB": f"file://{wrong}", "HEAPGATE_ARCHIVE": f"file://{wrong}", "HEAPGATE_SHA256": "0" * 64}
        job = recipe("gitlab-ci.yml")["leaks"]
        circle = [step["run"]["command"] for step in recipe("circleci.yml")["jobs"]["leaks"]["steps"] if "run" in step]
        jenkins = re.findall(r"sh '''(.*?)'''", (SOURCE / "ci/Jenkinsfile").read_text(), re.S)
        buildkite = recipe("buildkite.yml")["steps"][0]["command"].replace("$$", "$")
        for script in ["\n".join(job["before_script"]), circle[0], jenkins[0], buildkite]:
            self.assertNotEqual(self.run_script(script, **given), 0, self.log)
            self.assertIn("WARNING: 1 computed checksum did NOT match", self.log)


class HooksTest(unittest.TestCase):
    def setUp(self):
        RecipesTest.setUp(self)
        for command in (["init", "-q", "-b", "main"], ["init", "-q", "--bare", self.work / "remote"],
                        ["remote", "add", "origin", self.work / "remote"],
                        ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-q", "--allow-empty", "-m", "x"]):
            subprocess.run(["git", *command], cwd=self.work / "repo", check=True, capture_output=True)
        shutil.copy(SOURCE / "examples/pre-push", self.work / "repo/.git/hooks/pre-push")

    def push(self, *what, **environment):
        done = subprocess.run(["git", "push", "-q", "origin", *(what or ["main"])], cwd=self.work / "repo", timeout=60,
                              env={**self.environment, **environment}, capture_output=True)
        return done.returncode == 0

    def test_a_leak_is_not_pushed(self):
        sets = SOURCE / "tests/data/native-3.1"
        self.assertFalse(self.push(HEAPGATE_DUMPS=str(sets / "leaky")))
        self.assertFalse(self.push())  # nothing was seen
        self.assertTrue(self.push(HEAPGATE_DUMPS=str(sets / "clean")))
        self.assertTrue(self.push("--delete", "main"))

    def test_dumps_are_taken_anew(self):
        clean = SOURCE / "tests/data/native-3.1/clean"
        self.assertFalse(self.push(HEAPGATE_CAPTURE="exit 3"))
        self.assertTrue(self.push(HEAPGATE_CAPTURE=f"mkdir -p tmp && cp -r '{clean}' tmp/heapgate"))

    def test_pre_commit_hooks_run_what_there_is(self):
        for hook in yaml.safe_load((SOURCE / ".pre-commit-hooks.yaml").read_text()):
            self.assertTrue({"id", "name", "entry", "language"} <= set(hook))
            command = hook["entry"].split() + hook.get("args", [])
            done = subprocess.run(command, cwd=self.shop, env=self.environment, capture_output=True)
            # The shop has rules, and no dumps.
            self.assertEqual(done.returncode, 0 if hook["id"] == "heapgate-rules" else 3, (command, done.stderr))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
