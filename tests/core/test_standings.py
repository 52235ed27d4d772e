"""What counts in a team week, and who comes first."""

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.standings import (
    DayScore,
    Season,
    Standing,
    Uncounted,
    WeekScore,
    is_cleared,
    is_settled,
    is_verified,
    percent,
    ranked,
    season_of,
    team_score,
    week_of,
    week_score,
    why_uncounted,
)
from cards.core.study_day import LATEST_ROLLOVER_HOUR

MONDAY = dt.date(2026, 6, 8)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Row:
    """A row of the log; as it stands, one that counts and is verified."""

    is_personal: bool = False
    kind: str = "review"
    studied_on: dt.date = MONDAY
    due_before: dt.date | None = MONDAY
    scheduled_days_before: int = 6
    elapsed_days: int | None = 6
    duration_ms: int = 5000
    verdict: str = "correct"
    tries: int = 1


def test_a_checked_first_try_on_the_due_day_is_cleared_and_verified():
    assert is_cleared(Row())
    assert is_verified(Row())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_personal": True}, Uncounted.PERSONAL),
        ({"kind": "learn"}, Uncounted.NEW),
        ({"kind": "drill"}, Uncounted.DRILL),
        ({"kind": "practice"}, Uncounted.PRACTICE),
        ({"scheduled_days_before": 1, "elapsed_days": 1}, Uncounted.SHORT),
        ({"studied_on": MONDAY + DAY, "elapsed_days": 7}, Uncounted.LATE),
        ({"elapsed_days": 3}, Uncounted.LATE),
        ({"verdict": "", "tries": 0, "duration_ms": 1999}, Uncounted.QUICK),
    ],
)
def test_what_does_not_count(changes, reason):
    row = replace(Row(), **changes)
    assert why_uncounted(row) == reason
    assert not is_verified(row)


def test_two_seconds_are_time_enough_and_checked_answers_need_none():
    assert is_cleared(replace(Row(), verdict="", tries=0, duration_ms=2000))
    assert is_cleared(replace(Row(), duration_ms=100))


@pytest.mark.parametrize("changes", [{"tries": 2}, {"verdict": "incorrect"}, {"verdict": ""}])
def test_only_the_server_and_only_the_first_try_verify(changes):
    row = replace(Row(), **changes)
    assert is_cleared(row)
    assert not is_verified(row)


def test_the_week_turns_at_the_rollover_on_monday_by_the_clock_of_the_zone():
    auckland = ZoneInfo("Pacific/Auckland")
    before = dt.datetime(2026, 6, 15, 3, 59, tzinfo=auckland)
    assert week_of(before, auckland, 4) == MONDAY
    assert week_of(before + dt.timedelta(minutes=1), auckland, 4) == MONDAY + 7 * DAY
    # In the night in which the clock jumps (29 March), the rollover stays at four.
    lisbon = ZoneInfo("Europe/Lisbon")
    assert week_of(dt.datetime(2026, 3, 30, 3, 59, tzinfo=lisbon), lisbon, 4) == dt.date(
        2026, 3, 23
    )
    assert week_of(dt.datetime(2026, 3, 30, 4, 0, tzinfo=lisbon), lisbon, 4) == dt.date(2026, 3, 30)


def test_today_counts_only_with_what_is_cleared_already():
    days = [DayScore(day=MONDAY, due=10, cleared=5), DayScore(day=MONDAY + DAY, due=10, cleared=2)]
    assert week_score(days, MONDAY + DAY).rate == Fraction(7, 12)
    assert week_score(days, MONDAY + 2 * DAY).rate == Fraction(7, 20)


def test_at_most_thirty_verified_answers_count_a_day():
    days = [DayScore(day=MONDAY, due=80, cleared=80, verified=50)]
    assert week_score(days, MONDAY + DAY).verified == 30


def score(due=20, cleared=20, verified=0, active=3):
    return WeekScore(due=due, cleared=cleared, verified=verified, active_days=active)


@pytest.mark.parametrize(
    ("given_score", "missing"),
    [
        (score(), ""),
        (score(due=19), "1 more due item"),
        (score(active=1), "2 more days of study"),
        (score(due=8, active=2), "12 more due items and 1 more day of study"),
    ],
)
def test_who_is_not_ranked_is_told_what_is_missing(given_score, missing):
    assert given_score.missing == missing
    assert given_score.is_ranked == (not missing)


def test_equal_shares_are_told_apart_by_verified_answers_and_equals_share_a_rank():
    rows = [
        Standing(member=1, score=score(cleared=19)),
        Standing(member=2, score=score(due=40, cleared=40, verified=5)),
        Standing(member=3, score=score(verified=9)),
        Standing(member=4, score=score(verified=5)),
        Standing(member=5, score=score(due=3, cleared=3)),
    ]
    assert [(row.member, row.rank) for row in ranked(rows)] == [
        (3, 1), (2, 2), (4, 2), (1, 4), (5, None),
    ]  # fmt: skip


def test_the_team_is_the_mean_over_the_ranked():
    assert team_score([score(), score(cleared=10), score(due=5, cleared=0)]) == Fraction(3, 4)
    assert team_score([score(due=5)]) is None


def test_percent_never_rounds_up_to_a_hundred():
    assert [percent(Fraction(*pair)) for pair in ((1, 1), (9999, 10000), (1, 3), (0, 5))] == [
        "100.0", "99.9", "33.3", "0.0",
    ]  # fmt: skip


def test_a_season_is_a_quarter_of_the_iso_year_and_no_week_is_lost():
    week = dt.date(2026, 1, 5)
    while week.year < 2034:
        season = season_of(week)
        assert week in season.weeks()
        assert len(season.weeks()) in (13, 14)
        week += 7 * DAY
    assert season_of(dt.date(2026, 12, 28)) == Season(year=2026, number=4)  # its 53rd week


days = st.builds(
    DayScore,
    day=st.integers(0, 6).map(lambda n: MONDAY + n * DAY),
    due=st.integers(0, 60),
    cleared=st.integers(0, 60),
    verified=st.integers(0, 60),
    is_active=st.booleans(),
)
weeks = st.lists(days, max_size=7, unique_by=lambda day: day.day)
todays = st.integers(0, 8).map(lambda n: MONDAY + n * DAY)


@given(weeks, todays)
def test_a_share_lies_between_nothing_and_everything(week, today):
    found = week_score(week, today)
    assert 0 <= found.rate <= 1
    assert 0 <= found.verified <= min(found.cleared, 30 * len(week))


@given(weeks, st.integers(0, 6), todays)
def test_clearing_one_more_item_never_costs_anything(week, number, today):
    better = [
        replace(day, cleared=day.cleared + 1) if day.day == MONDAY + number * DAY else day
        for day in week
    ]
    assert week_score(better, today).rate >= week_score(week, today).rate


@given(weeks, st.integers(0, 6))
def test_skipping_a_day_never_pays(week, number):
    over = MONDAY + 7 * DAY
    skipped = [
        replace(day, cleared=0, verified=0, is_active=False)
        if day.day == MONDAY + number * DAY
        else day
        for day in week
    ]
    assert week_score(skipped, over).rate <= week_score(week, over).rate


scores = st.builds(
    WeekScore,
    due=st.integers(0, 40),
    cleared=st.integers(0, 20),
    verified=st.integers(0, 3),
    active_days=st.integers(0, 5),
)


@given(st.lists(scores, max_size=8))
def test_ranks_are_what_counting_the_better_ones_gives(week_scores):
    rows = [Standing(member=n, score=found) for n, found in enumerate(week_scores)]
    placed = ranked(rows)
    assert sorted(row.member for row in placed) == list(range(len(rows)))
    eligible = [row for row in rows if row.score.is_ranked]
    for row in placed:
        better = sum(
            (other.score.rate, other.score.verified) > (row.score.rate, row.score.verified)
            for other in eligible
        )
        assert row.rank == (better + 1 if row.score.is_ranked else None)


def test_a_settled_week_is_over_in_every_zone_with_every_rollover():
    start = dt.datetime(2026, 6, 15, tzinfo=dt.UTC)
    settled = next(hour for hour in range(48) if is_settled(MONDAY, start + hour * HOUR))
    for name in available_timezones():
        now = start + settled * HOUR
        assert week_of(now, ZoneInfo(name), LATEST_ROLLOVER_HOUR) > MONDAY
    # And no later than need be: two hours before, somebody could still study in it.
    now = start + (settled - 2) * HOUR
    assert week_of(now, ZoneInfo("Etc/GMT+12"), LATEST_ROLLOVER_HOUR) == MONDAY
