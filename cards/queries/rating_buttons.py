"""The rating buttons on offer, each with what really happens when it is pressed."""

import datetime as dt
from dataclasses import dataclass

from cards.core.answers.verdict import Outcome
from cards.core.drill import drill_delay
from cards.core.fuzz import scheduled_days
from cards.core.ratings import CheckedAnswer, allowed_ratings, quality_of, suggested_rating
from cards.core.scheduling import Rating, next_state
from cards.models import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingButton:
    """`interval` is when the card comes back; `is_repeated` says that it also does today."""

    rating: Rating
    value: str
    label: str
    interval: str
    is_repeated: bool
    is_suggested: bool
    key: int


def rating_buttons(
    schedule: Schedule, checked: CheckedAnswer | None, today: dt.date
) -> tuple[RatingButton, ...]:
    """The buttons on offer, each with what really happens when it is pressed."""
    suggested = suggested_rating(checked) if checked else None
    is_failed = checked is not None and checked.outcome in (None, Outcome.INCORRECT)
    buttons = []
    for key, rating in enumerate(Rating, start=1):
        if rating not in allowed_ratings(checked):
            continue
        quality = quality_of(rating, checked)
        delay = drill_delay(quality)
        days = days_until_due(schedule, quality, today)
        label = rating.name.capitalize()
        if is_failed and rating is Rating.HARD:
            label = "Knew it"
        buttons.append(
            RatingButton(
                rating=rating,
                value=rating.name.lower(),
                label=label,
                interval=in_minutes(delay) if delay and quality < Rating.HARD else in_days(days),
                is_repeated=delay is not None and quality >= Rating.HARD,
                is_suggested=rating is suggested,
                key=key,
            )
        )
    return tuple(buttons)


def days_until_due(schedule: Schedule, quality: int, today: dt.date) -> int:
    if schedule.due is not None and (schedule.is_drilled(today) or schedule.due > today):
        return (schedule.due - today).days
    before = schedule.memory_state
    return scheduled_days(
        next_state(before, quality),
        previous_days=schedule.scheduled_days,
        previous_raw_days=before.interval_days,
        card_id=schedule.card_id,
    )


def in_minutes(delay: dt.timedelta) -> str:
    return f"{round(delay.total_seconds() / 60)} min"


def in_days(days: int) -> str:
    """`3 d`, `2.5 mo`, `1.4 y`: short enough for a button."""
    if days < 31:
        return f"{days} d"
    if days < 365:
        return f"{days / 30.44:.1f} mo"
    return f"{days / 365.25:.1f} y"
