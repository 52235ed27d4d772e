"""What a worker answers, asked through real processes."""

import pytest

from cards.core.answers.parse.nodes import Constant, to_json
from tests.checker.trees import (
    EXPANDED,
    SQUARE,
    call,
    equality,
    minus,
    number,
    over,
    plus,
    power,
    times,
    x,
)

LOG_OF_SQUARE = over(call("ln", power(x, number(2))), number(2))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (SQUARE, EXPANDED, True),
        (number(2), number(3), False),
        (call("sqrt", power(x, number(2))), call("abs", x), True),
        (over(call("factorial", x), x), call("gamma", x), True),
        (plus(power(call("sin", x), number(2)), power(call("cos", x), number(2))), number(1), True),
        (call("transpose", x), x, None),
    ],
)
def test_equality_is_proved_or_left_open(pool, left, right, expected):
    assert pool.ask(equality(left, right)).get("answer") is expected


def test_what_sympy_only_believes_to_differ_is_not_called_different(pool):
    # Its `equals` says False here.
    assert pool.ask(equality(LOG_OF_SQUARE, call("ln", call("abs", x))))["answer"] is not False


def test_assumptions_about_a_variable_are_used(pool):
    left, right = call("sqrt", power(x, number(2))), x
    assert pool.ask(equality(left, right, x="positive"))["answer"] is True
    assert pool.ask(equality(left, right, x="real"))["answer"] is None


def linear(constant):
    return plus(x, number(constant)) if constant > 0 else plus(x, minus(number(-constant)))


@pytest.mark.parametrize(
    ("tree", "form", "expected"),
    [
        (times(linear(2), linear(-1)), "factored", True),
        (times(number(3), power(linear(2), number(2))), "factored", True),
        (plus(power(x, number(2)), x, minus(number(2))), "factored", False),
        (plus(power(x, number(2)), number(1)), "factored", True),
        (times(plus(times(number(2), x), number(2)), linear(3)), "factored", False),
        (times(x, plus(power(x, number(2)), minus(number(1)))), "factored", False),
        (EXPANDED, "expanded", True),
        (SQUARE, "expanded", False),
        (plus(x, x), "expanded", False),
        (times(x, linear(1)), "expanded", False),
        (plus(over(number(1), linear(1)), over(number(2), linear(-1))), "partial_fractions", True),
        (over(number(1), times(linear(1), linear(-1))), "partial_fractions", False),
        (plus(over(number(1), linear(1)), over(x, linear(1))), "partial_fractions", False),
        (plus(x, x), "simplified", False),
        (times(x, x), "simplified", False),
        (over(times(x, linear(1)), x), "simplified", False),
        (times(number(2), x), "simplified", True),
        (x, "beautiful", None),
    ],
)
def test_the_form_is_judged_on_what_was_written(pool, tree, form, expected):
    reply = pool.ask({"job": "has_form", "tree": to_json(tree), "form": form})
    assert reply == {"answer": expected}


@pytest.mark.parametrize(
    ("operation", "arguments", "expected"),
    [
        ("diff", [power(x, number(3)), x], times(number(3), power(x, number(2)))),
        ("diff", [power(x, number(3)), x, number(3)], number(6)),
        ("integrate", [call("ln", x), x], plus(times(x, call("ln", x)), minus(x))),
        ("integrate", [x, x, number(0), number(1)], over(number(1), number(2))),
        ("limit", [over(call("sin", x), x), x, number(0)], number(1)),
        ("limit", [over(number(1), x), x, Constant(name="inf")], number(0)),
        ("simplify", [over(times(x, x), x)], x),
    ],
)
def test_a_derived_answer_comes_back_as_a_tree(pool, operation, arguments, expected):
    request = {
        "job": "derive",
        "operation": operation,
        "arguments": [to_json(argument) for argument in arguments],
        "domains": {},
    }
    assert pool.ask(request) == {"tree": to_json(expected)}


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"job": "dance"},
        {"job": "equivalent"},
        {"job": "equivalent", "left": "x", "right": ["symbol"], "domains": {}},
        {"job": "equivalent", "left": ["call", "__import__"], "right": ["symbol", "x"], "domains": {}},
        {"job": "has_form", "tree": ["number", "1/0", "exact", ""], "form": "factored"},
        {"job": "derive", "operation": "diff", "arguments": [], "domains": {}},
        {"job": "derive", "operation": "integrate", "arguments": [to_json(x)] * 9, "domains": {}},
        {"job": "derive", "operation": "solve",
         "arguments": [to_json(call("sin", x)), to_json(x)], "domains": {}},
    ],
)  # fmt: skip
def test_a_bad_request_is_answered_with_its_problem(pool, request_):
    assert pool.ask(request_)["problem"]
