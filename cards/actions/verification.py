"""Verifying the checked answers of drafts, and working out those that were given as a calculation, within a time limit."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache

from cards.checker import derive, judge
from cards.checker.pool import Failure
from cards.core.answers.specification import AnswerSpecification, SpecificationError, verify
from cards.core.documents.drafts import CardDraft, Problem

# What the questions about one card may take in the workers, all together.
SECONDS_A_CARD = 5.0
SECONDS_TO_START = 10.0
SECONDS_A_DOCUMENT = 20.0
# Long enough for a dry run, its confirmation and another try.
REMEMBERED_SECONDS = 60 * 60

Fault = tuple[str, str]  # the part of the specification, and what is wrong with it
KEY_NAMES = {"derive": "Derive"}


class NotVerifiedError(Exception):
    """The workers had no room or no time; the same question later gets an answer."""


def faults_of(specification: AnswerSpecification) -> list[Fault]:
    """What is wrong with a question, within a few seconds. NotVerifiedError when that did not do."""
    symbolic = judge(seconds=SECONDS_A_CARD, seconds_to_start=SECONDS_TO_START)
    found = verify(specification, symbolic)
    if not found and symbolic and symbolic.failure in (Failure.BUSY, Failure.STARTING):
        raise NotVerifiedError
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """What came out for one specification: its correct answer, or what is wrong with it."""

    correct: Any = None
    faults: tuple[Fault, ...] = ()

    @property
    def is_lasting(self) -> bool:
        """What could not be worked out now may be with more time, or with workers."""
        return not any(name == "derive" for name, _ in self.faults)


class Verifier:
    """Verifies the drafts of one document after the other.

    A specification that a card has already (`known`) is not verified again, and its answer not
    worked out again. What takes too long is reported and left out; what was done by then is
    remembered for an hour, so that every further try gets further.
    """

    def __init__(
        self,
        known: Iterable[Mapping[str, Any]],
        *,
        verifies: bool = True,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`seconds` limits all documents together; None is for the command line, which can wait."""
        self._known = {question_key(written): written.get("correct") for written in known}
        self._verifies = verifies
        self._clock = clock
        self._ends_at = None if seconds is None else clock() + seconds

    def verified(
        self,
        drafts: Sequence[CardDraft],
        problems: list[Problem],
        *,
        checksum: str,
        tell: Callable[[int], None] = lambda number: None,
    ) -> list[CardDraft]:
        """The drafts whose answers check out; the others become problems at their field.

        `tell` is called with the number of each draft before its turn.
        """
        mode = "verify" if self._verifies else "derive"
        cache_key = f"studied-answers:{mode}:{checksum}"
        remembered: dict[str, Studied] = {}
        deadline = float("inf")
        if self._ends_at is not None:
            # The command line needs no cache, which may not be there before an installation is prepared.
            remembered = cache.get(cache_key) or {}
            deadline = min(self._clock() + SECONDS_A_DOCUMENT, self._ends_at)
        before = len(remembered)
        kept = []
        unverified: list[CardDraft] = []
        for number, draft in enumerate(drafts):
            tell(number)
            written = draft.answer_spec
            if written is None:
                kept.append(draft)
                continue
            key = question_key(written)
            if key in self._known:
                kept.append(with_correct(draft, self._known[key]))
                continue
            studied = remembered.get(key)
            if studied is None:
                studied = self._study(written) if self._clock() < deadline else None
                if studied is None:
                    unverified.append(draft)
                    continue
                if studied.is_lasting:
                    remembered[key] = studied
            for name, message in studied.faults:
                name = KEY_NAMES.get(name, name)
                problems.append(Problem(line=draft.lines[0], message=message, field=name))
            if not studied.faults:
                kept.append(with_correct(draft, studied.correct))
        if self._ends_at is not None and len(remembered) > before:
            cache.set(cache_key, remembered, REMEMBERED_SECONDS)
        if unverified:
            problems.append(not_verified(unverified))
        return kept

    def _study(self, written: Mapping[str, Any]) -> Studied | None:
        """None when there was no time or no room."""
        try:
            specification = AnswerSpecification.from_json(written)
            if is_derived(written):
                derived = derive(specification)
                # Only the answer is taken over: the question stays as its author wrote it.
                specification = replace(specification, correct=derived.correct)
            faults = faults_of(specification) if self._verifies else []
        except SpecificationError as error:
            return Studied(faults=((error.field, error.message),))
        except NotVerifiedError:
            return None
        return Studied(correct=specification.correct, faults=tuple(faults))


def not_verified(drafts: Sequence[CardDraft]) -> Problem:
    number = len(drafts)
    cards = "This card was" if number == 1 else f"This card and {number - 1} more were"
    return Problem(
        line=drafts[0].lines[0],
        message=f"{cards} not verified in time and left out. Import the file again: it goes on"
        " where it stopped.",
        field="=",
    )


def is_derived(written: Mapping[str, Any]) -> bool:
    return bool(written.get("derive"))


def question_key(written: Mapping[str, Any]) -> str:
    """Equal for specifications that are verified alike: a worked-out answer does not count."""
    asked = {name: value for name, value in written.items() if value not in (None, "", [], {})}
    if is_derived(written):
        asked.pop("correct", None)
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()


def with_correct(draft: CardDraft, correct: Any) -> CardDraft:
    written = draft.answer_spec or {}
    return (
        replace(draft, answer_spec={**written, "correct": correct})
        if is_derived(written)
        else draft
    )
