"""Antiderivatives: right up to a constant, which must be there."""

import pytest

from cards.core.answers import antiderivative
from tests.core.answer_checks import checked

RIGHT = [
    ("x^3/3+C", "x^3/3", {"variables": ["x", "C"], "variable": "x"}),
    ("ln(x)+C", "ln|x|", {"variables": ["x", "C"], "variable": "x"}),
    ("sin(x)^2/2+C", "-cos(2x)/4", {"variables": ["x", "C"]}),
    ("x^3/3", "x^3/3", {"variables": ["x", "C"], "constant": "any"}),
    ("x^3/3+C", "x^3/3+C", {"variables": ["x", "C"]}),
    ("ln|2x|+C", "ln|x|", {"variables": ["x", "C"]}),
]
WRONG = [
    ("x^2+C", "x^3/3", {"variables": ["x", "C"], "variable": "x"}),
    ("C x^3/3", "x^3/3", {"variables": ["x", "C"]}),
    ("x^3/3+5", "x^3/3", {"variables": ["x", "C"]}),
]
HINTED = [
    ("x^3/3", "x^3/3", {"variables": ["x", "C"]}, "missing_constant"),
]


@pytest.mark.parametrize(("submitted", "correct", "options"), RIGHT)
def test_antiderivatives_may_differ_by_a_constant(submitted, correct, options):
    assert checked(antiderivative, submitted, correct, options).outcome == "correct"


@pytest.mark.parametrize(("submitted", "correct", "options"), WRONG)
def test_a_wrong_answer_is_incorrect(submitted, correct, options):
    assert checked(antiderivative, submitted, correct, options).outcome == "incorrect"


@pytest.mark.parametrize(("submitted", "correct", "options", "hint"), HINTED)
def test_the_hint_names_the_slip(submitted, correct, options, hint):
    found = checked(antiderivative, submitted, correct, options)
    assert found.outcome in {"incorrect", "unreadable"}
    assert found.hint == hint
