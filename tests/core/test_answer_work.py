"""However much there is to compare with, one answer is decided or given up within a limit of work."""

import time

import pytest

from cards.core.answers.compare.evaluate import Evaluator, TooMuchWork, work_limit
from cards.core.answers.parse import ParseContext, parse_answer
from cards.core.answers.specification import AnswerSpecification, check_submitted

HEAVY = "+".join(f"gamma(x+{place})*erf(x/{place + 1})" for place in range(12))
NEARLY = f"{HEAVY}+10^-30"


def specification(**rest):
    return AnswerSpecification.from_json(
        {"kind": "expression", "correct": HEAVY, "options": {"variables": ["x"]}, **rest}
    )


def test_many_heavy_forms_share_one_limit():
    wrong = [{"answer": f"{HEAVY}+{place}", "feedback": "no"} for place in range(50)]
    made = specification(accepted=[f"{HEAVY}-{place}" for place in range(1, 50)], wrong=wrong)
    started = time.process_time()
    verdict = check_submitted(made, NEARLY)
    assert time.process_time() - started < 2.0
    assert verdict.outcome in {"undecided", "incorrect"}


def test_work_beyond_the_limit_is_given_up_in_words(monkeypatch):
    monkeypatch.setattr("cards.core.answers.specification.OPERATIONS_PER_ANSWER", 200)
    verdict = check_submitted(specification(), NEARLY)
    assert verdict.outcome == "undecided"
    assert "compare it with the correct answer yourself" in verdict.message


def test_inner_limits_cannot_widen_outer_ones():
    node = parse_answer("x^2+1", ParseContext(variables=("x",))).node
    with work_limit(10), work_limit(1000):
        Evaluator().value(node, {"x": 2})
        with pytest.raises(TooMuchWork):
            Evaluator().value(node, {"x": 3})
    assert Evaluator().value(node, {"x": 2}) == 5


def test_a_limit_once_reached_does_not_touch_the_next_answer():
    made = specification(accepted=[f"{HEAVY}-{place}" for place in range(1, 50)])
    check_submitted(made, NEARLY)
    easy = AnswerSpecification.from_json({"kind": "expression", "correct": "x+1"})
    assert check_submitted(easy, "1+x").outcome == "correct"
