"""Kinds answered in words: text, choice, ordering, recall."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.answers import choice, ordering, recall, text
from cards.core.answers.parse.context import Unreadable
from cards.core.answers.phrases import count_edits, fold
from cards.core.answers.seam import BadQuestion
from cards.core.answers.verdict import Outcome, Verdict

WORDS = st.text(alphabet="abcdé -'X12", max_size=8)


def check(kind, submitted, correct, options=None) -> Verdict | str:
    options = options or {}
    try:
        typed = kind.parse(submitted, options)
    except Unreadable as error:
        return error.code
    return kind.grade(typed, kind.parse(correct, options), options)


def outcome(kind, submitted, correct, options=None) -> str:
    verdict = check(kind, submitted, correct, options)
    return str(verdict.outcome) if isinstance(verdict, Verdict) else verdict


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ReLU", "relu"),
        ("  k-means ", "K means"),
        ("over-fitting", "overfitting"),
        ("Bayes’ rule", "bayes' rule"),
        ("naive Bayes", "naïve Bayes"),
        ("the chain rule.", "Chain Rule"),
        ("cross–entropy", "cross-entropy"),
        ("ｓｏｆｔｍａｘ", "softmax"),
        ("“dropout”", "dropout"),
        ("Straße", "strasse"),
        ("soft\u00admax", "softmax"),
        ("top-5 error", "top 5 error"),
    ],
)
def test_differences_of_writing_do_not_count(typed, same):
    assert outcome(text, typed, same) == "correct"


@pytest.mark.parametrize(
    ("typed", "other"),
    [("-1", "1"), ("1 0", "10"), ("L1", "L2"), ("и", "й"), ("bias", "variance"), ("a", "b")],
)
def test_differences_of_meaning_do_count(typed, other):
    assert outcome(text, typed, other) == "incorrect"


@pytest.mark.parametrize(
    ("typed", "options", "expected"),
    [
        ("overfiting", {"max_edits": 1}, "correct"),
        ("voerfitting", {"max_edits": 1}, "correct"),  # neighbours swapped are one edit
        ("overfiting", {}, "incorrect"),
        ("underfitting", {"max_edits": 4, "reject": ["underfitting"]}, "incorrect"),
        # One edit from the rejected phrase, three from the right one.
        ("underfittin", {"max_edits": 4, "reject": ["underfitting"]}, "incorrect"),
        ("overfittin", {"max_edits": 2, "reject": ["underfitting"]}, "correct"),
        ("high variance", {"accept": ["high variance"]}, "correct"),
        ("Overfitting", {"case_sensitive": True}, "incorrect"),
        ("overfitting", {"case_sensitive": True}, "correct"),
    ],
)
def test_typing_errors_are_forgiven_as_far_as_the_author_allows(typed, options, expected):
    assert outcome(text, typed, "overfitting", options) == expected


def test_a_typing_error_never_turns_one_figure_into_another():
    assert outcome(text, "ResNet-34", "ResNet-50", {"max_edits": 3}) == "incorrect"
    assert outcome(text, "L1 penalty", "L2 penalty", {"max_edits": 1}) == "incorrect"


def test_a_near_miss_is_told_to_check_the_spelling():
    assert check(text, "overfiting", "overfitting").hint == "spelling"
    assert check(text, "xxx", "overfitting").hint == ""


@pytest.mark.parametrize("kind", [text, choice, ordering, recall])
@pytest.mark.parametrize(
    "submitted",
    [None, "", "   ", [], {}, {"a": 1}, [[]], [[[]]], True, "\x00", "a\ud800b", "x" * 10_000_000,
     ["x" * 10_000_000], ["a"] * 100_000, 10**5000, float("nan"), [None], [{"a": 1}], "\x1f,\x1f", ["a\x1fb"],
     "\u200b", "-" * 900, b"bytes", object()],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_whatever_is_submitted_is_answered_quickly(kind, submitted):
    options = {"options": ["A", "B"]}
    started = time.process_time()
    with contextlib.suppress(Unreadable):
        parsed = kind.parse(submitted, options)
        kind.grade(parsed, kind.parse(["A", "B"] if kind is not text else "A", options), options)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("picked", "right", "options", "expected"),
    [
        (["C", "A"], ["A", "C"], {}, "correct"),
        (["A", "A", "C"], ["A", "C"], {}, "correct"),
        ("A, C", ["A", "C"], {}, "correct"),
        ("a", "A", {}, "correct"),
        (["B"], "B", {}, "correct"),
        (["A"], ["A", "C"], {}, "incorrect"),
        (["A", "B", "C"], ["A", "C"], {}, "incorrect"),
        ("D", "A", {}, "symbol"),
        ([], ["A"], {}, "unreadable"),
        ([], [], {}, "correct"),
        (["A", "B"], "A", {"multiple": False}, "kind"),
    ],
)
def test_picks_are_compared_as_sets(picked, right, options, expected):
    assert outcome(choice, picked, right, {"options": ["A", "B", "C"], **options}) == expected


def test_an_option_with_a_comma_is_one_option():
    options = {"options": ["mean, then variance", "mean", "then variance"]}
    assert outcome(choice, "mean, then variance", "mean, then variance", options) == "correct"


def test_two_options_that_read_alike_are_the_authors_mistake():
    with pytest.raises(BadQuestion, match="same"):
        choice.parse("A", {"options": ["A", "A "]})


@pytest.mark.parametrize(
    ("placed", "expected", "hint"),
    [
        (["x", "y", "z"], "correct", ""),
        ("x, y, z", "correct", ""),
        ("x > y > z", "correct", ""),
        ("x\ny\nz", "correct", ""),
        (["z", "y", "x"], "incorrect", "reversed"),
        (["x", "z", "y"], "incorrect", "order"),
        (["x", "y"], "incorrect", "missing_option"),
    ],
)
def test_an_order_is_right_place_by_place(placed, expected, hint):
    verdict = check(ordering, placed, ["x", "y", "z"])
    assert (verdict.outcome, verdict.hint) == (expected, hint)


def test_an_item_placed_twice_is_unreadable():
    assert outcome(ordering, ["x", "x", "y"], ["x", "y", "z"], {"options": ["x", "y", "z"]}) == (
        "kind"
    )


MEMBERS = [["SGD", "stochastic gradient descent"], "Adam", "RMSProp"]


@pytest.mark.parametrize(
    ("typed", "options", "expected", "hint"),
    [
        ("adam\nrmsprop\nSGD", {}, "correct", ""),
        ("adam, rms-prop, stochastic gradient descent", {}, "correct", ""),
        (["Adam", "SGD", "RMSPrp", ""], {}, "correct", ""),
        ("adam, sgd", {}, "incorrect", "missing_member"),
        ("adam, adam, adam", {}, "incorrect", "missing_member"),
        ("sgd, stochastic gradient descent, adam", {}, "incorrect", "missing_member"),
        ("adam, sgd", {"at_least": 2}, "correct", ""),
        ("adam, sgd, rmsprop, newton", {}, "incorrect", "extra_member"),
        ("adam, sgd, rmsprop, newton", {"allow_extra": True}, "correct", ""),
    ],
)
def test_every_member_must_be_named_once_in_any_order(typed, options, expected, hint):
    verdict = check(recall, typed, MEMBERS, options)
    assert (verdict.outcome, verdict.hint) == (expected, hint)


@pytest.mark.parametrize("value", [-1, 1.5, "two", True, 99])
def test_an_impossible_number_of_typing_errors_is_the_authors_mistake(value):
    with pytest.raises(BadQuestion, match="max_edits"):
        check(text, "a", "b", {"max_edits": value})


def plain_distance(left: str, right: str) -> int:
    """Optimal string alignment from its definition, without a band."""
    table = [[row + column for column in range(len(right) + 1)] for row in range(len(left) + 1)]
    for row in range(1, len(left) + 1):
        for column in range(1, len(right) + 1):
            differs = left[row - 1] != right[column - 1]
            table[row][column] = min(
                table[row - 1][column] + 1,
                table[row][column - 1] + 1,
                table[row - 1][column - 1] + differs,
            )
            if left[row - 2 : row] == right[column - 2 : column][::-1] and row > 1 < column:
                table[row][column] = min(table[row][column], table[row - 2][column - 2] + 1)
    return table[-1][-1]


@settings(max_examples=120, deadline=None)
@given(WORDS, WORDS, st.integers(0, 4))
def test_the_banded_distance_is_the_plain_one_up_to_its_limit(left, right, limit):
    assert count_edits(left, right, limit) == min(plain_distance(left, right), limit + 1)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_more_for_the_same_phrase(phrase):
    assert outcome(text, phrase, phrase) not in {Outcome.INCORRECT, Outcome.UNDECIDED}
    assert fold(phrase) == fold(phrase.upper().lower()) or not phrase.isascii()
