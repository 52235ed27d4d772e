import pytest

from cards.core.documents.drafts import KeyPoint
from cards.core.documents.reviewing import (
    DraftText,
    UnmergeableError,
    faults,
    halves,
    merged,
)
from cards.core.kinds import CardKind


def draft(kind=CardKind.QUESTION, prompt="What is ReLU?", answer="max(0, x)", points=()):
    texts = tuple(KeyPoint(text=text) for text in points)
    return DraftText(kind=kind, prompt=prompt, answer=answer, points=texts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (draft(prompt=" "), "no prompt"),
        (draft(answer=""), "no answer"),
        (draft(CardKind.TERM, answer=" \n"), "no answer"),
        (draft(CardKind.LIST), "members"),
        (draft(CardKind.INTERVIEW), "key points"),
        (draft(CardKind.CLOZE, prompt="No gap here."), "no gap"),
        (draft(CardKind.NUMBER), "correct answer is missing"),
    ],
)
def test_a_draft_that_learners_cannot_be_shown_says_why(text, words):
    assert words in faults(text, has_specification=False)[0]


@pytest.mark.parametrize(
    "text",
    [
        draft(),
        draft(CardKind.LIST, answer="", points=["one"]),
        draft(CardKind.INTERVIEW, answer="", points=["one"]),
        draft(CardKind.CLOZE, prompt="ReLU is {{c1::zero}} below zero."),
    ],
)
def test_a_complete_draft_has_no_faults(text):
    assert faults(text, has_specification=False) == []


def test_merged_drafts_lose_no_words():
    both = merged(
        draft(points=["a", "b"]),
        draft(prompt="And leaky ReLU?", answer="0.01 x", points=["b", "c"]),
    )
    assert both.prompt == "What is ReLU?"
    assert both.answer == "max(0, x)\n\nAnd leaky ReLU?\n\n0.01 x"
    assert [point.text for point in both.points] == ["a", "b", "c"]


def test_one_question_answered_twice_is_not_repeated():
    assert merged(draft(), draft(answer="A ramp.")).answer == "max(0, x)\n\nA ramp."


@pytest.mark.parametrize("kind", [CardKind.CLOZE, CardKind.NUMBER])
def test_kinds_whose_answer_is_more_than_words_are_not_merged(kind):
    with pytest.raises(UnmergeableError, match=kind.value):
        merged(draft(), draft(kind))


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        ("One.\n\nTwo.\n\nThree.", ("One.", "Two.\n\nThree.")),
        ("One.\nTwo.", ("One.", "Two.")),
        ("One.", ("One.", "")),
        ("", ("", "")),
    ],
)
def test_a_split_proposes_the_first_part_and_the_rest(answer, parts):
    assert tuple(half.answer for half in halves(draft(answer=answer))) == parts


def test_a_split_shares_the_points():
    first, second = halves(draft(points=["a", "b", "c"]))
    assert [point.text for point in first.points] == ["a", "b"]
    assert [point.text for point in second.points] == ["c"]
