"""Practise beside the schedule: start a round, answer its cards, end it.

No schedule, review, attempt, study day or standing is read or written by what happens here.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from cards.actions.answers import costs_nothing
from cards.checker import check_answer
from cards.core.answers.verdict import Verdict
from cards.core.practice import Candidate, drawn_cards, practice_seed
from cards.models import Practice, PracticeAnswer, User
from cards.models.review import REVEALED
from cards.queries.exercises import exercise_of, specification_of, unusable_without_specification
from cards.queries.practice import missed_candidates, takes_no_more


class NothingToPractiseError(Exception):
    """No card fits what was chosen."""


class StalePracticeError(Exception):
    """Another tab has answered this card since the page was made. Nothing was written."""


def start_practice(
    *,
    user: User,
    uid: uuid.UUID,
    title: str,
    candidates: Iterable[Candidate],
    count: int,
    now: dt.datetime,
    repeats: Practice | None = None,
) -> Practice:
    """Draw a round, or return the one that this page has started already.

    `uid` was made with the page that asks, so a double click starts one round, and its chance is
    all the chance there is. Raises NothingToPractiseError.
    """
    started = Practice.objects.filter(user=user, uid=uid).first()
    if started is not None:
        return started
    seed = uid.int >> 65
    chosen = drawn_cards(candidates, count, seed)
    if not chosen:
        raise NothingToPractiseError
    try:
        with transaction.atomic():
            practice = Practice.objects.create(
                uid=uid, user=user, title=title, seed=seed, started_at=now, repeats=repeats
            )
            PracticeAnswer.objects.bulk_create(
                PracticeAnswer(
                    practice=practice,
                    user=user,
                    card_id=card_id,
                    position=position,
                    seed=practice_seed(seed, position),
                )
                for position, card_id in enumerate(chosen, start=1)
            )
    except IntegrityError:  # a double click: the other request was first
        own = Practice.objects.filter(user=user, uid=uid).first()
        if own is None:  # somebody else's: only a made-up page carries that
            raise NothingToPractiseError from None
        return own
    return practice


def practise_missed(practice: Practice, *, uid: uuid.UUID, now: dt.datetime) -> Practice:
    """A new round of the cards that were missed in this one. Raises NothingToPractiseError."""
    candidates = missed_candidates(practice)
    first = practice.title.removeprefix("Missed: ")
    return start_practice(
        user=practice.user,
        uid=uid,
        title=f"Missed: {first}",
        candidates=candidates,
        count=len(candidates),
        now=now,
        repeats=practice,
    )


def submit_practice_answer(
    *, answer: PracticeAnswer, submitted: str | list[str], tries: int, now: dt.datetime
) -> Verdict | None:
    """Check an answer as studying would; the verdict if it costs nothing, so nothing was kept.

    `tries` is how many the page knows of. Raises StalePracticeError when there are more by now,
    UnusableCardError when the card's specification is broken.
    """
    require_open(answer, tries)
    with unusable_without_specification(answer.card):
        verdict = check_answer(specification_of(answer.card), submitted, answer.seed)
    if costs_nothing(verdict):
        return verdict
    keep_attempt(
        answer,
        {
            "submitted": submitted if isinstance(submitted, str) else json.dumps(submitted),
            "outcome": verdict.outcome.value,
            "message": verdict.message,
            "hint": verdict.hint[:40],
            "reading": verdict.reading,
            "notes": list(verdict.notes),
        },
        now=now,
    )
    return None


def show_practice_answer(
    *, answer: PracticeAnswer, response: str, tries: int, now: dt.datetime
) -> None:
    """The learner asked for the answer, of a checked card or of one she rates herself.

    Raises StalePracticeError, and UnusableCardError when there is no answer to show.
    """
    require_open(answer, tries)
    if answer.card.card_kind.is_checked:
        _ = exercise_of(answer.card, answer.seed).correct_answer
        keep_attempt(answer, {"outcome": REVEALED}, now=now)
    else:
        write(answer, response=response, revealed_at=now, card_version=answer.card.version)


def rate_practice_answer(*, answer: PracticeAnswer, knew: bool, now: dt.datetime) -> None:
    """Keep whether she knew it; the same again changes nothing.

    Raises StalePracticeError when the answer is not shown yet or was rated otherwise.
    """
    if answer.knew is knew:
        return
    if answer.revealed_at is None or not answer.is_open:
        raise StalePracticeError
    write(answer, knew=knew, rated_at=now)


def pass_over(answer: PracticeAnswer) -> None:
    """Leave out a card that cannot be asked."""
    if answer.is_open:
        write(answer, is_passed_over=True)


def end_practice(practice: Practice, *, now: dt.datetime) -> None:
    """No more cards of this round; a second time changes nothing."""
    Practice.objects.filter(pk=practice.pk, ended_at__isnull=True).update(ended_at=now)
    practice.ended_at = practice.ended_at or now


def require_open(answer: PracticeAnswer, tries: int) -> None:
    if answer.revealed_at is not None or not answer.is_open or answer.tries != tries:
        raise StalePracticeError


def keep_attempt(answer: PracticeAnswer, attempt: dict[str, Any], *, now: dt.datetime) -> None:
    before = answer.attempts
    answer.attempts = [*before, attempt]
    is_over = takes_no_more(answer)
    changes: dict[str, Any] = {"attempts": answer.attempts, "tries": answer.tries + 1}
    if is_over:
        changes |= {"revealed_at": now, "card_version": answer.card.version}
    answer.attempts = before
    write(answer, **changes)


def write(answer: PracticeAnswer, **changes: Any) -> None:
    """Write where nobody else has since; one statement, so two tabs cannot both win."""
    rows = PracticeAnswer.objects.filter(
        pk=answer.pk, tries=answer.tries, knew__isnull=True, is_passed_over=False
    )
    if answer.revealed_at is None:
        rows = rows.filter(revealed_at__isnull=True)
    if not rows.update(**changes):
        raise StalePracticeError
    for name, value in changes.items():
        setattr(answer, name, value)
