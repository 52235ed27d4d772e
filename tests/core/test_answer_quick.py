"""Machine precision speaks only where it is right: the same sign as forty digits, or nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.answers import check
from cards.core.answers.compare.quick import Unclear, compiled, real
from cards.core.answers.compare.truth import Truth
from cards.core.answers.parse import ParseContext, parse_answer

CONTEXT = ParseContext(variables=("x",))
FUNCTIONS = [
    "x^2-2",
    "1/(x-1/3)",
    "sqrt(x-2)",
    "ln(x)/(x-1)",
    "ln(-x)",
    "x^(1/3)-1",
    "sin(pi*x)",
    "1/sin(pi*x)",
    "e^x-e^(-x)",
    "|x-0.3|",
    "arcsin(x)",
    "(x+1)^2-x^2-2x-1",
    "tan(x*pi/2)",
    "(-x)^(2/3)",
    "e^(1000x)-1",
    "sigmoid(x)-1/2",
    "10^17+x-10^17-3",
]


@pytest.mark.parametrize("text", FUNCTIONS)
@given(numerator=st.integers(-60, 60))
@settings(max_examples=25, deadline=None)
def test_a_sign_in_machine_precision_is_the_sign_with_forty_digits(text, numerator):
    node = parse_answer(text, CONTEXT).node
    truth = Truth()
    at = truth.context.mpf(numerator) / 12
    exact = truth.real_value(node, {"x": at})
    try:
        found = real(compiled(node), {"x": float(at)})
    except Unclear:
        return
    assert (found is None) == (exact is None)
    if found is not None:
        assert (found > 0) == (exact > 0)
        assert abs(exact) > 1e-12


@pytest.mark.parametrize(
    ("kind", "submitted", "correct", "outcome"),
    [
        ("equation", "x^2+y^2=1", "y=sqrt(1-x^2)", "incorrect"),
        ("equation", "y=(x+1)/(x-1)", "x=(y+1)/(y-1)", "correct"),
        ("equation", "1000000x=1", "x=0.000001", "correct"),
        ("equation", "10^12 x=1", "x=10^-12", "correct"),
        ("equation", "x=1+10^-12", "x=1", "incorrect"),
        ("equation", "gamma(x)*erf(y)=1", "erf(y)=gamma(x)", "incorrect"),
        ("equation", "e^(x+y)=2", "x+y=ln 2", "correct"),
        # Of the ratio of two tiny differences forty digits leave three: only the second look sees that they agree.
        ("expression", "(1-tanh(x+45))/(1-tanh(x+46))", "(1+e^(2x+92))/(1+e^(2x+90))", "correct"),
        ("inequality", "x>10^-10", "x>0", "incorrect"),
        ("inequality", "sin(x)*cos(y)>1/2", "sin(x+y)+sin(x-y)>1", "correct"),
        ("inequality", "x^2+y^2<=1", "x^2+y^2<1", "incorrect"),
        ("inequality", "x*y>1", "y>1/x", "incorrect"),
    ],
)
def test_what_is_close_to_call_is_called_with_forty_digits(kind, submitted, correct, outcome):
    assert check(kind, submitted, correct).outcome == outcome
