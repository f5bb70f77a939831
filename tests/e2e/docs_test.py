#!/usr/bin/env python3
"""Holds the documents against the program: runs their commands, follows their links, looks their options up.

A block of shell says in a comment before it what becomes of it:
  <!-- run: 0, 1 -->      its commands are run in turn and exit so, in a folder with the dumps of a leaky program
                          (`dumps`, and `1.json` to `3.json` of examples/self-dump) and `shop.rb`, which makes others
  <!-- not run: WHY -->   its syntax is checked; the files that WHY names must be there
A block of `console` is one command behind `$ ` and its output, in which a line `…` stands for any lines.

usage: docs_test.py HEAPGATE SOURCE [TEST...]
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

HEAPGATE, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
sys.dont_write_bytecode = True  # nothing is left in the sources
sys.path.insert(0, str(pathlib.Path(__file__).parent / "docs"))
import markdown  # noqa: E402
from program import Program  # noqa: E402

SHELL = {"sh", "bash", "shell", "console"}
ROOMS = ["docs", "rules", "examples", "ci", ".github"]
# What begins so in a code span is a path of this repository; `.github` may be that of its reader.
OWN_PATH = re.compile(r"(?:docs|rules|examples|ci|tests|src|include)/[\w./-]*")
README_LINES = 150


def documents():
    found = list(SOURCE.glob("*.md"))
    for room in ROOMS:
        found += (SOURCE / room).rglob("*.md")
    return sorted(found)


def call_problems(text, program):
    return [f"{call.line}: {problem}" for call in markdown.calls(text, program.subcommands)
            for problem in program.problems(call)]


def link_problems(path, text):
    for line, link in markdown.links(text):
        if re.match("[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists():
            yield f"{line}: no file '{file}'"
        elif not target.is_relative_to(SOURCE):
            yield f"{line}: '{file}' is not in the repository"
        elif anchor and anchor not in markdown.anchors(text if target == path else target.read_text()):
            yield f"{line}: no heading '#{anchor}' in {target.name}"


def path_problems(text):
    for line, span in markdown.code_spans(text):
        own = OWN_PATH.fullmatch(span.split(" ")[0])
        if own and not (SOURCE / own[0]).exists():
            yield f"{line}: no file '{own[0]}'"


def commands_of(block):
    if block.language == "console":
        return [block.text.split("\n")[0].removeprefix("$ ")]
    return markdown.commands(block.text)


def note_problems(text):
    for block in markdown.blocks(text):
        if block.language not in SHELL:
            continue
        kind, _, rest = (block.note or "").partition(": ")
        if kind == "run":
            expected = len(commands_of(block))
            if not re.fullmatch(r"\d(, \d)*", rest) or len(rest.split(", ")) != expected:
                yield f"{block.line}: `run` needs {expected} exit codes"
        elif kind == "not run" and rest:
            missing = [name for name in OWN_PATH.findall(rest) if not (SOURCE / name).exists()]
            yield from (f"{block.line}: no file '{name}', which is said to run it" for name in missing)
        else:
            yield f"{block.line}: the block says neither `<!-- run: CODES -->` nor `<!-- not run: WHY -->`"
        script = "\n".join(commands_of(block))
        checked = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True)
        if checked.returncode:
            yield f"{block.line}: {checked.stderr.strip()}"


def form_problems(form):
    """GitHub shows a form that it cannot read to nobody, and says nothing."""
    yield from (f"no {key}" for key in ("name", "description", "body") if not form.get(key))
    fields = form.get("body", [])
    names = [field["id"] for field in fields if "id" in field]
    yield from (f"two fields '{name}'" for name in sorted({name for name in names if names.count(name) > 1}))
    for field in fields:
        asks = "value" if field["type"] == "markdown" else "label"
        if field["type"] not in {"markdown", "textarea", "input", "dropdown", "checkboxes"}:
            yield f"no type '{field['type']}'"
        elif {asks, *(["options"] if field["type"] in ("dropdown", "checkboxes") else [])} - set(field["attributes"]):
            yield f"field '{field.get('id')}' lacks an attribute"


def matches(expected, output):
    """Whether the output is the expected one, line by line, with `…` for any lines; of any version."""
    expected, output = (re.sub(r"(?m)^heapgate \d+\.\d+\.\d+:", "heapgate VERSION:", text)
                        for text in (expected, output))
    parts = [re.escape(line) + "\n" if line != "…" else "(?:.*\n)*?" for line in expected.rstrip("\n").split("\n")]
    return re.fullmatch("".join(parts), output.rstrip("\n") + "\n") is not None


class Runner:
    """Runs blocks, each in a folder of its own."""

    def __init__(self, work):
        self.work, self.count = work, 0
        (work / "bin").mkdir()
        (work / "bin/heapgate").symlink_to(HEAPGATE)
        # Nothing that a CI's machine says about itself.
        self.environment = {"PATH": f"{work}/bin:{os.environ['PATH']}", "HOME": str(work), "LANG": "C.UTF-8"}
        shutil.copy(SOURCE / "examples/self-dump/shop.rb", work)
        done = self.bash("ruby shop.rb .", work)
        if done.returncode:
            raise RuntimeError(done.stdout)

    def bash(self, command, folder):
        return subprocess.run(["bash", "-c", command], cwd=folder, env=self.environment, timeout=120, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def folder(self):
        self.count += 1
        made = self.work / f"block-{self.count}"
        (made / "dumps").mkdir(parents=True)
        for number in (1, 2, 3):
            (made / f"{number}.json").symlink_to(self.work / f"{number}.json")
            (made / f"dumps/{number}.json.zst").symlink_to(SOURCE / f"tests/data/native-3.1/leaky/{number}.json.zst")
        shutil.copy(self.work / "shop.rb", made)
        return made

    def problems(self, text):
        for block in markdown.blocks(text):
            if block.language in SHELL and (block.note or "").startswith("run: "):
                yield from (f"{block.line}: {problem}" for problem in self.run(block))

    def run(self, block):
        folder, told = self.folder(), block.text.partition("\n")[2]
        for command, code in zip(commands_of(block), block.note.removeprefix("run: ").split(", ")):
            done = self.bash(command, folder)
            if done.returncode != int(code):
                yield f"{command}: exit code {done.returncode} instead of {code}\n{done.stdout}"
            elif block.language == "console" and not matches(told, done.stdout):
                yield f"{command}: it prints\n{done.stdout}"


class DocumentsTest(unittest.TestCase):
    maxDiff = None

    def assert_no_problems(self, check, but=(), more=()):
        found = [f"{path.relative_to(SOURCE)}:{problem}" for path in [*documents(), *more] if path.name not in but
                 for problem in check(path, path.read_text())]
        self.assertFalse(found, "\n" + "\n".join(found))

    def test_links_lead_somewhere(self):
        self.assert_no_problems(link_problems)

    def test_paths_exist(self):
        self.assert_no_problems(lambda path, text: path_problems(text), but=["CHANGELOG.md"])

    def test_options_exist(self):
        program = Program(HEAPGATE)
        self.assertGreater(len(program.subcommands), 8)
        self.assert_no_problems(lambda path, text: call_problems(text, program), but=["CHANGELOG.md"],
                                more=(SOURCE / ".github/ISSUE_TEMPLATE").glob("*.yml"))

    def test_what_there_is_is_documented(self):
        program = Program(HEAPGATE)
        text = {path.name: path.read_text() for path in (SOURCE / "docs").glob("*.md")}
        action = yaml.safe_load((SOURCE / "action.yml").read_text())
        self.assertEqual([], [name for name in [*action["inputs"], *action["outputs"]] if f"`{name}`" not in text["ci.md"]])
        self.assertEqual([], [name for name in program.formats if f"| `{name}` |" not in text["reports.md"]])
        named = {call.subcommand for page in text.values() for call in markdown.calls(page, program.subcommands)}
        self.assertEqual(set(program.subcommands) - named, set())

    def test_every_block_says_whether_it_is_run(self):
        self.assert_no_problems(lambda path, text: note_problems(text))

    def test_commands_do_what_is_said(self):
        with tempfile.TemporaryDirectory() as work:
            runner = Runner(pathlib.Path(work))
            self.assert_no_problems(lambda path, text: runner.problems(text))
            self.assertGreater(runner.count, 8)

    def test_readme_is_short_and_every_page_is_listed(self):
        self.assertLessEqual(len((SOURCE / "README.md").read_text().splitlines()), README_LINES)
        listed = {link for _, link in markdown.links((SOURCE / "docs/README.md").read_text())}
        self.assertEqual({path.name for path in (SOURCE / "docs").glob("*.md")} - listed, {"README.md"})


    def test_issue_forms_are_what_github_takes(self):
        forms = [path for path in (SOURCE / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml"]
        self.assertEqual(len(forms), 3)
        for form in forms:
            self.assertEqual([], list(form_problems(yaml.safe_load(form.read_text()))), form.name)


class BrokenDocumentsTest(unittest.TestCase):
    """Each check finds what it is there for."""

    def assert_problem(self, expected, found):
        self.assertEqual([expected], [problem.split("\n")[0] for problem in found])

    def test_links(self):
        readme = SOURCE / "README.md"
        self.assert_problem("2: no file 'docs/x.md'", link_problems(readme, "#\n[x](docs/x.md)"))
        self.assert_problem("1: no heading '#x' in trust.md", link_problems(readme, "[x](docs/trust.md#x)"))
        self.assert_problem("2: no heading '#b' in README.md", link_problems(readme, "# A\n[a](#a) [b](#b)"))
        self.assert_problem("1: '../..' is not in the repository", link_problems(readme, "[x](../..)"))
        self.assert_problem("1: no file 'src/x.cpp'", path_problems("`src/x.cpp` `src/main.cpp` `app/x.rb`"))

    def test_options(self):
        program = Program(HEAPGATE)
        for text, problem in [("```sh\nheapgate judge x\n```", "2: no subcommand 'judge'"),
                              ("```sh\na | heapgate check --x 'y --z' \\\n  && b --y\n```",
                               "2: no option '--x' of heapgate check"),
                              ("```yaml\n- run: heapgate check --load x\n```", "2: no option '--load' of heapgate check"),
                              ("`heapgate check [--y]`", "1: no option '--y' of heapgate check"),
                              ("`--out` `--no-z FILE`", "1: no option '--no-z' of heapgate "),
                              ("`check --out`", "1: no option '--out' of heapgate check"),
                              ("`-o junit` `-o pdf=x`", "1: no format 'pdf'")]:
            self.assert_problem(problem, call_problems(text, program))

    def test_notes(self):
        neither = "1: the block says neither `<!-- run: CODES -->` nor `<!-- not run: WHY -->`"
        self.assert_problem(neither, note_problems("```sh\na\n```"))
        self.assert_problem(neither.replace("1", "3"), note_problems("<!-- run: 0 -->\nx\n```sh\na\n```"))
        self.assert_problem("2: `run` needs 2 exit codes", note_problems("<!-- run: 0 -->\n```sh\na\nb\n```"))
        self.assert_problem("2: no file 'tests/x.sh', which is said to run it",
                            note_problems("<!-- not run: tests/x.sh does -->\n```sh\na\n```"))
        self.assert_problem("2: bash: line 1: syntax error near unexpected token `|'",
                            note_problems("<!-- not run: x -->\n```sh\na | | b\n```"))

    def test_forms(self):
        field = {"type": "input", "id": "x", "attributes": {"label": "X"}}
        form = {"name": "x", "description": "x", "body": [field]}
        self.assertEqual([], list(form_problems(form)))
        self.assert_problem("no name", form_problems({**form, "name": ""}))
        self.assert_problem("two fields 'x'", form_problems({**form, "body": [field, field]}))
        self.assert_problem("no type 'text'", form_problems({**form, "body": [{**field, "type": "text"}]}))
        self.assert_problem("field 'x' lacks an attribute",
                            form_problems({**form, "body": [{**field, "type": "dropdown"}]}))

    def test_runs(self):
        with tempfile.TemporaryDirectory() as work:
            runner = Runner(pathlib.Path(work))
            self.assert_problem("2: heapgate check dumps: exit code 1 instead of 0",
                                runner.problems("<!-- run: 0 -->\n```sh\nheapgate check dumps\n```"))
            console = "<!-- run: 1 -->\n```console\n$ heapgate check dumps\n…\n{}```"
            self.assertEqual([], list(runner.problems(console.format(""))))
            headline = "heapgate 9.9.9: FAIL: 3 leaks (6 groups, 255 objects) over budget\n…\n"
            self.assertEqual([], list(runner.problems(console.format(headline))))
            self.assert_problem("2: heapgate check dumps: it prints", runner.problems(console.format("PASS\n…\n")))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
