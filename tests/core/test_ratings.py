"""Suggested and allowed ratings."""

import pytest

from cards.core.answers.verdict import Outcome
from cards.core.documents.drafts import KeyPoint
from cards.core.ratings import (
    CheckedAnswer,
    allowed_ratings,
    quality_of,
    quality_of_key_points,
    suggested_rating,
)
from cards.core.scheduling import Rating

AGAIN, HARD, GOOD, EASY = Rating
POINTS = (
    KeyPoint(text="a"), KeyPoint(text="b"), KeyPoint(text="c"),
    KeyPoint(text="d", is_must=False), KeyPoint(text="e", is_must=False),
)  # fmt: skip


@pytest.mark.parametrize(
    ("checked", "allowed", "suggested"),
    [
        (CheckedAnswer(outcome=Outcome.CORRECT), (HARD, GOOD, EASY), GOOD),
        (CheckedAnswer(outcome=Outcome.CORRECT, tries=2), (HARD, GOOD, EASY), HARD),
        (CheckedAnswer(outcome=Outcome.CORRECT, hints=1), (HARD, GOOD, EASY), HARD),
        (CheckedAnswer(outcome=Outcome.INCORRECT), (AGAIN, HARD), AGAIN),
        (CheckedAnswer(outcome=None), (AGAIN, HARD), AGAIN),
        (CheckedAnswer(outcome=Outcome.UNDECIDED), (AGAIN, HARD, GOOD, EASY), None),
    ],
)
def test_a_verdict_decides_which_buttons_are_on_offer(checked, allowed, suggested):
    assert allowed_ratings(checked) == allowed
    assert suggested_rating(checked) == suggested


@pytest.mark.parametrize(
    ("rating", "checked", "quality"),
    [
        (AGAIN, None, 2),
        (EASY, None, 5),
        (EASY, CheckedAnswer(outcome=Outcome.CORRECT), 5),
        (HARD, CheckedAnswer(outcome=Outcome.CORRECT, tries=2), 3),
        (HARD, CheckedAnswer(outcome=Outcome.INCORRECT), 2),
        (AGAIN, CheckedAnswer(outcome=Outcome.INCORRECT), 1),
        (AGAIN, CheckedAnswer(outcome=None), 0),
        (AGAIN, CheckedAnswer(outcome=Outcome.UNDECIDED), 2),
    ],
)
def test_a_button_means_the_quality_that_the_answer_earned(rating, checked, quality):
    assert quality_of(rating, checked) == quality


@pytest.mark.parametrize(
    ("rating", "outcome"),
    [(AGAIN, Outcome.CORRECT), (GOOD, Outcome.INCORRECT), (EASY, Outcome.INCORRECT), (GOOD, None)],
)
def test_a_button_that_was_not_on_offer_is_refused(rating, outcome):
    with pytest.raises(ValueError, match="not on offer"):
        quality_of(rating, CheckedAnswer(outcome=outcome))


@pytest.mark.parametrize(
    ("ticked", "quality"),
    [
        ("abcde", 4), ("abcd", 3), ("abc", 3), ("abde", 2), ("ab", 2), ("ade", 1), ("d", 1), ("", 0),
    ],
)  # fmt: skip
def test_ticked_key_points_suggest_a_quality(ticked, quality):
    assert quality_of_key_points(POINTS, [p.text in ticked for p in POINTS]) == quality


def test_all_musts_without_any_extras_on_the_card_is_a_good_answer():
    assert quality_of_key_points(POINTS[:3], [True] * 3) == 4


def test_again_on_a_list_says_how_much_was_missing():
    assert quality_of(AGAIN, None, ticked_quality=0) == 0
    assert quality_of(AGAIN, None, ticked_quality=3) == 2
