"""Writing a grade down: the schedule moves, the log gains a row, the day is counted."""

from collections.abc import Sequence
from contextlib import nullcontext

from django.db import connection, transaction

from cards.core.scheduling import PASSING_QUALITY
from cards.core.standings import is_cleared, is_verified
from cards.models import CardStatus, Review, ReviewKind, Schedule, StudyDay
from cards.models.prepared import (
    Result,
    Statement,
    insert_statement,
    run,
    run_together,
    update_statement,
    was_inserted,
)


class MovedOnError(Exception):
    """The schedule is no longer as it was read: another request was quicker."""


def write_grade(review: Review, schedule: Schedule, then: Sequence[Statement]) -> Sequence[Result]:
    """Schedule, log and tally, all or none of them; and what `then` found afterwards.

    Nothing is locked beforehand: the update finds its row only in the version that was read, so
    whoever comes second raises MovedOnError or IntegrityError and has written nothing.
    """
    if connection.vendor == "postgresql" and schedule.pk is not None:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            found = write_at_once(review, schedule, then)
        if found is not None:
            return found
    with transaction.atomic():
        return write_one_by_one(review, schedule, then)


def write_at_once(
    review: Review, schedule: Schedule, then: Sequence[Statement]
) -> Sequence[Result] | None:
    """The three writes as one statement, which is a transaction of its own without BEGIN and COMMIT.

    None where it wrote nothing: the schedule moved on, or this is the first grade of the day.
    """
    moved = update_statement(schedule, version=review.schedule_version)
    logged = insert_statement(review, once_for="moved")
    tallied = study_day_statement(review, +1, last_review="logged.id", once_for="logged")
    day = [review.user_id, connection.ops.adapt_datefield_value(review.studied_on)]
    written = Statement(
        sql=(
            f"WITH moved AS ({moved.sql} AND EXISTS ("  # noqa: S608 - statements of our own
            "SELECT 1 FROM cards_studyday WHERE user_id = %s AND day = %s) RETURNING id), "
            f"logged AS ({logged.sql}), tallied AS ({tallied.sql}) SELECT id FROM logged"
        ),
        parameters=[*moved.parameters, *day, *logged.parameters, *tallied.parameters],
        returns_rows=True,
    )
    result, *found = run_together(written, *then)
    if not result.rows:
        return None
    was_inserted(review, result)
    return found


def write_one_by_one(
    review: Review, schedule: Schedule, then: Sequence[Statement]
) -> Sequence[Result]:
    """The schedule comes first: it is what two tabs fight over."""
    is_first = schedule.pk is None
    moved, logged, tallied, *found = run_together(
        insert_statement(schedule)
        if is_first
        else update_statement(schedule, version=review.schedule_version),
        insert_statement(review),
        study_day_statement(review, +1, last_review=LAST_INSERTED[connection.vendor]),
        *then,
    )
    if is_first:
        was_inserted(schedule, moved)
    elif not moved.count:
        raise MovedOnError
    was_inserted(review, logged)
    if not tallied.count:
        open_study_day(review)
        return ()
    return found


# The newest key that this connection drew: of the review inserted a moment before.
LAST_INSERTED = {"sqlite": "last_insert_rowid()", "postgresql": "lastval()"}


def study_day_statement(
    review: Review, sign: int, *, last_review: str, once_for: str = ""
) -> Statement:
    """Keep the day's tally with a grade (sign +1) or its undo (-1).

    Counted in the database, not in Python: two reviews at once must both count. `last_review` is
    SQL for the grade that stands last from now on, from the row of `once_for` where that is given.
    """
    counts = {
        "introduced": review.kind == ReviewKind.LEARN,
        "reviewed": review.kind == ReviewKind.REVIEW,
        "recalled": was_recalled(review),
        "drilled": review.kind == ReviewKind.DRILL,
        "cleared": is_cleared(review),
        "verified": is_verified(review),
        "duration_ms": review.duration_ms,
    }
    changes = ", ".join(f"{column} = {column} + %s" for column in counts)
    return Statement(
        sql=(
            f"UPDATE cards_studyday SET {changes}, last_review_id = {last_review}"  # noqa: S608
            f"{f' FROM {once_for}' if once_for else ''} WHERE user_id = %s AND day = %s"
        ),
        parameters=[
            *(sign * int(count) for count in counts.values()),
            review.user_id,
            connection.ops.adapt_datefield_value(review.studied_on),
        ],
        returns_rows=False,
    )


def was_recalled(review: Review) -> bool:
    return review.kind == ReviewKind.REVIEW and (review.quality or 0) >= PASSING_QUALITY


def open_study_day(review: Review) -> None:
    """The day's row, with its first grade, which has already moved the schedule of its card."""
    others = Schedule.objects.due(review.studied_on).exclude(card=review.card_id)
    was_due = review.kind == ReviewKind.REVIEW and review.card.status == CardStatus.PUBLISHED
    StudyDay.objects.get_or_create(
        user_id=review.user_id,
        day=review.studied_on,
        defaults={"due_at_start": others.filter(user_id=review.user_id).count() + was_due},
    )
    run(study_day_statement(review, +1, last_review=str(int(review.pk))))
