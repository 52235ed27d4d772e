"""Which signs mean that a card needs its author."""

import pytest

from cards.core.attention import (
    EvidenceKind,
    Tally,
    answer_key,
    answered_wrongly,
    appealed,
    folded_answer,
    forgotten,
    is_new,
    median_of,
    recalled_less,
    takes_longer,
    upper_bound,
)

OTHERS = Tally(reviews=900, recalled=810)


@pytest.mark.parametrize(
    ("reviews", "recalled", "is_told"),
    [(100, 50, True), (20, 8, True), (19, 0, False), (20, 16, False), (100, 89, False), (0, 0, False),
     (1000, 870, True), (1000, 950, False)],
)  # fmt: skip
def test_a_card_recalled_less_than_its_deck_is_told_beyond_noise(reviews, recalled, is_told):
    found = recalled_less(Tally(reviews=reviews, recalled=recalled), OTHERS)
    assert (found is not None) is is_told
    if found:
        assert f"{recalled} of {reviews}" in found.words
        assert "90%" in found.words


def test_a_deck_with_few_reviews_says_nothing_about_its_cards():
    assert recalled_less(Tally(reviews=40, recalled=4), Tally(reviews=49, recalled=49)) is None


def test_the_bound_narrows_with_the_number_of_reviews():
    bounds = [upper_bound(number // 2, number) for number in (10, 100, 1000, 10_000)]
    assert bounds == sorted(bounds, reverse=True)
    assert 0.5 < bounds[-1] < 0.52
    assert 0 <= upper_bound(0, 20) < upper_bound(20, 20) <= 1


@pytest.mark.parametrize(
    ("seconds", "others", "is_told"),
    [(40, [8, 10, 12], True), (18, [9, 9, 9], False), (30, [16, 16, 16], False),
     (None, [1, 1, 1], False), (40, [8, 8], False), (59, [0.5, 0.5, 0.5], True)],
)  # fmt: skip
def test_a_card_is_slow_against_its_deck(seconds, others, is_told):
    assert (takes_longer(seconds, others) is not None) is is_told


@pytest.mark.parametrize(
    ("histogram", "median"),
    [({}, None), ({1: 9}, None), ({1: 10}, 3.0), ({0: 5, 4: 5}, 1.0), ({0: 4, 4: 6}, 9.0),
     ({29: 10, 30: 0}, 59.0)],
)  # fmt: skip
def test_a_median_is_read_off_a_histogram(histogram, median):
    assert median_of(histogram, 2.0) == median


def test_more_of_it_is_new_evidence_and_the_same_is_not():
    seen = {each.key: each.level for each in (forgotten(3), appealed(1, 17))}
    assert not is_new(forgotten(3), seen)
    assert not is_new(forgotten(2), seen)
    assert is_new(forgotten(4), seen)
    assert is_new(appealed(1, 18), seen)
    assert is_new(answered_wrongly("0.5", number=5, learners=2, times=2), seen)


def test_appeals_weigh_more_than_leeches_and_nothing_grows_without_end():
    assert appealed(1, 1).weight > forgotten(2).weight
    assert forgotten(10_000).weight == forgotten(10).weight
    wrong = answered_wrongly("x" * 500, number=5, learners=9, times=12)
    assert wrong.kind is EvidenceKind.WRONG_ANSWER
    assert len(wrong.words) < 200


def test_numbers_read_alike_are_one_answer_and_words_are_folded():
    assert answer_key("0.50", "0.5") == answer_key(".5", "0.5")
    assert answer_key("Batch Norm", "") == answer_key("batchnorm ", "")
    assert answer_key("ÉLAN", "") == answer_key("élan", "")
    assert answer_key("0.5", "0.5") != answer_key("0.5", "")
    assert -(2**63) <= answer_key("half a \ud800 pair", "") < 2**63


@pytest.mark.parametrize("other", ["0.5 X", " 0.5x", "0.5\tx\n"])
def test_answers_are_the_same_up_to_blanks_and_case(other):
    assert folded_answer(other) == folded_answer("0.5x")
