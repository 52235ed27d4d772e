"""Numbers: values, tolerances, significant figures, notations."""

import pytest

from cards.core.answers import number
from tests.core.answer_checks import checked

RIGHT = [
    ("0.5", "1/2", {}),
    ("50%", "0.5", {}),
    ("3 1/2", "3.5", {"mixed": True}),
    ("1,234.5", "1234.5", {}),
    ("1.234,5", "1234.5", {"decimal_comma": True, "thousands": True}),
    ("3 x 10^-4", "0.0003", {}),
    ("3e-4", "0.0003", {"rtol": 0}),
    ("2^10", "1024", {"rtol": 0}),
    ("0.0499", "0.04985", {"sigfigs": 3}),
    ("0.7071", "1/sqrt(2)", {"sigfigs": 4}),
    ("1200", "1200", {"sigfigs": 3}),
    ("3.14", "pi", {"places": 2}),
    ("inf", "infinity", {}),
    ("1/2", "1/2", {"form": "lowest_terms"}),
    ("-1/2", "-1/2", {"lowest_terms": True}),
    ("ln(2)", "0.693147", {"rtol": 1e-05}),
    ("5!", "120", {"rtol": 0}),
    ("30°", "pi/6", {"rtol": 1e-09}),
    ("sin(30°)", "0.5", {"rtol": 1e-09}),
    ("DNE", "DNE", {}),
    (0.5, "1/2", {}),
    ("0", "0", {}),
    ("0.001", "0", {"atol": 0.01}),
    ("√2", "1.41421356", {}),
    ("3×10^8", "3e8", {}),
    ("1\u202f000\u202f000", "1e6", {}),
    ("+5", "5", {}),
    ("e", "2.718281828", {}),
    ("2+3i", "3i+2", {"rtol": 0}),
    ("x=5", "5", {"variables": ["x"]}),
]
WRONG = [
    ("50", "50%", {}),
    ("0.0498", "0.04985", {"sigfigs": 3}),
    ("3.1", "pi", {"places": 2}),
    ("-5", "5", {}),
    ("DNE", "5", {}),
    ("1/0", "5", {}),
]
UNREADABLE = [
    ("3 1/2", "3.5", {}),
    ("0,5", "0.5", {}),
    ("", "5", {}),
    ("5 apples", "5", {}),
]
HINTED = [
    ("-5", "5", {}, "sign"),
    ("0.05", "5", {}, "percent"),
    ("5000", "5", {}, "power_of_ten"),
    ("0.2", "5", {}, "reciprocal"),
    ("4.95", "5", {}, "rounding"),
    ("0,5", "0.5", {}, "decimal_comma"),
    ("0.707", "1/sqrt(2)", {"sigfigs": 4}, "wrong_sigfigs"),
    ("3.141", "pi", {"places": 2}, "wrong_places"),
    ("-5", "5", {"hints": False}, ""),
]


@pytest.mark.parametrize(("submitted", "correct", "options"), RIGHT)
def test_a_number_is_graded_by_its_value_and_tolerance(submitted, correct, options):
    assert checked(number, submitted, correct, options).outcome == "correct"


@pytest.mark.parametrize(("submitted", "correct", "options"), WRONG)
def test_a_wrong_answer_is_incorrect(submitted, correct, options):
    assert checked(number, submitted, correct, options).outcome == "incorrect"


@pytest.mark.parametrize(("submitted", "correct", "options"), UNREADABLE)
def test_an_answer_that_cannot_be_read_costs_nothing(submitted, correct, options):
    assert checked(number, submitted, correct, options).outcome == "unreadable"


@pytest.mark.parametrize(("submitted", "correct", "options", "hint"), HINTED)
def test_the_hint_names_the_slip(submitted, correct, options, hint):
    found = checked(number, submitted, correct, options)
    assert found.outcome in {"incorrect", "unreadable"}
    assert found.hint == hint
