"""SM-2: the published vectors for three profiles, then laws."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.scheduling import (
    PROFILE_A,
    PROFILE_B,
    PROFILE_C,
    MemoryState,
    Rating,
    next_state,
    next_states,
)

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "sm2_vectors.json").read_text())
PROFILES = {"A": PROFILE_A, "B": PROFILE_B, "C": PROFILE_C}
qualities = st.integers(0, 5)
histories = st.lists(qualities, max_size=12)


def state_after(grades, profile=PROFILE_C):
    state = MemoryState.new()
    for quality in grades:
        state = profile.next_state(state, quality)
    return state


@pytest.mark.parametrize("name", "ABC")
@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["id"])
def test_every_published_vector_holds(vector, name):
    state = MemoryState.new()
    seen = []
    for quality in vector["grades"]:
        state = PROFILES[name].next_state(state, quality)
        seen.append(
            {
                "interval": state.interval_days,
                "ef100": state.ease_hundredths,
                "n": state.repetitions,
            }
        )
    assert seen == vector[name]


def test_an_ease_factor_of_exactly_one_and_a_half_gives_nine_days_not_ten():
    assert state_after([0, 0, 5, 5, 3]).interval_days == 9


def test_integers_agree_with_exact_fractions_on_every_history_of_five_grades():
    from fractions import Fraction
    from math import ceil

    deltas = [Fraction(10 - (5 - q) * (8 + (5 - q) * 2), 100) for q in range(6)]
    for grades in product(range(6), repeat=5):
        n, interval, ease = 0, 0, Fraction(5, 2)
        for q in grades:
            if q < 3:
                n, interval = 0, 1
            else:
                interval = 1 if n == 0 else 6 if n == 1 else ceil(interval * ease)
                n += 1
            ease = max(Fraction(13, 10), ease + deltas[q])
        assert state_after(grades) == MemoryState(n, interval, int(ease * 100))


@pytest.mark.parametrize("quality", [-1, 6, 9, 2.5, "3", None, True])
def test_an_unknown_quality_is_refused(quality):
    with pytest.raises(ValueError, match="0 to 5"):
        next_state(MemoryState.new(), quality)


@pytest.mark.parametrize("numbers", [(-1, 0, 250), (0, -1, 250), (0, 0, 129)])
def test_an_impossible_memory_state_is_refused(numbers):
    with pytest.raises(ValueError, match=r"cannot be negative|at least 130"):
        MemoryState(*numbers)


@given(histories, qualities)
def test_interval_and_ease_stay_within_bounds(grades, quality):
    state = next_state(state_after(grades), quality)
    assert state.interval_days >= 1
    assert state.ease_hundredths >= 130


@given(histories)
def test_a_good_answer_never_changes_the_ease_factor(grades):
    state = state_after(grades)
    assert next_state(state, 4).ease_hundredths == state.ease_hundredths


@given(histories, st.integers(0, 2), st.integers(3, 5), st.integers(3, 5))
def test_after_a_lapse_the_card_starts_over_with_one_and_six_days(grades, fail, first, second):
    lapsed = next_state(state_after(grades), fail)
    assert (lapsed.repetitions, lapsed.interval_days) == (0, 1)
    once = next_state(lapsed, first)
    assert (once.repetitions, once.interval_days) == (1, 1)
    assert next_state(once, second).interval_days == 6


@given(histories)
def test_a_better_grade_never_gives_a_lower_ease_factor(grades):
    state = state_after(grades)
    eases = [next_state(state, quality).ease_hundredths for quality in range(6)]
    assert eases == sorted(eases)


@given(histories)
def test_the_interval_depends_on_the_old_ease_factor_only(grades):
    state = state_after(grades)
    assert len({next_state(state, quality).interval_days for quality in (3, 4, 5)}) == 1


def test_the_buttons_lead_where_their_qualities_lead():
    state = MemoryState(2, 6, 250)
    assert next_states(state) == {
        Rating.AGAIN: MemoryState(0, 1, 218),
        Rating.HARD: MemoryState(3, 15, 236),
        Rating.GOOD: MemoryState(3, 15, 250),
        Rating.EASY: MemoryState(3, 15, 260),
    }
