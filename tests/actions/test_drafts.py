"""The steps of the review queue and their undo."""

import threading

import pytest
from django.db import connection

from cards.actions.drafts import (
    DraftError,
    StaleDraftError,
    accept_draft,
    accept_drafts,
    discard_draft,
    edit_draft,
    merge_drafts,
    restore_draft,
    split_draft,
    undo_step,
)
from cards.actions.imports import SourceFile, apply_import, plan_import
from cards.core.documents.reviewing import DraftText
from cards.core.kinds import CardKind
from cards.models import Card, CardStatus, DraftSource, DraftStep, UnsavedEdit
from cards.queries.drafts import DraftFilter, ready_drafts
from tests.factories import NOON, make_card, make_schedule

pytestmark = pytest.mark.django_db
NOTES = "Q: First?\nA: One.\n\nQ: Second?\nA: Two.\n\nQ: Third?\nA: Three.\n"


def load(text=NOTES):
    plan = plan_import([SourceFile(name="notes.md", content=text.encode())])
    apply_import(plan, now=NOON)
    return plan


@pytest.fixture
def drafts(db):
    load()
    return list(Card.objects.order_by("position"))


@pytest.fixture
def by(author):
    return {"user": author, "now": NOON}


def at(card):
    return (card.pk, card.version)


def text(prompt="Better?", answer="Yes.", kind=CardKind.QUESTION):
    return DraftText(kind=kind, prompt=prompt, answer=answer)


def stored():
    return list(Card.objects.order_by("pk").values("pk", "status", "prompt", "answer", "points"))


STEPS = {
    "accept": lambda cards, by: accept_draft(cards[0].pk, version=1, **by),
    "discard": lambda cards, by: discard_draft(cards[0].pk, version=1, **by),
    "edit": lambda cards, by: edit_draft(cards[0].pk, text(), version=1, **by),
    "edit and accept": lambda cards, by: edit_draft(
        cards[0].pk, text(), version=1, accepts=True, **by
    ),
    "merge": lambda cards, by: merge_drafts(at(cards[0]), at(cards[1]), **by),
    "split": lambda cards, by: split_draft(cards[0].pk, (text("A?"), text("B?")), version=1, **by),
    "accept many": lambda cards, by: accept_drafts(cards, **by)[0],
}


@pytest.mark.parametrize("name", STEPS)
def test_every_step_changes_something_and_its_undo_brings_it_back(drafts, by, name):
    before = stored()
    step = STEPS[name](drafts, by)
    assert stored() != before
    undone, left = undo_step(step, now=NOON)
    assert (undone, left) == (len(step.changes), 0)
    assert stored() == before
    assert undo_step(step, now=NOON) == (0, 0)
    assert stored() == before


@pytest.mark.parametrize("name", sorted(set(STEPS) - {"accept many"}))
def test_the_second_of_two_authors_is_told(drafts, by, teammate, name):
    discard_draft(drafts[0].pk, version=1, user=teammate, now=NOON)
    with pytest.raises(StaleDraftError, match="teammate discarded this draft"):
        STEPS[name](drafts, by)
    assert DraftStep.objects.count() == 1


def test_an_edit_by_somebody_else_is_not_accepted_unseen(drafts, by):
    edit_draft(drafts[0].pk, text(), version=1, **by)
    with pytest.raises(StaleDraftError, match="author edited this draft"):
        accept_draft(drafts[0].pk, version=1, **by)


def test_an_incomplete_draft_is_not_accepted(by):
    card = make_card(answer="", status=CardStatus.DRAFT)
    with pytest.raises(DraftError, match="no answer"):
        accept_draft(card.pk, version=1, **by)
    with pytest.raises(DraftError, match="no answer"):
        edit_draft(card.pk, text(answer=""), version=1, accepts=True, **by)
    card.refresh_from_db()
    assert (card.status, card.version) == (CardStatus.DRAFT, 1)


def test_many_are_accepted_without_the_doubtful_and_the_incomplete(drafts, by):
    Card.objects.filter(pk=drafts[0].pk).update(confidence=0.5)
    Card.objects.filter(pk=drafts[1].pk).update(answer="")
    ready = ready_drafts(DraftFilter(), confidence=0.9)
    assert [card.pk for card in ready] == [drafts[2].pk]
    assert accept_drafts(ready, **by)[1] == 1


def test_accepting_many_leaves_out_what_changed_meanwhile(drafts, by):
    edit_draft(drafts[0].pk, text(), version=1, **by)
    assert accept_drafts(drafts, **by)[1] == 2
    assert Card.objects.get(pk=drafts[0].pk).status == CardStatus.DRAFT


def test_the_undo_of_an_acceptance_leaves_alone_what_learners_began_with(drafts, by, learner):
    step, _ = accept_drafts(drafts, **by)
    make_schedule(learner, drafts[0])
    assert undo_step(step, now=NOON) == (2, 1)
    assert Card.objects.get(pk=drafts[0].pk).status == CardStatus.PUBLISHED


def test_an_unsaved_edit_keeps_no_acceptance_from_its_undo(drafts, by, author):
    step, _ = accept_drafts(drafts, **by)
    UnsavedEdit.objects.create(user=author, card=drafts[0], fields=[], kept_at=NOON)
    assert undo_step(step, now=NOON) == (3, 0)


def test_accepting_and_undoing_many_takes_few_queries(by, django_assert_max_num_queries):
    load("".join(f"Q: Question {n}?\nA: Answer {n}.\n\n" for n in range(80)))
    with django_assert_max_num_queries(12):
        step, number = accept_drafts(list(Card.objects.all()), **by)
    assert number == 80
    with django_assert_max_num_queries(60):
        assert undo_step(step, now=NOON) == (80, 0)


def test_a_discarded_draft_stays_so_on_the_next_import_and_can_be_restored(drafts, by):
    discard_draft(drafts[0].pk, version=1, **by)
    plan = load()
    assert dict(plan.counts()) == {"same": 3}
    drafts[0].refresh_from_db()
    assert drafts[0].status == CardStatus.DISCARDED
    restore_draft(drafts[0].pk, version=1, **by)
    drafts[0].refresh_from_db()
    assert drafts[0].status == CardStatus.DRAFT


@pytest.mark.parametrize("name", ["merge", "split", "edit"])
def test_what_an_author_made_of_drafts_survives_the_next_import(drafts, by, name):
    STEPS[name](drafts, by)
    before = stored()
    load()
    assert stored() == before


def test_both_parts_of_a_split_keep_their_source_lines(drafts, by):
    STEPS["split"](drafts, by)
    new = Card.objects.get(prompt="B?")
    assert DraftSource.objects.get(card=new).text == "Q: First?\nA: One."
    assert (new.document_id, new.deck_id) == (drafts[0].document_id, drafts[0].deck_id)


def test_a_question_becomes_a_cloze_with_its_gap(drafts, by):
    cloze = text("A {{c2::tensor}} is an array.", "", CardKind.CLOZE)
    edit_draft(drafts[0].pk, cloze, version=1, **by)
    drafts[0].refresh_from_db()
    assert (drafts[0].kind, drafts[0].cloze_ordinal) == ("cloze", 2)


def test_a_draft_is_not_merged_with_itself(drafts, by):
    with pytest.raises(DraftError, match="itself"):
        merge_drafts(at(drafts[0]), at(drafts[0]), **by)


@pytest.mark.django_db(transaction=True)
def test_two_authors_who_merge_both_ways_at_once_do_not_wait_for_each_other(author):
    load("".join(f"Q: Is number {number} prime?\nA: Perhaps.\n\n" for number in range(24)))
    cards = list(Card.objects.order_by("position"))
    pairs = list(zip(cards[::2], cards[1::2], strict=True))
    barrier, outcomes = threading.Barrier(2), []

    def merge_all(is_reversed):
        try:
            for pair in pairs:
                barrier.wait()
                first, second = reversed(pair) if is_reversed else pair
                try:
                    merge_drafts(at(first), at(second), user=author, now=NOON)
                    outcomes.append("merged")
                except DraftError:
                    outcomes.append("told")
        except BaseException:
            barrier.abort()  # not at the end: the other one may not have left the barrier yet
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=merge_all, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged"] * 12 + ["told"] * 12
