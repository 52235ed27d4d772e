"""Taking over where a learner stood with her cards in another tool, and her log of it.

Nothing is taken over unless she says so, and a card that she has graded here keeps its schedule.
Her grades elsewhere are rows of the log that move nothing: no day's tally, streak or standing
counts them.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from cards.actions.import_plans import ImportPlan
from cards.core.documents.drafts import CardDraft, ForeignReview, ForeignSchedule
from cards.core.leeches import LAPSE_FROM_REPETITIONS
from cards.core.scheduling import MINIMUM_EASE_HUNDREDTHS, SECOND_INTERVAL_DAYS
from cards.models import Card, Review, ReviewKind, Schedule, User

# A name for every grade that is the same at each import: the log keeps it once.
_GRADES = uuid.UUID("6d1f7c1e-7d0f-4d7f-9a53-0a9d3f8f2c55")
ROWS_AT_ONCE = 500
IMPORTED_SCHEDULER = "imported"
# First grades that may fall into one import; each lasts milliseconds.
MOST_MEETINGS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """What became of the schedules and grades that came with an import."""

    schedules: int = 0
    left_alone: int = 0  # the learner has graded these cards here
    reviews: int = 0

    @property
    def words(self) -> str:
        return (
            f"Schedules taken over: {self.schedules}; left alone, as you have studied the card "
            f"here: {self.left_alone}. Reviews added to the log: {self.reviews}."
        )


def take_over_schedules(plan: ImportPlan, *, user: User, now: dt.datetime) -> TakenOver:
    """Give the learner the schedules and grades of a plan that was carried out. Again changes nothing."""
    for _ in range(MOST_MEETINGS):
        # A card that she has never met has no row to lock: she may grade it, or set it aside, just
        # now. Then her row is there, and counts as any other that she had before.
        with suppress(IntegrityError), transaction.atomic():
            return taken_over(plan, user=user, now=now)
    with transaction.atomic():
        return taken_over(plan, user=user, now=now)


def taken_over(plan: ImportPlan, *, user: User, now: dt.datetime) -> TakenOver:
    """The caller holds a transaction. Raises IntegrityError when a card got its first row meanwhile."""
    pairs = [
        (card, draft)
        for card, draft in _cards_of(plan)
        if draft.schedule is not None or draft.reviews
    ]
    existing = {
        schedule.card_id: schedule
        for schedule in Schedule.objects.select_for_update().filter(user=user)
    }
    graded_here = set(
        Review.objects.filter(user=user)
        .exclude(kind=ReviewKind.IMPORTED)
        .values_list("card", flat=True)
    )
    new: list[Schedule] = []
    changed: list[Schedule] = []
    left_alone = 0
    for card, draft in pairs:
        if draft.schedule is None:
            continue
        row = existing.get(card.pk)
        if card.pk in graded_here:
            left_alone += 1
            continue
        wanted = row or Schedule(user=user, card=card)
        before = _values(wanted)
        _write(wanted, draft.schedule, draft.reviews, user=user, now=now)
        if row is None:
            new.append(wanted)
        elif _values(wanted) != before:
            wanted.version += 1  # an open page still carries the row as it was
            changed.append(wanted)
    Schedule.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    if changed:
        Schedule.objects.bulk_update(changed, (*_WRITTEN, "version"), batch_size=ROWS_AT_ONCE)
    return TakenOver(
        schedules=len(new) + len(changed),
        left_alone=left_alone,
        reviews=_add_reviews(pairs, user=user, now=now),
    )


def _cards_of(plan: ImportPlan) -> Iterator[tuple[Card, CardDraft]]:
    """The drafts of a plan with their cards; new ones are found by their place in the document."""
    for entry in plan.documents:
        made: dict[int, Card] = {}
        if any(planned.card is None for planned in entry.cards):
            rows = Card.objects.filter(document__name=entry.source.name)
            made = {card.position: card for card in rows}
        for position, planned in enumerate(entry.cards, start=1):
            card = planned.card or made.get(position)
            if planned.draft is not None and card is not None:
                yield card, planned.draft


_WRITTEN = (
    "repetitions", "interval_days", "ease_hundredths", "scheduled_days", "due", "introduced_on",
    "last_studied_on", "last_studied_at", "lapses", "is_suspended",
)  # fmt: skip


def _values(schedule: Schedule) -> list[object]:
    return [getattr(schedule, name) for name in _WRITTEN]


def _write(
    row: Schedule,
    foreign: ForeignSchedule,
    reviews: Sequence[ForeignReview],
    *,
    user: User,
    now: dt.datetime,
) -> None:
    # What she set aside here stays set aside.
    row.is_suspended = row.is_suspended or foreign.is_suspended
    if foreign.is_new:
        return
    days = round(foreign.interval_days)
    row.repetitions = repetitions_of(days)
    row.interval_days = row.scheduled_days = days
    row.ease_hundredths = max(MINIMUM_EASE_HUNDREDTHS, foreign.ease_hundredths)
    row.lapses = foreign.lapses
    row.due = foreign.due
    today = user.study_day(now)
    times = [review.reviewed_at for review in reviews if review.reviewed_at <= now]
    if times:
        row.introduced_on = user.study_day(min(times))
        row.last_studied_at = max(times)
        row.last_studied_on = user.study_day(row.last_studied_at)
    else:
        # No log came along: the interval says when the card was seen last.
        row.introduced_on = row.last_studied_on = min(today, foreign.due - dt.timedelta(days=days))
        row.last_studied_at = None


def repetitions_of(interval_days: int) -> int:
    """Recalls in a row, which no other tool records: two or more make the next interval grow."""
    if interval_days < 1:
        return 0
    return 1 if interval_days < SECOND_INTERVAL_DAYS else LAPSE_FROM_REPETITIONS


def _add_reviews(pairs: Iterable[tuple[Card, CardDraft]], *, user: User, now: dt.datetime) -> int:
    """Rows for the grades that the log does not have yet, oldest first."""
    known = set(
        Review.objects.filter(user=user, kind=ReviewKind.IMPORTED).values_list(
            "render_id", flat=True
        )
    )
    rows = [
        row
        for card, draft in pairs
        for row in _rows_of(card, draft.reviews, user=user, now=now)
        if row.render_id not in known
    ]
    rows.sort(key=lambda row: row.reviewed_at)
    Review.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
    return len(rows)


def _rows_of(
    card: Card, reviews: Sequence[ForeignReview], *, user: User, now: dt.datetime
) -> Iterator[Review]:
    before: ForeignReview | None = None
    for review in sorted(reviews, key=lambda each: each.number):
        if review.reviewed_at > now:
            continue
        day = user.study_day(review.reviewed_at)
        last_day = user.study_day(before.reviewed_at) if before else None
        due_before = (
            last_day + dt.timedelta(days=before.interval_days) if before and last_day else None
        )
        yield Review(
            user=user,
            card=card,
            render_id=uuid.uuid5(_GRADES, f"{card.uid}:{review.number}"),
            schedule_version=0,
            kind=ReviewKind.IMPORTED,
            reviewed_at=review.reviewed_at,
            studied_on=day,
            quality=review.quality,
            elapsed_days=max(0, (day - last_day).days) if last_day else None,
            is_same_day=last_day == day,
            duration_ms=review.duration_ms,
            card_version=card.version,
            scheduler=IMPORTED_SCHEDULER,
            repetitions_before=repetitions_of(review.interval_days_before),
            interval_days_before=review.interval_days_before,
            ease_hundredths_before=before.ease_hundredths if before else review.ease_hundredths,
            scheduled_days_before=review.interval_days_before,
            due_before=due_before,
            repetitions_after=repetitions_of(review.interval_days),
            interval_days_after=review.interval_days,
            ease_hundredths_after=review.ease_hundredths,
            scheduled_days_after=review.interval_days,
            due_after=day + dt.timedelta(days=review.interval_days),
        )
        before = review
