import datetime as dt
import uuid

from hypothesis import given
from hypothesis import strategies as st

from cards.core.challenges import competition_ranks, drawn_order, exercise_seed

MONDAY = dt.date(2026, 6, 8)
CARDS = [(uuid.UUID(int=number), number) for number in range(50)]


@given(st.permutations(CARDS))
def test_the_draw_hangs_on_team_and_week_and_not_on_the_order_of_the_cards(cards):
    assert drawn_order(7, MONDAY, cards) == drawn_order(7, MONDAY, CARDS)


def test_another_team_and_another_week_draw_other_cards():
    draws = {
        tuple(drawn_order(team, week, CARDS)[:10])
        for team in (7, 8)
        for week in (MONDAY, MONDAY + dt.timedelta(days=7))
    }
    assert len(draws) == 4


def test_a_card_that_goes_leaves_the_others_in_their_order():
    order = drawn_order(7, MONDAY, CARDS)
    assert drawn_order(7, MONDAY, CARDS[1:]) == [card for card in order if card != CARDS[0]]


@given(st.integers(1, 2**40), st.dates(), st.uuids())
def test_a_seed_fits_the_database_and_is_lasting(team, week, card):
    seed = exercise_seed(team, week, card)
    assert 0 <= seed < 2**63
    assert seed == exercise_seed(team, week, card)


def test_equal_scores_share_a_rank():
    assert competition_ranks([9, 7, 7, 4]) == [1, 2, 2, 4]
    assert competition_ranks([]) == []
