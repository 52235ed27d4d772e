"""Fuzz: Anki's window, a draw that repeats, and the constants that stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.fuzz import MAXIMUM_INTERVAL_DAYS, fuzz_window, scheduled_days
from cards.core.scheduling import MemoryState

WINDOWS = [
    (1, (1, 1)), (2, (2, 2)), (3, (2, 4)), (4, (3, 5)), (6, (4, 8)), (7, (5, 9)), (10, (8, 12)),
    (15, (13, 17)), (20, (17, 23)), (30, (27, 33)), (60, (55, 65)), (90, (84, 96)),
    (180, (169, 191)), (365, (345, 385)),
]  # fmt: skip


@pytest.mark.parametrize(("interval", "window"), WINDOWS)
def test_the_window_is_ankis(interval, window):
    assert fuzz_window(interval) == window


@pytest.mark.parametrize(("repetitions", "interval"), [(0, 1), (1, 1), (2, 6)])
def test_the_published_first_intervals_are_never_fuzzed(repetitions, interval):
    state = MemoryState(repetitions, interval, 250)
    days = {
        scheduled_days(state, previous_days=1, previous_raw_days=1, card_id=card_id)
        for card_id in range(50)
    }
    assert days == {interval}


@given(st.integers(3, 30), st.integers(7, 400), st.integers(1, 10**9), st.integers(1, 6))
def test_a_draw_stays_in_its_window_and_repeats(repetitions, interval, card_id, previous):
    state = MemoryState(repetitions, interval, 250)
    first, last = fuzz_window(interval)
    drawn = [
        scheduled_days(state, previous_days=previous, previous_raw_days=6, card_id=card_id)
        for _ in range(2)
    ]
    assert drawn[0] == drawn[1]
    assert first <= drawn[0] <= last


def test_draws_spread_over_the_whole_window():
    state = MemoryState(3, 15, 250)
    days = {
        scheduled_days(state, previous_days=6, previous_raw_days=6, card_id=card_id)
        for card_id in range(300)
    }
    assert days == {13, 14, 15, 16, 17}


def test_an_interval_that_grew_never_ends_before_the_last_one():
    # Raw 8 after raw 7 could draw 6, but the card already waited 9 days.
    state = MemoryState(4, 8, 130)
    days = {
        scheduled_days(state, previous_days=9, previous_raw_days=7, card_id=card_id)
        for card_id in range(100)
    }
    assert min(days) >= 10


def test_a_date_is_never_more_than_a_century_away():
    state = MemoryState(30, 10**7, 250)
    days = scheduled_days(state, previous_days=1, previous_raw_days=1, card_id=7)
    assert days <= MAXIMUM_INTERVAL_DAYS
