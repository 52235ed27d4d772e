"""The list of cards that need attention: evidence in words, one click to the card, waved through or not."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from cards.models import AttentionDismissal
from tests import factories
from tests.views.card_form import load, url_of
from tests.views.markup import inline_code, repeated_ids

LIST = "/admin/cards/card/attention/"


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def author_client(client, author):
    client.force_login(author)
    return client


@pytest.fixture
def card(learner, teammate):
    card = factories.make_number_card()
    for user in (learner, teammate):
        factories.make_attempt(user, card, "0.5 <b>")
    return card


def shown(response):
    return [one.card for one in response.context["shown"]]


def said(response):
    return [str(message) for message in response.context["messages"]]


def press(client, name, card, **fields):
    address = reverse(f"admin:cards_card_attention_{name}", args=[card.pk] if card else [])
    return client.post(address, fields, follow=True)


def mark_of(client):
    return client.get(LIST).context["shown"][0].finding.mark


def test_a_card_stands_there_with_its_evidence_and_a_way_to_it(author_client, card):
    response = author_client.get(LIST)
    html = response.content.decode()
    assert shown(response) == [card]
    assert "2 learners gave the same wrong answer" in html
    assert "0.5 &lt;b&gt;" in html
    assert f'href="{url_of(card)}"' in html
    assert "as the log said on" in html
    assert "learner@" not in html
    assert "teammate" not in html
    assert inline_code(html) == []
    assert repeated_ids(html) == []


def test_nothing_to_see_is_said(author_client):
    assert "no card stands out" in author_client.get(LIST).content.decode()
    assert "with this filter" in author_client.get(LIST + "?kind=leech").content.decode()


def test_the_suggestion_opens_the_form_with_a_row_for_the_answer(author_client, card):
    (one,) = author_client.get(LIST).context["shown"]
    page = author_client.get(one.evidence[0].link.partition("#")[0])
    assert "0.5 &lt;b&gt;</textarea>" in page.content.decode()
    plain = load(author_client, card)
    assert "0.5 <b>" not in str(plain)
    card.refresh_from_db()
    assert card.version == 1


@pytest.mark.parametrize("query", ["?wrong=x", "?wrong=" + "x" * 3000])
def test_a_suggestion_that_fits_nothing_is_harmless(author_client, query):
    for other in (factories.make_card(), factories.make_number_card()):
        assert author_client.get(url_of(other) + query).status_code == 200


def test_drawn_numbers_and_choices_get_no_suggestion(author_client, learner, teammate):
    for other in (factories.make_randomised_card(), factories.make_choice_card()):
        for user in (learner, teammate):
            factories.make_attempt(user, other, '["ReLU"]')
    found = author_client.get(LIST).context["shown"]
    assert len(found) == 2
    assert all(not one.evidence[0].link for one in found)
    assert "“ReLU”" in author_client.get(LIST).content.decode()


def test_filters_choose_deck_and_kind(author_client, card, learner):
    top = factories.make_deck("Networks")
    other = factories.make_card(deck=factories.make_deck("Training", parent=top))
    factories.make_schedule(learner, other, is_leech=True)
    for query, cards in (
        ("", [card, other]),
        (f"?deck={top.slug}", [other]),
        ("?kind=leech", [other]),
        ("?kind=wrong-answer", [card]),
        (f"?deck={top.slug}&kind=wrong-answer", []),
        ("?deck=nowhere&kind=nothing&page=x", [card, other]),
    ):
        response = author_client.get(LIST + query)
        assert sorted(one.pk for one in shown(response)) == sorted(one.pk for one in cards), query


def test_what_was_seen_goes_until_there_is_more(author_client, card, stranger, author):
    response = press(author_client, "seen", card, mark=mark_of(author_client), query="kind=leech")
    assert response.redirect_chain == [(LIST + "?kind=leech", 302)]
    assert shown(author_client.get(LIST)) == []
    assert shown(author_client.get(LIST + "?seen=on")) == [card]
    assert AttentionDismissal.objects.get().dismissed_by == author
    factories.make_attempt(stranger, card, "0.5 <b>")
    assert shown(author_client.get(LIST)) == []  # as of the last look
    press(author_client, "again", None)
    response = author_client.get(LIST)
    assert shown(response) == [card]
    assert "3 learners" in response.content.decode()


def test_a_second_click_and_a_second_tab_do_no_harm(author_client, card, stranger):
    mark = mark_of(author_client)
    for _ in range(2):
        press(author_client, "seen", card, mark=mark)
    assert AttentionDismissal.objects.count() == 1
    press(author_client, "show", card)
    assert said(press(author_client, "show", card)) == ["The card was on the list already."]
    factories.make_attempt(stranger, card, "0.5 <b>")
    press(author_client, "again", None)
    assert "other evidence by now" in said(press(author_client, "seen", card, mark=mark))[0]
    assert not AttentionDismissal.objects.exists()


def test_a_card_without_evidence_is_not_waved_through(author_client):
    quiet = factories.make_card()
    assert "nothing to see" in said(press(author_client, "seen", quiet, mark=""))[0]
    assert author_client.post(f"{LIST}999999/show/").status_code == 404
    assert author_client.post(f"{LIST}{'9' * 30}/show/").status_code == 404
    assert author_client.get(f"{LIST}{quiet.pk}/seen/").status_code == 405
    assert not AttentionDismissal.objects.exists()


def test_the_list_of_cards_filters_by_it(author_client, card):
    factories.make_card()
    address = reverse("admin:cards_card_changelist") + "?attention=needed"
    assert list(author_client.get(address).context["cl"].queryset) == [card]
    press(author_client, "seen", card, mark=mark_of(author_client))
    assert list(author_client.get(address).context["cl"].queryset) == []


def test_the_page_costs_the_same_whatever_it_shows(
    author_client, learner, django_assert_num_queries
):
    for number in (1, 40):
        for _ in range(number):
            card = factories.make_card(deck=factories.make_deck())
            factories.make_schedule(learner, card, is_leech=True)
        cache.clear()
        author_client.get(LIST)  # gathered
        with django_assert_num_queries(5):
            response = author_client.get(LIST)
    assert response.context["page"].paginator.num_pages == 2
    assert len(shown(author_client.get(LIST + "?page=2"))) == 16


@pytest.mark.django_db
def test_only_authors_get_in(client, learner):
    for person, status in ((learner, 302), (factories.make_user("clerk", is_staff=True), 403)):
        client.force_login(person)
        assert client.get(LIST).status_code == status
        for address in ("again/", "1/seen/", "1/show/"):
            assert client.post(LIST + address).status_code == status
