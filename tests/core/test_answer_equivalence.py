"""The comparison behind all kinds: identities it must accept, near misses it must not, and its laws."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cards.core.answers import expression
from cards.core.answers.compare.equivalence import compare
from cards.core.answers.compare.sample import Sampling, coordinate, read_domain
from cards.core.answers.parse import ParseContext, parse_answer
from cards.core.answers.parse.nodes import Number, Sum
from tests.core.answer_checks import checked

CONTEXT = ParseContext(variables=("x", "y"))
ANYWHERE = Sampling(domains={})


def equal(left, right, where=ANYWHERE):
    return compare(parse_answer(left, CONTEXT).node, parse_answer(right, CONTEXT).node, where)


IDENTITIES = [
    ("(1+tanh(x/2))/2", "1/(1+exp(-x))"),
    ("2sigmoid(2x)-1", "tanh(x)"),
    ("ln(x^2)/2", "ln|x|"),
    ("sin^2 x + cos^2 x - 1", "0"),
    ("softplus(x)-softplus(-x)", "x"),
    ("relu(x)-relu(-x)", "x"),
    ("sqrt(x^2)", "|x|"),
    ("e^(i x)", "cos(x)+i sin(x)"),
    ("arctan(x)+arctan(1/x)", "sign(x) pi/2"),
    ("gamma(x+1)", "x gamma(x)"),
    ("phi(x)", "e^(-x^2/2)/sqrt(2pi)"),
    ("(x^2-1)/(x-1)", "x+1"),
    ("arcsin(x+20)", "arcsin(20+x)"),
]
NEAR_MISSES = [
    ("sqrt(x^2)", "x"),
    ("x+10^-30 sin(x)", "x"),
    ("x+1e-50", "x"),
    ("x+e^-100", "x"),
    ("0.3333333333333333333333 x", "x/3"),
    ("|x|^3", "x^3"),
    ("max(x,-x/1000)", "x"),
    ("exp(exp(exp(x)))", "exp(exp(exp(x)))+1"),
    ("-inf", "inf"),
]


@pytest.mark.parametrize(("left", "right"), IDENTITIES)
def test_an_identity_is_accepted(left, right):
    assert equal(left, right).is_equal is True


@pytest.mark.parametrize(("left", "right"), NEAR_MISSES)
def test_a_near_miss_is_not_accepted(left, right):
    assert equal(left, right).is_equal is False


def test_enormous_terms_that_cancel_leave_the_question_open():
    assert equal("10^300-10^300+x+1", "x").is_equal is None


def test_being_defined_in_fewer_places_is_noted_or_refused_as_the_question_says():
    assert equal("2ln(x)", "ln(x^2)").is_partial
    strict = Sampling(domains={}, is_strict=True)
    assert equal("2ln(x)", "ln(x^2)", strict).is_equal is False
    positive = Sampling(domains={"x": read_domain("pos")}, is_strict=True)
    assert equal("2ln(x)", "ln(x^2)", positive).is_equal is True


def test_what_sampling_cannot_decide_is_left_to_the_judge_or_undecided():
    class Judge:
        def equivalent(self, left, right, domains):
            return True

        def has_form(self, node, form):
            return None

    pair = ("10^300-10^300+x", "x+0*y")
    assert checked(expression, *pair).outcome == "undecided"
    assert checked(expression, *pair, symbolic=Judge()).outcome == "correct"


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("prob", 0, 1),
        ("pos", 0, 10),
        ("neg", -10, 0),
        ("int", 1, 9),
        ([6, 9], 6, 9),
        ("[2, 3]", 2, 3),
    ],
)
def test_points_lie_in_the_declared_domain_and_are_always_the_same(written, low, high):
    domain = read_domain(written)
    points = [coordinate(domain, "card 7", "x", index) for index in range(30)]
    assert all(low <= real <= high and imaginary == 0 for real, imaginary in points)
    assert points == [coordinate(domain, "card 7", "x", index) for index in range(30)]


@pytest.mark.parametrize("written", ["everywhere", [1], [3, 2], 5])
def test_a_domain_that_is_none_is_refused(written):
    with pytest.raises(ValueError, match=r"domain|empty"):
        read_domain(written)


trees = st.recursive(
    st.sampled_from(["x", "y", "2", "0.5", "pi", "e"]),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from("+-*/"), part).map(lambda t: f"({t[0]}){t[1]}({t[2]})"),
        st.tuples(st.sampled_from(["sin", "ln", "sqrt", "abs", "tanh", "-"]), part).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
    ),
    max_leaves=5,
).map(lambda text: parse_answer(text, CONTEXT).node)
ONE = Number(value=Fraction(1), text="1")


@settings(max_examples=40, deadline=None)
@given(trees, trees)
def test_the_verdict_is_symmetric(left, right):
    assert compare(left, right, ANYWHERE).is_equal == compare(right, left, ANYWHERE).is_equal


@pytest.mark.parametrize("written", ["x/sin(pi)", "x*tan(pi/2)", "1/(sqrt(2)^2-2)", "x/0"])
def test_a_division_by_nothing_but_rounding_leaves_all_undecided(written):
    node = parse_answer(written, CONTEXT).node
    assert compare(node, Sum(terms=(node, ONE)), ANYWHERE).is_equal is None


def test_large_numbers_are_told_apart():
    node = parse_answer("10^60*x", CONTEXT).node
    assert compare(node, parse_answer("x*10^60", CONTEXT).node, ANYWHERE).is_equal
    assert compare(node, Sum(terms=(node, ONE)), ANYWHERE).is_equal is False


@settings(max_examples=40, deadline=None)
@example(parse_answer("x/sin(pi)", CONTEXT).node)
@given(trees)
def test_an_answer_equals_itself_and_never_itself_plus_one(node):
    again = Sum(terms=(node, Number(value=Fraction(0), text="0")))
    assert compare(node, again, ANYWHERE).is_equal is not False
    assert compare(node, Sum(terms=(node, ONE)), ANYWHERE).is_equal is not True
