"""Cards from code: commented snippets, and what is still sure of code that lost its indentation."""

import re

from cards.core.documents.text.blocks import Block, BlockKind, Section
from cards.core.documents.text.gather import FEWEST_MEMBERS, MOST_MEMBERS, Gathering, as_list
from cards.core.documents.text.labels import is_generic, with_context
from cards.core.kinds import CardKind

_PREPARES = re.compile(r"^\s*(?:import\b|from \S+ import\b|%|!|#|library\()")
MAX_LINES = 30
MAX_CHARACTERS = 1000
_COMMENT = re.compile(r"^(?:#|//|--)\s+(\S.{2,120})$")
_FUNCTION = re.compile(
    r"^\s*(?:async )?(?:def|class)\s+(\w{2,80})\s*(?:\((.{0,600}?)\))?\s*(?:->.{0,80})?:\s*$"
)
_DEFAULT = re.compile(r"(\w+)\s*(?::[^=,]{1,60})?=\s*([^,]{1,60})(?:,|$)")
_DOCSTRING = re.compile(r'^\s*(?:"""|\'\'\')\s*(.*?)\s*(?:"""|\'\'\')?$')
_PLAIN_COMMENT = re.compile(
    r"^(?:example|usage|output|result|note|or\b|todo|run|in practice)", re.I
)


def add_code(gathering: Gathering, section: Section, block: Block) -> None:
    """The cards of one piece of code."""
    if block.is_flattened:
        _add_functions(gathering, section, block)
        return
    chunks = _commented_chunks(block)
    if len(chunks) >= FEWEST_MEMBERS:
        for comment, body, first, last in chunks:
            _add_snippet(gathering, section, block, comment, body, (first, last))
    elif len(chunks) == 0 and _is_one_of_several(section, block):
        pass  # the title cannot ask for this one of its pieces
    elif section.title and len(block.text.split("\n")) <= MAX_LINES:
        task = chunks[0][0] if chunks else section.title
        _add_snippet(gathering, section, block, task, block.text, (block.first, block.last))
    _add_functions(gathering, section, block)


def _is_one_of_several(section: Section, block: Block) -> bool:
    """Whether a title stands over several cells of a notebook, and this one is no definition."""
    cells = [other for other in section.blocks if other.kind is BlockKind.CODE]
    defines = any(_FUNCTION.match(line) for line in block.text.split("\n"))
    return len(cells) > 1 and block.language in ("python", "r", "julia") and not defines


def _add_snippet(
    gathering: Gathering,
    section: Section,
    block: Block,
    task: str,
    body: str,
    lines: tuple[int, int],
) -> None:
    if not 3 < len(body.strip()) <= MAX_CHARACTERS or _PLAIN_COMMENT.match(task):
        return
    if all(_PREPARES.match(line) for line in body.split("\n") if line.strip()):
        return
    noun = "commands" if block.language in ("bash", "sh", "shell", "zsh", "console") else "code"
    if is_generic(task) or task.casefold() in ("code", "usage", "snippet", "in code"):
        task = section.subject if not is_generic(section.subject) else section.path[0]
    if task.casefold() in ("code", "usage", "snippet", "in code") and len(section.path) > 1:
        task = section.path[-2]
    language = "" if noun == "commands" or not block.language else f"{block.language.capitalize()} "
    task = task.rstrip(".:? ")
    context = (
        section.title
        if task != section.title
        else (section.path[-2] if len(section.path) > 1 else "")
    )
    prompt = with_context(
        f"Which {language}{noun}: {task[0].lower() + task[1:] if task[1:2].islower() else task}?",
        context,
    )
    gathering.add(
        CardKind.QUESTION, prompt, f"```{block.language}\n{body}\n```", section=section, lines=lines,
        pattern="code", confidence=0.75,
    )  # fmt: skip


def _commented_chunks(block: Block) -> list[tuple[str, str, int, int]]:
    """Each comment at the margin with the lines under it, up to the next one."""
    offset = 1 if block.last - block.first + 1 > block.text.count("\n") + 1 else 0
    chunks: list[tuple[str, list[str], int]] = []
    for index, line in enumerate(block.text.split("\n")):
        found = _COMMENT.match(line)
        if found:
            chunks.append((found.group(1), [], block.first + offset + index))
        elif chunks:
            chunks[-1][1].append(line)
    return [
        (comment, "\n".join(body).strip("\n"), first, min(first + len(body), block.last))
        for comment, body, first in chunks
        if any(line.strip() for line in body)
    ]


def _add_functions(gathering: Gathering, section: Section, block: Block) -> None:
    """Docstrings, comments as steps, and default values: true whatever happened to the layout."""
    lines = block.text.split("\n")
    starts = [index for index, line in enumerate(lines) if _FUNCTION.match(line)]
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(lines)
        found = _FUNCTION.match(lines[start])
        if found is None or found.group(1).startswith("__"):
            continue
        name, body = found.group(1), lines[start + 1 : end]
        span = (block.first + start, min(block.first + end - 1, block.last))
        _add_docstring(gathering, section, name, body, span)
        _add_comment_steps(gathering, section, name, body, span)
        _add_defaults(gathering, section, name, found.group(2) or "", span)


def _add_docstring(
    gathering: Gathering, section: Section, name: str, body: list[str], span: tuple[int, int]
) -> None:
    if not body or not re.match(r'^\s*(?:"""|\'\'\')', body[0]):
        return
    opened = _DOCSTRING.match(body[0])
    text = opened.group(1) if opened else ""
    if not text and len(body) > 1:
        text = body[1].strip().rstrip("\"'")
        following = body[2].strip() if len(body) > 2 else ""
        if following and not re.match(r"[\"']{3}|Args|Returns|Raises|\w+:", following):
            text = f"{text}. {following}" if not text.endswith(".") else f"{text} {following}"
    if len(text) > 8 and _says_more_than(name, text):
        gathering.add(
            CardKind.QUESTION, with_context(f"What does `{name}` do?", section.title), text,
            section=section, lines=span, pattern="docstring", confidence=0.65,
        )  # fmt: skip


def _says_more_than(name: str, docstring: str) -> bool:
    """Whether a docstring is more than the function's name once more: `query`: "Query target model"."""
    words = re.findall(r"[a-z]{3,}", docstring.lower())
    known = {word[:4] for word in re.findall(r"[a-z]{3,}", name.lower())}
    return len(words) >= 5 and sum(word[:4] not in known for word in words) >= 3


def _add_comment_steps(
    gathering: Gathering, section: Section, name: str, body: list[str], span: tuple[int, int]
) -> None:
    steps = []
    for previous, line in zip(["", *body], body, strict=False):
        if re.match(r"\s*return \w+$", previous) and re.match(r"#|@|\w+ = ", line):
            break  # without indentation, what follows the result may be outside of the function
        found = _COMMENT.match(line.strip())
        if (
            found
            and not _PLAIN_COMMENT.match(found.group(1))
            and not re.search(r"[=(){}]", found.group(1))
        ):
            steps.append(found.group(1).rstrip("."))
    if 3 <= len(steps) <= MOST_MEMBERS:
        gathering.add(
            CardKind.LIST, with_context(f"Which steps does `{name}` take?", section.title),
            as_list(steps, is_ordered=True), points=steps, section=section, lines=span,
            pattern="comment-steps", confidence=0.6,
        )  # fmt: skip


def _add_defaults(
    gathering: Gathering, section: Section, name: str, arguments: str, span: tuple[int, int]
) -> None:
    values = [
        f"`{argument} = {value.strip()}`"
        for argument, value in _DEFAULT.findall(arguments)
        if re.match(r"-?[\d.]+(?:e-?\d+)?$", value.strip())
    ]
    if len(values) < 2:
        return  # one number by itself is no knowledge
    prompt = with_context(f"Which default values does `{name}` use?", section.title)
    gathering.add(
        CardKind.LIST if len(values) >= FEWEST_MEMBERS else CardKind.QUESTION, prompt,
        as_list(values),
        points=values if len(values) >= FEWEST_MEMBERS else (), section=section,
        lines=(span[0], span[0]), pattern="defaults", confidence=0.5,
    )  # fmt: skip
