"""The one door to all kinds: hostile input, oversize input, the author's mistakes, laws that hold for every kind."""

import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.answers import KINDS, Reading, SpecificationError, check, kind_module, read
from cards.core.answers.parse import Unreadable
from cards.core.answers.units import find_unit
from cards.core.answers.verdict import Outcome

CORRECT = {
    "number": "1/3",
    "quantity": "5 m",
    "expression": "x^2 + 1",
    "equation": "y = x",
    "inequality": "x > 2",
    "set": "{1, 2}",
    "list": "[1, 2]",
    "tuple": "(1, 2)",
    "sequence": "[1, 2]",
    "interval": "(0, 1]",
    "vector": "[1, 2]",
    "matrix": "[[1, 2], [3, 4]]",
    "antiderivative": "x^2 + C",
    "form": "x^2 + 1",
    "choice": ["A", "B"],
    "ordering": ["A", "B"],
    "text": "gradient",
    "cloze": "gradient",
    "recall": ["A", "B"],
    "syntax": "x^2",
    "invalid": "x^2",
}
OPTIONS = {
    "choice": {"options": ["A", "B", "C"]},
    "form": {"form": "expanded", "variables": ["x"]},
    "antiderivative": {"variable": "x"},
}
HOSTILE = [
    "__import__('os').system('id')",
    "().__class__.__base__.__subclasses__()",
    "(lambda: 1)()",
    "9**9**9**9",
    "((9**9)**9999)**9999",
    "2**(10**8)",
    "factorial(10**9)",
    "binomial(10^9, 5*10^8)",
    "(10**6)!",
    "1" * 1_000_000,
    "(" * 5_000,
    "(" * 5_000 + "x" + ")" * 5_000,
    "x+" * 50_000 + "x",
    "-" * 20_000 + "x",
    "a" * 10_000_000,
    "x\x00",
    "x\ud800",
    "\u202ex+1",
    "х+1",  # a Cyrillic letter
    "1e999999999",
    "gamma(10^9)",
    "exp(exp(exp(exp(9))))",
    r"\write18{id}",
    r"\input{/etc/passwd}",
    "'; DROP TABLE answers; --",
    "{{7*7}} ${7*7} <script>alert(1)</script>",
    "sin(" * 60 + "x" + ")" * 60,
    "|" * 200,
    "{" * 300,
    "[[[[[[[[1]]]]]]]]",
    "x^" * 400 + "x",
    "",
    " ",
    "\n\t",
]
NO_TEXT = [
    None,
    True,
    5,
    -5.5,
    float("nan"),
    float("inf"),
    10**10_000,
    [],
    {},
    {"a": 1},
    [[[[[[[[[[1]]]]]]]]]],
    [None],
    ["A"] * 100_000,
    [{"a": []}],
    b"x",
    object(),
]


def test_every_kind_has_an_example_here():
    assert set(CORRECT) == set(KINDS)
    for kind in KINDS:
        assert callable(kind_module(kind).parse)
        assert callable(kind_module(kind).grade)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_correct_answer_is_correct(kind):
    verdict = check(kind, CORRECT[kind], CORRECT[kind], OPTIONS.get(kind))
    assert verdict.outcome == "correct"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_hostile_text_is_refused_quickly(kind):
    find_unit("bananas")  # loading Pint and the modules of the kind is not what is measured
    check(kind, CORRECT[kind], CORRECT[kind], OPTIONS.get(kind))
    for submitted in HOSTILE:
        times = []
        for _ in range(3):  # the quickest of them: the collector of garbage may wake in any
            started = time.process_time()
            verdict = check(kind, submitted, CORRECT[kind], OPTIONS.get(kind))
            times.append(time.process_time() - started)
        elapsed = min(times)
        case = f"{submitted[:40]!r}: {verdict}"
        assert verdict.outcome in {Outcome.UNREADABLE, Outcome.INCORRECT}, case
        assert elapsed < 0.1, case
        assert verdict.message, case
        verdict.message.encode()  # no lone surrogate gets out
        if verdict.start is not None:
            assert 0 <= verdict.start <= verdict.end <= len(submitted), case


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_no_text_is_answered_too(kind):
    for submitted in NO_TEXT:
        verdict = check(kind, submitted, CORRECT[kind], OPTIONS.get(kind))
        assert verdict.outcome in {Outcome.UNREADABLE, Outcome.INCORRECT}, type(submitted)
        assert verdict.start is None


def test_an_answer_read_from_deep_inside_other_calls_is_refused_and_not_undecided():
    def check_at(depth):
        return check_at(depth - 1) if depth else check("number", "{" * 300, "1")

    assert check_at(max(sys.getrecursionlimit() - 450, 100)).outcome == "unreadable"


@pytest.mark.parametrize(
    ("kind", "correct", "options", "field"),
    [
        ("nonsense", "1", {}, "kind"),
        ("number", None, {}, "correct"),
        ("number", "", {}, "correct"),
        ("number", "five", {}, "correct"),
        ("number", "1" * 100_000, {}, "correct"),
        ("number", "1", ["rtol"], "options"),
        ("number", "1", {"rtol": "much"}, "options"),
        ("expression", "x", {"log_base": 7}, "options"),
        ("choice", "D", {"options": ["A"]}, "correct"),
        ("text", "a", {"max_edits": 1000}, "options"),
        ("quantity", "5 bananas", {}, "correct"),
    ],
)
def test_the_authors_mistake_names_its_field(kind, correct, options, field):
    with pytest.raises(SpecificationError) as caught:
        check(kind, "1", correct, options)
    assert caught.value.field == field


def test_a_fault_of_ours_leaves_the_answer_undecided(monkeypatch, caplog):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(kind_module("number"), "grade", broken)
    assert check("number", "1", "1").outcome == "undecided"
    assert "ZeroDivisionError" in caplog.text


def test_a_reading_is_what_was_read():
    assert read("expression", "1/2x", {"variables": ["x"]}).latex
    assert read("expression", "1/2x", {"variables": ["x"]}).notes
    assert read("text", "anything at all") == Reading(latex="")
    with pytest.raises(Unreadable) as caught:
        read("expression", "x + \ud800", {"variables": ["x"]})
    caught.value.message.encode()


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"quantity"}))
@settings(max_examples=15, deadline=None)
@given(submitted=st.text(alphabet="01x+-*/^(){}[]|,.=<>_ \\esinlAB∞²√π\x00", max_size=20))
def test_no_text_escapes_as_an_exception_or_an_internal_fault(kind, submitted):
    verdict = check(kind, submitted, CORRECT[kind], OPTIONS.get(kind))
    assert verdict == check(kind, submitted, CORRECT[kind], OPTIONS.get(kind))
    assert "could not be checked" not in verdict.message
