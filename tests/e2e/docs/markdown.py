"""What docs_test.py needs to know about Markdown and shell: blocks, links, anchors, and calls of heapgate."""
import collections
import re
import shlex

# note: the text of an HTML comment directly before the block
Block = collections.namedtuple("Block", "line language note text")
Call = collections.namedtuple("Call", "line subcommand options formats")

FENCE = re.compile(r"\s*```(.*)")
SEPARATORS = {";", ";;", "|", "||", "&", "&&", "|&", "(", ")"}


def blocks(text):
    found, begin, note = [], None, None
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        if begin is None and fence:
            begin, language = number, fence[1].strip()
        elif fence:
            found.append(Block(begin, language, note, "\n".join(lines[begin:number - 1])))
            begin, note = None, None
        elif begin is None and line.strip():
            comment = re.fullmatch(r"\s*<!-- (.*) -->", line)
            note = comment and comment[1]
    return found


def prose(text):
    """The text without its blocks; lines keep their numbers."""
    inside, lines = False, []
    for line in text.split("\n"):
        fence = FENCE.match(line)
        lines.append("" if inside or fence else line)
        inside = inside != bool(fence)
    return "\n".join(lines)


def code_spans(text):
    for number, line in enumerate(prose(text).split("\n"), 1):
        for span in re.findall(r"`([^`]+)`", line):
            yield number, span


def links(text):
    for number, line in enumerate(prose(text).split("\n"), 1):
        for target in re.findall(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)", re.sub(r"`[^`]+`", "", line)):
            yield number, target[0] or target[1]


def anchors(text):
    """As GitHub makes them of headings."""
    found = []
    for heading in re.findall(r"^#+ (.*)$", prose(text), re.M):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", words).strip().replace(" ", "-")
        before = found.count(anchor)
        found.append(f"{anchor}-{before}" if before else anchor)
    return found


def logical_lines(text):
    """Lines with those that continue them, and the number of the first, from 0 on."""
    begin, whole = 0, ""
    for number, line in enumerate(text.split("\n")):
        begin = begin if whole else number
        if line.endswith("\\"):
            whole += line[:-1]
            continue
        yield begin, whole + line
        whole = ""


def commands(text):
    return [line for _, line in logical_lines(text) if line.strip() and not line.lstrip().startswith("#")]


def words(line):
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        return list(lexer)
    except ValueError:  # not shell, and an apostrophe in it
        return line.split()


def calls_in(number, line):
    """The calls of heapgate in a line of shell. What stands in quotes is another program's."""
    found, call = [], None
    for word, after in zip(tokens := words(line), tokens[1:] + [""]):
        if word in SEPARATORS:
            call = None
        elif word == "heapgate" and re.match(r"[a-z]+$|--[a-z]", after):
            call = Call(number, after if after.isalpha() else None, [], [])
            found.append(call)
        elif call and (option := re.match(r"--[a-z][a-z-]*", word)):
            call.options.append(option[0])
        elif call and word == "-o" and (name := re.match(r"[a-z]+", after)):
            call.formats.append(name[0])
    return found


def calls(text, subcommands):
    """Every call of heapgate, in blocks and in code spans; an option that stands alone is one of no subcommand."""
    for block in blocks(text):
        for number, line in logical_lines(block.text):
            yield from calls_in(block.line + 1 + number, line.removeprefix("$ "))
    for number, span in code_spans(text):
        span = span.replace("[", " ").replace("]", " ").strip()
        first = span.split(" ")[0]
        if first in subcommands or re.match("--?[a-z]", first):
            span = "heapgate " + span
        if span.startswith("heapgate -o"):
            span = span.replace("heapgate", "heapgate check", 1)
        yield from calls_in(number, span)
