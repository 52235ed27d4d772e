"""What the rest of the application calls: check, verify and derive with workers, and without."""

import pytest

from cards import checker
from cards.core.answers import check
from cards.core.answers.parse import ParseContext, parse_answer
from cards.core.answers.specification import AnswerSpecification, SpecificationError, verify


@pytest.fixture(scope="module")
def workers(pool):
    """The pool of the tests in the place of that of the process, since starting one takes two seconds."""
    from django.conf import settings

    # Another module may have left its own behind: that one is put back, not dropped unclosed.
    before, left_behind = settings.CHECKER_WORKERS, checker._pool
    settings.CHECKER_WORKERS = pool.size
    checker._pool = pool
    yield
    checker._pool = left_behind
    settings.CHECKER_WORKERS = before


@pytest.fixture
def no_workers(settings):
    settings.CHECKER_WORKERS = 0


def specification(kind, correct=None, **rest):
    return AnswerSpecification.from_json({"kind": kind, "correct": correct, **rest})


FACTORED = {"options": {"form": "factored", "variables": ["x"]}}


def tree(text):
    return parse_answer(text, ParseContext(variables=("x", "y"))).node


def test_without_workers_the_judge_is_missing_and_answers_are_still_checked(no_workers):
    assert checker.judge() is None
    assert checker.check_answer(specification("number", "5"), "10/2").outcome == "correct"
    assert checker.check_answer(specification("number", "5"), "x").outcome == "unreadable"


def test_workers_decide_about_forms(workers):
    made = specification("form", "(x-1)*(x+2)", **FACTORED)
    assert checker.check_answer(made, "(x+2)(x-1)").outcome == "correct"
    verdict = checker.check_answer(made, "x^2+x-2")
    assert (verdict.outcome, verdict.hint) == ("incorrect", "not_factored")


def test_forms_that_take_computer_algebra_get_the_verdict_they_are_labelled_with(workers):
    from tests.core.test_answer_cases import CASES

    rows = [case for case in CASES if case.get("worker")]
    assert len(rows) > 10
    for row in rows:
        verdict = check(
            row["kind"], row["submitted"], row["correct"], row["options"], symbolic=checker.judge()
        )
        assert verdict.outcome == row["outcome"], row
        assert verdict.hint == row.get("hint", ""), row


def test_the_judge_proves_or_says_nothing(workers):
    judge = checker.judge()
    assert judge.equivalent(tree("(x+1)^2"), tree("x^2+2x+1"), {"x": "real"}) is True
    assert judge.equivalent(tree("x"), tree("y"), {}) is None
    assert judge.equivalent(tree("{1,2}"), tree("[x, y]"), {}) is None
    assert judge.has_form(tree("x^2-1"), "factored") is False
    assert judge.has_form(tree("x"), "pretty") is None


@pytest.mark.parametrize(
    ("kind", "derive", "answer"),
    [
        ("expression", "diff(sqrt(5*x^3+2), x)", "15x^2/(2sqrt(5x^3+2))"),
        ("expression", "derivative(x*ln(x), x)", "ln x + 1"),
        ("expression", "diff(a*x^2, x)", "2a x"),
        ("antiderivative", "integrate(x*e^x, x)", "(x-1)e^x + C"),
        ("number", "integrate(x^2, x, 0, 1)", "1/3"),
        ("number", "limit(sin(x)/x, x, 0)", "1"),
        ("set", "solve(x^2 = 4, x)", "{-2, 2}"),
        ("expression", "expand((x+1)^2)", "x^2+2x+1"),
        ("number", "diff(5, x)", "0"),
    ],
)
def test_a_model_answer_is_derived(workers, kind, derive, answer):
    made = checker.derive(specification(kind, derive=derive))
    assert checker.check_answer(made, answer).outcome == "correct"
    assert checker.verify_answer(made) == []


def test_a_derived_answer_keeps_its_parameters(workers):
    made = checker.derive(
        specification("expression", derive="diff(a*x^3, x)", parameters={"a": "2..9"})
    )
    a = made.draw(4)["a"]
    assert checker.check_answer(made, f"{3 * a}x^2", 4).outcome == "correct"
    assert verify(made) == []


@pytest.mark.parametrize(
    ("derive", "message"),
    [
        ("x^2", "must be one of"),
        ("exec(x, x)", "must be one of"),
        ("diff(x^, x)", "cannot be read"),
        ("diff(x)", "could not be worked out"),
        ("diff(x, 2)", "could not be worked out"),
        ("solve(sin(x) = 0, x)", "could not be worked out"),
        ("integrate(e^(x^x), x)", "could not be worked out"),
        ("diff(x, x, x, x, x, x)", "one to four"),
    ],
)
def test_what_cannot_be_derived_says_so(workers, derive, message):
    with pytest.raises(SpecificationError, match=message) as caught:
        checker.derive(specification("expression", derive=derive))
    assert caught.value.field == "derive"


def test_deriving_needs_workers_only_where_something_is_derived(no_workers):
    plain = specification("number", "5")
    assert checker.derive(plain) is plain
    with pytest.raises(SpecificationError, match="CHECKER_WORKERS"):
        checker.derive(specification("expression", derive="diff(x, x)"))


def test_a_question_that_is_not_worked_out_yet_cannot_be_answered(no_workers):
    with pytest.raises(SpecificationError, match="worked out"):
        checker.check_answer(specification("expression", derive="diff(x, x)"), "1")
