from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.documents.drafts import KeyPoint
from cards.core.documents.identity import (
    ExistingCard,
    Fate,
    content_digest,
    fingerprint,
    match,
)
from cards.core.documents.registry import read_document

DECK = """Recall :: The share of positives that were found.

Precision :: The share of positive predictions that are right.

Q: Why does accuracy mislead on rare classes?
A: Because always answering the common class scores high.

C: Bagging lowers ==variance== and boosting lowers ==bias==.
"""


def drafts_of(text):
    return read_document("deck.md", text.encode(), reader="deck").drafts


def stored(drafts):
    """The cards as a database would hold them after importing these drafts."""
    return [
        ExistingCard(
            key=number,
            kind=draft.kind,
            prompt=draft.prompt,
            answer=draft.answer,
            points=tuple(point.text for point in draft.points),
            explicit_id=draft.explicit_id,
            fingerprint=fingerprint(draft),
            note_key=draft.note_key,
            cloze_ordinal=draft.cloze_ordinal,
            position=number,
        )
        for number, draft in enumerate(drafts)
    ]


def fates(before, after):
    matching = match(stored(drafts_of(before)), drafts_of(after))
    return [(found.fate.value, found.key) for found in matching.matches], matching.left_over


SAME = [("same", number) for number in range(5)]


def test_a_second_run_changes_nothing():
    assert fates(DECK, DECK) == (SAME, ())


@pytest.mark.parametrize(
    "after",
    [
        DECK.replace("Recall ::", "Recall   ::"),
        DECK.replace("found.", "found.\nExplain: a net").replace("## ", ""),
        "---\ndeck: Other\n---\n# Title\n\n" + DECK,
        DECK.replace("==bias==", "==bias==^[the other]"),
    ],
)
def test_blanks_explanations_and_surroundings_do_not_make_another_card(after):
    assert fates(DECK, after) == (SAME, ())


def test_unicode_forms_do_not_make_another_card():
    assert fates("é :: b", "e\u0301 :: b") == ([("same", 0)], ())


@pytest.mark.parametrize(
    ("old", "new", "number", "fate"),
    [
        ("were found.", "are found by the model.", 0, "edited"),
        ("Why does accuracy mislead on rare classes?", "Accuracy and rare classes: what is the catch?", 2, "probable-edit"),
        ("always answering the common class scores high", "a constant guess wins", 2, "edited"),
    ],
)  # fmt: skip
def test_one_edited_side_keeps_the_card(old, new, number, fate):
    expected = list(SAME)
    expected[number] = (fate, number)
    assert fates(DECK, DECK.replace(old, new)) == (expected, ())


def test_both_sides_slightly_edited_are_a_probable_edit():
    old = "Q: Why does a deep stack of sigmoid units learn so slowly in its first layers?\nA: Every layer multiplies a small factor into the gradient signal.\n\n"
    new = "Q: Why does a deep stack of sigmoid units learn slowly in its first layers?\nA: Every layer multiplies one small factor into the gradient signal.\n\n"
    assert fates(old + DECK, new + DECK)[0][0] == ("probable-edit", 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Which norm does L1 regularisation add to the loss of a linear model in training?", "Which norm does L2 regularisation add to the loss of a linear model in training?"),
        ("Which of the usual losses are convex in the weights of a deep linear model?", "Which of the usual losses are not convex in the weights of a deep linear model?"),
    ],
)  # fmt: skip
def test_a_figure_or_a_negation_makes_another_question(old, new):
    found, left_over = fates(f"Q: {old}\nA: the first", f"Q: {new}\nA: the second")
    assert found == [("new", None)]
    assert left_over == (0,)


def test_a_short_equal_answer_far_away_is_no_evidence():
    before = "Q: one\nA: 0\n\nx :: y\n\nQ: three\nA: yes"
    after = "x :: y\n\nQ: three\nA: yes\n\nQ: something else entirely\nA: 0"
    found, left_over = fates(before, after)
    assert found[2] == ("new", None)
    assert left_over == (0,)


def test_removed_cards_are_left_over_and_new_ones_are_new():
    found, left_over = fates(DECK, "Loss :: What is minimised.\n\n" + DECK.split("\n\n", 1)[1])
    assert found == [("new", None), *SAME[1:]]
    assert left_over == (0,)


def test_moving_cards_keeps_them():
    parts = DECK.strip().split("\n\n")
    found, left_over = fates(DECK, "\n\n".join(reversed(parts)))
    assert {fate for fate, _ in found} == {"same"}
    assert left_over == ()


def test_a_further_gap_never_renumbers_the_others():
    after = DECK.replace("Bagging lowers", "==Bagging== lowers")
    found, left_over = fates(DECK, after)
    assert found[3:] == [("new", None), ("same", 3), ("same", 4)]
    assert left_over == ()


def test_an_edited_sentence_keeps_its_gaps_by_their_text():
    before = "C: In an ensemble of trees, bagging lowers ==variance== while boosting lowers ==bias== a lot."
    after = "C: In ensembles of trees, bagging lowers ==variance== while boosting lowers ==bias== a lot."
    assert fates(before, after)[0] == [("probable-edit", 0), ("probable-edit", 1)]


def test_equal_gaps_of_one_sentence_stay_apart():
    text = "C: The mean is ==0== and the median is ==0==."
    one, two = drafts_of(text)
    assert fingerprint(one) != fingerprint(two)
    assert fates(text, text)[0] == [("same", 0), ("same", 1)]


def test_an_explicit_id_survives_a_rewrite():
    before = "a :: b\nId: first\n\nc :: d\nId: second"
    after = "new words :: other words\nId: second\n\nnothing :: alike\nId: first"
    assert fates(before, after) == ([("edited", 1), ("edited", 0)], ())


def test_gaps_under_one_id_are_told_apart():
    before = "C: ==alpha== then ==beta==\nId: x"
    after = "C: at last ==new== and ==beta== and ==alpha==\nId: x"
    found, left_over = fates(before, after)
    assert found == [("new", None), ("edited", 1), ("edited", 0)]
    assert left_over == ()


def test_different_ids_are_different_cards_however_alike():
    found, left_over = fates("a :: b\nId: one", "a :: c\nId: two")
    assert found == [("new", None)]
    assert left_over == (0,)


def test_an_id_added_later_keeps_the_card():
    assert fates(DECK, DECK.replace("found.", "found.\nId: r"))[0] == SAME


def test_an_id_that_stands_twice_is_a_problem():
    matching = match([], drafts_of("a :: b\nId: x\n\nc :: d\nId: x"))
    [problem] = matching.problems
    assert (problem.line, problem.field, problem.is_notice) == (4, "Id", False)
    assert "line 1" in problem.message
    assert len(matching.matches) == 2


def test_a_card_that_stands_twice_is_a_notice_and_stays_stable():
    text = "a :: b\n\na :: b"
    matching = match(stored(drafts_of(text)), drafts_of(text))
    assert [found.key for found in matching.matches] == [0, 1]
    assert matching.problems[0].is_notice


def test_the_reverse_of_an_edited_term_follows_it():
    found, left_over = fates("Bias ::: offset", "Bias ::: the constant part")
    assert [key for _, key in found] == [0, 1]
    assert {fate for fate, _ in found} == {"edited"}
    assert left_over == ()


def test_an_archived_card_is_revived_by_its_return_and_never_left_over():
    [card] = stored(drafts_of("a :: b"))
    archived = replace(card, is_archived=True)
    assert match([archived], drafts_of("a :: b")).matches[0].key == 0
    assert match([archived], drafts_of("x :: y")).left_over == ()


def test_a_live_card_is_preferred_to_its_archived_twin():
    [card] = stored(drafts_of("a :: b"))
    twin = replace(card, key="archived", is_archived=True)
    matching = match([twin, card], drafts_of("a :: b"))
    assert matching.matches[0].key == 0


def test_another_kind_is_another_card():
    assert fates("a :: b", "Q: a\nA: b")[0] == [("new", None)]


def test_the_members_of_a_list_count_as_its_answer():
    found, _ = fates("Recall: parts\n- one\n- two", "Recall: parts\n- one\n- three")
    assert found == [("edited", 0)]


def test_the_digest_sees_what_learners_see():
    [draft] = drafts_of("Q: a\n= 1\nTolerance: 1 %")
    assert content_digest(draft) == content_digest(replace(draft, lines=(9, 9), note_key="z"))
    for change in (
        {"explanation": "x"},
        {"answer_spec": {**draft.answer_spec, "hints": False}},
        {"points": (KeyPoint(text="p"),)},
        {"tags": ("t",)},
        {"deck_path": "d"},
    ):
        assert content_digest(draft) != content_digest(replace(draft, **change))
    reordered = dict(reversed(draft.answer_spec.items()))
    assert content_digest(draft) == content_digest(replace(draft, answer_spec=reordered))


def test_five_thousand_cards_with_many_edits_are_matched_quickly():
    words = [f"word{number % 97} term{number % 89} part{number % 83}" for number in range(5000)]
    before = "\n\n".join(
        f"Q: what about {w} number {n}?\nA: it is {w} {n}" for n, w in enumerate(words)
    )
    after = "\n\n".join(
        f"Q: what about {w} number {n}?\nA: it is {w} {n}" if n % 3 else f"Q: how about {w} item {n}?\nA: it was {w} {n}"
        for n, w in enumerate(words)
    )  # fmt: skip
    existing, drafts = stored(drafts_of(before)), drafts_of(after)
    started = process_time()
    matching = match(existing, drafts)
    assert process_time() - started < 5
    kept = sum(1 for found in matching.matches if found.fate is Fate.SAME)
    assert kept == 3333


CARDS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("uvwxyz")), min_size=0, max_size=8
)


@settings(max_examples=80, deadline=None)
@given(before=CARDS, after=CARDS)
def test_no_card_is_given_twice_and_none_is_lost(before, after):
    old = stored(drafts_of("\n\n".join(f"{a} :: {b}" for a, b in before)) if before else ())
    new = drafts_of("\n\n".join(f"{a} :: {b}" for a, b in after)) if after else ()
    matching = match(old, new)
    keys = [found.key for found in matching.matches if found.fate is not Fate.NEW]
    assert len(keys) == len(set(keys))
    assert sorted([*keys, *matching.left_over]) == [card.key for card in old]
    assert [found.draft for found in matching.matches] == list(new)
