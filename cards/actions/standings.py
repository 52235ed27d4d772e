"""Keeping what the standings are read from: what was due on each day, and cards that went away.

Cleared and verified items are counted in the transaction of the review (actions/study.py). What was
due on a day follows from earlier days, so it is counted once the day has begun: by the nightly
`tick`, or by whoever looks first.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from cards.core.standings import (
    COUNTED_FROM_DAYS,
    ONE_DAY,
    ONE_WEEK,
    DayScore,
    WeekScore,
    days_of_week,
    is_cleared,
    is_verified,
    monday_of,
    week_score,
)
from cards.models import (
    Card,
    CardAbsence,
    CardStatus,
    DayLoad,
    Membership,
    Review,
    ReviewKind,
    SettledWeek,
    StudyDay,
    User,
)
from cards.models.review import SCHEDULED_KINDS
from cards.queries.due_items import due_counts

USERS_AT_ONCE = 200
# What the nightly recompute looks at again: the week that is over and the one that runs.
RECENT_DAYS = 14
WEEK_NUMBERS = ("due", "cleared", "verified", "active_days")
Absences = Mapping[int, Sequence[CardAbsence]]


@transaction.atomic
def note_absences(now: dt.datetime) -> int:
    """Write down which learned cards went away or came back since it was last called."""
    today = now.astimezone(dt.UTC).date()
    open_ones = CardAbsence.objects.filter(card=OuterRef("pk"), last_day__isnull=True)
    gone = Card.objects.exclude(status=CardStatus.PUBLISHED).filter(
        ~Exists(open_ones), Exists(Review.objects.filter(card=OuterRef("pk")))
    )
    absences = [
        CardAbsence(card=card, noted_at=now, first_day=today) for card in gone.order_by("pk")
    ]
    CardAbsence.objects.bulk_create(absences, ignore_conflicts=True)
    back = CardAbsence.objects.filter(
        last_day__isnull=True, card__status=CardStatus.PUBLISHED, first_day__lte=today
    ).update(last_day=today)
    if absences or back:
        # Days that have begun somewhere: they are counted again when somebody looks.
        DayLoad.objects.filter(day__gte=today).delete()
    return len(absences) + back


def forget_loads(user: User, now: dt.datetime) -> None:
    """After a change of zone or rollover: a day that had begun may still lie ahead again."""
    DayLoad.objects.filter(user=user, day__gte=user.study_day(now)).delete()


def count_loads(days: Mapping[int, Collection[dt.date]], now: dt.datetime) -> int:
    """Count what was due to these users on these days of theirs, which have begun."""
    wanted = {(user_id, day) for user_id, its_days in days.items() for day in its_days}
    if not wanted:
        return 0
    note_absences(now)
    users = sorted(days)
    for start in range(0, len(users), USERS_AT_ONCE):
        some = users[start : start + USERS_AT_ONCE]
        keys = sorted(key for key in wanted if key[0] in set(some))
        asked = [day for _, day in keys]
        due = due_counts(some, min(asked), max(asked))
        DayLoad.objects.bulk_create(
            [DayLoad(user_id=user, day=day, due=due.get((user, day), 0)) for user, day in keys],
            ignore_conflicts=True,
        )
    return len(wanted)


def count_missing_loads(now: dt.datetime) -> int:
    """The days of this week and the last that nobody looked at yet, of everybody in a team."""
    counted = 0
    for users in chunks_of_users(Membership.objects.values_list("user_id", flat=True)):
        todays = {user.pk: user.study_day(now) for user in User.objects.filter(pk__in=users)}
        if not todays:
            continue
        first = monday_of(min(todays.values())) - 7 * ONE_DAY
        known = set(
            DayLoad.objects.filter(user__in=users, day__gte=first).values_list("user_id", "day")
        )
        missing = defaultdict(list)
        for user_id, today in todays.items():
            for day in (*days_of_week(first), *days_of_week(first + 7 * ONE_DAY)):
                if day <= today and (user_id, day) not in known:
                    missing[user_id].append(day)
        counted += count_loads(missing, now)
    return counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A number that the log does not bear out; it was put right."""

    user_id: int
    day: dt.date
    name: str
    stored: int
    computed: int

    def __str__(self) -> str:
        return (
            f"user {self.user_id}, {self.day}: {self.name} was {self.stored}, "
            f"the log says {self.computed}"
        )


def recompute(*, now: dt.datetime, since: dt.date | None = None) -> list[Difference]:
    """Count everything again from the log alone and put right what differs; twice finds nothing.

    The fold below is written apart from the queries that it checks.
    """
    note_absences(now)
    absences = all_absences()
    differences: list[Difference] = []
    for users in chunks_of_users(User.objects.values_list("pk", flat=True)):
        for user_id in users:
            with transaction.atomic():
                differences += recompute_user(user_id, since or dt.date.min, absences)
    return differences


def chunks_of_users(ids: Collection[int]) -> Iterator[Sequence[int]]:
    users = sorted(set(ids))
    for start in range(0, len(users), USERS_AT_ONCE):
        yield users[start : start + USERS_AT_ONCE]


def recompute_user(user_id: int, since: dt.date, absences: Absences) -> list[Difference]:
    # Locked in the order of a rating's own writes, so that no grade slips in between.
    days = {row.day: row for row in locked_days(user_id, since)}
    loads = {row.day: row for row in DayLoad.objects.filter(user=user_id, day__gte=since)}
    weeks = SettledWeek.objects.filter(user=user_id, monday__gte=monday_of(since))
    settled = {row.monday: row for row in weeks}
    if not days and not loads and not settled:
        return []
    folded = fold_log(user_id, absences)
    differences = []
    for day, row in days.items():
        computed = {"cleared": folded.cleared[day], "verified": folded.verified[day]}
        wrong = {name: n for name, n in computed.items() if getattr(row, name) != n}
        differences += [
            Difference(user_id=user_id, day=day, name=name, stored=getattr(row, name), computed=n)
            for name, n in wrong.items()
        ]
        if wrong:
            StudyDay.objects.filter(pk=row.pk).update(**wrong)
    for day, load in loads.items():
        number = len(folded.due.get(day, ()))
        if load.due != number:
            differences.append(
                Difference(user_id=user_id, day=day, name="due", stored=load.due, computed=number)
            )
            DayLoad.objects.filter(pk=load.pk).update(due=number)
    for monday, week in settled.items():
        score = folded.week(monday)
        numbers = {name: getattr(score, name) for name in WEEK_NUMBERS}
        wrong = {name: n for name, n in numbers.items() if getattr(week, name) != n}
        differences += [
            Difference(
                user_id=user_id,
                day=monday,
                name=f"{name} of the week",
                stored=getattr(week, name),
                computed=n,
            )
            for name, n in wrong.items()
        ]
        if wrong:
            SettledWeek.objects.filter(pk=week.pk).update(**wrong)
    return differences


def locked_days(user_id: int, since: dt.date) -> list[StudyDay]:
    return list(StudyDay.objects.select_for_update().filter(user=user_id, day__gte=since))


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    cleared: Mapping[dt.date, int]
    verified: Mapping[dt.date, int]
    due: Mapping[dt.date, set[str]]
    active: Collection[dt.date]

    def week(self, monday: dt.date) -> WeekScore:
        """Of a week that is over."""
        days = [
            DayScore(
                day=day,
                due=len(self.due.get(day, ())),
                cleared=self.cleared.get(day, 0),
                verified=self.verified.get(day, 0),
                is_active=day in self.active,
            )
            for day in days_of_week(monday)
        ]
        return week_score(days, monday + ONE_WEEK)


def fold_log(user_id: int, absences: Absences) -> Folded:
    """One learner's log from its first row to its last."""
    standing: dict[int, Review] = {}
    reviewed_at: dict[tuple[int, dt.date], dt.datetime] = {}
    for review in Review.objects.filter(user=user_id).select_related("card__deck").order_by("pk"):
        if review.kind == ReviewKind.UNDO:
            standing.pop(review.reverts_id or 0, None)
            continue
        standing[review.pk] = review
        if review.kind == ReviewKind.REVIEW:
            key = review.card_id, review.studied_on
            reviewed_at[key] = min(reviewed_at.get(key, review.reviewed_at), review.reviewed_at)
    cleared: dict[dt.date, int] = defaultdict(int)
    verified: dict[dt.date, int] = defaultdict(int)
    due: dict[dt.date, set[str]] = defaultdict(set)
    for review in standing.values():
        cleared[review.studied_on] += is_cleared(review)
        verified[review.studied_on] += is_verified(review)
        day = review.due_after
        if (
            day is None
            or review.is_personal
            or review.kind not in SCHEDULED_KINDS
            or review.scheduled_days_after < COUNTED_FROM_DAYS
        ):
            continue
        first = reviewed_at.get((review.card_id, day))
        is_absent = any(
            absence.first_day <= day <= (absence.last_day or day)
            and not (first and first <= absence.noted_at)
            for absence in absences.get(review.card_id, ())
        )
        if not is_absent:
            card = review.card
            is_sibling = card.note_key and card.deck.buries_siblings
            due[day].add(f"note {card.note_key}" if is_sibling else f"card {card.pk}")
    active = {review.studied_on for review in standing.values() if review.kind in SCHEDULED_KINDS}
    return Folded(cleared=cleared, verified=verified, due=due, active=active)


def all_absences() -> Absences:
    found: dict[int, list[CardAbsence]] = defaultdict(list)
    for absence in CardAbsence.objects.all():
        found[absence.card_id].append(absence)
    return found
