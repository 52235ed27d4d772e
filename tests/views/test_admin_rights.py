"""Authors and administrators: what each may open, and what stays between a learner and the site."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.urls import reverse

from cards.actions.demo import make_demo_accounts
from cards.actions.staff import make_staff
from cards.admin.learner_lookups import personal_models
from cards.models import Blueprint, ImportRun, RightsChange, User
from tests import factories
from tests.factories import NOON
from tests.views.card_form import load, url_of
from tests.views.markup import inline_code

pytestmark = pytest.mark.django_db
AUTHORS_PAGES = {"card", "deck", "document", "importrun", "appeal", "blueprint"}
ADMINISTRATORS_PAGES = AUTHORS_PAGES | {"user", "team"}


def staff(name, *, is_administrator=False):
    user = factories.make_user(name)
    make_staff(user, is_administrator=is_administrator, changed_by=None, now=NOON)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def writer(db):
    return staff("writer")


@pytest.fixture
def writer_client(client, writer):
    client.force_login(writer)
    return client


@pytest.fixture
def administrator(db):
    return staff("clerk", is_administrator=True)


@pytest.fixture
def administrator_client(client, administrator):
    client.force_login(administrator)
    return client


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def change_of(user):
    return reverse("admin:cards_user_change", args=[user.pk])


# --- Who may open what ---


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model.__name__)
def test_every_list_of_the_admin_is_open_to_whom_it_concerns(client, model):
    own = model._meta.model_name if model._meta.app_label == "cards" else ""
    for person, pages in (
        (staff("writer"), AUTHORS_PAGES),
        (staff("clerk", is_administrator=True), ADMINISTRATORS_PAGES),
    ):
        client.force_login(person)
        assert client.get(list_of(model)).status_code == (200 if own in pages else 403), person
        assert client.get(list_of(model) + "add/").status_code in (200, 403)


def test_the_groups_hold_permissions_that_exist():
    known = {(p.content_type_id, p.codename) for p in Permission.objects.all()}
    for group in Group.objects.all():
        for permission in group.permissions.all():
            model = permission.content_type.model_class()
            verb, name = permission.codename.split("_", 1)
            assert name == model._meta.model_name
            assert verb in model._meta.default_permissions
            assert permission.name == f"Can {verb} {model._meta.verbose_name_raw}"
    assert len(known) == Permission.objects.count()


def test_an_author_sees_no_name_of_a_learner_anywhere(writer_client):
    ada = factories.make_user("ada_lovelace", email="countess@example.org")
    card = factories.make_number_card()
    factories.make_schedule(ada, card, is_leech=True)
    attempt = factories.make_attempt(ada, card)
    appeal = factories.make_appeal(attempt)
    pages = [reverse("admin:index"), reverse("admin:app_list", args=["cards"])]
    pages += [list_of(apps.get_model("cards", name)) for name in AUTHORS_PAGES]
    for name, pk in (("card", card.pk), ("deck", card.deck_id), ("appeal", appeal.pk)):
        pages += [
            reverse(f"admin:cards_{name}_change", args=[pk]),
            reverse(f"admin:cards_{name}_history", args=[pk]),
        ]
    for page in pages:
        response = writer_client.get(page)
        html = response.content.decode()
        assert response.status_code == 200, page
        assert "ada_lovelace" not in html, page
        assert "countess" not in html, page
        assert "cards/schedule/" not in html, page


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        ("card", "schedules"),
        ("card", "schedules__user"),
        ("card", "attempts__submitted"),
        ("card", "reviews"),
        ("card", "interview_answers"),
        ("appeal", "user"),
        ("appeal", "user__id__exact"),
        ("appeal", "user__email__startswith"),
        ("appeal", "attempt__user"),
        ("deck", "enrolments"),
        ("importrun", "user"),
        ("document", "imported_by"),
    ],
)
def test_no_address_asks_who_learns_what(writer_client, model, lookup):
    address = list_of(apps.get_model("cards", model))
    assert writer_client.get(address, {lookup: "1"}).status_code == 400


def test_what_the_filters_offer_is_open_to_authors(writer_client):
    card = factories.make_card()
    for query in (f"deck__id__exact={card.deck_id}", "document__id__exact=1", "kind__exact=term"):
        address = reverse("admin:cards_card_changelist")
        assert writer_client.get(f"{address}?{query}").status_code == 200


def test_an_author_cannot_ask_for_people_by_autocompletion(writer_client, learner):
    for app, model, field in (("cards", "membership", "user"), ("cards", "team", "members")):
        found = writer_client.get(
            reverse("admin:autocomplete"),
            {"app_label": app, "model_name": model, "field_name": field, "term": "learner"},
        )
        assert found.status_code == 403


def test_accounts_and_all_tables_that_name_one_are_personal():
    names = {model._meta.model_name for model in personal_models()}
    assert {"user", "review", "schedule", "attempt", "appeal", "membership"} <= names
    assert not {"card", "deck"} & names


def test_an_author_does_her_work(writer_client, learner):
    card = factories.make_card()
    factories.make_schedule(learner, card)
    for name in ("review", "add"):
        assert writer_client.get(reverse(f"admin:cards_card_{name}")).status_code == 200
    for page in (
        "admin:cards_document_import",
        "admin:cards_blueprint_add",
        "admin:cards_deck_add",
    ):
        assert writer_client.get(reverse(page)).status_code == 200
    blueprint = Blueprint.objects.first() or factories.make_blueprint()
    page = writer_client.get(reverse("admin:cards_blueprint_change", args=[blueprint.pk]))
    assert 'name="parts-0-minutes"' in page.content.decode()
    run = ImportRun.objects.create(origin="admin", status="done", created_at=NOON)
    page = writer_client.get(reverse("admin:cards_importrun_change", args=[run.pk]))
    assert page.status_code == 200


# --- Administrators do not rise ---


def user_fields(client, user, **changes):
    form = client.get(change_of(user)).context["adminform"].form
    fields = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, False)
    }
    del fields["password"], fields["date_joined"]
    fields |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    return fields | changes


def test_an_administrator_makes_an_author_and_the_history_says_so(
    administrator_client, administrator, learner
):
    authors = Group.objects.get(name="Authors")
    fields = user_fields(administrator_client, learner, is_staff="on", groups=[authors.pk])
    assert administrator_client.post(change_of(learner), fields).status_code == 302
    learner.refresh_from_db()
    assert learner.is_staff
    assert list(learner.groups.all()) == [authors]
    change = RightsChange.objects.get(user=learner)
    assert change.changed_by == administrator
    page = administrator_client.get(reverse("admin:cards_user_history", args=[learner.pk]))
    html = page.content.decode()
    assert "may enter the admin; group Authors given" in html
    assert "clerk" in html
    assert inline_code(html) == []


def test_an_untouched_account_leaves_no_trace_in_its_history(administrator_client, learner):
    fields = user_fields(administrator_client, learner)
    assert administrator_client.post(change_of(learner), fields).status_code == 302
    assert not RightsChange.objects.filter(user=learner).exists()


def test_an_administrator_gives_nobody_more_than_she_has(
    administrator_client, administrator, learner
):
    keepers = Group.objects.create(name="Keepers")
    keepers.permissions.add(Permission.objects.get(codename="view_review"))
    for changes in ({"is_superuser": "on"}, {"user_permissions": ["1"]}):
        fields = user_fields(administrator_client, learner, **changes)
        administrator_client.post(change_of(learner), fields)
        learner.refresh_from_db()
        assert not learner.is_superuser
        assert not learner.user_permissions.exists()
    fields = user_fields(administrator_client, learner, groups=[keepers.pk])
    response = administrator_client.post(change_of(learner), fields)
    assert "groups" in response.context["adminform"].form.errors
    fields = user_fields(administrator_client, administrator, is_superuser="on")
    administrator_client.post(change_of(administrator), fields)
    administrator.refresh_from_db()
    assert not administrator.is_superuser


@pytest.mark.parametrize("is_active", [True, False])
def test_an_account_with_more_rights_is_closed_to_an_administrator(administrator_client, is_active):
    chief = factories.make_user("chief", is_staff=True, is_superuser=True, is_active=is_active)
    keeper = factories.make_user("keeper", is_staff=True, is_active=is_active)
    keeper.user_permissions.add(Permission.objects.get(codename="view_review"))
    for other in (chief, keeper):
        fields = {"password1": "correct horse battery", "password2": "correct horse battery"}
        password = reverse("admin:auth_user_password_change", args=[other.pk])
        before = other.password
        assert administrator_client.post(password, fields).status_code == 403
        assert administrator_client.post(change_of(other), {"email": "x@y.z"}).status_code == 403
        delete = reverse("admin:cards_user_delete", args=[other.pk])
        assert administrator_client.post(delete, {"post": "yes"}).status_code == 403
        administrator_client.post(
            list_of(User),
            {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"},
        )
        other.refresh_from_db()
        assert (other.password, other.email) == (before, f"{other.username}@example.com")


def test_an_administrator_looks_after_learners_and_her_like(administrator_client, learner):
    peer = staff("peer", is_administrator=True)
    for other in (learner, peer):
        assert administrator_client.get(change_of(other)).status_code == 200
        assert b'name="_save"' in administrator_client.get(change_of(other)).content
    delete = reverse("admin:cards_user_delete", args=[learner.pk])
    assert administrator_client.post(delete, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=learner.pk).exists()


# --- Making them ---


def test_the_demo_author_is_an_author_and_no_superuser():
    make_demo_accounts(NOON)
    author, learner = User.objects.get(username="author"), User.objects.get(username="learner")
    assert author.is_staff
    assert not author.is_superuser
    assert [group.name for group in author.groups.all()] == ["Authors"]
    assert not learner.is_staff


def test_a_command_makes_authors_and_administrators(learner, capsys):
    call_command("make_author", "learner")
    assert "now an author" in capsys.readouterr().out
    call_command("make_author", "learner")
    assert "already an author" in capsys.readouterr().out
    call_command("make_author", "learner", "--administrator")
    learner.refresh_from_db()
    assert learner.is_staff
    assert {group.name for group in learner.groups.all()} == {"Authors", "Administrators"}
    with pytest.raises(CommandError, match="sign up"):
        call_command("make_author", "nobody")


def test_the_record_of_rights_goes_with_the_account(learner):
    make_staff(learner, changed_by=None, now=NOON)
    learner.delete()
    assert not RightsChange.objects.exists()


# --- Who changed what ---


def test_the_history_of_a_deck_says_what_was_changed_by_whom(writer_client):
    top, deck = factories.make_deck("Networks"), factories.make_deck("Old name")
    fields = {"name": "New name", "parent": top.pk, "position": 3, "description": ""}
    change = reverse("admin:cards_deck_change", args=[deck.pk])
    assert writer_client.post(change, fields).status_code == 302
    page = writer_client.get(reverse("admin:cards_deck_history", args=[deck.pk]))
    html = page.content.decode()
    assert "Name: “Old name” → “New name”" in html
    assert "Parent: “” → “Networks”" in html
    assert "writer" in html


def test_the_versions_of_a_card_say_who_moved_it(writer_client):
    card, deck = factories.make_card(tags=["old"]), factories.make_deck("Elsewhere")
    fields = load(writer_client, card, deck=deck.pk, tags="old, new", prompt="Else?")
    assert writer_client.post(url_of(card), fields).status_code == 302
    html = writer_client.get(reverse("admin:cards_card_history", args=[card.pk])).content.decode()
    assert "Deck: “Activation functions” → “Elsewhere”; Tags: “old” → “old, new”" in html
    assert "Prompt:" not in html.partition("Who saved it in the admin")[2]
