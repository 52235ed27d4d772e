"""What tools write at the end of a card: ids, scheduling comments, and keys hidden in HTML comments."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cards.core.documents.drafts import ForeignSchedule

_TRAILING_COMMENT = re.compile(r"[ \t]*<!--((?:(?!-->).)*)-->[ \t]*$")
_BLOCK_ID = re.compile(
    r"(?:^|[ \t])\^(?:sr-id-([A-Za-z0-9-]{1,64})|ID(\d{1,20})|(\d{10,20}))[ \t]*$"
)
_KNOWN_COMMENT = re.compile(
    r"^\s*(?:SR:|ID:|id:|notecardId:|(?:q|points|must|extra|followups|follow-ups|interviewer-hints|topic|difficulty|source|section|wrong)\s*:)",
)
_ID_COMMENT = re.compile(r"^\s*(?:ID|id|notecardId):\s*([\w.:-]{1,64})\s*$")
_SCHEDULE = re.compile(r"!(\d{4}-\d{2}-\d{2}),(\d{1,6}(?:\.\d+)?),(\d{1,5})(?![\d.])")
_FSRS = re.compile(r"!fsrs,(\d{4}-\d{2}-\d{2})?")
LOWEST_EASE, HIGHEST_EASE = 130, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One note of a tool about a card, with its line."""

    line: int
    is_id: bool
    text: str  # the id itself, or what stands inside the comment


def strip_annotations(text: str, line: int) -> tuple[str, list[Annotation]]:
    """Take known comments and block ids from the end of a line; other comments stay."""
    found: list[Annotation] = []
    while True:
        comment = _TRAILING_COMMENT.search(text) if text.rstrip().endswith("-->") else None
        if comment and _KNOWN_COMMENT.match(comment[1]):
            found.append(annotation_of(comment[1], line))
            text = text[: comment.start()]
            continue
        block = _BLOCK_ID.search(text) if "^" in text else None
        if block:
            identifier = block[1] or block[2] or block[3]
            found.append(Annotation(line=line, is_id=True, text=identifier))
            text = text[: block.start()]
            continue
        return text, found[::-1]


def annotation_of(comment: str, line: int) -> Annotation:
    """The annotation that the inside of an HTML comment is."""
    if identifier := _ID_COMMENT.match(comment):
        return Annotation(line=line, is_id=True, text=identifier[1])
    return Annotation(line=line, is_id=False, text=comment)


def is_known_comment(comment: str) -> bool:
    """Whether a comment says something about a card; other comments are the author's own."""
    return bool(_KNOWN_COMMENT.match(comment))


def explicit_id(annotations: Iterable[Annotation]) -> str:
    """The first id among them."""
    return next((note.text for note in annotations if note.is_id), "")


def schedules(annotations: Iterable[Annotation]) -> list[ForeignSchedule | None]:
    """One entry per sibling in the order of the scheduling comment; None where it is unusable."""
    found: list[ForeignSchedule | None] = []
    for note in annotations:
        if note.is_id or not note.text.strip().startswith("SR:"):
            continue
        for part in re.findall(r"![^!]*", note.text):
            found.append(_schedule(part))
    return found


def _schedule(part: str) -> ForeignSchedule | None:
    match = _SCHEDULE.match(part)
    if match is None:
        return None
    try:
        due = dt.date.fromisoformat(match[1])
    except ValueError:
        return None
    ease = min(HIGHEST_EASE, max(LOWEST_EASE, int(match[3])))
    return ForeignSchedule(due=due, interval_days=float(match[2]), ease_hundredths=ease)


def has_unread_schedule(annotations: Iterable[Annotation]) -> bool:
    """Whether a schedule of FSRS is there, whose numbers mean nothing to our algorithm."""
    return any(not note.is_id and _FSRS.search(note.text) for note in annotations)
