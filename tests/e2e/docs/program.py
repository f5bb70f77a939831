"""What the program itself says that it can do."""
import re
import subprocess


class Program:
    """What `--help` tells of the program."""

    def __init__(self, path):
        self.path = path
        text = self.help()
        self.subcommands = re.findall(r"^  ([a-z]+) {2,}", text.split("Subcommands:")[1], re.M)
        self.options = {None: self.options_in(text)}
        for name in self.subcommands:
            self.options[name] = self.options_in(self.help(name))
        listed = re.search(r"write a report: (.*?); to standard output", self.help("check"), re.S)
        self.formats = set(re.findall(r"[a-z]+", re.sub(r"\([^)]*\)", "", listed[1]))) - {"or", "and"}

    def help(self, *words):
        return subprocess.run([self.path, *words, "--help"], check=True, capture_output=True, text=True).stdout

    @staticmethod
    def options_in(text):
        return set(re.findall(r"^  (?:-\w,)?(--[a-z][a-z-]*)", text, re.M))

    def problems(self, call):
        """What is wrong with a call that a document names. Without a subcommand any of them may have the option."""
        if call.subcommand and call.subcommand not in self.subcommands:
            return [f"no subcommand '{call.subcommand}'"]
        known = self.options[call.subcommand] if call.subcommand else set().union(*self.options.values())
        return [f"no option '{option}' of heapgate {call.subcommand or ''}" for option in call.options
                if option not in known] + [f"no format '{name}'" for name in call.formats if name not in self.formats]
