"""Which cards a practice round asks."""

from hypothesis import given
from hypothesis import strategies as st

from cards.core.kinds import CardKind
from cards.core.practice import (
    Candidate,
    KindGroup,
    RoundCount,
    count_round,
    drawn_cards,
    practice_seed,
)


def candidates(number, **fields):
    return [Candidate(card_id=card_id, **fields) for card_id in range(1, number + 1)]


@given(st.integers(0, 60), st.integers(1, 50), st.integers(0, 2**63 - 1))
def test_a_round_asks_as_many_as_there_are_and_none_twice(number, count, seed):
    drawn = drawn_cards(candidates(number), count, seed)
    assert len(drawn) == len(set(drawn)) == min(number, count)


def test_the_same_seed_draws_the_same_and_another_one_something_else():
    cards = candidates(100)
    assert drawn_cards(cards, 10, 1) == drawn_cards(reversed(cards), 10, 1)
    assert drawn_cards(cards, 10, 1) != drawn_cards(cards, 10, 2)


def test_what_was_forgotten_often_comes_more_likely():
    cards = [Candidate(card_id=pk, lapses=9 if pk <= 10 else 0) for pk in range(1, 101)]
    hits = sum(sum(pk <= 10 for pk in drawn_cards(cards, 10, seed)) for seed in range(200))
    # One in ten by chance, 200 of 2000; with weight 10 of 190 in all about every second.
    assert 700 < hits < 1300


def test_a_sibling_comes_only_when_nothing_else_is_left():
    pair = [Candidate(card_id=1, note_key="n"), Candidate(card_id=2, note_key="n")]
    others = [Candidate(card_id=pk) for pk in range(3, 6)]
    for seed in range(30):
        assert len({1, 2} & set(drawn_cards([*pair, *others], 4, seed))) == 1
        assert {1, 2} <= set(drawn_cards([*pair, *others], 5, seed))


def test_every_kind_belongs_to_one_group():
    found = [kind for group in KindGroup for kind in group.kinds]
    assert sorted(found) == sorted(CardKind)
    assert set(KindGroup.PICK.kinds) == {CardKind.CHOICE, CardKind.ORDERING}


def test_numbers_differ_from_place_to_place_and_fit_the_column():
    seeds = {practice_seed(7, position) for position in range(1, 51)}
    assert len(seeds) == 50
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_what_cannot_be_asked_is_counted_nowhere():
    answers = [(True, True), (False, False), (None, True), (None, False)]
    count = count_round(answers)
    assert count == RoundCount(knew=1, missed=1, left=1)
    assert (count.done, count.total) == (2, 3)
