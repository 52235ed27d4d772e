"""The versions of a card: any two side by side, and the way back."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.actions.authoring import save_card
from cards.models import ChangeLabel, Schedule
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def author_client(client, author):
    client.force_login(author)
    return client


@pytest.fixture
def card(author):
    card = factories.make_card("The first words?", points=[{"text": "one", "is_must": True}])
    for prompt in ("The second words?", "Third words?"):
        card.prompt = prompt
        save_card(card, user=author, label=ChangeLabel.TYPO, now=NOON)
    return card


def page_of(client, card, **query):
    return client.get(reverse("admin:cards_card_history", args=[card.pk]), query)


def revert(client, card, **fields):
    address = reverse("admin:cards_card_revert", args=[card.pk])
    fields = {"version": 1, "current": card.version, "label": "clarified"} | fields
    return client.post(address, fields, follow=True)


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def compared(response):
    return [(one.label, one.before, one.after) for one in response.context["compared"]]


def test_the_newest_edit_is_shown_first_with_who_and_when(author_client, card):
    response = page_of(author_client, card)
    [(label, before, after)] = compared(response)
    assert label == "Prompt"
    assert "second" in before
    assert "<ins>Third</ins>" in after
    html = response.content.decode()
    assert "author" in html
    assert "10 Jun 2026, 12:00" in html


@pytest.mark.parametrize("query", [{"before": 1, "after": 3}, {"before": 3, "after": 1}])
def test_any_two_versions_are_compared_the_older_one_first(author_client, card, query):
    [(label, before, after)] = compared(page_of(author_client, card, **query))
    assert label == "Prompt"
    assert "first" in before
    assert "Third" in after


@pytest.mark.parametrize(
    "query", [{"before": "x"}, {"before": 1, "after": 99}, {"before": 2, "after": 2}]
)
def test_a_choice_that_is_none_compares_nothing_wrong(author_client, card, query):
    assert page_of(author_client, card, **query).status_code == 200


def test_going_back_is_a_new_version_and_moves_no_schedule(author_client, card, learner, author):
    factories.make_schedule(learner, card)
    before = Schedule.objects.values().get()
    response = revert(author_client, card, label="typo")
    assert "This is version 4" in told(response)
    card.refresh_from_db()
    assert (card.prompt, card.version) == ("The first words?", 4)
    newest = card.versions.get(number=4)
    assert (newest.label, newest.created_by) == (ChangeLabel.TYPO, author)
    assert Schedule.objects.values().get() == before


def test_going_back_twice_makes_one_version(author_client, card):
    revert(author_client, card)
    response = revert(author_client, card)
    assert "meanwhile" in told(response)
    card.refresh_from_db()
    assert card.version == 4


@pytest.mark.parametrize(
    "fields", [{"version": 99}, {"version": "x"}, {"label": "first"}, {"current": ""}]
)
def test_a_version_that_is_none_changes_nothing(author_client, card, fields):
    revert(author_client, card, **fields)
    card.refresh_from_db()
    assert card.version == 3


def test_who_may_only_look_compares_and_does_not_go_back(client, card):
    clerk = factories.make_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_card"))
    client.force_login(clerk)
    response = page_of(client, card)
    assert compared(response)
    assert "Go back to it" not in response.content.decode()
    assert revert(client, card).status_code == 403


def test_a_learner_sees_no_versions(client, card, learner):
    client.force_login(learner)
    assert page_of(client, card).status_code == 302
    assert client.post(reverse("admin:cards_card_revert", args=[card.pk])).status_code == 302
    assert card.versions.count() == 3


def test_the_page_costs_the_same_however_often_the_card_was_edited(
    author_client, author, card, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as few:
        page_of(author_client, card)
    for number in range(10):
        card.prompt = f"Words {number}?"
        save_card(card, user=author, label=ChangeLabel.TYPO, now=NOON)
    with django_assert_num_queries(len(few)):
        page_of(author_client, card)
