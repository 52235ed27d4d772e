"""Forms: equivalent is not enough."""

import pytest

from cards.core.answers import expression
from tests.core.answer_checks import checked

RIGHT = [
    ("(x-1)(x+2)", "x^2+x-2", {"form": "factored"}),
    ("2(x-1)", "2x-2", {"form": "factored"}),
    ("x^2-1", "x^2-1", {"form": "expanded"}),
    ("b+a", "a+b", {"form": "same_up_to_order"}),
    ("sqrt(2)/2", "1/sqrt(2)", {"form": "rationalised"}),
    ("(x+1)/x", "1+1/x", {"form": "single_fraction"}),
]
WRONG = [
    ("(2x-2)(x+2)", "2(x-1)(x+2)", {"form": "factored"}),
    ("(x-1)(x+1)", "x^2-1", {"form": "expanded"}),
    ("a+b+0", "a+b", {"form": "same_up_to_order"}),
    ("1/sqrt(2)", "1/sqrt(2)", {"form": "rationalised"}),
    ("x+x", "2x", {"form": "expanded"}),
    ("1+1/x", "1+1/x", {"form": "single_fraction"}),
]
HINTED = [
    ("x^2+x-2", "(x-1)(x+2)", {"form": "factored"}, "not_factored"),
    ("2/4", "1/2", {"form": "lowest_terms", "variables": []}, "not_reduced"),
    ("0.5", "1/2", {"form": "fraction", "variables": []}, "not_fraction"),
]


@pytest.mark.parametrize(("submitted", "correct", "options"), RIGHT)
def test_the_form_is_judged_as_written(submitted, correct, options):
    assert checked(expression, submitted, correct, options).outcome == "correct"


@pytest.mark.parametrize(("submitted", "correct", "options"), WRONG)
def test_a_wrong_answer_is_incorrect(submitted, correct, options):
    assert checked(expression, submitted, correct, options).outcome == "incorrect"


@pytest.mark.parametrize(("submitted", "correct", "options", "hint"), HINTED)
def test_the_hint_names_the_slip(submitted, correct, options, hint):
    found = checked(expression, submitted, correct, options)
    assert found.outcome in {"incorrect", "unreadable"}
    assert found.hint == hint
