"""A coding question that can be run: what its author wrote, and what is wrong with it as Python.

Nothing here runs code: it is read as a syntax tree at most. The learner's own browser runs it.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_CODE = 10_000
"""Characters. Python's own parser may end the process on far longer, deeply nested texts."""

PARTS = {"starter": "Starter", "visible_tests": "Tests", "hidden_tests": "Hidden tests"}
"""The fields of a task, and the keys under which an author writes them."""

_BLOCK = re.compile(
    r"^(?P<fence>`{3,9}|~{3,9})[ \t]*(?:python|py)?[ \t]*\n(?P<code>.*?)^(?P=fence)[`~]*[ \t]*$",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_KEY = re.compile(r"\s*(?P<name>Starter|Tests|Hidden tests):[ \t]*\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingTask:
    """Starter code and tests. A test is an `assert` that stands alone; the lines around prepare it."""

    visible_tests: str
    hidden_tests: str = ""  # run like the others, shown only when one of them fails
    starter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFault:
    """What is wrong with one part of a task, at a line of that part (1-based)."""

    part: str  # a field of CodingTask
    line: int
    message: str


def python_block(text: str) -> str | None:
    """The code of a text that is one fenced block and nothing else; None for any other text."""
    text = text.strip()
    match = _BLOCK.match(text)
    return tidy_code(match["code"]) if match and match.end() == len(text) else None


def reference_solution(answer: str) -> str:
    """The first block of Python in a model answer; empty without one."""
    match = _BLOCK.search(answer)
    return tidy_code(match["code"]) if match else ""


def written_task(task: CodingTask) -> str:
    """A task as its author writes it: keys with a fenced block below each."""
    return "\n".join(
        f"{name}:\n{fenced(code)}" for part, name in PARTS.items() if (code := getattr(task, part))
    )


def fenced(code: str) -> str:
    # Longer than any row of backticks within, as in a docstring.
    fence = max(["``", *re.findall(r"`{3,}", code)], key=len) + "`"
    return f"{fence}python\n{code}\n{fence}"


def read_task(text: str) -> CodingTask:
    """What `written_task` wrote. ValueError says in one sentence what cannot be read."""
    parts: dict[str, str] = {}
    position = 0
    while text[position:].strip():
        key = _KEY.match(text, position)
        block = _BLOCK.match(text, key.end()) if key else None
        if key is None or block is None:
            line = text.count(
                "\n", 0, position + len(text[position:]) - len(text[position:].lstrip())
            )
            raise ValueError(
                f"Line {line + 1}: a key “Starter:”, “Tests:” or “Hidden tests:” is expected here,"
                " and below it a block between ```python and ```."
            )
        if key["name"] in parts:
            raise ValueError(f"“{key['name']}:” stands here twice.")
        parts[key["name"]] = tidy_code(block["code"])
        position = block.end()
    return CodingTask(**{part: parts.get(name, "") for part, name in PARTS.items()})


def tidy_code(code: str) -> str:
    """Without blanks at the ends of lines and empty lines around: those do not survive a file."""
    return "\n".join(line.rstrip() for line in code.expandtabs(4).split("\n")).strip("\n")


def faults_of(task: CodingTask) -> list[CodeFault]:
    """What keeps a task from being run. Empty for a good one."""
    faults = []
    for part in ("starter", "visible_tests", "hidden_tests"):
        code: str = getattr(task, part)
        tree = _tree(code)
        if isinstance(tree, tuple):
            faults.append(CodeFault(part=part, line=tree[0], message=tree[1]))
        elif part != "starter" and (code or part == "visible_tests") and not any(_tests(tree)):
            message = "There is no test: write lines such as `assert double(2) == 4`."
            faults.append(CodeFault(part=part, line=1, message=message))
    return faults


def _tree(code: str) -> ast.Module | tuple[int, str]:
    """The syntax tree, or the line and the words of what is no Python."""
    if len(code) > LONGEST_CODE:
        return 1, f"This code is too long: at most {LONGEST_CODE:,} characters."
    try:
        return ast.parse(code)
    except SyntaxError as error:
        return error.lineno or 1, f"This is not valid Python: {error.msg}."
    except (ValueError, RecursionError, MemoryError):
        return 1, "This is not valid Python: it cannot be read."


def _tests(tree: ast.Module) -> Iterator[ast.Assert]:
    return (statement for statement in tree.body if isinstance(statement, ast.Assert))
