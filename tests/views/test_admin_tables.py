"""Decks, learners and their histories in the admin."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from cards.admin import read_only
from cards.models import (
    Attempt,
    Deck,
    Enrolment,
    PreferredDeck,
    Review,
    ReviewKind,
    Schedule,
    StudyDay,
    User,
)
from tests import factories
from tests.factories import NOON, TODAY
from tests.views.markup import inline_code

HISTORIES = ["review", "attempt", "schedule", "studyday"]


@pytest.fixture
def author_client(client, author):
    client.force_login(author)
    return client


def list_of(model):
    return reverse(f"admin:cards_{model}_changelist")


def make_review(user, card, **fields):
    defaults = {
        "schedule_version": 0, "kind": ReviewKind.LEARN, "reviewed_at": NOON, "studied_on": TODAY, "quality": 4,
        "ease_hundredths_before": 250, "ease_hundredths_after": 250,
    }  # fmt: skip
    return Review.objects.create(user=user, card=card, **(defaults | fields))


@pytest.fixture
def history(learner):
    """One row of every history, by model name."""
    card = factories.make_card("What is <b>ReLU</b>?")
    review = make_review(learner, card)
    return {
        "review": review,
        "attempt": Attempt.objects.create(
            user=learner, card=card, turn=0, number=1, outcome="correct", created_at=NOON
        ),
        "schedule": factories.make_schedule(learner, card),
        "studyday": StudyDay.objects.create(user=learner, day=TODAY, last_review=review),
    }


def deletion_of(browser, deck):
    return " ".join(
        browser.get(reverse("admin:cards_deck_delete", args=[deck.pk])).content.decode().split()
    )


def test_deleting_a_deck_says_how_many_learn_it_and_not_who(author_client, learner):
    deck = factories.make_deck("Doomed")
    Enrolment.objects.create(user=learner, deck=deck)
    PreferredDeck.objects.create(user=learner, deck=deck, place=0)
    page = deletion_of(author_client, deck)
    assert "Enrolments: 1" in page
    assert learner.username not in page
    author_client.post(reverse("admin:cards_deck_delete", args=[deck.pk]), {"post": "yes"})
    assert not Deck.objects.filter(pk=deck.pk).exists()


def test_what_keeps_a_deck_from_being_deleted_is_named_but_for_cards_of_learners(
    author_client, learner
):
    deck = factories.make_deck("Kept")
    factories.make_card("Shared?", deck=deck)
    factories.make_personal_card(learner, "Private?", deck=deck)
    factories.make_deck("Below", parent=deck)
    page = deletion_of(author_client, deck)
    assert "Shared?" in page
    assert "Kept / Below" in page
    assert "Private?" not in page
    assert "cards of learners’ own: 1" in page
    author_client.post(reverse("admin:cards_deck_delete", args=[deck.pk]), {"post": "yes"})
    assert Deck.objects.filter(pk=deck.pk).exists()


def test_cards_of_learners_own_move_up_when_their_deck_is_deleted(author_client, learner):
    top = factories.make_deck("Networks", position=3)
    middle = factories.make_deck("Training", parent=top)
    lowest = factories.make_deck("Warm-up", parent=middle)
    card = factories.make_personal_card(learner, "Private?", deck=lowest, position=7)
    page = deletion_of(author_client, lowest)
    assert "move to the deck above: 1" in page
    assert "Cards: " not in page
    assert "Private?" not in page
    fields = {"action": "delete_selected", "_selected_action": [middle.pk, lowest.pk]}
    done = author_client.post(list_of("deck"), fields | {"post": "yes"})
    assert done.status_code == 302
    assert list(Deck.objects.all()) == [top]
    card.refresh_from_db()
    assert (card.deck, card.sequence) == (top, 3_000_007)


def test_a_top_deck_with_a_card_of_a_learners_own_goes_once_it_has_a_parent(author_client, learner):
    deck, other = factories.make_deck("Lonely"), factories.make_deck("Networks")
    card = factories.make_personal_card(learner, "Private?", deck=deck)
    delete = reverse("admin:cards_deck_delete", args=[deck.pk])
    assert "Choose a parent for the deck first" in deletion_of(author_client, deck)
    author_client.post(delete, {"post": "yes"})
    assert Deck.objects.filter(pk=deck.pk).exists()
    deck.parent = other
    deck.save()
    author_client.post(delete, {"post": "yes"})
    card.refresh_from_db()
    assert card.deck == other


# --- Histories ---


@pytest.mark.parametrize("model", HISTORIES)
def test_a_history_is_looked_at_and_never_changed(author_client, history, model):
    row = history[model]
    html = author_client.get(list_of(model)).content.decode()
    assert "learner" in html
    assert inline_code(html) == []
    change = reverse(f"admin:cards_{model}_change", args=[row.pk])
    page = author_client.get(change)
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    before = type(row).objects.values().get(pk=row.pk)
    assert author_client.post(change, {"user": 1}).status_code == 403
    assert author_client.get(reverse(f"admin:cards_{model}_add")).status_code == 403
    delete = reverse(f"admin:cards_{model}_delete", args=[row.pk])
    assert author_client.post(delete, {"post": "yes"}).status_code == 403
    assert type(row).objects.values().get(pk=row.pk) == before


@pytest.mark.parametrize("model", HISTORIES)
def test_a_history_is_searched_by_the_exact_user_name(author_client, history, model):
    for name, number in (("learner", 1), ("learn", 0)):
        response = author_client.get(list_of(model), {"q": name})
        assert response.context["cl"].result_count == number


def test_a_long_history_is_not_counted_to_its_end(
    author_client, learner, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(read_only, "MOST_LISTED_ROWS", 60)
    card = factories.make_card()
    for _ in range(70):
        make_review(learner, card)
    with django_assert_max_num_queries(6) as captured:
        response = author_client.get(list_of("review"))
    assert response.context["cl"].result_count == 60
    assert [row.pk for row in response.context["cl"].result_list][:1] == [
        Review.objects.latest("pk").pk
    ]
    counts = [query["sql"] for query in captured if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT 60" in sql for sql in counts)


def test_the_reviews_of_one_card_are_listed(author_client, history, learner):
    other = make_review(learner, factories.make_card())
    response = author_client.get(list_of("review"), {"card__id__exact": other.card_id})
    assert list(response.context["cl"].result_list) == [other]


# --- Decks ---


def test_decks_are_listed_as_a_tree_in_the_authors_order(
    author_client, django_assert_max_num_queries
):
    second = factories.make_deck("A", position=2)
    first = factories.make_deck("Z", position=1)
    below = [
        factories.make_deck(name, parent=first, position=p) for p, name in ((2, "a"), (1, "z"))
    ]
    lowest = factories.make_deck("deep", parent=below[0])
    for status in ("published", "published", "draft", "archived"):
        factories.make_card(deck=below[0], status=status)
    with django_assert_max_num_queries(8):
        response = author_client.get(list_of("deck"))
    rows = list(response.context["cl"].result_list)
    assert rows == [first, below[1], below[0], lowest, second]
    row = rows[2]
    assert (row.published_count, row.draft_count, row.archived_count) == (2, 1, 1)


def save_deck(client, deck, **changes):
    fields = {
        "name": deck.name,
        "parent": deck.parent_id or "",
        "position": deck.position,
    } | changes
    return client.post(reverse("admin:cards_deck_change", args=[deck.pk]), fields)


def test_a_renamed_deck_renames_the_paths_below(author_client):
    top = factories.make_deck("Networks")
    below = factories.make_deck("Training", parent=top)
    assert save_deck(author_client, top, name="  Deep   learning ").status_code == 302
    below.refresh_from_db()
    assert below.path == "Deep learning / Training"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": "A / B"}, "name", "choose the parent"),
        ({"name": "Taken"}, "name", "already"),
        ({"parent": "self"}, "parent", "inside itself"),
        ({"parent": "below"}, "parent", "inside itself"),
        ({"name": "x" * 101}, "name", "at most 100"),
        ({"parent": "long"}, "name", "too long"),
    ],
)
def test_a_deck_that_cannot_be_is_refused(author_client, changes, field, words):
    top = factories.make_deck("Networks")
    below = factories.make_deck("T" * 100, parent=top)
    factories.make_deck("Taken")
    long = None
    for letter in "abc":
        long = factories.make_deck(letter * 99, parent=long)
    named = {"self": top.pk, "below": below.pk, "long": long.pk}
    changes = {name: named.get(value, value) for name, value in changes.items()}
    response = save_deck(author_client, top, **changes)
    errors = response.context["adminform"].form.errors
    assert any(words in message for message in errors[field]), errors
    assert Deck.objects.get(pk=top.pk).path == "Networks"


def test_a_deck_with_cards_or_decks_is_not_deleted(author_client):
    top = factories.make_deck("Networks")
    below = factories.make_deck("Training", parent=top)
    factories.make_card(deck=below)
    for deck in (top, below):
        delete = reverse("admin:cards_deck_delete", args=[deck.pk])
        assert "protected" in author_client.get(delete).content.decode()
        author_client.post(delete, {"post": "yes"})
    assert Deck.objects.count() == 2


# --- Accounts ---


def test_a_learners_page_shows_our_fields_and_no_password(author_client, learner):
    page = author_client.get(reverse("admin:cards_user_change", args=[learner.pk]))
    html = page.content.decode()
    assert 'name="new_cards_per_day"' in html
    assert learner.password.split("$")[-1] not in html
    assert inline_code(html) == []


def form_fields(response):
    form = response.context["adminform"].form
    fields = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, dt.datetime):
            fields |= {f"{name}_0": f"{value:%Y-%m-%d}", f"{name}_1": f"{value:%H:%M:%S}"}
        elif value not in (None, False):
            fields[name] = value
    return fields


@pytest.mark.parametrize(
    ("changes", "saved"),
    [
        ({"rest_weekdays": ["5", "6"], "time_zone": "Asia/Tokyo"}, True),
        ({"rest_weekdays": ["7"]}, False),
        ({"time_zone": "Atlantis"}, False),
        ({"day_start_hour": "23"}, False),
    ],
)
def test_a_learners_settings_are_checked_and_saved(author_client, learner, changes, saved):
    change = reverse("admin:cards_user_change", args=[learner.pk])
    response = author_client.post(change, form_fields(author_client.get(change)) | changes)
    assert (response.status_code == 302) is saved
    learner.refresh_from_db()
    assert learner.rest_weekdays == ([5, 6] if saved else [])


def test_a_new_account_gets_a_hashed_password(author_client):
    fields = {"username": "newcomer", "email": "new@example.com", "usable_password": "true",
              "password1": "correct horse battery", "password2": "correct horse battery"}  # fmt: skip
    response = author_client.post(reverse("admin:cards_user_add"), fields)
    assert response.status_code == 302
    user = User.objects.get(username="newcomer")
    assert user.email == "new@example.com"
    assert user.check_password("correct horse battery")


def test_deleting_a_learner_counts_what_goes_and_takes_it_along(author_client, learner, history):
    delete = reverse("admin:cards_user_delete", args=[learner.pk])
    html = author_client.get(delete).content.decode()
    assert "reviews: 1" in html.lower()
    assert author_client.post(delete, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=learner.pk).exists()
    assert not Review.objects.exists()
    assert not Schedule.objects.exists()


def test_the_only_administrator_is_not_deleted(author_client, author):
    delete = reverse("admin:cards_user_delete", args=[author.pk])
    assert "The only administrator" in author_client.get(delete).content.decode()
    author_client.post(delete, {"post": "yes"})
    assert User.objects.filter(pk=author.pk).exists()
    response = author_client.post(
        list_of("user"),
        {"action": "delete_selected", "_selected_action": [author.pk], "post": "yes"},
    )
    assert response.status_code == 200
    assert User.objects.filter(pk=author.pk).exists()


@pytest.mark.django_db
def test_who_may_not_delete_accounts_is_refused(client, learner):
    clerk = factories.make_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    client.force_login(clerk)
    delete = reverse("admin:cards_user_delete", args=[learner.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=learner.pk).exists()


# --- Frame ---


def test_the_index_is_ours_and_keeps_to_the_security_policy(author_client):
    response = author_client.get("/admin/")
    html = response.content.decode()
    assert "Gradient" in html
    assert "css/admin.css" in html
    assert "img/logo.svg" in html
    assert inline_code(html) == []
    assert "script-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("model", ["user", "deck", "card", "document", *HISTORIES])
def test_every_list_keeps_learners_and_staff_without_permission_out(client, learner, model):
    assert client.get(list_of(model)).status_code == 302
    client.force_login(learner)
    assert client.get(list_of(model)).status_code == 302
    client.force_login(factories.make_user("clerk", is_staff=True))
    assert client.get(list_of(model)).status_code == 403


@pytest.mark.parametrize("name", ["status__exact", "top", "q"])
def test_a_null_character_in_a_filter_is_refused(author_client, name):
    # PostgreSQL fails on it wherever a filter hands it on.
    author_client.raise_request_exception = False
    response = author_client.get(list_of("card"), {name: "a\0b"})
    assert response.status_code == 400
    assert author_client.get(list_of("card"), {"q": "a%00b"}).status_code == 200
