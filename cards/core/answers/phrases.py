"""Words as answers: how they are read, which differences in spelling do not count, and how near two phrases are."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.core.answers.parse.context import Fault, Unreadable
from cards.core.answers.parse.nodes import Node
from cards.core.answers.seam import BadQuestion

LONGEST_PHRASE = 1000
MOST_PHRASES = 200
MOST_EDITS = 10

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʹ`´′"), "'")
_QUOTES = dict.fromkeys(map(ord, '"“”„«»'), None)
_HYPHENS = dict.fromkeys(map(ord, "-‐‑‒–—―−﹣－_"), "-")
_FOLDED = {**_APOSTROPHES, **_QUOTES, **_HYPHENS}
_INVISIBLE = {"Cf", "Mn", "Me"}
# A hyphen in front of a digit may be a minus sign, which is not a matter of spelling.
_JOINING_HYPHEN = re.compile(r"-(?!\d)|(?<=\w)-(?=\d)")
_BLANK_INSIDE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_LEADING_ARTICLE = re.compile(r"(?:the|an|a)\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases(Node):
    """One phrase or several, as they were typed or picked."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Members(Node):
    """The members of a list to recall, each with all the names it goes by."""

    names: tuple[tuple[str, ...], ...]


def fold(phrase: str) -> str:
    """What is left of a phrase when case, accents on Latin letters, hyphens, blanks, quotes and a leading article do not count.

    Blanks between digits stay: `1 0` is not `10`. So does a sign in front of a number.
    """
    text = unicodedata.normalize("NFKC", phrase.translate(_FOLDED)).casefold().translate(_FOLDED)
    text = _without_accents(text)
    text = _JOINING_HYPHEN.sub(" ", text)
    text = " ".join(text.split()).rstrip(".!?;,: ")
    return _BLANK_INSIDE.sub("", _LEADING_ARTICLE.sub("", text, count=1))


def fold_keeping_case(phrase: str) -> str:
    """The phrase with one form for blanks, quotes and compatible characters; for questions where case counts."""
    text = unicodedata.normalize("NFKC", phrase.translate(_FOLDED))
    return " ".join(text.split())


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    for character in unicodedata.normalize("NFKD", text):
        category = unicodedata.category(character)
        is_accent_elsewhere = category == "Mn" and kept and not _is_latin(kept[-1])
        if category not in _INVISIBLE or is_accent_elsewhere:
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN")


def count_edits(left: str, right: str, limit: int) -> int:
    """Damerau-Levenshtein distance (neighbours swapped count once), or `limit + 1` when it is more.

    Only a band around the diagonal is filled, so the cost is length times limit.
    """
    if left == right:
        return 0
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    beyond = limit + 1
    before_last: dict[int, int] = {}
    last = {column: column for column in range(min(len(right), limit) + 1)}
    for row, one in enumerate(left, start=1):
        current: dict[int, int] = {}
        for column in range(max(0, row - limit), min(len(right), row + limit) + 1):
            if column == 0:
                current[0] = row
                continue
            other = right[column - 1]
            cost = min(
                last.get(column, beyond) + 1,
                current.get(column - 1, beyond) + 1,
                last.get(column - 1, beyond) + (one != other),
            )
            if row > 1 < column and one == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before_last.get(column - 2, beyond) + 1)
            current[column] = min(cost, beyond)
        if min(current.values()) > limit:
            return beyond
        before_last, last = last, current
    return last.get(len(right), beyond)


def read_phrase(submitted: object) -> str:
    """One phrase from a form or from JSON. Raises Unreadable when there is none."""
    if isinstance(submitted, list | tuple) and len(submitted) == 1:
        submitted = submitted[0]
    if isinstance(submitted, bool) or not isinstance(submitted, str | int | float):
        if submitted is None or submitted in ([], ()):
            raise Unreadable(Fault.EMPTY, "Type an answer first.")
        raise Unreadable(Fault.KIND, "Type one word or phrase.")
    if isinstance(submitted, int) and abs(submitted) > 10**60:
        raise Unreadable(Fault.LIMIT, "This number is too long for a word or phrase.")
    phrase = str(submitted)
    if len(phrase) > LONGEST_PHRASE:
        raise Unreadable(
            Fault.LIMIT,
            f"The answer has {len(phrase):,} characters; at most {LONGEST_PHRASE:,} can be read.",
            LONGEST_PHRASE,
            len(phrase),
        )
    for index, character in enumerate(phrase):
        # Category C: control, surrogate and private characters; formatting ones (soft hyphen) fold away.
        if unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} and not character.isspace():
            raise Unreadable(
                Fault.CHARACTER,
                f"The character U+{ord(character):04X} cannot be read; delete it.",
                index,
                index + 1,
            )
    if not fold_keeping_case(phrase):
        raise Unreadable(Fault.EMPTY, "Type an answer first.")
    return phrase


def is_blank(entry: object) -> bool:
    """Whether an entry of a list is an empty field of a form."""
    return entry is None or (isinstance(entry, str) and not entry.strip())


def read_phrases(submitted: object, *, separators: str = "") -> tuple[str, ...]:
    """Several phrases: a list, or one text split at any character of `separators`."""
    if isinstance(submitted, list | tuple):
        if len(submitted) > MOST_PHRASES:
            raise Unreadable(
                Fault.LIMIT, f"At most {MOST_PHRASES} entries can be read, not {len(submitted):,}."
            )
        return tuple(read_phrase(entry) for entry in submitted if not is_blank(entry))
    if not isinstance(submitted, str) or not separators:
        return (read_phrase(submitted),)
    if len(submitted) > LONGEST_PHRASE * 4:
        raise Unreadable(
            Fault.LIMIT,
            f"The answer has {len(submitted):,} characters; at most {LONGEST_PHRASE * 4:,} can be read.",
            LONGEST_PHRASE * 4,
            len(submitted),
        )
    parts = re.split(f"[{re.escape(separators)}]", submitted)
    return read_phrases([part.strip() for part in parts if part.strip()])


def phrases_option(options: Mapping[str, object], *names: str) -> tuple[str, ...]:
    """A list of phrases the author gave under one of these option names; one phrase stands for a list."""
    for name in names:
        given = options.get(name)
        if given is None:
            continue
        entries = given if isinstance(given, Sequence) and not isinstance(given, str) else [given]
        if not all(isinstance(entry, str | int | float) for entry in entries):
            raise BadQuestion(f"“{name}” must be a list of texts.")
        return tuple(str(entry) for entry in entries)
    return ()


def whole_number_option(
    options: Mapping[str, object], name: str, default: int, *, most: int
) -> int:
    """A whole number from 0 to `most` among the options. Raises BadQuestion for anything else."""
    given = options.get(name, default)
    if isinstance(given, str) and given.isascii() and given.strip().isdigit() and len(given) < 10:
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= most:
        raise BadQuestion(f"“{name}” must be a whole number from 0 to {most}.")
    return given


def quote(phrase: str, longest: int = 40) -> str:
    """A phrase between quotation marks, shortened, for a message."""
    text = " ".join(phrase.split())
    return f"“{text if len(text) <= longest else text[: longest - 1] + '…'}”"
