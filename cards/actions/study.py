"""Recording a rating and taking it back: the two moves of the study session."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Field, QuerySet

from cards.actions.answers import StalePageError
from cards.core.drill import drill_delay
from cards.core.fuzz import scheduled_days
from cards.core.leeches import becomes_leech, is_lapse
from cards.core.presentation import Presentation
from cards.core.ratings import quality_of, quality_of_key_points
from cards.core.scheduling import PASSING_QUALITY, Rating, next_state
from cards.core.standings import is_cleared, is_verified
from cards.models import Card, Review, ReviewKind, Schedule, StudyDay, User
from cards.models.prepared import (
    PreparedQuery,
    column_names,
    insert_row,
    instance_from,
    update_row,
)
from cards.models.review import MAXIMUM_DURATION_MS, SCHEDULED_KINDS
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


@transaction.atomic
def record_review(
    *,
    user: User,
    card: Card,
    presentation: Presentation,
    rating: Rating,
    now: dt.datetime,
    ticked: Sequence[bool] = (),
    response: str = "",
) -> Recorded:
    """Log one rating and move the learner's schedule.

    The same presentation again returns what the first one recorded. Raises StalePageError when the
    card moved on in the meantime, ValueError when the rating was not on offer.
    """
    schedule = locked_schedule(user, card)
    if schedule.version != presentation.schedule_version:
        replayed = Review.objects.filter(user=user, render_id=presentation.render_id).first()
        if replayed is None:
            raise StalePageError
        return Recorded(review=replayed, is_replay=True)

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
    became_leech = apply_grade(schedule, review, quality, now)
    write_state(review, schedule, "after")
    insert_row(review)
    add_to_study_day(review, +1)
    update_row(schedule)
    return Recorded(review=review, became_leech=became_leech)


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
    add_to_study_day(review, -1)
    return schedule


def locked_schedule(user: User, card: Card) -> Schedule:
    """The learner's row for the card, made if need be, locked until the transaction ends."""
    row = next(iter(LOCKED_SCHEDULE.rows(user=user.pk, card=card.pk)), None)
    if row is None:
        # Somebody else may insert it in this moment: then the unique constraint sends us to theirs.
        Schedule.objects.get_or_create(user=user, card=card)
        [row] = LOCKED_SCHEDULE.rows(user=user.pk, card=card.pk)
    schedule = instance_from(Schedule, row)
    schedule.user, schedule.card = user, card
    return schedule


def schedule_to_lock(*, user: int, card: int) -> QuerySet[Schedule, Any]:
    rows = Schedule.objects.select_for_update().filter(user_id=user, card_id=card)
    return rows.values_list(*column_names(Schedule))


LOCKED_SCHEDULE = PreparedQuery(schedule_to_lock, user=int, card=int)


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


def add_to_study_day(review: Review, sign: int) -> None:
    """Keep the day's tally with a grade (sign +1) or its undo (-1).

    Called before the schedule is saved, so that what was due at the start of the day can still be
    counted when this is the day's first grade.
    """
    is_review = review.kind == ReviewKind.REVIEW
    passed = is_review and (review.quality or 0) >= PASSING_QUALITY
    last_review = review if sign > 0 else grade_before(review)
    changes = {
        "introduced": sign * (review.kind == ReviewKind.LEARN),
        "reviewed": sign * is_review,
        "recalled": sign * passed,
        "drilled": sign * (review.kind == ReviewKind.DRILL),
        "cleared": sign * is_cleared(review),
        "verified": sign * is_verified(review),
        "duration_ms": sign * review.duration_ms,
        "last_review": last_review.pk if last_review else None,
    }
    if not change_study_day(review.user_id, review.studied_on, changes):
        StudyDay.objects.get_or_create(
            user_id=review.user_id,
            day=review.studied_on,
            defaults={"due_at_start": count_due(review.user_id, review.studied_on)},
        )
        change_study_day(review.user_id, review.studied_on, changes)


# Counting in the database, not in Python: two reviews at once must both count.
CHANGE_STUDY_DAY = """
    UPDATE cards_studyday SET introduced = introduced + %(introduced)s,
        reviewed = reviewed + %(reviewed)s, recalled = recalled + %(recalled)s,
        drilled = drilled + %(drilled)s, cleared = cleared + %(cleared)s,
        verified = verified + %(verified)s, duration_ms = duration_ms + %(duration_ms)s,
        last_review_id = %(last_review)s
    WHERE user_id = %(user)s AND day = %(day)s
"""


def change_study_day(user_id: int, day: dt.date, changes: Mapping[str, int | None]) -> bool:
    """Whether there was a row to change."""
    parameters = {
        **changes,
        "user": user_id,
        "day": connection.ops.adapt_datefield_value(day),
    }
    with connection.cursor() as cursor:
        cursor.execute(CHANGE_STUDY_DAY, parameters)
        return bool(cursor.rowcount)


def count_due(user_id: int, today: dt.date) -> int:
    return Schedule.objects.due(today).filter(user_id=user_id).count()


def grade_before(review: Review) -> Review | None:
    """The newest grade of the same day, other than `review`, that stands."""
    return (
        Review.objects.filter(
            user_id=review.user_id, studied_on=review.studied_on, reverted_by__isnull=True
        )
        .exclude(kind=ReviewKind.UNDO)
        .exclude(pk=review.pk)
        .order_by("-pk")
        .first()
    )
