"""What a coding question brings along: written in a deck, read, found at fault, written again."""

from dataclasses import asdict, replace

import pytest

from cards.core.coding import (
    LONGEST_CODE,
    CodingTask,
    faults_of,
    python_block,
    read_task,
    reference_solution,
    written_task,
)
from cards.core.documents.export_markdown import export_markdown
from cards.core.documents.fingerprints import content_digest, fingerprint
from cards.core.documents.registry import read_document

DECK = """
Interview: Double a number.
Kind: coding
Must:
- twice the number
Starter:
```python
def double(number):
    ...
```
Tests:
```python
assert double(2) == 4

assert double(0) == 0, "nothing"
```
Hidden tests:
```python
assert double(-1) == -2
```
Answer: Add it to itself.

```python
def double(number):
    return number + number
```
"""
TASK = CodingTask(
    starter="def double(number):\n    ...",
    visible_tests='assert double(2) == 4\n\nassert double(0) == 0, "nothing"',
    hidden_tests="assert double(-1) == -2",
)


def read(text):
    return read_document("deck.md", text.encode(), reader="deck")


def test_starter_and_tests_stand_in_fences_below_their_keys():
    document = read(DECK)
    assert document.problems == ()
    [draft] = document.drafts
    assert draft.coding == TASK
    assert reference_solution(draft.answer) == "def double(number):\n    return number + number"


def test_a_question_that_can_be_run_survives_its_file():
    [draft] = read(DECK).drafts
    [again] = read(export_markdown([draft])).drafts
    assert again.coding == draft.coding
    assert content_digest(again) == content_digest(draft)


def test_a_change_of_the_tests_is_a_new_version_of_the_same_card():
    [draft], [edited] = read(DECK).drafts, read(DECK.replace("== -2", "== -1 * 2")).drafts
    assert fingerprint(edited) == fingerprint(draft)
    assert content_digest(edited) != content_digest(draft)


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("Kind: coding", "Kind: practical", 6, "Kind: coding"),
        ("assert double(0) == 0,", "assert double(0 == 0,", 15, "not valid Python"),
        ("assert double(-1) == -2", "double(-1)", 19, "There is no test"),
        ("Starter:\n```python\n", "Starter:\nIn words:\n```python\n", 6, "one block of Python"),
        ("Tests:", "Extra:", 6, "only with tests"),
    ],
)
def test_what_cannot_be_run_is_reported_at_its_line_and_the_question_stays(
    before, after, line, words
):
    document = read(DECK.replace(before, after, 1))
    [draft] = document.drafts
    assert draft.coding is None
    problem = document.problems[0]
    assert words in problem.message
    assert problem.line == line


def test_tests_below_another_card_are_misplaced():
    document = read("Q: a\nA: b\nTests:\n```python\nassert 1\n```\n")
    assert [problem.field for problem in document.problems] == ["Tests"]


@pytest.mark.parametrize(
    "code", ["(" * 5000, "x = " + "-" * 9000 + "1", "a" * (LONGEST_CODE + 1), "\0", "if x:"]
)
def test_no_code_harms_the_one_who_reads_it(code):
    assert faults_of(CodingTask(visible_tests=code))


def test_a_block_that_holds_backticks_keeps_them():
    task = CodingTask(visible_tests='text = """\n```\n````\n"""\nassert text')
    assert read_task(written_task(task)) == task
    [draft] = read(DECK).drafts
    [again] = read(export_markdown([replace(draft, coding=task)])).drafts
    assert again.coding == task


def test_one_block_is_one_block():
    assert python_block("```python\na\n```") == "a"
    assert python_block("```\na\n```\n\n```\nb\n```") is None
    assert python_block("words\n```\na\n```") is None
    assert reference_solution("No code here.") == ""


def test_the_form_reads_what_it_wrote_and_says_where_it_cannot():
    assert read_task(written_task(TASK)) == TASK
    assert asdict(read_task("")) == {"starter": "", "visible_tests": "", "hidden_tests": ""}
    with pytest.raises(ValueError, match="Line 1: a key"):
        read_task("assert double(2) == 4")
    with pytest.raises(ValueError, match="twice"):
        read_task("Tests:\n```\na\n```\nTests:\n```\nb\n```")
