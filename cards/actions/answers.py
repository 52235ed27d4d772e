"""Checking what a learner submits, and keeping every attempt."""

import datetime as dt
import json

from django.db import IntegrityError, transaction

from cards.checker import TRY_AGAIN, check_answer
from cards.core.answers.verdict import Outcome, Verdict
from cards.core.presentation import Presentation
from cards.core.ratings import tries_allowed
from cards.models import Attempt, Card, Schedule
from cards.models.review import REVEALED
from cards.queries.attempts import attempts_in_turn, is_closed
from cards.queries.exercises import (
    exercise_of,
    specification_of,
    unusable_without_specification,
)


class StalePageError(Exception):
    """The card moved on since the page was made: it was rated or undone in another tab."""


def submit_answer(
    *, card: Card, presentation: Presentation, submitted: str | list[str], now: dt.datetime
) -> Verdict | None:
    """Check an answer and log it as the next attempt of this turn.

    Returns the verdict, or None when the turn takes no more answers. What was not judged is not
    logged: it costs nothing. Raises StalePageError when the card moved on, UnusableCardError when
    its stored specification is broken.
    """
    require_current_turn(presentation)
    attempts = attempts_in_turn(presentation)
    if is_closed(attempts, tries_allowed(card.card_kind)):
        return None
    # Outside any transaction: a hard one may take a worker two seconds.
    with unusable_without_specification(card):
        verdict = check_answer(specification_of(card), submitted, presentation.seed)
    if costs_nothing(verdict):
        return verdict
    log_attempt(
        Attempt(
            submitted=submitted if isinstance(submitted, str) else json.dumps(submitted),
            outcome=verdict.outcome.value,
            message=verdict.message,
            hint=verdict.hint[:40],
            reading=verdict.reading,
            notes=list(verdict.notes),
        ),
        presentation,
        number=len(attempts) + 1,
        now=now,
    )
    return verdict


def costs_nothing(verdict: Verdict) -> bool:
    """Whether the answer was not judged at all: it could not be read, or the checker was busy."""
    return verdict.outcome is Outcome.UNREADABLE or verdict.hint == TRY_AGAIN


def give_up(*, card: Card, presentation: Presentation, now: dt.datetime) -> None:
    """The learner asked for the answer: no more tries in this turn."""
    require_current_turn(presentation)
    attempts = attempts_in_turn(presentation)
    if not is_closed(attempts, tries_allowed(card.card_kind)):
        # Where there is no answer to show, none is given up.
        _ = exercise_of(card, presentation.seed).correct_answer
        log_attempt(Attempt(outcome=REVEALED), presentation, number=len(attempts) + 1, now=now)


def require_current_turn(presentation: Presentation) -> None:
    versions = Schedule.objects.filter(
        user_id=presentation.user_id, card_id=presentation.card_id
    ).values_list("version", flat=True)
    if (versions.first() or 0) != presentation.schedule_version:
        raise StalePageError


def log_attempt(
    attempt: Attempt, presentation: Presentation, *, number: int, now: dt.datetime
) -> None:
    attempt.user_id = presentation.user_id
    attempt.card_id = presentation.card_id
    attempt.turn = presentation.turn
    attempt.number = number
    attempt.seed = presentation.seed
    attempt.card_version = presentation.card_version
    attempt.created_at = now
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError:
        # A double click: the other request logged the same attempt a moment ago.
        return
