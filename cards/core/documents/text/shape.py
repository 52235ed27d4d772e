"""What a document as a whole tells about itself: which marks carry headings in this file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cards.core.documents.text.code import looks_like_code
from cards.core.documents.text.lines import Line
from cards.core.documents.text.wordset import word_set

_HASH_HEADING = re.compile(r"^ {0,3}#{1,6} +\S")
_NUMBERED_SECTION = re.compile(r"^(\d{1,2})\.(\d{1,2})(?:\.\d{1,2}){0,2}\*{0,2}\.? +\S")
_BADGE = re.compile(
    r"^[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f? (\S.{0,60}?[a-z])(?=[A-Z])(.{2,80})$"
)
_SMALL_WORDS = word_set(
    "a an and as at by for from in into is of on or the to vs with via over per",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Evidence counted over all lines, so that one odd line cannot change how a file is read."""

    is_flat: bool  # no blank lines: every line is a block of its own
    has_hash_headings: bool
    has_badges: bool  # the badge of one entry is glued to the title of the next
    numbered_chapters: frozenset[int]  # N of all "N.M Title" lines

    @property
    def has_numbered_sections(self) -> bool:
        return bool(self.numbered_chapters)


def shape_of(lines: Sequence[Line]) -> Shape:
    lines = lines[: _end_of_text(lines)]
    fenced = False
    blank = hashes = badges = 0
    chapters: dict[int, int] = {}
    for index, line in enumerate(lines):
        text = line.stripped
        if text.startswith(("```", "~~~")):
            fenced = not fenced
        if fenced:
            continue
        blank += not text
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        # A comment over a line of unfenced code looks like a heading.
        hashes += bool(_HASH_HEADING.match(line.text)) and not looks_like_code(following)
        badges += badge(text) is not None
        found = _NUMBERED_SECTION.match(text)
        if found and len(text) < 110 and not text.endswith((".", ";", ",")):
            chapters[int(found.group(1))] = chapters.get(int(found.group(1)), 0) + 1
    # A comment in unfenced Python looks like a heading, so numbered sections outvote few hashes.
    numbered = frozenset(chapters) if sum(chapters.values()) >= 2 else frozenset()
    code_comments = bool(numbered) and blank < 0.02 * len(lines)
    return Shape(
        is_flat=len(lines) >= 6 and blank <= 0.03 * len(lines),
        has_hash_headings=hashes > 0 and not code_comments,
        has_badges=badges >= 3,
        numbered_chapters=numbered,
    )


def _end_of_text(lines: Sequence[Line]) -> int:
    end = len(lines)
    while end and lines[end - 1].is_blank:
        end -= 1
    return end


def badge(text: str) -> tuple[str, str] | None:
    """Split `📊 RegressionHuber Loss` into the badge of the entry before and the next title."""
    found = _BADGE.match(text)
    return (found.group(1), found.group(2)) if found else None


def is_title_case(text: str) -> bool:
    """Whether most words that carry meaning begin with a capital letter."""
    words = [
        word for word in re.findall(r"[^\W\d_][\w'’-]*", text) if word.lower() not in _SMALL_WORDS
    ]
    if not words:
        return False
    capital = sum(word[0].isupper() or not word[0].isascii() for word in words)
    if not any(len(word) >= 4 and not word.isupper() for word in words) and len(words) > 2:
        return False  # "Neg FP TN" is a row of a matrix
    return bool(words[0][0].isupper() and capital >= 0.7 * len(words))


def may_be_title(text: str) -> bool:
    """Whether a line could be a title at all, whatever stands around it."""
    if not 2 < len(text) <= 90 or len(text.split()) > 13:
        return False
    if text.endswith((".", ":", ";", ",", "!", "|", "…", "]", "}", "=", "(")) or "$" in text:
        return False
    if re.search(r"[=≈;{}<>|\\]|://|\. [A-Z]", text):
        return False
    return bool(re.match(r"[^\W_]", text)) and bool(re.search(r"[^\W\d_]{2}", text))
