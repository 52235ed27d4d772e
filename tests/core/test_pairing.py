"""The rules of two people in one interview."""

import pytest

from cards.core.interviews.bands import Band
from cards.core.interviews.blueprints import QuestionKind
from cards.core.interviews.pairing import gaps_of, scored_kind


@pytest.mark.parametrize(
    ("questions", "kind"),
    [
        ([], QuestionKind.CONCEPTUAL),
        ([(QuestionKind.CHECKED, 3)], QuestionKind.CONCEPTUAL),
        ([(QuestionKind.CODING, 12), (QuestionKind.CONCEPTUAL, 5)], QuestionKind.CODING),
        ([(QuestionKind.BEHAVIOURAL, 5), (QuestionKind.BEHAVIOURAL, 5)], QuestionKind.BEHAVIOURAL),
        ([(QuestionKind.SYSTEM_DESIGN, 20), (QuestionKind.CODING, 12)], QuestionKind.CONCEPTUAL),
    ],
)
def test_the_dimensions_are_those_of_what_takes_most_minutes(questions, kind):
    assert scored_kind(questions) is kind


def test_the_gap_is_positive_where_the_candidate_thinks_better_of_it():
    mine = {"concept": 4, "maths": 1, "communication": 2}
    his = {"concept": 2, "maths": 3, "communication": 2, "trade-offs": 4}
    gaps = gaps_of(QuestionKind.CONCEPTUAL, mine, his)
    assert [(gap.label, gap.bands) for gap in gaps] == [
        ("Concept depth", 2),
        ("Maths", -2),
        ("Communication", 0),
    ]
    assert gaps[0].candidate is Band.STRONG_HIRE
