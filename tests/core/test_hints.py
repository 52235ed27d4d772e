"""Hints for an interviewer: the usual ones, how authors write theirs, and what stays as it was without."""

from dataclasses import replace

import pytest

from cards.core.documents.export_markdown import export_markdown
from cards.core.documents.fingerprints import content_digest, fingerprint
from cards.core.documents.registry import read_document
from cards.core.interviews.blueprints import QuestionKind
from cards.core.interviews.hints import LONGEST_HINT, MOST_HINTS, usual_hints

QUESTION = """Interview: Why ReLU?
Must:
- a constant slope
Follow-ups:
- And then?
Interviewer hints:
- Draw its *slope*.
- What does a sigmoid do for large inputs, and
  what follows for the layers below?
Answer: It passes the gradient on.
"""


def read(text):
    return read_document("deck.md", text.encode(), reader="deck")


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_there_is_a_usual_hint_for_every_kind_of_question(kind):
    assert all(hint.strip() for hint in usual_hints(kind))
    assert len(usual_hints(kind)) >= 3


def test_a_deck_gives_the_hints_in_their_order():
    document = read(QUESTION)
    assert document.problems == ()
    [draft] = document.drafts
    assert draft.interviewer_hints == (
        "Draw its *slope*.",
        "What does a sigmoid do for large inputs, and\nwhat follows for the layers below?",
    )
    assert draft.answer == "It passes the gradient on."


def test_written_hints_are_read_back_as_they_were():
    [draft] = read(QUESTION).drafts
    for hints in (draft.interviewer_hints, ("Answer: x", "- a\n- b", "# no"), ()):
        given = replace(draft, interviewer_hints=hints)
        [back] = read(export_markdown([given])).drafts
        assert back.interviewer_hints == hints


def test_a_card_of_another_tool_brings_hints_in_a_comment():
    text = "Why dropout?::Noise on the units.\n<!-- points: noise -->\n<!-- interviewer-hints:\n- Think of an ensemble.\n-->\n"
    [draft] = read_document("a.md", text.encode(), reader="obsidian-sr").drafts
    assert draft.interviewer_hints == ("Think of an ensemble.",)


def test_hints_that_are_too_many_or_too_long_are_told_and_left_out():
    many = "".join(f"- hint {number}\n" for number in range(MOST_HINTS + 3))
    document = read(f"Interview: a\nMust:\n- b\nInterviewer hints:\n{many}")
    [problem] = document.problems
    assert (problem.line, problem.field) == (5 + MOST_HINTS, "Interviewer hints")
    assert f"at most {MOST_HINTS} hints" in problem.message
    assert len(document.drafts[0].interviewer_hints) == MOST_HINTS
    long = f"- {'x' * (LONGEST_HINT + 1)}\n- {'y' * LONGEST_HINT}\n"
    document = read(f"Interview: a\nMust:\n- b\nInterviewer hints:\n{long}")
    [problem] = document.problems
    assert (problem.line, problem.field) == (5, "Interviewer hints")
    assert document.drafts[0].interviewer_hints == ("y" * LONGEST_HINT,)


def test_the_switch_for_checked_answers_is_not_taken_for_hints():
    document = read("Interview: a\nMust:\n- b\nHints: think\n")
    assert "`Interviewer hints:`" in document.problems[0].message
    document = read("Q: a\n= 1\nInterviewer hints:\n- think\n")
    assert "`Interview:` card" in document.problems[0].message


def test_hints_change_what_a_card_shows_and_not_which_card_it_is():
    [with_hints] = read(QUESTION).drafts
    without = replace(with_hints, interviewer_hints=())
    assert fingerprint(with_hints) == fingerprint(without)
    assert content_digest(with_hints) != content_digest(without)


def test_a_synonym_does_not_make_another_card():
    [plain] = read(QUESTION).drafts
    [richer] = read(
        QUESTION.replace("slope\nFollow", "slope (also: gradient of one)\nFollow")
    ).drafts
    assert richer.points[0].synonyms == ("gradient of one",)
    assert fingerprint(richer) == fingerprint(plain)
    assert content_digest(richer) != content_digest(plain)
