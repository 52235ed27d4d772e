"""Streaks that do not punish rest: which days count, and how many in a row."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

# Missed days that are forgiven in a calendar month, without asking and without paying.
FREEZES_A_MONTH = 2
RECENT_DAYS = 30
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """`studied_recently` is the number of days studied of the last 30, today included."""

    current_days: int
    longest_days: int
    studied_recently: int
    is_today_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSpan:
    """Days on which something was due and not studied: `first` included, `end` not."""

    first: dt.date
    end: dt.date


def streak(
    *,
    today: dt.date,
    studied: Collection[dt.date],
    due_spans: Sequence[DueSpan],
    rest_weekdays: Collection[int],
) -> Streak:
    """The streak up to today.

    A day counts when something was studied, when nothing was due, or when it is a rest day. A
    freeze bridges a missed day without counting it. Today, still open, breaks nothing.
    """
    days = set(studied)
    done_today = today in days
    recent = sum(today - RECENT_DAYS * ONE_DAY < day <= today for day in days)
    if not days:
        return Streak(current_days=0, longest_days=0, studied_recently=0, is_today_done=False)
    had_due = days_of(due_spans, min(days), today)
    current = longest = 0
    freezes: dict[tuple[int, int], int] = {}
    day = min(days)
    while day <= today:
        month = (day.year, day.month)
        if day in days:
            current += 1
        elif day == today:
            pass
        elif day.weekday() in rest_weekdays or day not in had_due:
            current += current > 0
        elif current and freezes.get(month, 0) < FREEZES_A_MONTH:
            freezes[month] = freezes.get(month, 0) + 1
        else:
            current = 0
        longest = max(longest, current)
        day += ONE_DAY
    return Streak(
        current_days=current,
        longest_days=longest,
        studied_recently=recent,
        is_today_done=done_today,
    )


def days_of(spans: Sequence[DueSpan], first: dt.date, last: dt.date) -> set[dt.date]:
    """The days between `first` and `last` that lie in one of the spans."""
    covered: set[dt.date] = set()
    for span in spans:
        day = max(span.first, first)
        while day < span.end and day <= last:
            covered.add(day)
            day += ONE_DAY
    return covered
