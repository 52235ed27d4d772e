"""The day's queue from the tables: new cards that a page already knows of, and those it does not."""

import pytest

from cards.models import Card
from cards.queries.study import SPARE_NEW_CARDS, study_state
from tests.factories import NOON, make_card, make_deck, make_schedule

pytestmark = pytest.mark.django_db


def ids(cards):
    return [card.card_id for card in cards]


def upcoming(user, known):
    state = study_state(user, None, NOON, coming_new=[(card_id, "") for card_id in known])
    return [card_id for card_id, _ in state.coming_new]


@pytest.fixture
def deck():
    deck = make_deck("Deck")
    for position in range(30):
        make_card(deck=deck, position=position)
    return deck


def test_cards_that_a_page_knows_of_are_taken_as_they_are(learner, deck):
    known = list(Card.objects.order_by("sequence").values_list("pk", flat=True))[5:25]
    assert upcoming(learner, known) == known


def test_a_known_card_that_was_studied_today_in_another_tab_is_left_out(learner, deck):
    known = list(Card.objects.order_by("sequence").values_list("pk", flat=True))[:20]
    schedule = make_schedule(learner, Card.objects.get(pk=known[0]), days_overdue=-6)
    schedule.last_studied_on = learner.study_day(NOON)
    schedule.save()
    assert upcoming(learner, known) == known[1:]


def test_too_few_known_cards_are_not_enough(learner, deck):
    everything = list(Card.objects.order_by("sequence").values_list("pk", flat=True))
    found = upcoming(learner, everything[:12])
    assert found == everything[: 10 + SPARE_NEW_CARDS]


def test_a_page_carries_what_the_next_step_needs(learner, deck):
    state = study_state(learner, None, NOON)
    again = study_state(learner, None, NOON, coming_new=state.coming_new)
    assert again.queue == state.queue
    assert again.counters == state.counters
