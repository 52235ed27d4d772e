"""Cheat sheets that write `term = meaning`, and the bare titles above such lines."""

import re

from cards.core.documents.text.blocks import BlockKind
from cards.core.documents.text.cursor import Cursor
from cards.core.documents.text.inline import clean, clean_title
from cards.core.documents.text.lines import Line
from cards.core.documents.text.shape import may_be_title

_EQUATION = re.compile(r"^([^\W\d_][^=<>!:|`$\\_\[\]{}.;]{1,80}?) = (\S[^=]{0,300})$")
_WORDS = re.compile(r"[^\W\d_]{3,}")
_CALL = re.compile(r"\w\(|\w\[|[{}\"']")


def equation_fields(cursor: Cursor, line: Line) -> bool:
    """A line of words, an equals sign and what they mean, where a neighbour is written so too.

    One such line alone may be code or a formula; so is one whose left side is a symbol.
    """
    if cursor.shape.is_flat:
        return False
    text = line.stripped
    pair = _pair(text)
    if pair is None:
        return _title_above(cursor, text)
    if _pair(cursor.text(-1)) is None and _pair(cursor.text(1)) is None:
        return False
    return cursor.add(BlockKind.FIELD, clean(pair[1]), label=clean_title(pair[0]))


def _title_above(cursor: Cursor, text: str) -> bool:
    if cursor.shape.has_hash_headings or cursor.text(-1) or not may_be_title(text):
        return False
    if _pair(cursor.text(1)) is None or _pair(cursor.text(2)) is None:
        return False
    return cursor.add_heading(text, 2 if cursor.heading_level else 1)


def _pair(text: str) -> tuple[str, str] | None:
    found = _EQUATION.match(text) if " = " in text else None
    if found is None or _CALL.search(text):
        return None
    left = found.group(1)
    if left.count("(") != left.count(")") or not _WORDS.search(left):
        return None
    return left, found.group(2)
