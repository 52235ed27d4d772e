"""What an author typed and did not save: kept for her alone, offered back, gone once it is saved."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cards.actions.unsaved_edits import LONGEST_EDIT, forget_old_edits, keep_edit
from cards.models import Card, CardVersion, UnsavedEdit
from tests import factories
from tests.views.card_form import form_of, load, url_of

ADD = reverse("admin:cards_card_add")


@pytest.fixture
def author_client(client, author):
    client.force_login(author)
    return client


def keep(client, card, **changes):
    fields = load(client, card, **changes)
    return client.post(reverse("admin:cards_card_unsaved", args=[card.pk]), fields)


def test_what_is_typed_is_kept_and_offered_back_and_publishes_nothing(author_client, author):
    card = factories.make_card("Old words?", points=[{"text": "one", "is_must": True}])
    response = keep(author_client, card, prompt="Half a tho", points=["two", "three"])
    assert "A copy of what you typed is kept" in response.content.decode()
    assert UnsavedEdit.objects.get().user == author
    card.refresh_from_db()
    assert (card.prompt, card.version) == ("Old words?", 1)
    offer = author_client.get(url_of(card)).content.decode()
    assert "an edit that was not saved" in offer
    html_rows = offer.count("data-row>") + 1  # one key point more, and spare rows do not add up

    taken = author_client.post(url_of(card), {"_take_up": "1"})
    form = form_of(taken)
    assert form["prompt"].value() == "Half a tho"
    assert [row["text"] for row in form["points"].value() if row["text"]] == ["two", "three"]
    assert taken.content.decode().count("data-row>") == html_rows
    card.refresh_from_db()
    assert card.prompt == "Old words?"
    assert not CardVersion.objects.exists()


def test_the_newest_copy_replaces_the_one_before(author_client):
    card = factories.make_card()
    for words in ("First?", "Second?"):
        keep(author_client, card, prompt=words)
    assert dict(UnsavedEdit.objects.get().fields)["prompt"] == "Second?"


def test_a_saved_card_leaves_no_copy_and_a_late_one_makes_none(author_client):
    card = factories.make_card()
    keep(author_client, card, prompt="New words?")
    author_client.post(url_of(card), load(author_client, card, prompt="New words?", label="typo"))
    assert not UnsavedEdit.objects.exists()
    assert "Everything is saved" in keep(author_client, card).content.decode()
    assert not UnsavedEdit.objects.exists()


def test_a_copy_is_thrown_away_by_its_author(author_client):
    card = factories.make_card()
    keep(author_client, card, prompt="New words?")
    response = author_client.post(url_of(card), {"_discard": "1"})
    assert response.status_code == 302
    assert not UnsavedEdit.objects.exists()


def test_taking_up_what_is_gone_saves_nothing(author_client):
    card = factories.make_card("Old words?")
    assert author_client.post(url_of(card), {"_take_up": "1"}).status_code == 200
    card.refresh_from_db()
    assert card.prompt == "Old words?"


def test_another_author_is_offered_nothing(author_client):
    card = factories.make_card()
    keep(author_client, card, prompt="New words?")
    author_client.force_login(factories.make_user("bo", is_staff=True, is_superuser=True))
    assert "was not saved" not in author_client.get(url_of(card)).content.decode()


def test_a_copy_of_a_card_that_was_saved_meanwhile_is_still_a_conflict(author_client):
    card = factories.make_card("Old words?")
    keep(author_client, card, prompt="My words?")
    Card.objects.update(prompt="Their words?")
    taken = author_client.post(url_of(card), {"_take_up": "1"})
    assert "Somebody saved this card" in taken.content.decode()


def test_a_new_card_is_kept_too(author_client):
    address = reverse("admin:cards_card_unsaved_new")
    for prompt in ("What is", "What is a tensor?"):
        author_client.post(address, {"kind": "question", "prompt": prompt})
    assert UnsavedEdit.objects.get().card is None
    taken = author_client.post(ADD, {"_take_up": "1"})
    assert form_of(taken)["prompt"].value() == "What is a tensor?"
    assert not Card.objects.exists()


def test_characters_no_database_holds_and_endless_texts_are_no_error(author_client):
    card = factories.make_card()
    assert keep(author_client, card, prompt="a\0b").status_code == 200
    assert dict(UnsavedEdit.objects.get().fields)["prompt"] == "ab"
    response = keep(author_client, card, prompt="x" * LONGEST_EDIT)
    assert "too long for a copy" in response.content.decode()


def test_tokens_and_tried_answers_are_not_kept(author_client):
    card = factories.make_card()
    keep(author_client, card, prompt="New?", csrfmiddlewaretoken="secret", try_submitted="1")
    names = {name for name, _ in UnsavedEdit.objects.get().fields}
    assert names.isdisjoint({"csrfmiddlewaretoken", "try_submitted"})


def test_keeping_asks_for_permission_and_a_post(client, learner, author):
    card = factories.make_card()
    address = reverse("admin:cards_card_unsaved", args=[card.pk])
    assert client.post(address).status_code == 403
    client.force_login(learner)
    assert client.post(address).status_code == 403
    client.force_login(author)
    assert client.get(address).status_code == 405
    assert client.post("/admin/cards/card/999/unsaved/").status_code == 404


# --- The way to the next card ---


def test_save_and_next_goes_through_the_deck(author_client):
    deck = factories.make_deck()
    first, second = (factories.make_card(deck=deck, position=n) for n in (1, 2))
    factories.make_card(position=3)
    fields = load(author_client, first, _save_next="1", prompt="New?", label="typo")
    response = author_client.post(url_of(first), fields)
    assert response["Location"] == url_of(second)
    last = author_client.post(url_of(second), load(author_client, second, _save_next="1"))
    assert last["Location"] == reverse("admin:cards_card_changelist")
    first.refresh_from_db()
    assert first.prompt == "New?"


def test_after_a_new_card_comes_another_of_its_kind_behind_it(author_client):
    deck = factories.make_deck()
    fields = {"kind": "term", "deck": deck.pk, "status": "draft", "position": 7,
              "prompt": "Tensor", "answer": "An array.", "_save_next": "1"}  # fmt: skip
    response = author_client.post(ADD, fields)
    form = form_of(author_client.get(response["Location"]))
    assert form["kind"].value() == "term"
    assert int(form["deck"].value()) == deck.pk
    assert form["position"].value() == 8


def test_an_edit_that_nobody_touched_for_three_months_is_forgotten_at_night(author, learner):
    now = timezone.now()
    rows = {
        days: keep_edit(
            user=author, card=factories.make_card(), fields=[("prompt", "Half")],
            now=now - dt.timedelta(days=days),
        )
        for days in (0, 89, 91, 400)
    }  # fmt: skip
    assert forget_old_edits(now) == 2
    assert set(UnsavedEdit.objects.all()) == {rows[0], rows[89]}
    UnsavedEdit.objects.filter(pk=rows[89].pk).update(kept_at=now - dt.timedelta(days=92))
    call_command("tick", stdout=StringIO())
    assert UnsavedEdit.objects.get() == rows[0]
