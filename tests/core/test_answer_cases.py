"""A thousand answers with the verdict a good teacher would give, by kind; the worker's share is in `tests/checker`."""

import json
from pathlib import Path

import pytest

from cards.core.answers import check

FOLDER = Path(__file__).parents[1] / "data" / "answer_cases"
CASES = [
    json.loads(line)
    for file in sorted(FOLDER.glob("*.jsonl"))
    for line in file.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("kind", sorted({case["kind"] for case in CASES}))
def test_every_answer_gets_the_verdict_it_is_labelled_with(kind):
    wrong = []
    for case in CASES:
        if case["kind"] != kind:
            continue
        verdict = check(kind, case["submitted"], case["correct"], case["options"])
        # Without a worker, what only computer algebra can say is undecided: never right, never wrong.
        expected = "undecided" if case.get("worker") else case["outcome"]
        is_hinted = "hint" not in case or "worker" in case or verdict.hint == case["hint"]
        if verdict.outcome != expected or not is_hinted:
            wrong.append((case["id"], case["submitted"], verdict.outcome, verdict.hint))
    assert wrong == []


def test_every_case_has_its_own_name():
    names = [case["id"] for case in CASES]
    assert len(set(names)) == len(names) >= 1000


@pytest.mark.parametrize(
    ("submitted", "part"),
    [
        ("2 +* x", "*"),
        ("(x+1", "("),
        ("x+1)", ")"),
        ("x + y3z", "y3z"),
        ("3 + X", "X"),
        ("x + \\sum_{k=1}^3 k", "\\sum"),
        ("1 + \\int x", "\\int"),
        ("x ∑ 2", "∑"),
        ("2 \\begin{cases}x&1\\end{cases}", "\\begin{cases}"),
        ("\\frac{dy}{dx}", "dy"),
        ("x + 1.2.3", "1.2."),
        ("x => 2", "=>"),
        ("x + х", "х"),
        ("1 + sin", "sin"),
        ("{{7}}", "{{7}}"),
        ("9^9^9 + x", "9^9^9"),
        ("x + 3 4", "3 4"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(submitted, part):
    verdict = check("expression", submitted, "x", {"variables": ["x"]})
    assert verdict.outcome == "unreadable", verdict
    start = submitted.index(part)
    assert abs(verdict.start - start) <= 1
    assert verdict.end >= verdict.start


@pytest.mark.parametrize(
    ("submitted", "words"),
    [
        ("\\sum_{k=1}^3 k", "Sums"),
        ("∫x", "Integrals"),
        ("\\lim_{x\\to0} x", "Limits"),
        ("\\frac{d}{dx} x", "Derivatives"),
        ("dy/dx", "Derivatives"),
        ("\\begin{cases}x\\end{cases}", "cases"),
    ],
)
def test_notation_that_is_not_read_gets_its_own_sentence(submitted, words):
    assert words in check("expression", submitted, "x", {"variables": ["x"]}).message


@pytest.mark.parametrize(
    ("kind", "submitted", "correct", "options", "outcome"),
    [
        ("equation", "no solution", "x=x+1", {"variables": ["x"]}, "correct"),
        ("equation", "all real numbers", "x=x", {"variables": ["x"]}, "correct"),
        ("equation", "no solution", "x=1", {"variables": ["x"]}, "incorrect"),
        ("equation", "DNE", "no solution", {"variables": ["x"]}, "correct"),
        ("equation", "x=1", "no solution", {"variables": ["x"]}, "incorrect"),
        ("equation", "x+y=1, 2x+2y=3", "x=y, x=y+1", {}, "correct"),
        ("equation", "x^2+y^2=2, x=y", "x=y, x^2=1", {}, "correct"),
        ("equation", "x^2+y^2=2, x=y", "x=1, y=1", {}, "incorrect"),
        ("equation", "0.3333333333x+y=1, x=y", "x/3+y=1, x=y", {}, "incorrect"),
        ("equation", "e^x=y, x+y=1", "x=0, y=1", {}, "correct"),
        ("expression", "x/0", "x", {}, "incorrect"),
        ("expression", "ln(x-x)", "x", {}, "incorrect"),
        ("expression", "gamma(x^2-x^2)", "x", {}, "incorrect"),
        ("expression", "x/0", "x/0", {}, "correct"),
        ("number", "1/0", "5", {"rtol": 0}, "incorrect"),
        ("expression", "x + {1, 2}", "x + 1", {}, "incorrect"),
        ("expression", "2(1, 2)", "2x", {}, "incorrect"),
        ("expression", "k^2", "k^2", {"variables": ["k"], "domain": {"k": "int 1..9"}}, "correct"),
        ("expression", "(-1)^(2n)", "1", {"variables": ["n"], "domain": {"n": "int -5..5"}}, "correct"),
        ("expression", "n", "|n|", {"variables": ["n"], "domain": {"n": "int 0..inf"}}, "correct"),
        ("expression", "n", "|n|", {"variables": ["n"], "domain": {"n": "int -3..3"}}, "incorrect"),
    ],
)  # fmt: skip
def test_solutions_systems_and_whole_numbers(kind, submitted, correct, options, outcome):
    assert check(kind, submitted, correct, options).outcome == outcome
