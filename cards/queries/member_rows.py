"""What a team's board is made from, in one query: a row per member, her days packed into text.

So five hundred members are five hundred rows instead of seven thousand, and whether anything changed
is seen without taking one of them apart.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Aggregate,
    CharField,
    Count,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.http import Http404

from cards.core.standings import DayScore, WeekScore
from cards.models import DayLoad, Membership, SettledWeek, StudyDay, User

DayScores = Mapping[dt.date, DayScore]


class MonthAndDay(Func):
    """`11-16` of a date: it tells the days of a year apart and costs little to make."""

    output_field = CharField()
    template = "to_char(%(expressions)s, 'MM-DD')"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # SQLite keeps dates as text; strftime would parse it.
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 6)")


class Packed(Aggregate):
    """The columns of each row of a group in one text, `11-16:5:3;11-17:4:4`."""

    output_field = TextField()
    template = "string_agg(%(expressions)s, ';')"
    arg_joiner = " || ':' || "

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="group_concat(%(expressions)s, ';')")


def unpacked(text: str | None) -> Iterator[tuple[str, list[int]]]:
    for row in (text or "").split(";"):
        key, *numbers = row.split(":")
        if numbers:
            yield key, [int(number) for number in numbers]


def packed(rows: QuerySet[Any], *columns: Any) -> Subquery:
    """Of the rows of the member at hand."""
    own = rows.filter(user=OuterRef("user")).order_by().values("user")
    return Subquery(own.annotate(packed=Packed(*columns)).values("packed"))


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
class MemberRow:
    """A member with her days, and with what her settled weeks came to."""

    member: BoardMember
    days: DayScores
    weeks: Mapping[dt.date, WeekScore]
    uncounted: Sequence[dt.date]  # days that have begun and whose due items nobody counted yet


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRows:
    """Those who are on a team's board and the viewer, as the database told it."""

    you: int
    days: Sequence[dt.date]
    weeks: Sequence[dt.date]
    # Which day it is now, by zone and hour of rollover.
    todays: Mapping[tuple[str, int], dt.date]
    rows: Sequence[tuple[Any, ...]]

    @property
    def etag(self) -> str:
        """Of everything a board is made from, so that nothing of who left can be served again."""
        made_from = self.you, self.days, sorted(self.todays.items()), self.rows
        digest = hashlib.blake2b(repr(made_from).encode(), digest_size=12).hexdigest()
        return f'"{digest}"'

    @property
    def everybody(self) -> int:
        """How many the team has, whether they are shown or not."""
        return int(self.rows[0][EVERYBODY])

    def members(self) -> list[MemberRow]:
        days = {f"{day:%m-%d}": day for day in self.days}
        weeks = {f"{monday:%m-%d}": monday for monday in self.weeks}
        clocks = {clock: User(time_zone=clock[0], day_start_hour=clock[1]) for clock in self.todays}
        found = []
        for row in self.rows:
            pk, user_id, nickname, joined_at, is_shown, zone, hour, _, *texts = row
            loads, tallies, settled = texts
            member = BoardMember(
                pk=pk,
                user_id=user_id,
                nickname=nickname,
                today=self.todays[zone, hour],
                joined_on=clocks[zone, hour].study_day(joined_at),
                is_shown=is_shown,
                is_you=pk == self.you,
            )
            due = {days[key]: number for key, (number,) in unpacked(loads)}
            done = {days[key]: numbers for key, numbers in unpacked(tallies)}
            begun = [day for day in self.days if day <= member.today]
            found.append(
                MemberRow(
                    member=member,
                    days={day: day_score(day, member.today, due, done) for day in self.days},
                    weeks={weeks[key]: WeekScore(**dict(zip(WEEK_COLUMNS, numbers, strict=True)))
                           for key, numbers in unpacked(settled)},
                    uncounted=[day for day in begun if day not in due],
                )
            )  # fmt: skip
        return found


def day_score(
    day: dt.date, today: dt.date, due: Mapping[dt.date, int], done: Mapping[dt.date, Sequence[int]]
) -> DayScore:
    if day > today:
        return DayScore(day=day)
    cleared, verified, active = done.get(day, (0, 0, 0))
    return DayScore(
        day=day, due=due.get(day, 0), cleared=cleared, verified=verified, is_active=active > 0
    )


WEEK_COLUMNS = ("due", "cleared", "verified", "active_days")
COLUMNS = (
    "pk", "user_id", "nickname", "joined_at", "appears_on_board",
    "user__time_zone", "user__day_start_hour",
)  # fmt: skip
EVERYBODY = len(COLUMNS)


def member_rows(
    membership: Membership,
    now: dt.datetime,
    *,
    days: Sequence[dt.date],
    weeks: Sequence[dt.date] = (),
) -> MemberRows:
    """By nickname, with these days in a row and these settled weeks in a row; one query.

    The membership is among them, or this is a page that does not exist.
    """
    team = Membership.objects.filter(team=membership.team_id)
    everybody = team.order_by().values("team").annotate(number=Count("pk")).values("number")
    loads: Value | Subquery = Value("")
    tallies: Value | Subquery = Value("")
    settled: Value | Subquery = Value("")
    if days:
        span = days[0], days[-1]
        loads = packed(DayLoad.objects.filter(day__range=span), MonthAndDay("day"), "due")
        tallies = packed(
            StudyDay.objects.filter(day__range=span),
            MonthAndDay("day"), "cleared", "verified", F("introduced") + F("reviewed"),
        )  # fmt: skip
    if weeks:
        rows = SettledWeek.objects.filter(monday__range=(weeks[0], weeks[-1]))
        settled = packed(rows, MonthAndDay("monday"), *WEEK_COLUMNS)
    found = list(
        team.filter(Q(appears_on_board=True) | Q(pk=membership.pk))
        .order_by("folded_nickname", "pk")
        .values_list(*COLUMNS, Subquery(everybody), loads, tallies, settled)
    )
    if all(row[0] != membership.pk for row in found):
        # Removed, or gone in another tab, after `access_team` let her in: the same answer as a moment later.
        raise Http404("There is no such team.")
    clocks = {(zone, hour) for *_, zone, hour in (row[:EVERYBODY] for row in found)}
    return MemberRows(
        you=membership.pk,
        days=tuple(days),
        weeks=tuple(weeks),
        todays={
            (zone, hour): User(time_zone=zone, day_start_hour=hour).study_day(now)
            for zone, hour in clocks
        },
        rows=found,
    )
