"""What the log says against cards: gathered in few queries, kept for minutes, without a learner."""

import dataclasses
import datetime as dt
import uuid

import pytest
from django.core.cache import cache

from cards.core.attention import EvidenceKind
from cards.models import AppealStatus, Review
from cards.queries.attention import KEPT_FOR, find, findings
from tests import factories
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
WRONG, LEECH = EvidenceKind.WRONG_ANSWER, EvidenceKind.LEECH


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    yield
    cache.clear()


def evidence_of(card, kind=None):
    found = [finding for finding in find(NOON).cards if finding.card == card.pk]
    return [
        each for finding in found for each in finding.evidence if kind is None or each.kind is kind
    ]


def make_reviews(user, card, number, *, quality=4, seconds=5, **fields):
    defaults = {
        "kind": "review", "schedule_version": 0, "reviewed_at": NOON, "studied_on": TODAY,
        "quality": quality, "duration_ms": seconds * 1000, "ease_hundredths_before": 250,
        "ease_hundredths_after": 250,
    }  # fmt: skip
    return Review.objects.bulk_create(
        Review(user=user, card=card, render_id=uuid.uuid4(), **(defaults | fields))
        for _ in range(number)
    )


def test_a_quiet_card_is_not_found(learner):
    card = factories.make_card()
    factories.make_schedule(learner, card)
    make_reviews(learner, card, 30)
    assert find(NOON).cards == ()


def test_leeches_are_counted_in_learners(learner, teammate, stranger):
    card = factories.make_card()
    for user in (learner, teammate):
        factories.make_schedule(user, card, is_leech=True)
    factories.make_schedule(stranger, card)
    (found,) = evidence_of(card)
    assert (found.kind, found.level) == (LEECH, 2)


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_only_published_cards_need_anybody(learner, status):
    card = factories.make_card(status=status)
    factories.make_schedule(learner, card, is_leech=True)
    assert find(NOON).cards == ()


def test_open_appeals_are_found_and_decided_ones_are_not(learner, teammate):
    card = factories.make_number_card()
    decided = factories.make_appeal(factories.make_attempt(learner, card), status=AppealStatus.DECLINED,
                                    decided_at=NOON)  # fmt: skip
    assert evidence_of(card) == []
    newest = factories.make_appeal(factories.make_attempt(teammate, card, "0.7"))
    (found,) = evidence_of(card)
    assert found.level == newest.pk > decided.pk


def test_the_same_wrong_answer_of_two_learners_is_shown_with_its_count(learner, teammate):
    card = factories.make_number_card()
    factories.make_attempt(learner, card, "0.5", reading="0.5")
    factories.make_attempt(learner, card, "0.50", reading="0.5")
    assert evidence_of(card) == []  # one person, twice
    factories.make_attempt(teammate, card, ".5", reading="0.5")
    (found,) = evidence_of(card)
    assert found.kind is WRONG
    assert found.level == 2
    assert "2 learners gave the same wrong answer, 3 times" in found.words
    assert found.answer in {"0.5", "0.50", ".5"}


def test_words_are_the_same_up_to_blanks_and_case(learner, teammate):
    card = factories.make_card(kind="text")
    factories.make_attempt(learner, card, "Batch Norm")
    factories.make_attempt(teammate, card, "batchnorm")
    assert len(evidence_of(card, WRONG)) == 1


@pytest.mark.parametrize("outcome", ["correct", "unreadable", "undecided", "revealed"])
def test_other_verdicts_are_no_wrong_answers(learner, teammate, outcome):
    card = factories.make_number_card()
    for user in (learner, teammate):
        factories.make_attempt(user, card, "0.5", outcome=outcome)
    assert evidence_of(card) == []


@pytest.mark.parametrize(
    "known", [{"wrong": [{"answer": " 0.5", "feedback": "Half?"}]}, {"accepted": ["0.5"]}]
)
def test_an_answer_that_the_card_knows_by_now_is_no_sign(learner, teammate, known):
    spec = {"kind": "number", "correct": "0.25", "options": {}} | known
    card = factories.make_card(kind="number", answer_spec=spec)
    for user in (learner, teammate):
        factories.make_attempt(user, card, "0.5")
    assert evidence_of(card) == []


def a_deck_of(learner, teammate, *, reviews=30, **fields):
    deck = factories.make_deck()
    for _ in range(3):
        make_reviews(learner, factories.make_card(deck=deck), reviews, **fields)
    card = factories.make_card(deck=deck)
    for user in (learner, teammate):
        factories.make_schedule(user, card)
    return card


def test_a_card_recalled_less_than_its_deck_is_found(learner, teammate):
    card = a_deck_of(learner, teammate)
    make_reviews(learner, card, 15, quality=2)
    make_reviews(teammate, card, 15)
    (found,) = evidence_of(card)
    assert found.kind is EvidenceKind.RETENTION
    assert "15 of 30 reviews (50%)" in found.words


def test_undone_and_other_reviews_count_nothing(learner, teammate):
    card = a_deck_of(learner, teammate)
    make_reviews(learner, card, 30, quality=2, kind="drill")
    undone = make_reviews(learner, card, 30, quality=2)
    for review in undone:
        make_reviews(learner, card, 1, kind="undo", quality=None, reverts=review)
    assert evidence_of(card) == []


def test_a_slow_card_is_found(learner, teammate):
    card = a_deck_of(learner, teammate, seconds=6)
    make_reviews(teammate, card, 12, seconds=41)
    (found,) = evidence_of(card)
    assert found.kind is EvidenceKind.TIME
    assert "41 s" in found.words
    assert "7 s" in found.words


def test_figures_of_one_person_alone_are_not_shown(learner):
    deck = factories.make_deck()
    for _ in range(3):
        make_reviews(learner, factories.make_card(deck=deck), 30)
    card = factories.make_card(deck=deck)
    factories.make_schedule(learner, card)
    make_reviews(learner, card, 30, quality=2, seconds=50)
    assert evidence_of(card) == []


def test_the_heaviest_come_first_and_no_learner_is_named(learner, teammate):
    light, heavy = factories.make_number_card(), factories.make_number_card()
    factories.make_schedule(learner, light, is_leech=True)
    for user in (learner, teammate):
        factories.make_appeal(factories.make_attempt(user, heavy))
    found = find(NOON)
    assert [finding.card for finding in found.cards] == [heavy.pk, light.pk]
    written = str(dataclasses.asdict(found.cards[0]))
    assert "learner@" not in written
    assert "teammate" not in written


def test_the_number_of_queries_does_not_grow(learner, teammate, django_assert_num_queries):
    def some(number):
        for _ in range(number):
            card = factories.make_number_card()
            for user in (learner, teammate):
                factories.make_schedule(user, card, is_leech=True)
                factories.make_attempt(user, card, "0.5")

    for number in (1, 20):
        some(number)
        with django_assert_num_queries(9):
            find(NOON)


def test_findings_are_kept_for_minutes_and_then_found_again(learner, django_assert_num_queries):
    first = findings(NOON)
    factories.make_schedule(learner, is_leech=True)
    with django_assert_num_queries(0):
        assert findings(NOON + KEPT_FOR / 2) == first
    assert findings(NOON + KEPT_FOR / 2, is_fresh=True).cards
    cache.clear()
    assert findings(NOON + dt.timedelta(days=1)).cards
