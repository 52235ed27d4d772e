"""The author's own commands for formulas: `macros.tex` beside the decks, expanded when they are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from cards.core.documents.decoding import decode
from cards.core.documents.drafts import Problem
from cards.core.documents.scanning import LineRole, protected_spans, scan_lines

FILE_NAME = "macros.tex"
MOST_MACROS = 1_000
MOST_REPORTED = 20
LONGEST_BODY = 2_000
LONGEST_FORMULA = 10_000
DEEPEST = 20
MOST_EXPANSIONS = 500  # in one formula: each of twenty macros may name the next one twice

_COMMAND = re.compile(r"\\([A-Za-z]+)")
_COMMENT = re.compile(r"(?<!\\)%.*")
_SIMPLE = re.compile(r"^\\(?P<name>[A-Za-z]+)\s+(?P<body>\S.*)$")
_NEW_COMMAND = re.compile(
    r"^\\(?:new|renew|provide)command\*?\s*(?:\{\s*\\(?P<braced>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))"
    r"\s*(?:\[(?P<count>[0-9])\])?\s*(?:\[(?P<default>[^\[\]]{0,200})\])?\s*(?=\{)"
)
_DEF = re.compile(r"^\\g?def\s*\\(?P<name>[A-Za-z]+)\s*(?P<parameters>(?:#[1-9]){0,9})\s*(?=\{)")
_OPERATOR = re.compile(
    r"^\\DeclareMathOperator(?P<star>\*?)\s*(?:\{\s*\\(?P<braced>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))\s*(?=\{)"
)
_DEFINES = re.compile(
    r"^\\(?:(?:new|renew|provide)command|g?def|let|DeclareMathOperator)(?![A-Za-z])"
)
_PARAMETER = re.compile(r"#([1-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    body: str  # with #1 to #9 where the arguments go
    arguments: int = 0
    default: str | None = None  # of the first argument, which is optional then


@dataclass(frozen=True, slots=True, kw_only=True)
class Macros:
    """The commands of one file, by name without the backslash."""

    by_name: Mapping[str, Macro] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


class _NotExpandedError(Exception):
    """Says why a formula stays as it is."""


def is_macro_file(name: str) -> bool:
    return PurePosixPath(name).name == FILE_NAME


def macros_for(name: str, files: Mapping[str, Macros]) -> Macros | None:
    """The macros in the document's own folder, else in the nearest folder above it."""
    for folder in PurePosixPath(name).parents:
        found = files.get(str(folder / FILE_NAME))
        if found is not None:
            return found
    return None


# Reading definitions


def read_macros(content: bytes) -> Macros:
    """Read `\\name replacement` lines and LaTeX's own definitions. Never raises."""
    decoded = decode(content)
    if decoded.problems:
        return Macros(problems=decoded.problems)
    lines = [_COMMENT.sub("", line).strip() for line in decoded.text.split("\n")]
    known: dict[str, Macro] = {}
    problems: list[Problem] = []
    index = 0
    while index < len(lines) and len(problems) < MOST_REPORTED:
        first, text = index, lines[index]
        index += 1
        if not text:
            continue
        # A definition in braces may run over some lines.
        while _DEFINES.match(text) and _is_open(text) and index < min(len(lines), first + 20):
            text = f"{text} {lines[index]}"
            index += 1
        if len(known) >= MOST_MACROS:
            message = f"At most {MOST_MACROS:,} macros are read; those from here on were left out."
            problems.append(Problem(line=first + 1, message=message))
            break
        found = _definition(text)
        if isinstance(found, str):
            index = first + 1  # one slip must not swallow the definitions below it
            problems.append(Problem(line=first + 1, message=found))
        else:
            known[found[0]] = found[1]
    return Macros(by_name=known, problems=tuple(problems))


def _is_open(text: str) -> bool:
    bare = text.replace("\\{", "").replace("\\}", "")
    return len(text) <= LONGEST_BODY and bare.count("{") > bare.count("}")


def _definition(text: str) -> tuple[str, Macro] | str:
    """The name and the macro of one definition, or why it cannot be read."""
    shown = text if len(text) <= 60 else f"{text[:58]}…"
    if len(text) > LONGEST_BODY:
        return f"“{shown}” has more than {LONGEST_BODY:,} characters, which no macro needs."
    refused = (
        f"“{shown}” is no definition that can be read. Write \\name and its replacement on one "
        "line, or \\newcommand{\\name}[1]{…} with as many arguments as it takes."
    )
    if found := _NEW_COMMAND.match(text):
        name, count = found["braced"] or found["bare"], int(found["count"] or 0)
        default = found["default"]
    elif found := _DEF.match(text):
        name, count, default = found["name"], found["parameters"].count("#"), None
    elif found := _OPERATOR.match(text):
        body, end = _argument(text, found.end())
        if body is None or text[end:].strip():
            return refused
        name = found["braced"] or found["bare"]
        return name, Macro(body=f"\\operatorname{found['star']}{{{body}}}")
    elif not _DEFINES.match(text) and (found := _SIMPLE.match(text)):
        used = [int(number) for number in _PARAMETER.findall(found["body"])]
        if not _is_even(found["body"]):
            return f"“{shown}” opens a brace that it does not close, or the other way round."
        return found["name"], Macro(body=found["body"], arguments=max(used, default=0))
    else:
        return refused
    body, end = _argument(text, found.end())
    if body is None or text[end:].strip() or (default is not None and not count):
        return refused
    if any(int(number) > count for number in _PARAMETER.findall(body)):
        return f"“{shown}” uses an argument that it does not declare."
    return name, Macro(body=body.strip(), arguments=count, default=default)


def _is_even(text: str) -> bool:
    bare = text.replace("\\\\", "").replace("\\{", "").replace("\\}", "")
    depth = 0
    for sign in bare:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


# Expanding


def expand_macros(text: str, macros: Macros) -> tuple[str, list[Problem]]:
    """The text with the macros of its formulas written out. Every line stays in its place.

    A formula that cannot be written out stays as it is, with a problem.
    """
    if not macros.by_name or "\\" not in text:
        return text, []
    lines: list[str] = []
    problems: list[Problem] = []
    for line in scan_lines(text):
        written = line.text
        try:
            if "\\" in written and line.role is LineRole.FORMULA:
                written = _written_out(written, macros)
            elif "\\" in written and line.role is LineRole.PLAIN:
                written = _formulas_written_out(written, macros)
        except _NotExpandedError as reason:
            if len(problems) < MOST_REPORTED:
                problems.append(Problem(line=line.number, message=str(reason)))
        lines.append(written)
    return "\n".join(lines), problems


def _formulas_written_out(line: str, macros: Macros) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in protected_spans(line):
        if line.startswith(("$", "\\(", "\\["), start) and not line.startswith("${", start):
            pieces += [line[position:start], _written_out(line[start:end], macros)]
            position = end
    return "".join([*pieces, line[position:]])


def _written_out(formula: str, macros: Macros) -> str:
    if len(formula) > LONGEST_FORMULA:
        if any(found[1] in macros.by_name for found in _COMMAND.finditer(formula)):
            raise _too_long()
        return formula
    return _Expansion(macros.by_name).expand(formula, 0)


class _Expansion:
    """One formula: how often a macro was replaced in it, so that no definition explodes."""

    def __init__(self, by_name: Mapping[str, Macro]) -> None:
        self._by_name = by_name
        self._count = 0

    def expand(self, text: str, depth: int) -> str:
        written = ""
        position = 0
        while found := _next_command(text, position):
            written = _joined(written, text[position : found.start()])
            macro = self._by_name.get(found[1])
            if macro is None:
                written = _joined(written, found[0])
                position = found.end()
                continue
            self._count += 1
            if depth >= DEEPEST or self._count > MOST_EXPANSIONS:
                raise _NotExpandedError(
                    f"The macro \\{found[1]} leads to itself or to too many others, so this formula "
                    f"was left as it is. Look at it in {FILE_NAME}."
                )
            arguments, position = _arguments(text, found.end(), found[1], macro)
            written = _joined(written, self.expand(_filled(macro.body, arguments), depth + 1))
            if len(written) > LONGEST_FORMULA:
                raise _too_long()
        return _joined(written, text[position:])


def _next_command(text: str, position: int) -> re.Match[str] | None:
    """The next `\\name`; the second backslash of a line break begins none."""
    while (position := text.find("\\", position)) >= 0:
        found = _COMMAND.match(text, position)
        if found:
            return found
        position += 2
    return None


def _arguments(text: str, position: int, name: str, macro: Macro) -> tuple[list[str], int]:
    found: list[str] = []
    if macro.default is not None:
        closing = text.find("]", position)
        if text.startswith("[", position) and closing > 0:
            found.append(text[position + 1 : closing])
            position = closing + 1
        else:
            found.append(macro.default)
    while len(found) < macro.arguments:
        argument, position = _argument(text, position)
        if argument is None:
            raise _NotExpandedError(
                f"The macro \\{name} takes {macro.arguments} argument{'s' * (macro.arguments > 1)}, "
                "and they are not all on this line, so the formula was left as it is."
            )
        found.append(argument)
    return found, position


def _argument(text: str, position: int) -> tuple[str | None, int]:
    """What stands in braces from here on, or the next command or sign; None where nothing is."""
    while position < len(text) and text[position].isspace():
        position += 1
    if position >= len(text) or text[position] in "}$&":
        return None, position
    if text[position] != "{":
        command = _COMMAND.match(text, position)
        end = command.end() if command else position + 1 + (text[position] == "\\")
        return (None if text[position:end] in ("\\)", "\\]") else text[position:end]), end
    depth = 0
    start = position
    while position < len(text):
        sign = text[position]
        depth += (sign == "{") - (sign == "}")
        position += 2 if sign == "\\" else 1
        if depth == 0:
            return text[start + 1 : position - 1], position
    return None, position


def _too_long() -> _NotExpandedError:
    return _NotExpandedError(
        f"With its macros written out this formula has more than {LONGEST_FORMULA:,} "
        "characters, so it was left as it is."
    )


def _filled(body: str, arguments: list[str]) -> str:
    written = ""
    position = 0
    for found in _PARAMETER.finditer(body):
        written = _joined(written, body[position : found.start()])
        written = _joined(written, arguments[int(found[1]) - 1])
        if len(written) > LONGEST_FORMULA:  # an argument may be doubled on every level
            raise _too_long()
        position = found.end()
    return _joined(written, body[position:])


_ENDS_IN_COMMAND = re.compile(r"(?<!\\)(?:\\\\)*\\[A-Za-z]+\Z")


def _joined(left: str, right: str) -> str:
    """Both behind one another; `\\alpha` and `x` must not become `\\alphax`."""
    needs_space = right[:1].isalpha() and _ENDS_IN_COMMAND.search(left[-40:])
    return f"{left} {right}" if needs_space else left + right
