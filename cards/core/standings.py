"""The team week: what counts, the score of a member, ranks, and the score of a team.

**What is due.** Each scheduled review promises a date on which its card comes back. A promise of
two days or more makes one *due item* on that date, and on no other. What was due at the start of a
day is therefore settled by earlier days alone: setting a card aside does not take it back, an
overdue card neither counts again nor can be made up for, and whoever stays away misses what fell
due then, once. The day-after repeats of new and of forgotten cards are no due items: learning many
cards, or forgetting them on purpose, adds nothing. Siblings due on one day are one item, for only
one of them is shown; an overdue or a new sibling is never shown instead (core/queue.py). A card that
its authors withdrew before or on the day is not due, unless it was reviewed all the same. Personal
cards are neither due nor cleared: their owner could write as many easy ones as she likes.

**What is cleared.** A due item is cleared by the scheduled review of its card on that very day,
whatever the rating: honesty costs nothing. New cards, early and late reviews, practice, same-day
repeats, undone grades, and grades that the learner gave herself within two seconds clear nothing.

**The score** is cleared ÷ due over the learner's own study days from Monday to Sunday. Of a day
that is not over, only what is cleared already counts, on both sides. Equal scores are told apart by
verified answers: cleared items whose answer the server found correct at the first try, at most 30 a
day. Ranked is who had 20 items due and studied on 3 days; a team's score is the mean over those.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Protocol
from zoneinfo import ZoneInfo

from cards.core.study_day import LATEST_ROLLOVER_HOUR, study_day

COUNTED_FROM_DAYS = 2
QUICKEST_MS = 2_000
VERIFIED_A_DAY = 30
FEWEST_DUE = 20
FEWEST_ACTIVE_DAYS = 3
WEEKS_A_SEASON = 13
ONE_DAY = dt.timedelta(days=1)
ONE_WEEK = dt.timedelta(days=7)
# Twelve hours behind UTC the day ends last; and an hour for requests that are under way.
LAST_TO_END = dt.timedelta(hours=12 + LATEST_ROLLOVER_HOUR + 1)


class Uncounted(StrEnum):
    """Why a grade clears no due item, in words for the learner."""

    PERSONAL = "a card of your own"
    NEW = "a new card"
    DRILL = "a same-day repeat"
    PRACTICE = "before its day"
    LATE = "after its day"
    SHORT = "came back after one day"
    QUICK = "rated in under two seconds"


class Grade(Protocol):
    """What of a row of the log decides whether it counts."""

    @property
    def is_personal(self) -> bool: ...
    @property
    def kind(self) -> str: ...
    @property
    def studied_on(self) -> dt.date: ...
    @property
    def due_before(self) -> dt.date | None: ...
    @property
    def scheduled_days_before(self) -> int: ...
    @property
    def elapsed_days(self) -> int | None: ...
    @property
    def duration_ms(self) -> int: ...
    @property
    def verdict(self) -> str: ...
    @property
    def tries(self) -> int: ...


WITHOUT_PROMISE = {
    "learn": Uncounted.NEW,
    "drill": Uncounted.DRILL,
    "practice": Uncounted.PRACTICE,
}


def why_uncounted(grade: Grade) -> Uncounted | None:
    """None for a grade that clears a due item, as long as it is not undone."""
    if grade.is_personal:
        return Uncounted.PERSONAL
    if grade.kind != "review":
        return WITHOUT_PROMISE.get(grade.kind, Uncounted.PRACTICE)
    if grade.scheduled_days_before < COUNTED_FROM_DAYS:
        return Uncounted.SHORT
    # A date that was moved by anything but a review is nobody's promise: then the two differ.
    if grade.due_before != grade.studied_on or grade.elapsed_days != grade.scheduled_days_before:
        return Uncounted.LATE
    if not grade.verdict and grade.duration_ms < QUICKEST_MS:
        return Uncounted.QUICK
    return None


def is_cleared(grade: Grade) -> bool:
    return why_uncounted(grade) is None


def is_verified(grade: Grade) -> bool:
    return grade.verdict == "correct" and grade.tries == 1 and is_cleared(grade)


def week_of(now: dt.datetime, zone: ZoneInfo, rollover_hour: int) -> dt.date:
    """The Monday of the week that the instant belongs to."""
    return monday_of(study_day(now, zone, rollover_hour))


def monday_of(day: dt.date) -> dt.date:
    return day - day.weekday() * ONE_DAY


def days_of_week(monday: dt.date) -> list[dt.date]:
    return [monday + number * ONE_DAY for number in range(7)]


def is_settled(monday: dt.date, now: dt.datetime) -> bool:
    """Whether the week is over for everybody, whichever zone and rollover she takes next.

    From then on no grade, undo, or withdrawn card changes it.
    """
    return now >= dt.datetime.combine(monday + ONE_WEEK, dt.time(), dt.UTC) + LAST_TO_END


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A quarter of the ISO year: thirteen weeks, the last one of a long year fourteen."""

    year: int
    number: int

    @property
    def first(self) -> dt.date:
        return dt.date.fromisocalendar(self.year, 1 + (self.number - 1) * WEEKS_A_SEASON, 1)

    def weeks(self) -> list[dt.date]:
        following = self.year + self.number // 4, self.number % 4 + 1
        end = Season(year=following[0], number=following[1]).first
        return [self.first + n * ONE_WEEK for n in range((end - self.first).days // 7)]


def season_of(monday: dt.date) -> Season:
    year, week, _ = monday.isocalendar()
    return Season(year=year, number=min(4, 1 + (week - 1) // WEEKS_A_SEASON))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayScore:
    """One learner's day: `due` at its start, `cleared` and `verified` as logged."""

    day: dt.date
    due: int = 0
    cleared: int = 0
    verified: int = 0
    is_active: bool = False

    @property
    def cleared_of_due(self) -> int:
        return min(self.cleared, self.due)

    @property
    def is_all_cleared(self) -> bool:
        return 0 < self.due <= self.cleared

    @property
    def share(self) -> Fraction:
        return Fraction(self.cleared_of_due, self.due) if self.due else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekScore:
    """What a week of days comes to; `due` leaves out what today may still be cleared."""

    due: int
    cleared: int
    verified: int
    active_days: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.cleared, self.due) if self.due else Fraction(0)

    @property
    def due_missing(self) -> int:
        return max(0, FEWEST_DUE - self.due)

    @property
    def days_missing(self) -> int:
        return max(0, FEWEST_ACTIVE_DAYS - self.active_days)

    @property
    def is_ranked(self) -> bool:
        return not self.due_missing and not self.days_missing

    @property
    def missing(self) -> str:
        """`12 more due items and 1 more day of study`; empty for who is ranked."""
        parts = []
        if self.due_missing:
            parts.append(f"{self.due_missing} more due item{'s' * (self.due_missing != 1)}")
        if self.days_missing:
            parts.append(f"{self.days_missing} more day{'s' * (self.days_missing != 1)} of study")
        return " and ".join(parts)


def week_score(days: Iterable[DayScore], today: dt.date) -> WeekScore:
    """The score over the given days of one week, as it stands on the learner's `today`."""
    due = cleared = verified = active = 0
    for day in days:
        cleared += day.cleared_of_due
        due += day.due if day.day < today else day.cleared_of_due
        verified += min(day.verified, day.cleared_of_due, VERIFIED_A_DAY)
        active += day.is_active
    return WeekScore(due=due, cleared=cleared, verified=verified, active_days=active)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A member in a week; `rank` is None for who is not ranked."""

    member: int
    score: WeekScore
    rank: int | None = None
    days: Sequence[DayScore] = field(default=())


def ranked(standings: Iterable[Standing]) -> list[Standing]:
    """Best first, equals with the same rank and the next rank skipped; then the unranked.

    Equals keep the order in which they were given.
    """
    everybody = list(standings)
    best_first = sorted((row for row in everybody if row.score.is_ranked), key=merit, reverse=True)
    result: list[Standing] = []
    for place, row in enumerate(best_first, start=1):
        is_tie = bool(result) and merit(result[-1]) == merit(row)
        result.append(placed(row, result[-1].rank if is_tie else place))
    return result + [placed(row, None) for row in everybody if not row.score.is_ranked]


def merit(row: Standing) -> tuple[Fraction, int]:
    return row.score.rate, row.score.verified


def placed(row: Standing, rank: int | None) -> Standing:
    return Standing(member=row.member, score=row.score, rank=rank, days=row.days)


def team_score(scores: Iterable[WeekScore]) -> Fraction | None:
    """The mean over the ranked; None without any."""
    rates = [score.rate for score in scores if score.is_ranked]
    return sum(rates, Fraction(0)) / len(rates) if rates else None


def percent(share: Fraction) -> str:
    """In percent with one decimal, rounded down: 100 % is said of nothing less."""
    tenths = 1000 * share.numerator // share.denominator
    return f"{tenths // 10}.{tenths % 10}"
