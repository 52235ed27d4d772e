"""Gaps in a sentence: `{{c1::gap}}` and `{{c1::gap::hint}}`, wherever they stand, maths included.

A hidden gap leaves the text before anything else reads it, so whatever its neighbours make of the
Markdown, its content cannot reach the page.
"""

import re
from dataclasses import dataclass

from cards.rendering.placeholders import (
    MARK_CLOSE,
    MARK_OPEN,
    gap_character,
    without_private_characters,
)

_OPENING = re.compile(r"\{\{c(\d{1,4})::", re.IGNORECASE)
_BRACES = re.compile(r"\\[{}]|\{\{c\d{1,4}::|\}\}|[{}]|::", re.IGNORECASE)
_NESTING_LIMIT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledText:
    """A text without gap syntax: gaps and marks are private characters in it."""

    text: str
    gap_hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    ordinal: int
    content: str
    hint: str
    end: int


def fill_gaps(text: str, ordinal: int, *, revealed: bool) -> FilledText:
    """The text for the card of this gap: its gaps blank or marked, the others filled in.

    Several gaps may share an ordinal; they are asked together. A gap that never closes is text.
    """
    hints: list[str] = []
    filled = _fill(without_private_characters(text), ordinal, revealed, hints, 0)
    return FilledText(text=filled, gap_hints=tuple(hints))


def _fill(text: str, ordinal: int, revealed: bool, hints: list[str], depth: int) -> str:
    if depth > _NESTING_LIMIT and _OPENING.search(text):
        return "[…]"
    parts: list[str] = []
    position = 0
    while match := _OPENING.search(text, position):
        gap = _read_gap(text, match)
        if gap is None:
            break  # what follows cannot close either: the search for `}}` ran to the end
        parts.append(text[position : match.start()])
        is_asked = gap.ordinal == ordinal
        character = gap_character(len(hints))
        if is_asked and not revealed and character is not None:
            hints.append(_plain_hint(gap.hint))
            parts.append(character)
        elif is_asked and not revealed:
            parts.append("[…]")
        else:
            content = _fill(gap.content, ordinal, revealed, hints, depth + 1)
            if is_asked:
                # One mark is enough: a mark within a mark would close the outer one early.
                content = content.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")
                content = f"{MARK_OPEN}{content}{MARK_CLOSE}"
            parts.append(content)
        position = gap.end
    return "".join(parts) + text[position:]


def _plain_hint(hint: str) -> str:
    return " ".join(hint.replace("$", "").split())[:80]


def _read_gap(text: str, opening: re.Match[str]) -> _Gap | None:
    """The gap that opens here. Braces within it are counted, so `\\frac{1}{2}` does not end it."""
    depth = 0
    nested: list[int] = []  # the brace depth at which each gap within this one opened
    separator: int | None = None
    position = opening.end()
    while match := _BRACES.search(text, position):
        found = match[0]
        position = match.end()
        if found == "{":
            depth += 1
        elif found == "}":
            depth = max(depth - 1, 0)
        elif found == "::":
            if depth == 0 and not nested and separator is None:
                separator = match.start()
        elif found == "}}":
            if depth > (nested[-1] if nested else 0):
                # The first of the two closes a group of the content; the second is read next.
                depth -= 1
                position = match.start() + 1
            elif nested:
                nested.pop()
            else:
                content_end = match.start() if separator is None else separator
                return _Gap(
                    ordinal=int(opening[1]),
                    content=text[opening.end() : content_end],
                    hint="" if separator is None else text[separator + 2 : match.start()],
                    end=match.end(),
                )
        elif found[0] == "{":  # a gap within this one
            nested.append(depth)
    return None
