"""Keeping what weeks came to that nothing moves any more, so that a season is read at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from cards.actions.standings import chunks_of_users, count_loads
from cards.core.standings import (
    ONE_WEEK,
    DayScore,
    days_of_week,
    is_settled,
    monday_of,
    week_score,
)
from cards.models import DayLoad, Membership, SettledWeek, StudyDay
from cards.queries.standings import first_week

# A week of the largest team: what one look at a page may add up, about a second's work. The rest
# waits for the next look or for the night.
MOST_AT_A_LOOK = 500
MOST_A_NIGHT = 20_000


def settle_some_weeks(
    weeks: Mapping[int, Collection[dt.date]], now: dt.datetime, *, most: int
) -> int:
    """The newest of these users' weeks, as many as `most` of one user each."""
    newest_first = sorted(
        ((monday, user_id) for user_id, mondays in weeks.items() for monday in mondays),
        key=lambda pair: (-pair[0].toordinal(), pair[1]),
    )
    chosen: dict[int, list[dt.date]] = defaultdict(list)
    for monday, user_id in newest_first[:most]:
        chosen[user_id].append(monday)
    return settle_weeks(chosen, now)


def settle_weeks(weeks: Mapping[int, Collection[dt.date]], now: dt.datetime) -> int:
    """Add up these users' weeks, given by their Mondays; what is not settled yet is left out."""
    settled = 0
    for users in chunks_of_users(weeks):
        wanted = [
            (user_id, monday)
            for user_id in users
            for monday in sorted(weeks[user_id])
            if is_settled(monday, now)
        ]
        if not wanted:
            continue
        mondays = {monday for _, monday in wanted}
        span = min(mondays), max(mondays) + ONE_WEEK
        count_loads(uncounted_days(wanted, span), now)
        due = {
            (user_id, day): number
            for user_id, day, number in DayLoad.objects.filter(user__in=users, day__range=span)
            .order_by()
            .values_list("user_id", "day", "due")
        }
        done = {
            (user_id, day): numbers
            for user_id, day, *numbers in StudyDay.objects.filter(user__in=users, day__range=span)
            .order_by()
            .values_list("user_id", "day", "cleared", "verified", "introduced", "reviewed")
        }
        rows = []
        for user_id, monday in wanted:
            days = []
            for day in days_of_week(monday):
                cleared, verified, introduced, reviewed = done.get((user_id, day), (0, 0, 0, 0))
                days.append(
                    DayScore(
                        day=day,
                        due=due[user_id, day],
                        cleared=cleared,
                        verified=verified,
                        is_active=introduced + reviewed > 0,
                    )
                )
            score = week_score(days, monday + ONE_WEEK)
            rows.append(
                SettledWeek(
                    user_id=user_id,
                    monday=monday,
                    due=score.due,
                    cleared=score.cleared,
                    verified=score.verified,
                    active_days=score.active_days,
                )
            )
        SettledWeek.objects.bulk_create(rows, ignore_conflicts=True)
        settled += len(rows)
    return settled


def uncounted_days(
    weeks: Collection[tuple[int, dt.date]], span: tuple[dt.date, dt.date]
) -> dict[int, list[dt.date]]:
    users = {user_id for user_id, _ in weeks}
    known = set(
        DayLoad.objects.filter(user__in=users, day__range=span)
        .order_by()
        .values_list("user_id", "day")
    )
    missing: dict[int, list[dt.date]] = defaultdict(list)
    for user_id, monday in weeks:
        missing[user_id] += [day for day in days_of_week(monday) if (user_id, day) not in known]
    return missing


def settle_earlier_weeks(now: dt.datetime, *, most: int = MOST_A_NIGHT) -> int:
    """Weeks since the teams were founded that nobody looked at yet, so that no season is counted by a page."""
    founded: dict[int, dt.date] = {}
    for membership in Membership.objects.select_related("team").order_by():
        first = first_week(membership.team)
        founded[membership.user_id] = min(first, founded.get(membership.user_id, first))
    settled = 0
    for users in chunks_of_users(founded):
        if settled >= most:
            break
        first = min(founded[user_id] for user_id in users)
        known = set(
            SettledWeek.objects.filter(user__in=users, monday__gte=first)
            .order_by()
            .values_list("user_id", "monday")
        )
        missing = {
            user_id: [
                week
                for week in settled_since(founded[user_id], now)
                if (user_id, week) not in known
            ]
            for user_id in users
        }
        settled += settle_some_weeks(missing, now, most=most - settled)
    return settled


def settled_since(monday: dt.date, now: dt.datetime) -> Iterator[dt.date]:
    while is_settled(monday, now):
        yield monday
        monday += ONE_WEEK


def settle_last_week(now: dt.datetime) -> int:
    """The newest settled week of everybody in a team, where it is missing."""
    monday = monday_of(now.date())
    while not is_settled(monday, now):
        monday -= ONE_WEEK
    settled = 0
    for users in chunks_of_users(Membership.objects.values_list("user_id", flat=True)):
        known = set(
            SettledWeek.objects.filter(user__in=users, monday=monday).values_list(
                "user_id", flat=True
            )
        )
        settled += settle_weeks({user: [monday] for user in users if user not in known}, now)
    return settled
