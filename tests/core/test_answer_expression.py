"""Expressions: equality over the declared domain, and the notations it is written in."""

import pytest

from cards.core.answers import expression
from tests.core.answer_checks import checked

RIGHT = [
    ("sen(x)", "sin(x)", {"variables": ["x"]}),
    ("asin x", "arcsin(x)", {}),
    ("x^2-1", "(x-1)(x+1)", {}),
    ("ln(x)/ln(2)", "log_2(x)", {}),
    ("log(x)", "ln(x)", {}),
    ("log(x)", "log_10(x)", {"log_base": 10}),
    ("2x", "x*2", {}),
    ("sqrt(x)^2", "x", {}),
    ("x", "sqrt(x)^2", {}),
    ("exp(-x)/(1+exp(-x))^2", "sigmoid(x)(1-sigmoid(x))", {}),
    ("max(0,x)", "relu(x)", {}),
    ("log(1+e^x)", "softplus(x)", {}),
    ("p(1-p)", "p-p^2", {"domain": "prob"}),
    ("-p log p-(1-p) log(1-p)", "-p ln(p)-(1-p)*ln(1-p)", {"domain": "prob"}),
    ("{x+1}", "x+1", {}),
    ("(x+1)", "x+1", {}),
    ("x_1+x_2", "x1+x2", {"variables": ["x1", "x2"]}),
    ("\\hat{y}-y", "yhat-y", {"variables": ["yhat", "y"]}),
    ("ŷ-y", "y_hat-y", {"variables": ["y_hat", "y"]}),
    ("2sin(x)cos(x)", "sin 2x", {}),
    ("|x|", "sqrt(x^2)", {}),
    ("f(x)+1", "1+f(x)", {"variables": ["x"], "functions": ["f"]}),
    ("x^2y", "x^2*y", {"variables": ["x", "y"]}),
    ("n!", "factorial(n)", {"domain": {"n": "int"}}),
    ("n(n-1)!", "n!", {"domain": {"n": "int"}}),
    ("cos(n pi)", "(-1)^n", {"domain": {"n": "int"}}),
    ("1/x", "x^-1", {}),
    ("x^{-1}", "\\frac1x", {}),
    ("e^{ix}", "cos(x)+i sin(x)", {}),
    ("(x^2-1)/(x-1)", "x+1", {}),
    ("tan(x)", "sin(x)/cos(x)", {}),
    ("0.33x", "x/3", {"rtol": 0.02}),
    ("q", "1-p", {"variables": ["p", "q"], "constraints": {"q": "1-p"}}),
    ("2**3", "8", {}),
    ("sin x^2", "sin(x^2)", {}),
    ("sin^2(x)", "(sin(x))^2", {}),
    ("2^3^2", "512", {}),
    ("-x^2", "-(x^2)", {}),
    ("1/2x", "x/2", {}),
    ("ln x/y", "ln(x)/y", {"variables": ["x", "y"]}),
    ("e^-x/2", "exp(-x)/2", {}),
    ("√(x+1)", "sqrt(x+1)", {}),
    ("x÷2", "x/2", {}),
    ("\\frac{1}{2}x", "x/2", {}),
    ("\\sqrt[3]{x}", "x^(1/3)", {}),
    ("{1,2}", "{1,2}", {}),
    ("x\\cdot y", "xy", {"variables": ["x", "y"]}),
    ("x\\, y", "xy", {"variables": ["x", "y"]}),
    ("２x", "2x", {}),
    ("𝑥+1", "x+1", {}),
    ("log_{10}(100)", "2", {}),
    ("\\log_2 8", "3", {}),
    ("|x-1|", "abs(x-1)", {}),
    ("x+-1", "x-1", {}),
    ("3(x)", "3x", {}),
    ("(a)(b)", "ab", {}),
    ("α+β", "alpha+beta", {"variables": ["alpha", "beta"]}),
    ("x₁+x₂", "x_1+x_2", {}),
    ("theta^2", "\\theta^2", {"variables": ["theta"]}),
    ("\\varepsilon", "epsilon", {"variables": ["epsilon"]}),
    ("sinx", "sin(x)", {}),
    ("cos2x", "cos(2x)", {}),
    ("xsinx", "x*sin(x)", {}),
    ("lnx", "ln(x)", {}),
    ("sqrt2", "sqrt(2)", {}),
    ("sqrtx", "sqrt(x)", {}),
    ("tan^-1(x)", "arctan(x)", {}),
    ("2πr", "2*pi*r", {"variables": ["r"]}),
    ("Δx", "Delta*x", {"variables": ["Delta", "x"]}),
    ("μ", "mu", {"variables": ["mu"]}),
    ("x^½", "sqrt(x)", {}),
    ("e^(-x^2/2)/sqrt(2pi)", "phi(x)", {"variables": ["x"]}),
]
WRONG = [
    ("y=2x", "2x", {"variables": ["x", "y"]}),
    ("f(2x)", "f(x)", {"variables": ["x"], "functions": ["f"]}),
    ("ln(x^2)", "2ln(x)", {"domain": "strict"}),
    ("sin(x)", "cos(x)", {}),
    ("W^T x", "x", {"variables": ["W", "x"]}),
]
UNREADABLE = [
    ("\\frac{\\partial L}{\\partial x}", "x", {}),
    ("x^", "x", {}),
    ("*x", "x", {}),
    ("(x", "x", {}),
    ("x)", "x", {}),
    ("sin", "x", {}),
    ("x..2", "x", {}),
    ("x'", "x", {}),
    ("\\mathrm{softmax}(x)", "x", {}),
    ("x=<2", "x<=2", {}),
    ("exp^2", "x", {}),
]
HINTED = [
    ("cos(x^2)", "2*x*cos(x^2)", {}, "missing_chain_factor"),
    ("pr/(p+r)", "2/(1/p+1/r)", {}, "constant_factor"),
    ("0.333x", "x/3", {}, "rounded_coefficient"),
    ("e^2x", "exp(2x)", {}, "ambiguous_exponent"),
    ("1/2x", "1/(2x)", {}, "ambiguous_fraction"),
    ("-x", "x", {}, "sign"),
    ("x+1", "x", {}, "constant_difference"),
    ("x^2", "1/x^2", {}, "reciprocal"),
    ("x-2y", "y-2x", {}, "swapped_variables"),
    ("p log_2 p", "p ln p", {"domain": "prob"}, "bits_or_nats"),
    ("{1,x}", "x", {}, "wrong_kind"),
    ("ln(x^2)", "2ln(x)", {"domain": "strict"}, "domain"),
]


@pytest.mark.parametrize(("submitted", "correct", "options"), RIGHT)
def test_an_expression_is_graded_by_its_values(submitted, correct, options):
    assert checked(expression, submitted, correct, options).outcome == "correct"


@pytest.mark.parametrize(("submitted", "correct", "options"), WRONG)
def test_a_wrong_answer_is_incorrect(submitted, correct, options):
    assert checked(expression, submitted, correct, options).outcome == "incorrect"


@pytest.mark.parametrize(("submitted", "correct", "options"), UNREADABLE)
def test_an_answer_that_cannot_be_read_costs_nothing(submitted, correct, options):
    assert checked(expression, submitted, correct, options).outcome == "unreadable"


@pytest.mark.parametrize(("submitted", "correct", "options", "hint"), HINTED)
def test_the_hint_names_the_slip(submitted, correct, options, hint):
    found = checked(expression, submitted, correct, options)
    assert found.outcome in {"incorrect", "unreadable"}
    assert found.hint == hint


def test_a_name_with_a_domain_is_declared():
    assert checked(expression, "(-1)^(2n)", "1", {"domain": {"n": "int"}}).outcome == "correct"
