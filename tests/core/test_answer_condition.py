"""Equations, inequalities and intervals: the same solutions, however they are written."""

import pytest

from cards.core.answers import equation, inequality, interval
from tests.core.answer_checks import checked

KINDS = {
    "equation": equation,
    "inequality": inequality,
    "interval": interval,
}
RIGHT = [
    ("equation", "2x+2y=2", "x+y=1", {"variables": ["x", "y"]}),
    ("equation", "y=1-x", "x+y=1", {"variables": ["x", "y"]}),
    ("equation", "x=2 or x=-2", "x^2=4", {"variables": ["x"]}),
    ("equation", "x=±2", "x^2=4", {"variables": ["x"]}),
    ("equation", "y-1=2(x-3)", "y=2x-5", {"variables": ["x", "y"]}),
    ("equation", "x^2+y^2=1", "x^2=1-y^2", {}),
    ("equation", "(x-1)^2=0", "x=1", {"variables": ["x"]}),
    ("equation", "5=y", "y=5", {}),
    ("equation", "x=1, y=2", "y=2 and x=1", {"variables": ["x", "y"]}),
    ("equation", "1/y=1/x", "x=y", {}),
    ("inequality", "4>x", "x<4", {}),
    ("inequality", "0<x<1", "x>0 and x<1", {}),
    ("inequality", "x<-2 or x>2", "x^2>4", {}),
    ("inequality", "|x|<2", "-2<x<2", {}),
    ("inequality", "(-2,2)", "-2<x<2", {}),
    ("inequality", "x>=sqrt(2)", "x>=2^(1/2)", {}),
    ("inequality", "x+y<1", "y<1-x", {}),
    ("inequality", "x>1/3", "3x>1", {}),
    ("inequality", "x≠1", "x<1 or x>1", {}),
    ("inequality", "1/x>0", "x>0", {}),
    ("inequality", "{x | x>0}", "x>0", {}),
    ("interval", "]0,1]", "(0,1]", {}),
    ("interval", "(-∞,0)∪(0,∞)", "(-inf,0) U (0,inf)", {}),
    ("interval", "0<x<=1", "(0,1]", {"variables": ["x"]}),
    ("interval", "[0,1] U [1,2]", "[0,2]", {}),
    ("interval", "ℝ", "(-inf,inf)", {}),
    ("interval", "x in [0,1)", "[0,1)", {"variables": ["x"]}),
    ("interval", "[0,2] \\cap [1,3]", "[1,2]", {}),
    ("interval", "[0.5,1]", "[1/2,1]", {}),
    ("interval", "[a,b)", "[a,b)", {"variables": ["a", "b"]}),
    ("interval", "{1}", "[1,1]", {}),
    ("interval", "\\mathbb{R}\\setminus\\{0\\}", "(-inf,0)U(0,inf)", {}),
    ("interval", "(0;1]", "(0,1]", {}),
    ("interval", "(0,5;1]", "(0.5,1]", {"decimal_comma": True}),
]
WRONG = [
    ("equation", "x=2", "x^2=4", {"variables": ["x"]}),
    ("equation", "x", "x=1", {"variables": ["x"]}),
    ("equation", "y=x", "y=x+1", {}),
    ("equation", "y=sqrt(x)", "y^2=x", {}),
    ("inequality", "x<4", "x<=4", {}),
    ("inequality", "x>2", "x>-2", {}),
    ("inequality", "x>100", "x>100.5", {}),
    ("inequality", "x<4", "x>4", {}),
    ("interval", "(0,1)", "(0,1]", {}),
    ("interval", "(-inf,0)", "(0,inf)", {}),
]
UNREADABLE = [("interval", "(0,1", "(0,1)", {}), ("inequality", "x=>2", "x>=2", {})]
HINTED = [
    ("inequality", "x<4", "x<=4", {}, "boundary"),
    ("inequality", "x>4", "x<4", {}, "direction"),
    ("interval", "(0,1)", "(0,1]", {}, "boundary"),
    ("equation", "x", "x=1", {"variables": ["x"]}, "wrong_kind"),
]


@pytest.mark.parametrize(("kind", "submitted", "correct", "options"), RIGHT)
def test_conditions_are_equal_when_they_hold_at_the_same_points(kind, submitted, correct, options):
    assert checked(KINDS[kind], submitted, correct, options).outcome == "correct"


@pytest.mark.parametrize(("kind", "submitted", "correct", "options"), WRONG)
def test_a_wrong_answer_is_incorrect(kind, submitted, correct, options):
    assert checked(KINDS[kind], submitted, correct, options).outcome == "incorrect"


@pytest.mark.parametrize(("kind", "submitted", "correct", "options"), UNREADABLE)
def test_an_answer_that_cannot_be_read_costs_nothing(kind, submitted, correct, options):
    assert checked(KINDS[kind], submitted, correct, options).outcome == "unreadable"


@pytest.mark.parametrize(("kind", "submitted", "correct", "options", "hint"), HINTED)
def test_the_hint_names_the_slip(kind, submitted, correct, options, hint):
    found = checked(KINDS[kind], submitted, correct, options)
    assert found.outcome in {"incorrect", "unreadable"}
    assert found.hint == hint
