"""How a learner is doing: activity, forecast, retention, streak."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Min, Q

from cards.core.scheduling import PASSING_QUALITY
from cards.core.streaks import DueSpan, Streak, streak
from cards.models import Review, ReviewKind, Schedule, StudyDay, User
from cards.models.schedule import MATURE_FROM_DAYS

HEAT_MAP_WEEKS = 53
FORECAST_DAYS = 30
STREAK_DAYS = 3 * 366
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    day: dt.date
    cards: int


def activity(user: User, today: dt.date, weeks: int = HEAT_MAP_WEEKS) -> list[DayCount]:
    """Cards studied per day, from a Monday on to today, days without study included."""
    first = today - ((weeks - 1) * 7 + today.weekday()) * ONE_DAY
    counts = {
        day: introduced + reviewed
        for day, introduced, reviewed in StudyDay.objects.filter(
            user=user, day__range=(first, today)
        ).values_list("day", "introduced", "reviewed")
    }
    span = (today - first).days + 1
    return [
        DayCount(day=day, cards=counts.get(day, 0))
        for day in (first + number * ONE_DAY for number in range(span))
    ]


def forecast(user: User, today: dt.date, days: int = FORECAST_DAYS) -> list[DayCount]:
    """Cards due per day from today on; what is overdue counts for today."""
    last = today + (days - 1) * ONE_DAY
    counts: dict[dt.date, int] = {}
    for due, number in (
        Schedule.objects.due(last)
        .filter(user=user)
        .order_by()
        .values_list("due")
        .annotate(number=Count("pk"))
    ):
        day = max(due, today)
        counts[day] = counts.get(day, 0) + number
    return [
        DayCount(day=day, cards=counts.get(day, 0))
        for day in (today + number * ONE_DAY for number in range(days))
    ]


def next_due(user: User, today: dt.date, deck_ids: Sequence[int] | None) -> DayCount | None:
    """The next day after today on which something is due, None if nothing ever is."""
    rows = Schedule.objects.studied().filter(user=user, due__gt=today)
    if deck_ids is not None:
        rows = rows.filter(card__deck_id__in=deck_ids)
    first = rows.order_by("due").values_list("due").annotate(number=Count("pk")).first()
    return DayCount(day=first[0], cards=first[1]) if first and first[0] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRow:
    """Scheduled reviews of a period: recalled and all, of young and of mature cards."""

    label: str
    young_recalled: int
    young: int
    mature_recalled: int
    mature: int

    @property
    def all(self) -> int:
        return self.young + self.mature

    @property
    def all_recalled(self) -> int:
        return self.young_recalled + self.mature_recalled


PERIODS = (
    ("Today", 0, 0),
    ("Yesterday", 1, 1),
    ("Last 7 days", 6, 0),
    ("Last 30 days", 29, 0),
    ("Last 365 days", 364, 0),
    ("All time", None, 0),
)


def retention(user: User, today: dt.date) -> list[RetentionRow]:
    """Retention as scheduling.md 3.9 counts it, in one query.

    Drills, practice and undone grades are left out; a card that was new that day is no recall.
    """
    passed, mature = Q(quality__gte=PASSING_QUALITY), Q(interval_days_before__gte=MATURE_FROM_DAYS)
    columns: dict[str, Count] = {}
    for number, (_, first_ago, last_ago) in enumerate(PERIODS):
        within = Q(studied_on__lte=today - last_ago * ONE_DAY)
        if first_ago is not None:
            within &= Q(studied_on__gte=today - first_ago * ONE_DAY)
        columns |= {
            f"young_{number}": Count("pk", filter=within & ~mature),
            f"young_recalled_{number}": Count("pk", filter=within & ~mature & passed),
            f"mature_{number}": Count("pk", filter=within & mature),
            f"mature_recalled_{number}": Count("pk", filter=within & mature & passed),
        }
    counts = Review.objects.filter(
        user=user, kind=ReviewKind.REVIEW, reverted_by__isnull=True
    ).aggregate(**columns)
    return [
        RetentionRow(
            label=label,
            young=counts[f"young_{number}"],
            young_recalled=counts[f"young_recalled_{number}"],
            mature=counts[f"mature_{number}"],
            mature_recalled=counts[f"mature_recalled_{number}"],
        )
        for number, (label, _, _) in enumerate(PERIODS)
    ]


def current_streak(user: User, today: dt.date) -> Streak:
    """The learner's streak, from her study days and from what lay due between them."""
    first = today - STREAK_DAYS * ONE_DAY
    studied = [
        day
        for day, cards in StudyDay.objects.filter(user=user, day__gte=first)
        .annotate(cards=F("introduced") + F("reviewed"))
        .values_list("day", "cards")
        if cards
    ]
    late = (
        Review.objects.filter(
            user=user, kind=ReviewKind.REVIEW, studied_on__gt=F("due_before"), studied_on__gte=first
        )
        .order_by()
        .values_list("due_before", "studied_on")
        .distinct()
    )
    spans = [DueSpan(first=due, end=studied_on) for due, studied_on in late if due]
    oldest_due = Schedule.objects.due(today).filter(user=user).aggregate(day=Min("due"))["day"]
    if oldest_due is not None:
        spans.append(DueSpan(first=oldest_due, end=today + ONE_DAY))
    return streak(today=today, studied=studied, due_spans=spans, rest_weekdays=user.rest_weekdays)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many cards a learner has met, and how firmly she holds them."""

    young: int
    mature: int
    leeches: int
    set_aside: int


def standing(user: User) -> Standing:
    counts = Schedule.objects.filter(user=user, card__status="published").aggregate(
        young=Count(
            "pk",
            filter=Q(introduced_on__isnull=False, interval_days__lt=MATURE_FROM_DAYS),
        ),
        mature=Count("pk", filter=Q(interval_days__gte=MATURE_FROM_DAYS)),
        leeches=Count("pk", filter=Q(is_leech=True)),
        set_aside=Count("pk", filter=Q(is_suspended=True)),
    )
    return Standing(**counts)
