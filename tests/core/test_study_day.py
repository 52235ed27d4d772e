"""The learner's day across rollover hours, zones, travel and the two odd days of the year."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.study_day import study_day, study_day_start

LISBON, BERLIN = ZoneInfo("Europe/Lisbon"), ZoneInfo("Europe/Berlin")
zones = st.sampled_from(
    [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata",
                                 "Pacific/Pago_Pago", "Pacific/Tongatapu", "Australia/Lord_Howe")]
)  # fmt: skip


def at(zone, *numbers, fold=0):
    return dt.datetime(*numbers, tzinfo=zone, fold=fold)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at(LISBON, 2026, 6, 10, 3, 59), dt.date(2026, 6, 9)),
        (at(LISBON, 2026, 6, 10, 4, 0), dt.date(2026, 6, 10)),
        (at(LISBON, 2026, 6, 10, 23, 59), dt.date(2026, 6, 10)),
        (at(LISBON, 2028, 3, 1, 3, 0), dt.date(2028, 2, 29)),
        # Spring: 02:00 jumps to 03:00, yet the day still rolls over at 4 on the clock.
        (at(BERLIN, 2026, 3, 29, 3, 59), dt.date(2026, 3, 28)),
        (at(BERLIN, 2026, 3, 29, 4, 0), dt.date(2026, 3, 29)),
        # Autumn: 02:30 happens twice, both belong to the day before.
        (at(BERLIN, 2026, 10, 25, 2, 30), dt.date(2026, 10, 24)),
        (at(BERLIN, 2026, 10, 25, 2, 30, fold=1), dt.date(2026, 10, 24)),
        (at(BERLIN, 2026, 10, 25, 4, 0), dt.date(2026, 10, 25)),
    ],
)
def test_the_day_rolls_over_at_four_on_the_wall_clock(now, day):
    assert study_day(now.astimezone(dt.UTC), now.tzinfo, 4) == day


def test_one_instant_is_two_days_apart_for_travellers_across_the_date_line():
    now = dt.datetime(2026, 6, 10, 10, 30, tzinfo=dt.UTC)
    west, east = ZoneInfo("Pacific/Pago_Pago"), ZoneInfo("Pacific/Kiritimati")
    assert study_day(now, west, 0) == dt.date(2026, 6, 9)
    assert study_day(now, east, 0) == dt.date(2026, 6, 11)


@given(zones, st.integers(0, 12), st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)))
def test_a_day_starts_with_its_first_instant(zone, hour, day):
    start = study_day_start(day, zone, hour)
    assert study_day(start, zone, hour) == day
    assert study_day(start - dt.timedelta(hours=2), zone, hour) == day - dt.timedelta(days=1)


@given(
    zones, st.integers(0, 12), st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 12, 31)),
    st.integers(1, 60),
)  # fmt: skip
def test_a_later_instant_never_belongs_to_an_earlier_day(zone, hour, naive, hours):
    now = naive.replace(tzinfo=dt.UTC)
    later = now + dt.timedelta(hours=hours)
    # An hour that the clock repeats may take the day back only if it rolls over within that hour.
    if hour != 0 or zone.key == "UTC":
        assert study_day(later + dt.timedelta(hours=1), zone, hour) >= study_day(now, zone, hour)
