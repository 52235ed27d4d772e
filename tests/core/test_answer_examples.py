"""The labelled examples of the answer policies, as far as they are mathematics."""

import json
import time
from pathlib import Path

import pytest

from cards.core.answers import (
    antiderivative,
    collections,
    equation,
    expression,
    inequality,
    interval,
    matrix,
    number,
)
from cards.core.answers.parse import Unreadable, parse_answer
from cards.core.answers.question_options import parse_context
from tests.core.answer_checks import checked

KINDS = {
    "antiderivative": antiderivative,
    "equation": equation,
    "expression": expression,
    "form": expression,
    "inequality": inequality,
    "interval": interval,
    "invalid": expression,
    "matrix": matrix,
    "number": number,
    "set": collections.SET,
    "syntax": expression,
}
LINES = (Path(__file__).parents[1] / "data" / "answer_examples.jsonl").read_text().splitlines()
EXAMPLES = [row for row in map(json.loads, LINES) if row["kind"] in KINDS]


def submitted_text(row):
    pattern = row.get("submitted_gen")
    if pattern is None:
        return row["submitted"]
    return pattern["prefix"] + pattern["unit"] * pattern["times"] + pattern["suffix"]


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["id"])
def test_an_example_gets_the_outcome_and_hint_it_is_labelled_with(row):
    found = checked(KINDS[row["kind"]], submitted_text(row), row["correct"], row["options"])
    assert found.outcome == row["outcome"], found.message
    if row.get("hint"):
        assert found.hint == row["hint"]


@pytest.mark.parametrize(
    "row", [r for r in EXAMPLES if r["kind"] == "invalid"], ids=lambda r: r["id"]
)
def test_an_invalid_answer_is_refused_quickly(row):
    before = time.process_time()
    with pytest.raises(Unreadable):
        parse_answer(submitted_text(row), parse_context(row["options"]))
    assert time.process_time() - before < 0.1
