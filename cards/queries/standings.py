"""The board of a team's week, made from a row per member.

Who did not say yes is in nothing that this module returns, except to herself.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cards.core.standings import (
    ONE_DAY,
    ONE_WEEK,
    DayScore,
    Standing,
    WeekScore,
    days_of_week,
    merit,
    percent,
    ranked,
    team_score,
    week_score,
)
from cards.models import Membership, Team
from cards.queries.member_rows import BoardMember, MemberRow, MemberRows, member_rows
from cards.queries.standing_charts import WeekBar, week_bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncounted:
    """By user: days that have begun and whose due items nobody counted yet; weeks not yet settled."""

    days: Mapping[int, Sequence[dt.date]]
    weeks: Mapping[int, Sequence[dt.date]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.days or self.weeks)


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
    etag: str

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


def week_rows(membership: Membership, monday: dt.date, now: dt.datetime) -> MemberRows:
    """What the board of a week is made from; one query, however large the team."""
    return member_rows(membership, now, days=days_of_week(monday))


def week_board(found: MemberRows) -> tuple[WeekBoard, Uncounted]:
    """The board of one week as the member sees it."""
    monday, sunday = found.days[0], found.days[-1]
    everybody_shown = found.members()
    shown_in_all = sum(row.member.is_shown for row in everybody_shown)
    # Who came after the week was over had no part in it.
    members = [
        row for row in everybody_shown if row.member.joined_on <= sunday or row.member.is_you
    ]
    by_pk = {row.member.pk: row.member for row in members}
    standings = [week_standing(row, monday) for row in members]
    shown = ranked(row for row in standings if is_listed(by_pk[row.member], sunday))
    rows = [board_row(row, by_pk[row.member]) for row in shown]
    own = next((row for row in rows if row.member.is_you), None)
    if own is None:
        [alone] = [row for row in standings if by_pk[row.member].is_you]
        own = board_row(rank_among(alone, shown), by_pk[alone.member])
    board = WeekBoard(
        monday=monday,
        rows=rows,
        own=own,
        others=found.everybody - shown_in_all,
        is_over=all(row.member.today > sunday for row in members),
        etag=found.etag,
    )
    return board, Uncounted(
        days={row.member.user_id: row.uncounted for row in members if row.uncounted}
    )


def is_listed(member: BoardMember, sunday: dt.date) -> bool:
    return member.is_shown and member.joined_on <= sunday


def week_standing(row: MemberRow, monday: dt.date) -> Standing:
    week = [row.days[day] for day in days_of_week(monday)]
    return Standing(member=row.member.pk, score=week_score(week, row.member.today), days=week)


def rank_among(alone: Standing, others: Sequence[Standing]) -> Standing:
    """Which rank somebody would have who does not appear; the others keep theirs."""
    rank = None
    if alone.score.is_ranked:
        better = (row for row in others if row.score.is_ranked and merit(row) > merit(alone))
        rank = 1 + sum(1 for _ in better)
    return Standing(member=alone.member, score=alone.score, rank=rank, days=alone.days)


def board_row(row: Standing, member: BoardMember) -> BoardRow:
    today = {day.day: day for day in row.days}.get(member.today)
    return BoardRow(member=member, score=row.score, rank=row.rank, days=row.days, today=today)


def first_week(team: Team) -> dt.date:
    return team.week(team.created_at)


def is_week_of(team: Team, monday: dt.date, now: dt.datetime) -> bool:
    """Whether the team has a page for the week that starts on this day."""
    return monday.weekday() == 0 and first_week(team) <= monday <= team.week(now)


def week_before(team: Team, monday: dt.date) -> dt.date | None:
    return monday - ONE_WEEK if monday > first_week(team) else None
