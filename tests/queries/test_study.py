"""The day's queue from the tables: new cards that a page already knows of, and those it does not."""

import pytest

from cards.models import Card, CardStatus
from cards.queries.study import SPARE_NEW_CARDS, study_state, upcoming_new_cards
from tests.factories import NOON, make_card, make_deck, make_schedule, make_user

pytestmark = pytest.mark.django_db


def ids(cards):
    return [card.card_id for card in cards]


@pytest.fixture
def deck():
    deck = make_deck("Deck")
    for position in range(30):
        make_card(deck=deck, position=position)
    return deck


def test_cards_that_a_page_knows_of_are_taken_in_the_authors_order(learner, deck):
    known = list(Card.objects.order_by("sequence").values_list("pk", flat=True))[:20]
    assert ids(upcoming_new_cards(learner, None, 10, known[::-1])) == known


def test_a_known_card_that_was_met_or_archived_since_is_left_out(learner, deck):
    known = list(Card.objects.order_by("sequence").values_list("pk", flat=True))[:20]
    make_schedule(learner, Card.objects.get(pk=known[0]))
    Card.objects.filter(pk=known[1]).update(status=CardStatus.ARCHIVED)
    assert ids(upcoming_new_cards(learner, None, 10, known)) == known[2:]


def test_too_few_known_cards_are_not_enough(learner, deck):
    everything = list(Card.objects.order_by("sequence").values_list("pk", flat=True))
    found = ids(upcoming_new_cards(learner, None, 10, everything[:12]))
    assert found == everything[: 10 + SPARE_NEW_CARDS]


def test_ids_of_nowhere_do_no_harm(learner, deck):
    assert len(upcoming_new_cards(learner, None, 10, [10**12, -5])) == 10 + SPARE_NEW_CARDS


def test_a_page_carries_what_the_next_step_needs(learner, deck):
    state = study_state(learner, None, NOON)
    again = study_state(learner, None, NOON, coming_new=state.coming_new)
    assert again.queue == state.queue
    assert again.counters == state.counters


def test_known_cards_of_another_learner_are_checked_for_this_one(deck):
    other = make_user()
    known = list(Card.objects.order_by("sequence").values_list("pk", flat=True))[:20]
    for card_id in known:
        make_schedule(other, Card.objects.get(pk=card_id))
    assert not set(ids(upcoming_new_cards(other, None, 10, known))) & set(known)
