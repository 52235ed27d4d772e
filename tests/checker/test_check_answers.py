"""`manage.py check_answers`: whatever stands in a line, a verdict comes out, in order."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "answer_examples.jsonl"
KEYS = ["id", "outcome", "message", "hint", "start", "end", "milliseconds"]


def run(path):
    output = io.StringIO()
    call_command("check_answers", str(path), stdout=output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def run_lines(tmp_path, *lines):
    path = tmp_path / "answers.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    return run(path)


def row(**fields):
    return json.dumps({"id": 1, "kind": "number", "correct": "5", "options": {}, **fields}).encode()


def test_every_labelled_example_gets_its_outcome_and_hint():
    examples = [json.loads(line) for line in EXAMPLES.read_text().splitlines()]
    verdicts = run(EXAMPLES)
    assert [one["id"] for one in verdicts] == [one["id"] for one in examples]
    for example, verdict in zip(examples, verdicts, strict=True):
        assert list(verdict) == KEYS
        assert verdict["outcome"] == example["outcome"], example
        assert verdict["hint"] == example.get("hint", verdict["hint"]), example


@pytest.mark.parametrize(
    "line",
    [
        b"{bad",
        b"[1, 2]",
        b'"text"',
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"{}",
        row(kind=None),
        row(kind="nonsense"),
        row(kind=["number"]),
        row(correct=None),
        row(correct={"a": 1}),
        row(options=[1]),
        row(options={"rtol": {}}),
        row(options={"variables": 7}),
        row(submitted_gen="x"),
        row(submitted_gen={"unit": "x", "times": -1}),
        row(submitted_gen={"unit": "x", "times": 10**12}),
        row(submitted={"a": [None]}),
        row(submitted="\ud800"),
        b'{"id": 1, "kind": "number", "submitted": ' + b"9" * 5000 + b', "correct": "5"}',
        b'{"id": 1, "kind": "number", "submitted": NaN, "correct": "5"}',
    ],
)
def test_a_bad_line_is_one_verdict_and_the_next_is_still_checked(tmp_path, line):
    first, second = run_lines(tmp_path, line, row(id="next", submitted="5"))
    assert first["outcome"] in {"unreadable", "incorrect"}
    assert list(first) == KEYS
    assert (second["id"], second["outcome"]) == ("next", "correct")


def test_a_long_answer_may_be_given_as_a_recipe(tmp_path):
    (verdict,) = run_lines(tmp_path, row(submitted_gen={"unit": "+1", "times": 4, "prefix": "1"}))
    assert verdict["outcome"] == "correct"
    (verdict,) = run_lines(tmp_path, row(submitted_gen={"unit": "-", "times": 10**6}))
    assert (verdict["outcome"], verdict["hint"]) == ("unreadable", "limit")


def test_empty_lines_and_a_byte_order_mark_do_not_matter(tmp_path):
    verdicts = run_lines(tmp_path, b"\xef\xbb\xbf" + row(submitted="5"), b"", b"  ", row(id=2))
    assert [one["id"] for one in verdicts] == [1, 2]


def test_a_missing_file_is_named():
    with pytest.raises(CommandError, match=r"nowhere\.jsonl"):
        run("nowhere.jsonl")
