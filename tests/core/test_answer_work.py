"""However much there is to compare with, one answer is decided or given up within a limit of work."""

import time

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


def test_a_limit_once_reached_does_not_touch_the_next_answer():
    made = specification(accepted=[f"{HEAVY}-{place}" for place in range(1, 50)])
    check_submitted(made, NEARLY)
    easy = AnswerSpecification.from_json({"kind": "expression", "correct": "x+1"})
    assert check_submitted(easy, "1+x").outcome == "correct"
