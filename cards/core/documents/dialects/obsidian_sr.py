"""Notes for the Spaced Repetition plugin of Obsidian, and the id comments of its neighbours."""

import re
from dataclasses import replace

from cards.core.documents.cloze import Marks
from cards.core.documents.deck.grammar import Grammar
from cards.core.documents.deck.reader import read_with
from cards.core.documents.drafts import Problem, ReadDocument
from cards.core.documents.front_matter import split_front_matter, texts_of
from cards.core.documents.scanning import MASKED, LineRole, mask, scan_lines

OBSIDIAN = Grammar(
    name="obsidian-sr",
    marks=Marks(highlights=True),
    has_keys=False,
    spaced_separator=False,
    one_line_terms=True,
    side_lines=True,
    cloze_paragraphs=True,
    tags_are_decks=True,
)
_DECK_TAG = re.compile(r"(?<!\S)#flashcards(?:/[\w-]+)*(?!\S)")
_SCHEDULE = re.compile(r"<!--SR:!")
_NEIGHBOUR_ID = re.compile(
    r"<!--\s*(?:ID:\s*\d+|notecardId:\s*\S+)\s*-->|(?<!\S)\^ID\d+\s*$", re.MULTILINE
)
_SIDE_LINE = re.compile(r"^\S[^\n]*\n\?\??[ \t]*\n\S", re.MULTILINE)
_TIGHT_TERM = re.compile(
    r"^[ \t]*(?:[-*+][ \t])?[^\s:|>#`](?:[^:\n`|]{0,300}?[^\s:])?:::?[^\s:][^\n]{0,2000}$",
    re.MULTILINE,
)
_NUMBERED_DOUBLE = re.compile(r"\{\{\d{1,3}::")
_NUMBERED_SINGLE = re.compile(r"\{\d{1,3}:(?!:)")


def matches_obsidian(name: str, text: str) -> float:
    """How much a text looks like a note with flashcards for Obsidian."""
    front, body = split_front_matter(text)
    if any(tag.split("/")[0] == "flashcards" for tag in texts_of(front.values.get("tags"))):
        return 0.93
    if _SCHEDULE.search(body) or _DECK_TAG.search(body):
        return 0.93
    if _NEIGHBOUR_ID.search(body) and ("::" in body or "{" in body):
        return 0.8
    if _SIDE_LINE.search(body):
        return 0.7
    tight = sum(1 for _ in _TIGHT_TERM.finditer(body[:200_000]))
    filled = sum(1 for line in body[:200_000].split("\n") if line.strip())
    # A tutorial on C++ holds many `a::b` too, but not on most of its lines.
    return 0.52 if tight >= 2 and tight >= 0.4 * filled else 0.0


def read_obsidian(name: str, text: str) -> ReadDocument:
    """Read such a note, and say where the plugin itself reads it otherwise."""
    has_ids = bool(_NEIGHBOUR_ID.search(text))
    marks = replace(
        OBSIDIAN.marks,
        braces=bool(_NUMBERED_DOUBLE.search(text)),
        numbered_braces=has_ids and bool(_NUMBERED_SINGLE.search(text)),
    )
    document = read_with(replace(OBSIDIAN, marks=marks), name, text)
    front, body = split_front_matter(text)
    notices = _separators_in_code(body, front.body_line)
    if any(str(key).startswith("sr-") for key in front.values):
        message = (
            "The review date of the note itself (sr-due) was not taken over; cards keep theirs."
        )
        notices.append(Problem(line=1, message=message, is_notice=True))
    problems = sorted([*document.problems, *notices], key=lambda problem: problem.line)
    return replace(document, problems=tuple(problems))


def _separators_in_code(body: str, first_line: int) -> list[Problem]:
    """Lines whose first `::` is protected: the plugin splits there, or sees no card at all."""
    notices = []
    for line in scan_lines(body, first_line):
        if line.role is not LineRole.PLAIN or line.text.count("::") < 2:
            continue
        masked = mask(line.text)
        first = line.text.find("::")
        if masked[first] == MASKED and "::" in masked:
            message = (
                "The first `::` of this line stands in code or a formula; the card was split at "
                "a later one. The Obsidian plugin misses this card."
            )
            notices.append(Problem(line=line.number, message=message, is_notice=True))
    return notices
