"""Many cards at once from the list: how many first, then done, and the way back."""

import pytest
from django.urls import reverse

from cards.models import BulkChange, Card
from tests import factories
from tests.views.markup import inline_code, repeated_ids

LIST = "/admin/cards/card/"
BULK = "/admin/cards/card/bulk/"


@pytest.fixture
def author_client(client, author):
    client.force_login(author)
    return client


def post(client, action, cards, query="", **fields):
    data = {"action": action, "_selected_action": [card.pk for card in cards]} | fields
    return client.post(LIST + query, data)


def said(response):
    return [str(message) for message in response.context["messages"]]


ACTIONS = ("publish", "archive", "make_draft", "move", "tag", "untag")


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_says_how_many_and_changes_nothing_yet(author_client, action):
    cards = [factories.make_card(status="published") for _ in range(2)]
    before = list(Card.objects.values())
    response = post(author_client, action, cards)
    html = response.content.decode()
    assert response.status_code == 200
    assert "2 cards" in html
    assert inline_code(html) == []
    assert repeated_ids(html) == []
    assert list(Card.objects.values()) == before


def test_archiving_says_how_many_learners_it_concerns(author_client, learner):
    card = factories.make_card()
    factories.make_schedule(learner, card)
    html = post(author_client, "archive", [card]).content.decode()
    assert "1 learner knows some of them" in html
    assert "learner@" not in html


def test_a_move_is_done_offered_back_and_undone(author_client):
    target = factories.make_deck("Optimizers")
    cards = [factories.make_card() for _ in range(3)]
    source = cards[0].deck
    post(author_client, "move", cards, confirm="1", number="3", deck=target.pk)
    assert set(Card.objects.values_list("deck", flat=True)) == {target.pk}
    page = author_client.get(LIST)
    assert said(page) == ["3 of 3 chosen cards were moved to “Optimizers”."]
    html = page.content.decode()
    assert "You changed 3 cards: moved to “Optimizers”." in html
    assert repeated_ids(html) == []
    undo = reverse("admin:cards_card_bulk_undo", args=[BulkChange.objects.get().pk])
    response = author_client.post(undo, {"next": LIST + "?q=x"})
    assert response["Location"] == LIST + "?q=x"
    assert set(Card.objects.values_list("deck", flat=True)) == {source.pk}
    assert "You changed" not in author_client.get(LIST).content.decode()
    again = author_client.post(undo, {"next": "https://elsewhere.example/"}, follow=True)
    assert again.redirect_chain == [(BULK, 302)]
    assert said(again) == ["This was undone already; nothing changed."]
    astray = author_client.post(undo, {"next": "nowhere"})
    assert astray["Location"] == reverse("admin:cards_card_bulk")


@pytest.mark.parametrize(
    ("action", "fields", "field"),
    [
        ("move", {"deck": ""}, "deck"),
        ("move", {"deck": "999999"}, "deck"),
        ("move", {"deck": "x"}, "deck"),
        ("tag", {"tags": " , "}, "tags"),
        ("tag", {"tags": "x" * 101}, "tags"),
        ("tag", {"tags": ",".join(map(str, range(21)))}, "tags"),
        ("tag", {"tags": "x\0"}, "tags"),
    ],
)
def test_what_is_missing_is_said_at_its_field(author_client, action, fields, field):
    card = factories.make_card()
    response = post(author_client, action, [card], confirm="1", number="1", **fields)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not BulkChange.objects.exists()


def test_all_that_fit_the_filter_are_changed_and_no_more(author_client):
    for n in range(60):
        factories.make_card(f"Needle {n}?", tags=["old"])
    other = factories.make_card("Else?")
    first = Card.objects.filter(prompt__startswith="Needle").first()
    fields = {"select_across": "1", "confirm": "1", "tags": "new", "number": "60"}
    response = post(author_client, "tag", [first], query="?q=needle", **fields)
    assert response.status_code == 302
    assert Card.objects.filter(prompt__startswith="Needle", tags=["old", "new"]).count() == 60
    other.refresh_from_db()
    assert other.tags == []


def test_other_cards_than_those_counted_are_not_changed(author_client):
    card = factories.make_card(status="draft")
    response = post(author_client, "publish", [card], confirm="1", number="2", select_across="1")
    assert response.status_code == 200
    assert "Nothing was changed" in response.content.decode()
    card.refresh_from_db()
    assert card.status == "draft"


@pytest.mark.parametrize("forged", ["x", "", "-1", "1.5", "9" * 19, "9" * 40, "²", "1 OR 1"])
@pytest.mark.parametrize(
    ("model", "action"), [("card", "archive"), ("deck", "delete_selected"),
                          ("user", "delete_selected"), ("blueprint", "publish")],
)  # fmt: skip
def test_a_forged_choice_is_a_message_and_no_error(author_client, model, action, forged):
    factories.make_card()
    address = reverse(f"admin:cards_{model}_changelist")
    response = author_client.post(
        address, {"action": action, "_selected_action": [forged]}, follow=True
    )
    assert response.status_code == 200
    assert "Nothing was changed" in said(response)[0]


def test_the_latest_changes_are_listed_with_their_undo(
    author_client, django_assert_max_num_queries
):
    assert "Nobody has changed" in author_client.get(BULK).content.decode()
    for n in range(5):
        card = factories.make_card()
        post(author_client, "tag", [card], confirm="1", number="1", tags=f"tag {n}")
    with django_assert_max_num_queries(5):
        html = author_client.get(BULK).content.decode()
    assert html.count('<button type="submit" class="button">Undo') == 5
    assert "tagged “tag 4”" in html
    assert inline_code(html) == []


@pytest.mark.django_db
def test_only_those_who_may_change_cards_change_many(client):
    clerk = factories.make_user("clerk", is_staff=True)
    client.force_login(clerk)
    assert client.get(BULK).status_code == 403
    assert client.post(f"{BULK}1/undo/").status_code == 403
    assert post(client, "archive", [factories.make_card()]).status_code == 403


def test_an_undo_of_nothing_is_not_found(author_client):
    assert author_client.post(f"{BULK}1/undo/").status_code == 404
    assert author_client.post(f"{BULK}{'9' * 30}/undo/").status_code == 404
    assert author_client.get(f"{BULK}1/undo/").status_code == 405


# --- Filters ---


def found(client, query):
    return list(client.get(f"{LIST}?{query}").context["cl"].queryset)


def test_a_deck_opens_its_decks_in_the_filter(author_client):
    top = factories.make_deck("Networks")
    below = factories.make_deck("Training", parent=top)
    lowest = factories.make_deck("Schedules", parent=below)
    factories.make_deck("Elsewhere")
    card = factories.make_card(deck=lowest)
    factories.make_card(deck=top)
    page = author_client.get(f"{LIST}?top={below.slug}")
    assert list(page.context["cl"].queryset) == [card]
    shown = [choice["display"].strip() for choice in page.context["cl"].filter_specs[2].choices(
        page.context["cl"])]  # fmt: skip
    assert shown == ["All", "Elsewhere", "Networks", "Training", "Schedules"]


def test_tags_filter_the_list(author_client):
    card = factories.make_card(tags=["β", "b"])
    factories.make_card(tags=["bb"])
    assert found(author_client, "tag=β") == [card]
    assert found(author_client, "tag=b") == [card]
    assert found(author_client, "tag=none") == []


@pytest.mark.parametrize("query", ["q=" + "x" * 5000, "tag=" + "y" * 5000, "p=x", "o=99"])  # fmt: skip
def test_odd_searches_are_answered(author_client, query):
    factories.make_card()
    assert author_client.get(f"{LIST}?{query}", follow=True).status_code == 200
