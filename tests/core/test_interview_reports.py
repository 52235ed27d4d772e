"""What a report on an interview says, from bands and predictions alone."""

from fractions import Fraction

import pytest

from cards.core.interviews.bands import Band
from cards.core.interviews.reports import (
    ADVICE,
    DIMENSION_LABELS,
    LookedBack,
    calibration,
    calibration_by_topic,
    means_by_dimension,
    means_by_topic,
    signed,
    weakest,
)


def answer(topic="CNNs", predicted=None, scored=None, **rubric):
    return LookedBack(topic=topic, predicted=predicted, scored=scored, rubric=rubric)


def test_topics_stand_in_the_order_asked_with_their_mean_band():
    means = means_by_topic(
        [answer("B", scored=2), answer("A", scored=4), answer("B", scored=3), answer("C")]
    )
    assert [(mean.label, mean.shown, mean.count, mean.band) for mean in means] == [
        ("B", "2.5", 2, Band.LEANING_NO_HIRE),
        ("A", "4.0", 1, Band.STRONG_HIRE),
    ]


def test_a_dimension_is_one_row_over_all_kinds_of_questions():
    means = means_by_dimension(
        [answer(scored=2, communication=1, maths=3), answer(scored=3, communication=4)]
    )
    assert [(mean.label, mean.shown) for mean in means] == [
        ("Communication", "2.5"),
        ("Maths", "3.0"),
    ]


def test_a_rubric_without_a_score_is_not_counted():
    assert means_by_dimension([answer(communication=1)]) == []


def test_the_two_weakest_dimensions_leave_something_to_wish_for():
    means = means_by_dimension([answer(scored=3, concept=3, maths=2, communication=4, code=1)])
    assert [mean.name for mean in weakest(means)] == ["code", "maths"]
    assert weakest(means_by_dimension([answer(scored=4, maths=4, code=4)])) == []


def test_there_is_advice_for_every_dimension():
    assert set(ADVICE) == set(DIMENSION_LABELS)


@pytest.mark.parametrize(
    ("pairs", "gap", "judgement"),
    [
        ([(4, 2), (4, 2)], "+2.0", "too few to tell"),
        ([(4, 2), (3, 2), (2, 2)], "+1.0", "over-confident"),
        ([(1, 2), (2, 3), (3, 3)], "−0.7", "under-confident"),
        ([(3, 3), (2, 2), (3, 3)], "0.0", "well judged"),
        ([(3, 3), (3, 2), (3, 3), (3, 3)], "+0.2", "well judged"),
    ],
)
def test_predictions_are_judged_from_three_on(pairs, gap, judgement):
    found = calibration([answer(predicted=one, scored=other) for one, other in pairs])
    assert (found.gap_shown, found.judgement) == (gap, judgement)


def test_only_answers_with_both_bands_are_compared():
    assert calibration([answer(predicted=3), answer(scored=3)]) is None


def test_the_topic_furthest_off_comes_first_and_single_answers_last():
    answers = [answer("Once", predicted=4, scored=1)]
    answers += [answer("Slightly", predicted=3, scored=2)] * 3
    answers += [answer("Far", predicted=1, scored=3)] * 3
    assert [one.label for one in calibration_by_topic(answers)] == ["Far", "Slightly", "Once"]


def test_nothing_has_no_sign():
    assert [signed(Fraction(1, 30)), signed(Fraction(-1, 2))] == ["0.0", "−0.5"]
