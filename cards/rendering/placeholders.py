"""Private characters that stand for formulas, gaps and marks while Markdown is read.

They come from the two supplementary private-use planes and are removed from every text first, so
nothing a user writes can stand for one. One character each: Markdown then treats a formula as it
treats a letter, and a `|` inside a formula cannot split a table cell.
"""

import re

_FIRST_FORMULA = 0xF0000
_FIRST_GAP = 0x100000
_LIMIT = 0xFFF0  # the last code points of a plane are no characters

MARK_OPEN = "\U0010fff0"
MARK_CLOSE = "\U0010fff1"

PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
FORMULA = re.compile("[\U000f0000-\U000fffef]")
GAP = re.compile("[\U00100000-\U0010ffef]")

# Controls (XML forbids most), lone surrogates, and the characters kept for ourselves.
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\U000f0000-\U0010ffff]"
)


def without_private_characters(text: str) -> str:
    """The text as users may write it, with line ends as `\\n`."""
    return _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def formula_character(index: int) -> str | None:
    """The character of the formula with this index; None when a text has too many."""
    return chr(_FIRST_FORMULA + index) if index < _LIMIT else None


def gap_character(index: int) -> str | None:
    return chr(_FIRST_GAP + index) if index < _LIMIT else None


def formula_index(character: str) -> int:
    return ord(character) - _FIRST_FORMULA


def gap_index(character: str) -> int:
    return ord(character) - _FIRST_GAP
