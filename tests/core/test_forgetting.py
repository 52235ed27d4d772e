"""The forgetting curve, and lapses spread evenly over reviews."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.forgetting import EvenLapses, recall_of, recalled_with
from cards.core.scheduling import MemoryState

SIX_DAYS = MemoryState(2, 6, 250)


def test_ones_own_recall_counts_once_enough_is_known():
    assert recall_of(10, 20) == 0.9
    assert recall_of(40, 50) == 0.8
    assert recall_of(0, 100) == 0.5
    assert recall_of(100, 100) == 0.98


@pytest.mark.parametrize(("days", "recalled"), [(0, 1), (3, 0.64**0.5), (6, 0.64), (12, 0.64**2)])
def test_an_interval_after_the_review_the_share_p_is_left(days, recalled):
    assert recalled_with(0.64, SIX_DAYS, days) == pytest.approx(recalled)


def test_a_card_without_an_interval_is_taken_for_one_of_a_day():
    assert recalled_with(0.8, MemoryState.new(), 1) == pytest.approx(0.8)


def test_of_reviews_forgotten_one_in_four_the_second_and_the_sixth_lapse():
    lapses = EvenLapses()
    assert [lapses.among(1, 0.25) for _ in range(10)] == [0, 1, 0, 0, 0, 1, 0, 0, 0, 1]


def test_nothing_lapses_where_nothing_is_forgotten_and_everything_where_all_is():
    assert EvenLapses().among(1000, 0) == 0
    assert EvenLapses().among(1000, 1) == 1000


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0, 1)), max_size=50))
def test_at_no_time_are_lapses_more_than_a_half_away_from_what_is_expected(reviews):
    lapses, expected, found = EvenLapses(), 0.0, 0
    for count, forgotten in reviews:
        expected += count * forgotten
        now = lapses.among(count, forgotten)
        found += now
        assert 0 <= now <= count
        assert abs(found - expected) <= 0.5 + 1e-6
