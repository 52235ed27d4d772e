"""A card whose stored specification is unusable: every page says so or does without, and study goes on."""

import pytest
from django.urls import reverse

from cards.models import Attempt, Review
from tests.factories import make_card, make_number_card
from tests.views.study_steps import HTMX, answer, rate, shown, token_of, words_of

pytestmark = pytest.mark.django_db

BROKEN = [
    None,
    {"kind": "nothing"},
    ["a", "list"],
    5,
    {"kind": "number", "correct": "(("},
    {"kind": "number", "correct": "1", "parameters": 5},
    {"kind": "number", "correct": "1", "parameters": "n"},
    {"kind": "number", "correct": "1", "options": {"variables": [[1]]}},
]


def break_card(card, specification):
    """What no form lets through: a script, a restored dump or an older release may."""
    type(card).objects.filter(pk=card.pk).update(answer_spec=specification)


@pytest.mark.parametrize("specification", BROKEN, ids=str)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_broken_card_is_named_and_can_be_set_aside(web, specification, headers):
    card = make_number_card(position=1)
    make_card("The next one?", position=2)
    break_card(card, specification)
    response = web.get(reverse("study"), headers=headers)
    assert response.status_code == 200
    assert "This card is broken" in words_of(response)
    assert web.post(reverse("set-aside", args=[card.uid]), {"set_aside": "1"}).status_code == 302
    assert "The next one?" in words_of(web.get(reverse("study"), headers=headers))


def test_a_card_broken_between_showing_and_answer_counts_nothing(web):
    card = make_number_card()
    _, token = shown(web)
    break_card(card, {"kind": "number", "correct": "(("})
    for fields in ({"submitted": "0.25"}, {"reveal": "1"}):
        response = answer(web, token, HTMX, **fields)
        assert "This card is broken" in words_of(response)
    assert not Attempt.objects.exists()
    assert not Review.objects.exists()


@pytest.mark.parametrize("specification", BROKEN, ids=str)
def test_the_pages_around_a_broken_card_do_without_its_specification(web, client, specification):
    card = make_card("What is 1?", kind="expression", answer="one", answer_spec={"kind": "number"})
    break_card(card, specification)
    page = web.get(reverse("show-card", args=[card.uid]))
    assert "What is 1?" in words_of(page)
    assert "What is 1?" in words_of(web.get(reverse("show-deck", args=[card.deck.slug])))
    client.logout()
    assert "Nothing to try yet" in words_of(client.get(reverse("try-cards")))


def test_the_preview_of_a_broken_card_stays_silent(web):
    card = make_number_card()
    _, token = shown(web)
    break_card(card, {"kind": "number", "correct": "1", "options": {"variables": [[1]]}})
    sent = {"presentation": token, "submitted": "0.5"}
    assert web.post(reverse("preview-answer"), sent, headers=HTMX).status_code == 200


def test_what_was_typed_before_the_card_broke_is_no_dead_end(web):
    card = make_number_card()
    _, token = shown(web)
    back = answer(web, token, HTMX, submitted="0.25")
    break_card(card, None)
    assert rate(web, token_of(back), "good", headers=HTMX).status_code == 200
    assert Review.objects.get().quality == 4
