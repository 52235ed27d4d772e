"""The weeks of a season: settled ones from their rows, those that may still move from their days."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from cards.core.standings import (
    ONE_DAY,
    Season,
    Standing,
    WeekScore,
    is_settled,
    percent,
    team_score,
)
from cards.models import Membership
from cards.queries.member_rows import MemberRow, member_rows
from cards.queries.standings import (
    Uncounted,
    first_week,
    is_listed,
    rank_among,
    week_standing,
)

NOTHING = WeekScore(due=0, cleared=0, verified=0, active_days=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonWeek:
    monday: dt.date
    score: Fraction | None
    ranked: int
    own: WeekScore
    own_rank: int | None
    is_counted: bool = True  # whether everybody's row of it is there

    @property
    def team_percent(self) -> str:
        return "" if self.score is None else percent(self.score)

    @property
    def own_percent(self) -> str:
        return percent(self.own.rate) if self.own.due else ""


def season_weeks(
    membership: Membership, season: Season, now: dt.datetime
) -> tuple[list[SeasonWeek], Uncounted]:
    """The weeks of a season since the team was founded, newest first; one query."""
    team = membership.team
    weeks = [monday for monday in season.weeks() if first_week(team) <= monday <= team.week(now)]
    settled = [monday for monday in weeks if is_settled(monday, now)]
    moving = [monday for monday in weeks if monday not in settled]
    days = [monday + number * ONE_DAY for monday in moving for number in range(7)]
    members = member_rows(membership, now, days=days, weeks=settled).members()
    found = []
    missing = missing_weeks(members, settled)
    uncounted_weeks = {monday for mondays in missing.values() for monday in mondays}
    for monday in reversed(weeks):
        sunday = monday + 6 * ONE_DAY
        listed = [row for row in members if is_listed(row.member, sunday)]
        [viewer] = [row for row in members if row.member.is_you]
        standings = [standing(row, monday, is_settled=monday in settled) for row in listed]
        own = standing(viewer, monday, is_settled=monday in settled)
        found.append(
            SeasonWeek(
                monday=monday,
                score=team_score(row.score for row in standings),
                ranked=sum(row.score.is_ranked for row in standings),
                own=own.score,
                own_rank=rank_among(own, standings).rank,
                is_counted=monday not in uncounted_weeks,
            )
        )
    uncounted = Uncounted(
        days={row.member.user_id: row.uncounted for row in members if row.uncounted},
        weeks=missing,
    )
    return found, uncounted


def standing(row: MemberRow, monday: dt.date, *, is_settled: bool) -> Standing:
    if is_settled:
        return Standing(member=row.member.pk, score=row.weeks.get(monday, NOTHING))
    return week_standing(row, monday)


def missing_weeks(members: list[MemberRow], settled: list[dt.date]) -> dict[int, list[dt.date]]:
    """Those that the page shows and nobody settled yet, by user."""
    missing = {
        row.member.user_id: [
            monday
            for monday in settled
            if monday not in row.weeks
            and (row.member.is_you or is_listed(row.member, monday + 6 * ONE_DAY))
        ]
        for row in members
    }
    return {user_id: weeks for user_id, weeks in missing.items() if weeks}
