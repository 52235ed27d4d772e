"""Where a learner of Anki stood with a card, and her reviews of it."""

import datetime as dt

from cards.core.documents.annotations import HIGHEST_EASE, LOWEST_EASE
from cards.core.documents.drafts import ForeignReview, ForeignSchedule
from cards.core.documents.package.collection import Collection, ForeignCard

_NEW = 0
_SUSPENDED = -1
_LONGEST_INTERVAL = 36_500
_MOST_LAPSES = 10_000
_LONGEST_ANSWER_MS = 60_000
# Collections without a zone were made at four in the morning wherever that was: eight hours
# later it is the same date in nearly every zone.
_SAME_DATE_EVERYWHERE = dt.timedelta(hours=8)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LATEST_SECONDS = 4_102_444_800  # the year 2100: what is later is no time
_QUALITIES = {1: 2, 2: 3, 3: 4, 4: 5}  # again, hard, good, easy


def schedule_of(card: ForeignCard, collection: Collection) -> ForeignSchedule | None:
    """None for a card that was never studied. A suspended new card has a schedule without days."""
    is_suspended = card.queue == _SUSPENDED
    first = created_on(collection)
    if card.type == _NEW:
        if not is_suspended:
            return None
        return ForeignSchedule(
            due=first, interval_days=0, ease_hundredths=250, is_suspended=True, is_new=True
        )
    due = card.original_due if card.original_deck and card.original_due else card.due
    return ForeignSchedule(
        due=_due_on(due, first),
        interval_days=float(min(max(card.interval, 0), _LONGEST_INTERVAL)),
        ease_hundredths=_ease(card.factor),
        lapses=min(max(card.lapses, 0), _MOST_LAPSES),
        is_suspended=is_suspended,
    )


def reviews_of(card: ForeignCard, collection: Collection) -> tuple[ForeignReview, ...]:
    """The card's grades in order. Rows without an answer (moved by hand) are none."""
    found = []
    for row in collection.reviews.get(card.number, ()):
        seconds = row.number / 1000
        if row.ease not in _QUALITIES or not 0 < seconds < _LATEST_SECONDS:
            continue
        found.append(
            ForeignReview(
                number=row.number,
                reviewed_at=_EPOCH + dt.timedelta(milliseconds=row.number),
                quality=_QUALITIES[row.ease],
                interval_days=min(max(row.interval, 0), _LONGEST_INTERVAL),
                interval_days_before=min(max(row.last_interval, 0), _LONGEST_INTERVAL),
                ease_hundredths=_ease(row.factor),
                duration_ms=min(max(row.milliseconds, 0), _LONGEST_ANSWER_MS),
            )
        )
    return tuple(found)


def created_on(collection: Collection) -> dt.date:
    """The day from which Anki counts due days."""
    seconds = min(max(collection.created_at, 0), _LATEST_SECONDS)
    created = _EPOCH + dt.timedelta(seconds=seconds)
    if collection.west_minutes is None:
        return (created + _SAME_DATE_EVERYWHERE).date()
    return (created - dt.timedelta(minutes=collection.west_minutes)).date()


def _due_on(due: int, first: dt.date) -> dt.date:
    """Days since the first one; cards in learning have seconds since 1970 instead."""
    if due > 1_000_000_000:
        return (_EPOCH + dt.timedelta(seconds=min(due, _LATEST_SECONDS))).date()
    return first + dt.timedelta(days=min(max(due, -_LONGEST_INTERVAL), _LONGEST_INTERVAL))


def _ease(factor: int) -> int:
    """From thousandths; cards that never left learning have none yet."""
    if factor <= 0:
        return 250
    return min(max(round(factor / 10), LOWEST_EASE), HIGHEST_EASE)
