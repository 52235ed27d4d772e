"""Blueprints: what an interview is made of, and which questions fill it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cards.core.kinds import Difficulty, InterviewKind

SHORTEST_MINUTES = 5
LONGEST_MINUTES = 240
MOST_PARTS = 12
MOST_QUESTIONS_A_PART = 40
MOST_QUESTIONS = MOST_PARTS * LONGEST_MINUTES  # more cannot come together
# A part filled to less than this is not the interview that was asked for.
FILLED_ENOUGH = 0.75
# What a question takes whose author did not say.
USUAL_MINUTES = {
    "conceptual": 4,
    "practical": 5,
    "coding": 12,
    "behavioural": 5,
    "system-design": 20,
    "checked": 3,
}


class QuestionKind(StrEnum):
    """What an interview can ask: the kinds of open questions, and short ones the site checks."""

    CONCEPTUAL = InterviewKind.CONCEPTUAL
    PRACTICAL = InterviewKind.PRACTICAL
    CODING = InterviewKind.CODING
    BEHAVIOURAL = InterviewKind.BEHAVIOURAL
    SYSTEM_DESIGN = InterviewKind.SYSTEM_DESIGN
    CHECKED = "checked"

    @property
    def label(self) -> str:
        return (
            "Short calculation"
            if self is QuestionKind.CHECKED
            else self.value.replace("-", " ").capitalize()
        )


class BlueprintError(ValueError):
    """Nothing can be asked by such a blueprint; the message says why, `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class TooFewQuestionsError(BlueprintError):
    """The library has not enough questions; `found` says how many there are."""

    def __init__(self, message: str, found: int) -> None:
        super().__init__(message)
        self.found = found


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some minutes of questions of the given sorts; an empty tuple means any open question.

    Without a count the questions are as many as their own minutes fit in.
    """

    minutes: int
    kinds: tuple[QuestionKind, ...] = ()
    difficulties: tuple[Difficulty, ...] = ()
    decks: tuple[str, ...] = ()  # slugs; a deck stands for everything below it
    count: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= LONGEST_MINUTES:
            raise BlueprintError(f"Choose 1 to {LONGEST_MINUTES} minutes for a part.", "minutes")
        if self.count is not None and not 1 <= self.count <= MOST_QUESTIONS_A_PART:
            raise BlueprintError(
                f"A part asks 1 to {MOST_QUESTIONS_A_PART} questions, or as many as fit.", "count"
            )

    def as_json(self) -> dict[str, Any]:
        return {
            "minutes": self.minutes,
            "kinds": list(self.kinds),
            "difficulties": list(self.difficulties),
            "decks": list(self.decks),
            "count": self.count,
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Part":
        return cls(
            minutes=written["minutes"],
            kinds=tuple(QuestionKind(kind) for kind in written.get("kinds", ())),
            difficulties=tuple(Difficulty(level) for level in written.get("difficulties", ())),
            decks=tuple(written.get("decks", ())),
            count=written.get("count"),
        )


def minutes_of(parts: Sequence[Part]) -> int:
    """All minutes together. Raises BlueprintError when nobody could sit through them."""
    if not 1 <= len(parts) <= MOST_PARTS:
        raise BlueprintError(f"An interview has 1 to {MOST_PARTS} parts.")
    minutes = sum(part.minutes for part in parts)
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise BlueprintError(
            f"An interview takes {SHORTEST_MINUTES} to {LONGEST_MINUTES} minutes, not {minutes:,}.",
            "minutes",
        )
    return minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A question that could be asked."""

    card_id: int
    kind: QuestionKind
    minutes: int | None = None

    @property
    def expected_minutes(self) -> int:
        return self.minutes or USUAL_MINUTES[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenQuestion:
    card_id: int
    minutes: int


def choose_questions(
    parts: Sequence[Part], candidates: Sequence[Sequence[Candidate]], seed: int
) -> list[ChosenQuestion]:
    """Questions for all parts in their order, none twice; the same seed chooses the same.

    `candidates` are those of each part. Raises TooFewQuestionsError.
    """
    taken: set[int] = set()
    chosen: dict[int, list[ChosenQuestion]] = {}
    # Where little can be asked is chosen first, so that a part with plenty does not take it away.
    for number in sorted(range(len(parts)), key=lambda number: len(candidates[number])):
        free = [candidate for candidate in candidates[number] if candidate.card_id not in taken]
        chosen[number] = questions_of_part(parts[number], in_drawn_order(free, seed))
        taken.update(question.card_id for question in chosen[number])
    return [question for number in range(len(parts)) for question in chosen[number]]


def questions_of_part(part: Part, candidates: Sequence[Candidate]) -> list[ChosenQuestion]:
    if part.count is not None:
        if len(candidates) < part.count:
            raise too_few(part, candidates)
        each = max(1, part.minutes // part.count)
        return [
            ChosenQuestion(card_id=candidate.card_id, minutes=each)
            for candidate in candidates[: part.count]
        ]
    found: list[ChosenQuestion] = []
    left = part.minutes
    for candidate in candidates:
        if candidate.expected_minutes <= left:
            found.append(
                ChosenQuestion(card_id=candidate.card_id, minutes=candidate.expected_minutes)
            )
            left -= candidate.expected_minutes
    if not found and candidates:  # the shortest is longer than the part: then it takes all of it
        shortest = min(candidates, key=lambda candidate: candidate.expected_minutes)
        return [ChosenQuestion(card_id=shortest.card_id, minutes=part.minutes)]
    has_asked_all = len(found) == len(candidates)
    if has_asked_all and part.minutes - left < FILLED_ENOUGH * part.minutes:
        raise too_few(part, candidates)
    return found


def too_few(part: Part, candidates: Sequence[Candidate]) -> TooFewQuestionsError:
    found = len(candidates)
    there = {0: "there are none", 1: "there is 1"}.get(found, f"there are {found}")
    if part.count is not None:
        needed = f"{part.count} {questions_called(part, part.count)} are needed"
    else:
        talk = sum(candidate.expected_minutes for candidate in candidates)
        needed = f"{part.minutes} minutes of {questions_called(part, 2)} are needed"
        there += f", for about {talk} minutes" if found else ""
    return TooFewQuestionsError(
        f"Too few questions that you have not met in your last three mock interviews: {needed},"
        f" {there}. Choose fewer minutes, more topics, or more kinds and difficulties.",
        found,
    )


def questions_called(part: Part, number: int) -> str:
    levels = " or ".join(level.value for level in part.difficulties)
    kinds = " or ".join(kind.label.lower() for kind in part.kinds)
    noun = "question" if number == 1 else "questions"
    return " ".join(filter(None, [levels, kinds, noun]))


def in_drawn_order(candidates: Iterable[Candidate], seed: int) -> list[Candidate]:
    """An order that hangs on the seed alone, not on how the database lists its rows.

    Kinds take turns: the many short calculations must not crowd out the few designs.
    """
    drawn = sorted(candidates, key=lambda candidate: draw_key(seed, candidate.card_id))
    turns: dict[QuestionKind, int] = {}
    in_turns = []
    for candidate in drawn:
        turns[candidate.kind] = turns.get(candidate.kind, 0) + 1
        in_turns.append((turns[candidate.kind], candidate))
    return [candidate for _, candidate in sorted(in_turns, key=lambda entry: entry[0])]


def draw_key(seed: int, card_id: int) -> bytes:
    return hashlib.blake2b(f"{seed}:{card_id}".encode(), digest_size=8).digest()


def question_seed(seed: int, position: int) -> int:
    """The seed of the numbers in one question, 0 <= seed < 2**63."""
    key = f"{seed}:question {position}".encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest()) >> 1
