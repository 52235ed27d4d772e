"""Decks to look through, and the choice of what to learn."""

import re

import pytest
from django.urls import reverse

from cards.models import Card, CardStatus, Deck, Enrolment, User
from tests.factories import make_card, make_deck, make_number_card, make_schedule
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db


def deck_page(web, deck, **query):
    return web.get(reverse("show-deck", args=[deck.slug]), query)


def prompts_of(response):
    return re.findall(r'class="card-list__prompt"[^>]*>([^<]*)<', response.content.decode())


# --- The list ---


def test_a_site_without_cards_has_an_empty_list(web):
    make_deck("Empty")
    assert "No decks yet" in words_of(web.get(reverse("list-decks")))


def test_decks_stand_in_the_authors_order_with_their_topics(web, learner):
    second = make_deck("Statistics", position=2)
    first = make_deck("Deep learning", position=1)
    topic = make_deck("Optimizers", parent=first, position=1)
    make_schedule(learner, make_card(deck=topic))
    make_card(deck=second)
    page = words_of(web.get(reverse("list-decks")))
    assert page.index("Deep learning") < page.index("Optimizers") < page.index("Statistics")
    assert "1 topic" in page
    assert "1 of 1 met" in page


def test_picked_decks_are_kept_and_said_back(web, learner):
    picked, other = make_deck("Picked"), make_deck("Other")
    for deck in (picked, other):
        make_card(deck=deck)
    response = web.post(
        reverse("choose-learned-decks"), {"scope": "picked", "decks": [picked.pk]}, follow=True
    )
    assert "New cards come from the deck you picked." in words_of(response)
    page = response.content.decode()
    assert re.search(rf'value="{picked.pk}" checked', page)
    assert not re.search(rf'value="{other.pk}" checked', page)
    response = web.post(reverse("choose-learned-decks"), {"scope": "all"}, follow=True)
    assert "New cards come from every deck." in words_of(response)
    assert User.objects.get(pk=learner.pk).learns_all_decks


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scope": "picked"}, "Pick at least one deck"),
        ({"scope": "picked", "decks": ["999999"]}, "One of the decks is gone."),
        ({"scope": "picked", "decks": [str(2**63)]}, "One of the decks is gone."),
        ({"scope": "picked", "decks": ["x' OR 1=1"]}, "deck"),
        ({"scope": "none"}, "none"),
        ({}, "required"),
    ],
)
def test_a_choice_that_cannot_be_meant_changes_nothing_and_says_why(web, learner, fields, words):
    response = web.post(reverse("choose-learned-decks"), fields, follow=True)
    assert response.status_code == 200
    assert words in words_of(response)
    assert User.objects.get(pk=learner.pk).learns_all_decks
    assert not Enrolment.objects.exists()


# --- One deck ---


def test_a_deck_shows_its_numbers_its_topics_and_its_cards(web, learner, today):
    parent = make_deck("Deep learning", description="About **depth**.")
    child = make_deck("Optimizers", parent=parent)
    make_schedule(learner, make_card("What is Adam?", deck=child), today=today, interval=30)
    make_card("What is depth?", deck=parent)
    response = deck_page(web, parent)
    page = words_of(response)
    assert "About depth ." in page
    assert "Topics Optimizers 1 due 1 of 1 met" in page
    assert set(prompts_of(response)) == {"What is depth?", "What is Adam?"}
    assert "mature" in page


def test_a_topic_leads_back_to_its_deck(web):
    parent = make_deck("Deep learning")
    child = make_deck("Optimizers", parent=parent)
    make_card(deck=child)
    assert reverse("show-deck", args=[parent.slug]) in deck_page(web, child).content.decode()


def test_a_deck_without_published_cards_says_so(web):
    deck = make_deck("Drafts only")
    make_card("Secret draft?", deck=deck, status=CardStatus.DRAFT)
    make_card("Old one?", deck=deck, status=CardStatus.ARCHIVED)
    page = words_of(deck_page(web, deck))
    assert "No cards here yet" in page
    assert "Secret draft" not in page
    assert "Old one" not in page


def test_a_thousand_cards_come_in_pages_of_fifty(web, django_assert_num_queries):
    deck = make_deck("Large")
    cards = [
        Card(deck=deck, prompt=f"Question {number}?", answer="a", position=number,
             status=CardStatus.PUBLISHED)
        for number in range(1000)
    ]  # fmt: skip
    for card in cards:
        card.place()
    Card.objects.bulk_create(cards)
    first = deck_page(web, deck)
    assert prompts_of(first) == [f"Question {number}?" for number in range(50)]
    assert "Page 1 of 20" in words_of(first)
    # Session, user, deck; tree 3; number of cards, cards, schedules.
    with django_assert_num_queries(9):
        last = deck_page(web, deck, page="20")
    assert prompts_of(last)[-1] == "Question 999?"
    assert "Next" not in words_of(last).split("Page 20 of 20")[1].split("Gradient")[0]


@pytest.mark.parametrize(("page", "shown"), [("0", 2), ("99", 2), ("-1", 2), ("x", 1), ("", 1)])
def test_a_page_that_is_not_there_is_the_nearest_that_is(web, page, shown):
    deck = make_deck("Deck")
    for _ in range(51):
        make_card(deck=deck)
    assert f"Page {shown} of 2" in words_of(deck_page(web, deck, page=page))


def test_formulas_and_drawn_figures_are_shown_in_the_list(web):
    deck = make_deck("Deck")
    make_card("What is $\\sigma$?", deck=deck)
    make_card(
        "Twice ${k}?", deck=deck, kind="number", answer="2*k",
        answer_spec={"kind": "number", "correct": "2*k", "parameters": {"k": "3..9"}},
    )  # fmt: skip
    page = deck_page(web, deck).content.decode()
    assert "<math" in page
    assert "${k}" not in page
    assert re.search(r"Twice [3-9]\?", page)


def test_a_very_long_prompt_is_listed_whole_and_left_to_the_browser_to_cut(web):
    deck = make_deck("Deck " + "x" * 90)
    make_card("word " * 2000, deck=deck)
    assert deck_page(web, deck).status_code == 200


@pytest.mark.parametrize("number", [5, 50])
def test_the_number_of_queries_hangs_on_neither_cards_nor_decks(
    web, learner, today, number, django_assert_num_queries
):
    parent = make_deck("Parent")
    for count in range(number):
        deck = make_deck(f"Deck {count}", parent=parent)
        make_schedule(learner, make_number_card(deck=deck), today=today)
    # Session, user, tree 3.
    with django_assert_num_queries(5):
        web.get(reverse("list-decks"))
    with django_assert_num_queries(9):
        deck_page(web, parent)


# --- More than the limit ---


def test_ten_more_are_learned_today_and_only_today(web, learner, today):
    for _ in range(40):
        make_card()
    for presses, extra in ((1, 10), (2, 20)):
        assert web.post(reverse("learn-more"))["Location"] == reverse("study")
        learner.refresh_from_db()
        assert (learner.extra_new_cards, learner.extra_new_cards_on) == (extra, today), presses
    assert "30 new" in words_of(web.get(reverse("study")))
    User.objects.filter(pk=learner.pk).update(extra_new_cards_on=today.replace(year=2020))
    assert "10 new" in words_of(web.get(reverse("study")))


def test_learning_more_of_a_deck_stays_in_the_deck(web):
    deck = make_deck("Optimizers")
    response = web.post(reverse("learn-more"), {"deck": deck.slug})
    assert response["Location"] == reverse("study-deck", args=[deck.slug])
    assert web.post(reverse("learn-more"), {"deck": "nowhere"}).status_code == 404
    assert Deck.objects.count() == 1
