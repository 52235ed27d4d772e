"""Where marks do not count: fences, display formulas and comments by line; code, formulas, addresses and tags inside a line."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

# Replaces every protected character, so that a position in the masked text is a position in
# the text. A private-use character: no pattern of ours matches it and no strip() removes it.
MASKED = "\ue000"

_FENCE = re.compile(r"^[ \t]*(`{3,9}|~{3,9})([^`]*)$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

_INLINE = re.compile(
    r"""
      (?P<opener> \\\( | \\\[ | `+ | \$\$ | <!-- )  # closed by the code below, in linear time
    | \\[!-/:-@\[-`{-~]                            # an escaped sign
    | \$\{[A-Za-z_]\w*\}(?!\$)                    # ${s}, a parameter, not the start of a formula
    | \$(?![\s$])(?:[^$\n\\]|\\.)*?(?<!\s)\$(?!\d)  # $…$ as pandoc reads it: $5 and $10 are money
    | <(?:https?|ftp|mailto):[^<>\s]*>
    | </?[A-Za-z][^<>\n]{0,300}>
    | \b(?:https?|ftp|file)://[^\s<>()\[\]]+
    """,
    re.VERBOSE | re.DOTALL,
)
_CODE = re.compile(r"(?P<opener>`+|<!--)|\\[!-/:-@\[-`{-~]")
_CLOSERS = {r"\(": r"\)", r"\[": r"\]", "$$": "$$", "<!--": "-->"}
_MOST_TICKS = 10


def mask(text: str, *, code_only: bool = False, escaped_brackets: bool = False) -> str:
    """The text with everything protected blanked out, character for character.

    `code_only` leaves formulas readable: a gap of Anki may lie inside one. With
    `escaped_brackets`, `\\[` is an escaped bracket and not the start of a formula.
    """
    pieces: list[str] = []
    position = 0
    for start, end in protected_spans(text, code_only=code_only, escaped_brackets=escaped_brackets):
        pieces.append(text[position:start])
        pieces.append(MASKED * (end - start))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def protected_spans(
    text: str, *, code_only: bool = False, escaped_brackets: bool = False
) -> Iterator[tuple[int, int]]:
    """Where each protected stretch begins and ends; the arguments are those of `mask`."""
    position = 0
    closers = _Closers(text)
    pattern = _CODE if code_only else _INLINE
    while match := pattern.search(text, position):
        start, end = match.span()
        opener = match["opener"]
        shown = False
        if opener and not (escaped_brackets and opener == r"\["):
            end = closers.after(opener, end)
            shown = end == match.end() and opener not in {r"\(", r"\["}
        if not shown:
            yield start, end
        position = end


class _Closers:
    """Finds what closes an opener. Remembers where the next closer is, or that there is none:
    a megabyte of `\\(` must not be searched to its end from each of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def after(self, opener: str, start: int) -> int:
        """The position behind the closer; `start` itself if nothing closes."""
        if opener.startswith("`"):
            return self._after_ticks(len(opener), start)
        closer = _CLOSERS[opener]
        found = self._find(closer, start)
        if opener == "<!--":
            return len(self._text) if found < 0 else found + len(closer)
        newline = self._find("\n", start)
        if found < 0 or 0 <= newline < found:
            return start
        return found + len(closer)

    def _find(self, needle: str, start: int) -> int:
        known = self._next.get(needle, -2)
        if known == -1 or known >= start:
            return known
        found = self._text.find(needle, start)
        self._next[needle] = found
        return found

    def _after_ticks(self, count: int, start: int) -> int:
        if count > _MOST_TICKS or self._next.get("`" * count) == -1:
            return start
        closing = re.compile(rf"(?<!`)`{{{count}}}(?!`)").search(self._text, start)
        if closing is None:
            self._next["`" * count] = -1
            return start
        return closing.end()


class LineRole(StrEnum):
    """What a line is before any card is looked for."""

    PLAIN = "plain"
    FENCE = "fence"  # an opening or closing line of code, and every line between
    FORMULA = "formula"  # the same for $$ … $$ and \[ … \]
    COMMENT = "comment"  # wholly inside an HTML comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a file with its 1-based number."""

    number: int
    text: str
    role: LineRole = LineRole.PLAIN


@dataclass(slots=True)
class _Open:
    role: LineRole
    closing: str


def scan_lines(text: str, first_number: int = 1) -> list[Line]:
    """All lines of a text, see `each_line`."""
    return list(each_line(text, first_number))


def each_line(text: str, first_number: int = 1, start: int = 0) -> Iterator[Line]:
    """Split a text into lines and tell which of them lie inside code, formulas and comments.

    A fence, formula or comment that is never closed counts as ordinary text from its first
    line on: one slip must not swallow the rest of a deck. The lines come one by one, from the
    position `start` on: those of a large deck take several times its size.
    """
    closing = _ClosingLines(text)
    number = first_number
    block_end = -1  # where the last line of the open block begins
    role = LineRole.PLAIN
    for position, raw in _lines_from(text, start):
        if position > block_end:
            block = _opening(raw)
            found = closing.find(position + len(raw) + 1, block) if block is not None else None
            role = LineRole.PLAIN
            if block is not None and found is not None:
                role, block_end = block.role, found
        yield Line(number=number, text=raw, role=role)
        number += 1


def _lines_from(text: str, position: int) -> Iterator[tuple[int, str]]:
    """Where each line begins, and the line."""
    while position <= len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        yield position, text[position:end]
        position = end + 1


def _opening(line: str) -> _Open | None:
    if fence := _FENCE.match(line):
        return _Open(LineRole.FENCE, fence[1])
    stripped = line.strip()
    if stripped.startswith("$$") and stripped.count("$$") == 1:
        return _Open(LineRole.FORMULA, "$$")
    if stripped.startswith(r"\[") and r"\]" not in stripped and not stripped[2:].strip():
        return _Open(LineRole.FORMULA, r"\]")
    if stripped.startswith("<!--") and "-->" not in stripped:
        return _Open(LineRole.COMMENT, "-->")
    return None


_MAY_OPEN = re.compile(r"`{3}|~{3}")


def left_open(text: str) -> str | None:
    """The line that would close the first fence that a text never closes, if there is one.

    Alone such a text is harmless; with others after it in a file, theirs would close it.
    """
    if not _MAY_OPEN.search(text):
        return None
    for line in each_line(text):
        block = _opening(line.text) if line.role is LineRole.PLAIN else None
        if block is not None and block.role is LineRole.FENCE:
            return block.closing
    return None


def closed(text: str) -> str:
    """The text with an end to a fence that it leaves open, as Markdown reads it."""
    closing = left_open(text)
    return text if closing is None else f"{text}\n{closing}"


class _ClosingLines:
    """Finds the line that closes a block; every line is looked at a bounded number of times."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._nowhere = len(text) + 1
        self._known: dict[str, int] = {}

    def find(self, start: int, block: _Open) -> int | None:
        """Where the closing line begins, from `start` on; None when there is none."""
        end = self._next(start, block.closing, lambda line: _closes(line, block))
        if end == self._nowhere:
            return None
        if block.role is LineRole.FORMULA:
            # No formula runs across a blank line; a lone $$ is a slip.
            blank = self._next(start, "", lambda line: not line.strip())
            return None if blank < end else end
        return end

    def _next(self, start: int, name: str, fits: Callable[[str], bool]) -> int:
        known = self._known.get(name, -1)
        if known >= start:
            return known
        lines = _lines_from(self._text, start)
        found = next((position for position, line in lines if fits(line)), self._nowhere)
        self._known[name] = found
        return found


def _closes(line: str, block: _Open) -> bool:
    if block.role is LineRole.FENCE:
        stripped = line.strip()
        return stripped.startswith(block.closing) and not stripped.strip(block.closing[0])
    return block.closing in line


def strip_comments(text: str) -> str:
    """The text without its HTML comments."""
    return _COMMENT.sub("", text)


def is_blank(line: Line) -> bool:
    """Whether nothing stands on the line."""
    return not line.text.strip()
