"""Recording a rating and taking it back: the two moves of the study session."""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import Field

from cards.actions.answers import StalePageError
from cards.actions.grades import MovedOnError, study_day_statement, write_grade
from cards.core.drill import drill_delay
from cards.core.fuzz import scheduled_days
from cards.core.leeches import becomes_leech, is_lapse
from cards.core.presentation import Presentation
from cards.core.ratings import quality_of, quality_of_key_points
from cards.core.scheduling import Rating, next_state
from cards.models import Card, Review, ReviewKind, Schedule, User
from cards.models.prepared import Result, Statement, run
from cards.models.review import MAXIMUM_DURATION_MS, SCHEDULED_KINDS
from cards.models.schedule import card_and_schedule
from cards.queries.attempts import attempts_in_turn, checked_answer

# The columns of a schedule, beside its memory state, that a grade changes and an undo brings back.
UNDONE_FIELDS = (
    "introduced_on", "last_studied_on", "last_studied_at", "drill_on", "drill_at", "lapses",
    "is_leech", "turn",
)  # fmt: skip


class UndoError(Exception):
    """There is nothing to take back; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    review: Review
    is_replay: bool = False
    became_leech: bool = False
    found: Sequence[Result] = ()


def record_review(
    *,
    user: User,
    card: Card,
    presentation: Presentation,
    rating: Rating,
    now: dt.datetime,
    schedule: Schedule | None = None,
    ticked: Sequence[bool] = (),
    response: str = "",
    then: Sequence[Statement] = (),
) -> Recorded:
    """Log one rating and move the learner's schedule, which may have been read with the card.

    The same presentation again returns what the first one recorded. `then` are queries that shall
    see the rating: they go out with it, and what they found comes back, unless this was a replay or
    the first rating of a day. Raises StalePageError when the card moved on in the meantime,
    ValueError when the rating was not on offer.
    """
    if schedule is None:
        found = card_and_schedule(user, card.pk)
        if found is None:
            raise StalePageError
        card, schedule = found
    if schedule.version == presentation.schedule_version:
        review = graded_review(schedule, presentation, rating, now, ticked, response)
        became_leech = apply_grade(schedule, review, review.quality or 0, now)
        write_state(review, schedule, "after")
        with suppress(MovedOnError, IntegrityError):
            seen = write_grade(review, schedule, then)
            return Recorded(review=review, became_leech=became_leech, found=seen)
    replayed = Review.objects.filter(
        user_id=presentation.user_id, render_id=presentation.render_id
    ).first()
    if replayed is None:
        raise StalePageError
    return Recorded(review=replayed, is_replay=True)


def graded_review(
    schedule: Schedule,
    presentation: Presentation,
    rating: Rating,
    now: dt.datetime,
    ticked: Sequence[bool],
    response: str,
) -> Review:
    """The row to log, with the schedule's state before the grade."""
    user, card = schedule.user, schedule.card
    today = user.study_day(now)
    attempts = attempts_in_turn(presentation) if card.card_kind.is_checked else []
    checked = checked_answer(attempts) if card.card_kind.is_checked else None
    ticks = quality_of_key_points(card.key_points, ticked) if ticked else None
    quality = quality_of(rating, checked, ticked_quality=ticks)
    review = Review(
        user=user,
        card=card,
        render_id=presentation.render_id,
        schedule_version=presentation.schedule_version,
        kind=kind_of_review(schedule, today),
        reviewed_at=now,
        studied_on=today,
        quality=quality,
        is_same_day=schedule.last_studied_on == today,
        duration_ms=duration_ms(presentation.shown_at, now),
        response=attempts[-1].submitted if attempts else response,
        verdict=(checked.outcome or "") if checked else "",
        tries=checked.tries if checked else 0,
        ticked=list(ticked),
        seed=presentation.seed,
        card_version=presentation.card_version,
        before=undone_fields(schedule),
    )
    if schedule.last_studied_on:
        review.elapsed_days = max(0, (today - schedule.last_studied_on).days)
    write_state(review, schedule, "before")
    return review


def apply_grade(schedule: Schedule, review: Review, quality: int, now: dt.datetime) -> bool:
    """Change the schedule by one grade; True when the card became a leech by it."""
    today = review.studied_on
    schedule.version += 1
    schedule.turn += 1
    if review.kind == ReviewKind.PRACTICE:
        return False
    became_leech = False
    if review.kind in SCHEDULED_KINDS:
        before = schedule.memory_state
        after = next_state(before, quality)
        days = scheduled_days(
            after,
            previous_days=schedule.scheduled_days,
            previous_raw_days=before.interval_days,
            card_id=schedule.card_id,
        )
        schedule.lapses += is_lapse(before, quality)
        became_leech = becomes_leech(schedule.lapses, before, after)
        schedule.is_leech = schedule.is_leech or became_leech
        schedule.move_to(after, scheduled_days=days, today=today)
        schedule.introduced_on = schedule.introduced_on or today
    delay = drill_delay(quality)
    schedule.drill_on = today if delay else None
    schedule.drill_at = now + delay if delay else None
    schedule.last_studied_on = today
    schedule.last_studied_at = now
    return became_leech


@transaction.atomic
def undo_review(*, user: User, review: Review, now: dt.datetime) -> Schedule:
    """Take back a grade of the learner's current study day; doing so twice changes nothing more.

    Raises UndoError when the day is over or a later grade of the same card stands.
    """
    schedule = locked_schedule(user, review.card)
    if Review.objects.filter(reverts=review).exists():
        return schedule
    if review.kind == ReviewKind.UNDO:
        raise UndoError("An undo cannot be undone. Rate the card again instead.")
    if review.studied_on != user.study_day(now):
        raise UndoError("That was on an earlier day, which is closed. Rate the card again instead.")
    if schedule.version != review.schedule_version + 1:
        raise UndoError("The card was rated again since. Undo the later rating first.")
    undo = Review(
        user=user,
        card=review.card,
        schedule_version=schedule.version,
        kind=ReviewKind.UNDO,
        reverts=review,
        reviewed_at=now,
        studied_on=review.studied_on,
        card_version=review.card_version,
    )
    write_state(undo, schedule, "before")
    restore(schedule, review)
    write_state(undo, schedule, "after")
    undo.save(force_insert=True)
    schedule.save()
    earlier = grade_before(review)
    last_review = str(int(earlier.pk)) if earlier else "NULL"
    run(study_day_statement(review, -1, last_review=last_review))
    return schedule


def locked_schedule(user: User, card: Card) -> Schedule:
    """The learner's row for a card she has rated, locked until the transaction ends."""
    schedule = Schedule.objects.select_for_update().get(user=user, card=card)
    schedule.user, schedule.card = user, card
    return schedule


def kind_of_review(schedule: Schedule, today: dt.date) -> ReviewKind:
    if schedule.is_new:
        return ReviewKind.LEARN
    if schedule.is_drilled(today):
        return ReviewKind.DRILL
    if schedule.due is not None and schedule.due <= today:
        return ReviewKind.REVIEW
    return ReviewKind.PRACTICE


def duration_ms(shown_at: dt.datetime, now: dt.datetime) -> int:
    milliseconds = int((now - shown_at).total_seconds() * 1000)
    return min(max(0, milliseconds), MAXIMUM_DURATION_MS)


def write_state(review: Review, schedule: Schedule, when: str) -> None:
    for name in ("repetitions", "interval_days", "ease_hundredths", "scheduled_days", "due"):
        setattr(review, f"{name}_{when}", getattr(schedule, name))


def undone_fields(schedule: Schedule) -> dict[str, str | int | bool | None]:
    values = {name: getattr(schedule, name) for name in UNDONE_FIELDS}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in values.items()
    }


def restore(schedule: Schedule, review: Review) -> None:
    """Set the schedule back to what it was before the grade."""
    for name in ("repetitions", "interval_days", "ease_hundredths", "scheduled_days", "due"):
        setattr(schedule, name, getattr(review, f"{name}_before"))
    for name in UNDONE_FIELDS:
        column = cast("Field[Any, Any]", Schedule._meta.get_field(name))
        setattr(schedule, name, column.to_python(review.before[name]))
    schedule.version += 1


def grade_before(review: Review) -> Review | None:
    """The newest grade given in study on the same day, other than `review`, that stands."""
    return (
        Review.objects.filter(
            user_id=review.user_id, studied_on=review.studied_on, reverted_by__isnull=True
        )
        .exclude(kind__in=[ReviewKind.UNDO, ReviewKind.INTERVIEW])
        .exclude(pk=review.pk)
        .order_by("-pk")
        .first()
    )
