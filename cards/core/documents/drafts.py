"""What every document reader produces: drafts of cards, and problems with their line."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cards.core.coding import CodingTask
from cards.core.documents.synonyms import split_synonyms
from cards.core.kinds import CardKind, Difficulty, InterviewKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoint:
    """One thing a good answer says. A list card's members are its key points, all of them musts."""

    text: str
    is_must: bool = True

    @property
    def shown(self) -> str:
        """What a learner reads: other ways to say it are for matching her words."""
        return split_synonyms(self.text)[0]

    @property
    def synonyms(self) -> tuple[str, ...]:
        return split_synonyms(self.text)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignSchedule:
    """Where another tool left a card, as its scheduling comment or its database says."""

    due: dt.date
    interval_days: float
    ease_hundredths: int
    lapses: int = 0
    is_suspended: bool = False
    is_new: bool = False  # set aside before it was ever studied


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignReview:
    """One grade from another tool's log. `number` names it there."""

    number: int
    reviewed_at: dt.datetime
    quality: int  # 0 to 5
    interval_days: int  # after it
    interval_days_before: int = 0
    ease_hundredths: int = 250
    duration_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDraft:
    """A card as read from a document, before identity decides whether it is new.

    Texts are Markdown with `$…$` and `$$…$$` maths. A cloze draft holds the whole sentence in
    `prompt`, every gap written `{{c1::gap}}` or `{{c1::gap::hint}}`, and one draft exists per gap
    (`cloze_ordinal` 1, 2, …; `answer` is the text of that gap).
    """

    kind: CardKind
    prompt: str
    answer: str = ""
    explanation: str = ""
    deck_path: str = ""  # "Deep learning / Activation functions"; empty: the caller decides
    points: tuple[KeyPoint, ...] = ()
    # {"kind", "correct", "options", "accepted", "wrong": [{"answer", "feedback"}], "parameters",
    #  "hints"}: see core/answers/specification.py. None for kinds the learner rates herself.
    answer_spec: Mapping[str, Any] | None = None
    follow_ups: tuple[str, ...] = ()
    interviewer_hints: tuple[str, ...] = ()  # the gentlest first
    interview_kind: InterviewKind | None = None
    difficulty: Difficulty | None = None
    minutes: int | None = None
    coding: CodingTask | None = None  # of an interview question that is answered in code
    see: tuple[str, ...] = ()  # related cards, each by its id or its question
    source_document: str = ""  # the document a fact comes from, which may not be the file read
    source_section: str = ""
    source_lines: tuple[int, int] | None = None  # first and last line, 1-based, in source_document
    lines: tuple[int, int] = (1, 1)  # first and last line, 1-based, in the file read
    explicit_id: str = ""  # the author's own id, where the file carries one
    note_key: str = ""  # drafts that share it are siblings: gaps of a sentence, a term both ways
    cloze_ordinal: int | None = None
    tags: tuple[str, ...] = ()
    pattern: str = ""  # why the reader made this draft: "q-and-a", "glossary", "table-row", …
    confidence: float = 1.0  # 0 to 1; below 0.7 an author looks first
    # Of the learner whose file it is: taken over only when she says so.
    schedule: ForeignSchedule | None = None
    reviews: tuple[ForeignReview, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something a reader could not use, told to the author at its line.

    A problem with `is_notice` is only worth knowing: the text was read, perhaps differently than
    another tool would.
    """

    line: int  # 1-based
    message: str
    field: str = ""  # "Tolerance", "Variables", … where one key of a card is at fault
    is_notice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """The result of reading one file."""

    drafts: tuple[CardDraft, ...] = ()
    problems: tuple[Problem, ...] = ()
    title: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)  # front matter, as read
