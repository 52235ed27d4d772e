"""Random text, by hypothesis in every run; and what long runs of a coverage-guided fuzzer found, kept as examples."""

import logging
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.answers import check

QUESTIONS = {
    "expression": ("x*ln(x)+y", {"variables": ["x", "y"]}),
    "number": ("1/3", {}),
    "set": ("{1, 2}", {}),
    "interval": ("(0,1] U [2,3)", {}),
    "equation": ("y=x^2", {"variables": ["x", "y"]}),
    "inequality": ("x^2<4", {"variables": ["x"]}),
    "matrix": ("[[1,2],[3,4]]", {}),
    "quantity": ("5 m/s", {}),
    "antiderivative": ("x^2", {"variables": ["x"]}),
    "form": ("(x+1)(x-1)", {"variables": ["x"], "form": "factored"}),
}
PIECES = r"""
x y 1 2.5 + - * / ^ _ ( ) [ ] { } \{ \} | , ; = < <= != ± ! % ' ² ½ ∞ ° √ e i pi sin ln log_ U R and or in DNE
\frac \sqrt \left \right \cdot \begin{pmatrix} \end{pmatrix} & \\ \text{ \binom \setminus km/h 999
"""
WORDS = st.sampled_from(PIECES.split())
TEXTS = st.lists(WORDS, max_size=14).map("".join) | st.text(
    string.printable + "αβ∑∫²₁\u202e\ufeff", max_size=30
)


class Faults(logging.Handler):
    """A fault of ours is caught and reported in the log; here it counts."""

    def emit(self, record):
        raise AssertionError(record.getMessage()) from record.exc_info[1]


def judged(kind, text):
    correct, options = QUESTIONS[kind]
    faults = Faults()
    logger = logging.getLogger("cards.core.answers")
    logger.addHandler(faults)
    try:
        verdict = check(kind, text, correct, options)
    finally:
        logger.removeHandler(faults)
    if verdict.start is not None:
        assert 0 <= verdict.start <= verdict.end <= len(text)
    return verdict


@pytest.mark.parametrize("kind", QUESTIONS)
@given(text=TEXTS)
@settings(max_examples=12, deadline=None)
def test_any_text_is_judged_without_a_fault(kind, text):
    judged(kind, text)


@pytest.mark.parametrize(
    ("kind", "text", "outcome"),
    [
        ("number", "ii", "incorrect"),
        ("number", "½½", "unreadable"),
        ("number", r"0\tfrac{1}{3}", "correct"),
        ("number", "0⅓", "correct"),
    ],
)
def test_what_fuzzing_found_stays_repaired(kind, text, outcome):
    assert judged(kind, text).outcome == outcome
