"""Coding questions of the library: the reference solution passes every test, and nothing less does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cards.actions.library import library_files
from cards.core.coding import reference_solution
from cards.core.documents.registry import read_document
from cards.core.kinds import InterviewKind

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "cards" / "library"
HARNESS = ROOT / "static" / "python" / "harness.py"
# In a process of its own, as in the browser: what one question imports or breaks touches no other.
RUN = """
import json, random, sys
namespace = {"__name__": "harness"}
exec(open(sys.argv[1], encoding="utf-8").read(), namespace)
told, out = [], sys.stdout
sys.stdout = sys.stderr
for code in json.load(sys.stdin):
    told.append([])
    namespace["run"](*code, lambda text: told[-1].append(json.loads(text)))
json.dump(told, out)
"""


def coding_drafts():
    for name in library_files(LIBRARY):
        for draft in read_document(name, (LIBRARY / name).read_bytes()).drafts:
            if draft.interview_kind is InterviewKind.CODING:
                yield pytest.param(draft, id=f"{Path(name).stem}: {draft.prompt[:40]}")


DRAFTS = list(coding_drafts())


def run_all(*codes, timeout=10):
    """What the harness tells of each (code, visible tests, hidden tests), in one process."""
    result = subprocess.run(
        [sys.executable, "-I", "-c", RUN, str(HARNESS)],
        input=json.dumps(codes),
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def failures(told):
    return [one for one in told if one["event"] == "error" or not one.get("passed", True)]


def test_the_library_has_enough_questions_that_can_be_run():
    assert sum(draft.values[0].coding is not None for draft in DRAFTS) >= 25


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_reference_solution_passes_and_the_starter_does_not(draft):
    task, solution = draft.coding, reference_solution(draft.answer)
    assert task is not None, "a coding question of the library has tests"
    assert task.starter
    assert task.hidden_tests
    assert solution
    tests = (task.visible_tests, task.hidden_tests)
    right, wrong, empty = run_all(
        (solution, *tests), (task.starter, *tests), ("", task.visible_tests, "")
    )
    assert failures(right) == []
    assert sum(one["event"] == "test" for one in right) >= 4
    # The starter must run: a learner begins with failed tests, not with an error.
    assert [one for one in wrong if one["event"] == "error"] == []
    assert any(not one["hidden"] for one in failures(wrong)), "visible tests find an empty answer"
    assert any(one["hidden"] for one in failures(wrong)), "and so do the hidden ones"
    assert failures(empty)


@pytest.mark.parametrize("draft", DRAFTS)
def test_what_the_starter_names_is_what_the_solution_defines(draft):
    def names(code):
        return {
            line.split("(")[0].split(":")[0]
            for line in code.split("\n")
            if line.startswith(("def ", "class "))
        }

    assert names(draft.coding.starter) <= names(reference_solution(draft.answer))


# --- The harness itself ---


def told_of(code, tests, hidden=""):
    return run_all((code, tests, hidden))[0]


def test_a_comparison_tells_both_values():
    [_, test] = told_of("def f(): return [1]", 'assert f() == [2], "two"')
    assert (test["passed"], test["name"]) == (False, "two")
    assert (test["got"], test["wanted"]) == ("[1]", "[2]")


def test_an_error_of_the_code_keeps_the_tests_from_running():
    [error] = told_of("def f():\n    return 1\n\nf(2)", "assert f() == 1")
    assert error["event"] == "error"
    assert 'File "your_code.py", line 4' in error["text"]
    assert "harness" not in error["text"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("def f(): return (", "SyntaxError"),
        ("x = '\0'", "null"),
        ("import sys; sys.exit(3)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise MemoryError", "more memory than there is"),
        ("def f(): return f()\nf()", "RecursionError"),
        ("class E(Exception):\n    def __str__(self): return 1 / 0\nraise E", "E"),
        ("raise BaseException('x' * 10**6)", "xxx"),
    ],
)
def test_whatever_code_raises_is_told_in_few_words(code, words):
    [error] = told_of(code, "assert True")
    assert words in error["text"]
    assert len(error["text"]) < 5_000


def test_a_value_that_cannot_be_shown_is_no_error():
    code = "class V:\n    def __repr__(self): raise ValueError\ndef f(): return V()"
    [_, test] = told_of(code, "assert f() == 1")
    assert "cannot be shown (ValueError)" in test["got"]
    [_, test] = told_of("def f(): return 'x' * 10**6", "assert f() == 1")
    assert len(test["got"]) < 400


def test_tests_do_not_change_the_names_that_the_code_uses():
    code = "limit = 1\ndef close(a, b): return 'mine'\ndef f(): return (limit, close(1, 2))"
    told = told_of(code, "limit = 5\nassert f() == (1, 'mine')\nassert close(1, 1 + 1e-9)")
    assert failures(told) == []


def test_what_prepares_a_test_may_fail_and_says_so():
    told = told_of("def f(): return None", "x = f() + 1\nassert f() is None")
    assert [one["passed"] for one in told if one["event"] == "test"] == [False, True]
    assert "TypeError" in told[0]["error"]


def test_numbers_are_close_in_any_nesting():
    told = told_of(
        "",
        "assert close({'a': [1.0, (2, 3)]}, {'a': (1, [2, 3 + 1e-9])})\n"
        "assert not close([1, 2], [1])\n"
        "assert not close([1], 1)\n"
        "assert not close(None, 0)\n"
        "assert close(float('nan'), float('nan'))\n"
        "assert not close({'a': 1}, {'b': 1})\n"
        "assert close(1.05, 1, tolerance=0.1)\n"
        "assert raises(ValueError, int, 'x')\n"
        "assert not raises(ValueError, int, '1')\n",
    )
    assert failures(told) == []
    [_, test] = told_of("", "assert raises(ValueError, int, None)")
    assert "TypeError" in test["error"]
