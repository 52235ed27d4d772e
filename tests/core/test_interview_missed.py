"""What an answer missed, and which cards would have helped."""

from cards.core.documents.drafts import KeyPoint
from cards.core.interviews.missed import (
    are_few_gaps,
    is_worth_it,
    makes_a_point,
    missed_points,
    was_missed,
)

MUST = KeyPoint(text="dead units", is_must=True)
EXTRA = KeyPoint(text="gates need bounds", is_must=False)


def test_points_without_a_tick_are_missed():
    assert missed_points([MUST, EXTRA], [True, False]) == [EXTRA]
    assert missed_points([MUST, EXTRA], [True]) == [], "ticks of an older version say nothing"


def test_a_question_is_worth_coming_back_when_a_point_it_had_to_make_is_missing():
    for ticked, missed, worth_it in (
        ([True, True], False, False),
        ([True, False], True, False),
        ([False, True], True, True),
    ):
        assert was_missed([MUST, EXTRA], ticked, 4) is missed
        assert is_worth_it([MUST, EXTRA], ticked, 4) is worth_it


def test_a_point_or_two_of_many_are_learned_one_by_one_and_more_with_the_question():
    points = [KeyPoint(text=f"point {number}", is_must=number < 6) for number in range(7)]
    for missed, few, worth_it in ((0, False, False), (1, True, False), (2, True, False),
                                  (3, False, True), (6, False, True)):  # fmt: skip
        ticked = [number >= missed for number in range(7)]
        assert are_few_gaps(points, ticked) is few, missed
        assert is_worth_it(points, ticked, 2) is worth_it, missed
    assert not are_few_gaps(points[:2], [False, False]), "of two points, both are the whole"
    assert is_worth_it(points[:2], [False, False], 2)
    assert not are_few_gaps([EXTRA], [False]), "an extra is no gap"


def test_a_question_without_points_is_missed_by_its_band():
    assert [was_missed([], [], band) for band in (1, 2, 3, 4)] == [True, True, False, False]
    assert [is_worth_it([], [], band) for band in (2, 3)] == [True, False]


def test_a_card_that_uses_the_words_of_a_point_seems_to_teach_it():
    assert makes_a_point("What is a dead unit?", [EXTRA, MUST])
    assert not makes_a_point("What is momentum?", [EXTRA, MUST])
