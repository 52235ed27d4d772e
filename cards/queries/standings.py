"""The board of a team's week and of a season, read from two small tables of numbers by day.

Who did not say yes is in nothing that this module returns, except to herself.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q

from cards.core.standings import (
    ONE_DAY,
    ONE_WEEK,
    DayScore,
    Season,
    Standing,
    WeekScore,
    days_of_week,
    merit,
    percent,
    ranked,
    team_score,
    week_score,
)
from cards.models import DayLoad, Membership, StudyDay, Team, User
from cards.queries.standing_charts import WeekBar, week_bar

DayScores = Mapping[dt.date, DayScore]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardMember:
    """A member on the board or the viewer herself; `today` is the member's own study day."""

    pk: int
    user_id: int
    nickname: str
    today: dt.date
    joined_on: dt.date
    is_shown: bool
    is_you: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    member: BoardMember
    score: WeekScore
    rank: int | None
    days: Sequence[DayScore]
    today: DayScore | None  # None on the page of a week that is over for her

    @property
    def percent(self) -> str:
        return percent(self.score.rate)

    @property
    def bars(self) -> list[WeekBar]:
        return [week_bar(place, day) for place, day in enumerate(self.days)]

    @property
    def days_in_words(self) -> str:
        """The small chart, said: `Monday 4 of 5, Tuesday nothing due`."""
        return ", ".join(
            f"{day.day:%A} {day.cleared_of_due} of {day.due}"
            if day.due
            else f"{day.day:%A} nothing due"
            for day in self.days
            if day.day <= self.member.today
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBoard:
    monday: dt.date
    rows: Sequence[BoardRow]
    own: BoardRow
    others: int
    is_over: bool

    @property
    def sunday(self) -> dt.date:
        return self.monday + 6 * ONE_DAY

    @property
    def ranked(self) -> list[BoardRow]:
        return [row for row in self.rows if row.rank is not None]

    @property
    def unranked(self) -> list[BoardRow]:
        return [row for row in self.rows if row.rank is None]

    @property
    def team_score(self) -> Fraction | None:
        return team_score(row.score for row in self.rows)

    @property
    def team_percent(self) -> str:
        return "" if self.team_score is None else percent(self.team_score)

    @property
    def busy_today(self) -> list[BoardRow]:
        return [row for row in self.rows if row.today and row.today.due]

    @property
    def cleared_today(self) -> list[BoardRow]:
        return [row for row in self.busy_today if row.today and row.today.is_all_cleared]

    @property
    def etag(self) -> str:
        """Of everything the board shows, so that nothing of who left can be served again."""
        digest = hashlib.blake2b(repr(self).encode(), digest_size=12).hexdigest()
        return f'"{digest}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncounted:
    """Days that have begun and whose due items nobody counted yet, by user."""

    days: Mapping[int, Sequence[dt.date]]


def board_members(membership: Membership, now: dt.datetime) -> list[BoardMember]:
    """Those on the board and the viewer, by nickname; one query."""
    rows = (
        Membership.objects.filter(Q(appears_on_board=True) | Q(pk=membership.pk))
        .filter(team=membership.team_id)
        .order_by("folded_nickname", "pk")
        .values_list(
            "pk", "user_id", "nickname", "joined_at", "appears_on_board",
            "user__time_zone", "user__day_start_hour",
        )
    )  # fmt: skip
    members = []
    for pk, user_id, nickname, joined_at, is_shown, zone, hour in rows:
        clock = User(time_zone=zone, day_start_hour=hour)
        members.append(
            BoardMember(
                pk=pk,
                user_id=user_id,
                nickname=nickname,
                today=clock.study_day(now),
                joined_on=clock.study_day(joined_at),
                is_shown=is_shown,
                is_you=pk == membership.pk,
            )
        )
    return members


def day_scores(
    members: Sequence[BoardMember], first: dt.date, last: dt.date
) -> tuple[Mapping[int, DayScores], Uncounted]:
    """The days of all members in a span, and which of them are still to be counted; two queries."""
    users = [member.user_id for member in members]
    due: dict[tuple[int, dt.date], int] = {
        (user, day): number
        for user, day, number in DayLoad.objects.filter(user__in=users, day__range=(first, last))
        .order_by()
        .values_list("user_id", "day", "due")
    }
    done = {
        (user, day): numbers
        for user, day, *numbers in StudyDay.objects.filter(user__in=users, day__range=(first, last))
        .order_by()
        .values_list("user_id", "day", "cleared", "verified", "introduced", "reviewed")
    }
    scores: dict[int, dict[dt.date, DayScore]] = {}
    uncounted: dict[int, list[dt.date]] = defaultdict(list)
    span = [first + number * ONE_DAY for number in range((last - first).days + 1)]
    for member in members:
        days = scores[member.user_id] = {}
        for day in span:
            key = member.user_id, day
            if day > member.today:
                days[day] = DayScore(day=day)
                continue
            if key not in due:
                uncounted[member.user_id].append(day)
            cleared, verified, introduced, reviewed = done.get(key, (0, 0, 0, 0))
            days[day] = DayScore(
                day=day,
                due=due.get(key, 0),
                cleared=cleared,
                verified=verified,
                is_active=introduced + reviewed > 0,
            )
    return scores, Uncounted(days=uncounted)


def week_board(
    membership: Membership, monday: dt.date, now: dt.datetime
) -> tuple[WeekBoard, Uncounted]:
    """The board of one week as the member sees it; four queries, however large the team."""
    sunday = monday + 6 * ONE_DAY
    # Who came after the week was over had no part in it.
    everybody_shown = board_members(membership, now)
    shown_in_all = sum(member.is_shown for member in everybody_shown)
    members = [member for member in everybody_shown if member.joined_on <= sunday or member.is_you]
    scores, uncounted = day_scores(members, monday, sunday)
    by_pk = {member.pk: member for member in members}
    standings = [week_standing(member, scores[member.user_id], monday) for member in members]
    shown = ranked(row for row in standings if is_listed(by_pk[row.member], sunday))
    rows = [board_row(row, by_pk[row.member], monday) for row in shown]
    own = next((row for row in rows if row.member.is_you), None)
    if own is None:
        [alone] = [row for row in standings if by_pk[row.member].is_you]
        own = board_row(rank_among(alone, shown), by_pk[alone.member], monday)
    everybody = Membership.objects.filter(team=membership.team_id).count()
    board = WeekBoard(
        monday=monday,
        rows=rows,
        own=own,
        others=everybody - shown_in_all,
        is_over=all(member.today > sunday for member in members),
    )
    return board, uncounted


def is_listed(member: BoardMember, sunday: dt.date) -> bool:
    return member.is_shown and member.joined_on <= sunday


def week_standing(member: BoardMember, days: DayScores, monday: dt.date) -> Standing:
    week = [days[day] for day in days_of_week(monday)]
    return Standing(member=member.pk, score=week_score(week, member.today), days=week)


def rank_among(alone: Standing, others: Sequence[Standing]) -> Standing:
    """Which rank somebody would have who does not appear; the others keep theirs."""
    rank = None
    if alone.score.is_ranked:
        better = (row for row in others if row.score.is_ranked and merit(row) > merit(alone))
        rank = 1 + sum(1 for _ in better)
    return Standing(member=alone.member, score=alone.score, rank=rank, days=alone.days)


def board_row(row: Standing, member: BoardMember, monday: dt.date) -> BoardRow:
    today = {day.day: day for day in row.days}.get(member.today)
    return BoardRow(member=member, score=row.score, rank=row.rank, days=row.days, today=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonWeek:
    monday: dt.date
    score: Fraction | None
    ranked: int
    own: WeekScore
    own_rank: int | None

    @property
    def team_percent(self) -> str:
        return "" if self.score is None else percent(self.score)

    @property
    def own_percent(self) -> str:
        return percent(self.own.rate) if self.own.due else ""


def season_weeks(
    membership: Membership, season: Season, now: dt.datetime
) -> tuple[list[SeasonWeek], Uncounted]:
    """The weeks of a season since the team was founded, newest first; three queries."""
    team = membership.team
    weeks = [monday for monday in season.weeks() if first_week(team) <= monday <= team.week(now)]
    if not weeks:
        return [], Uncounted(days={})
    members = board_members(membership, now)
    scores, uncounted = day_scores(members, weeks[0], weeks[-1] + 6 * ONE_DAY)
    by_pk = {member.pk: member for member in members}
    found = []
    for monday in reversed(weeks):
        sunday = monday + 6 * ONE_DAY
        standings = [week_standing(member, scores[member.user_id], monday) for member in members]
        shown = [row for row in standings if is_listed(by_pk[row.member], sunday)]
        [own] = [row for row in standings if by_pk[row.member].is_you]
        found.append(
            SeasonWeek(
                monday=monday,
                score=team_score(row.score for row in shown),
                ranked=sum(row.score.is_ranked for row in shown),
                own=own.score,
                own_rank=rank_among(own, shown).rank,
            )
        )
    return found, uncounted


def first_week(team: Team) -> dt.date:
    return team.week(team.created_at)


def is_week_of(team: Team, monday: dt.date, now: dt.datetime) -> bool:
    """Whether the team has a page for the week that starts on this day."""
    return monday.weekday() == 0 and first_week(team) <= monday <= team.week(now)


def week_before(team: Team, monday: dt.date) -> dt.date | None:
    return monday - ONE_WEEK if monday > first_week(team) else None
