import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.aggregates import (
    counted_people,
    mean_percent,
    rounded_percent,
    spread_percent,
)

shares = st.floats(0, 1)


@pytest.mark.parametrize(("people", "counted"), [(0, 0), (4, 0), (5, 5), (6, 5), (9, 5), (10, 10)])
def test_people_are_counted_in_whole_fives(people, counted):
    assert counted_people(range(people)) == tuple(range(counted))


@pytest.mark.parametrize(
    ("share", "percent"),
    [(0, 0), (0.04, 0), (0.05, 10), (0.14, 10), (0.5, 50), (0.949, 90), (0.95, 100), (1, 100)],
)
def test_a_share_is_rounded_to_tens(share, percent):
    assert rounded_percent(share) == percent


def test_fewer_than_five_people_are_not_summed_up():
    assert mean_percent([0.5] * 4) is None
    assert spread_percent([0.5] * 4, [0.25]) is None
    assert mean_percent([0.5] * 5) == 50


def test_people_stand_in_bands():
    assert spread_percent([0, 0.25, 0.3, 0.75, 1], [0.25, 0.75]) == (20, 40, 40)


@given(st.lists(shares, min_size=5, max_size=5), shares)
def test_a_sixth_person_changes_no_figure(five, sixth):
    six = [*five, sixth]
    before = [five[number] for number in counted_people(range(5))]
    after = [six[number] for number in counted_people(range(6))]
    assert mean_percent(before) == mean_percent(after)
    assert spread_percent(before, [0.25, 0.75]) == spread_percent(after, [0.25, 0.75])
