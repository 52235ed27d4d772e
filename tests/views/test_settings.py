import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.forms.settings import TimeZoneField, offered_time_zones
from cards.models import Attempt, Enrolment, Review, Schedule, User
from cards.queries.personal_data import ACCOUNT_TABLES, personal_data, personal_tables
from tests import factories

PASSWORD = "correct horse battery"
VALID = {
    "time_zone": "Europe/Lisbon",
    "day_start_hour": "3",
    "new_cards_per_day": "15",
    "reviews_per_day": "120",
    "rest_weekdays": ["6", "5"],
    "theme": "dark",
}


@pytest.fixture(autouse=True)
def no_attempts_counted_yet():
    """Rate limits count in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def signed_in(client, learner):
    client.force_login(learner)
    return client


def sign_in_with_password(client, user):
    """Sign in, and give the password once more: what a dangerous page asks for."""
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.fixture
def freshly_signed_in(client, learner):
    sign_in_with_password(client, learner)
    return client


def make_history(user):
    card = factories.make_card("What does a gradient point to?")
    Enrolment.objects.create(user=user, deck=card.deck)
    factories.make_schedule(user, card)
    Review.objects.create(
        user=user, card=card, kind="review", quality=4, reviewed_at=factories.NOON,
        studied_on=factories.TODAY, ease_hundredths_before=250, ease_hundredths_after=250,
        schedule_version=1,
        response=f"uphill, says {user.username}",
    )  # fmt: skip
    Attempt.objects.create(
        user=user, card=card, turn=1, number=1, submitted="uphill", outcome="correct",
        created_at=factories.NOON,
    )  # fmt: skip
    return card


# --- The settings page ---


def test_settings_are_saved_and_said_to_be(signed_in, learner):
    response = signed_in.post(reverse("edit-settings"), VALID, follow=True)
    learner.refresh_from_db()
    assert learner.time_zone == "Europe/Lisbon"
    assert (learner.day_start_hour, learner.new_cards_per_day) == (3, 15)
    assert learner.rest_weekdays == [5, 6]
    assert learner.theme == "dark"
    assert learner.has_shortcuts is False  # the box was not ticked
    assert response.redirect_chain == [(reverse("edit-settings"), 302)]
    assert b"Your settings are saved." in response.content
    assert b'data-theme="dark"' in response.content


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("time_zone", "Atlantis/Poseidonis", "no zone of this name"),
        ("time_zone", "", "required"),
        ("time_zone", "x" * 65, "at most 64"),
        ("time_zone", "../etc/passwd", "no zone of this name"),
        ("day_start_hour", "13", "valid choice"),
        ("day_start_hour", "-1", "valid choice"),
        ("new_cards_per_day", "-1", "greater than or equal to 0"),
        ("new_cards_per_day", "1000", "less than or equal to 999"),
        ("reviews_per_day", "99999", "less than or equal to 9999"),
        ("reviews_per_day", "many", "whole number"),
        ("rest_weekdays", ["7"], "valid choice"),
        ("rest_weekdays", list("0123456"), "at least one day"),
        ("theme", "sepia", "valid choice"),
    ],
)
def test_a_bad_setting_is_explained_at_its_field_and_nothing_is_saved(
    signed_in, learner, field, value, words
):
    response = signed_in.post(reverse("edit-settings"), VALID | {field: value})
    assert response.status_code == 422
    assert words in " ".join(response.context["form"].errors[field])
    assert f'id="id_{field}_error"' in response.content.decode()
    learner.refresh_from_db()
    assert learner.time_zone == "UTC"
    assert learner.theme == "auto"


def test_a_refused_theme_does_not_colour_the_page_of_errors(signed_in):
    response = signed_in.post(reverse("edit-settings"), VALID | {"time_zone": "nowhere"})
    assert b'<html lang="en" data-theme="auto">' in response.content


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Lisbon", "Europe/Lisbon"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("  Lisbon ", "Europe/Lisbon"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("utc", "UTC"),
        ("US/Pacific", "US/Pacific"),  # an old name: not offered, but valid
    ],
)
def test_a_zone_is_found_however_it_is_typed(typed, zone):
    assert TimeZoneField().clean(typed) == zone


@pytest.mark.parametrize("typed", ["", "Lisbonne", "\x00", "Europe", "louisville/x"])
def test_what_is_no_zone_is_refused(typed):
    with pytest.raises(ValidationError):
        TimeZoneField().clean(typed)


def test_every_offered_zone_is_accepted_as_it_stands():
    assert len(offered_time_zones()) > 300
    assert all(TimeZoneField().clean(zone) == zone for zone in offered_time_zones())


# --- Theme and zone, from the frame of any page ---


def test_a_visitor_keeps_the_theme_in_a_cookie(client, db):
    response = client.post(reverse("choose-theme"), {"theme": "dark", "next": "/welcome/"})
    assert response["Location"] == "/welcome/"
    assert response.cookies["theme"]["samesite"] == "Lax"
    assert b'data-theme="dark"' in client.get("/welcome/").content


def test_the_theme_of_the_account_beats_the_cookie(signed_in, learner):
    signed_in.cookies["theme"] = "light"
    signed_in.post(reverse("choose-theme"), {"theme": "dark"})
    signed_in.cookies["theme"] = "light"
    learner.refresh_from_db()
    assert learner.theme == "dark"
    assert b'data-theme="dark"' in signed_in.get("/welcome/").content


def test_a_cookie_with_nonsense_means_auto(client, db):
    client.cookies["theme"] = '"><script>'
    assert b'data-theme="auto"' in client.get("/welcome/").content


def test_an_unknown_theme_is_refused(client, db):
    assert client.post(reverse("choose-theme"), {"theme": "neon"}).status_code == 400


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_the_theme_switch_never_leads_to_another_site(client, db, elsewhere):
    response = client.post(reverse("choose-theme"), {"theme": "dark", "next": elsewhere})
    assert response["Location"] == "/"


def test_the_zone_of_the_browser_is_taken_over(signed_in, learner):
    response = signed_in.post(
        reverse("choose-time-zone"), {"time_zone": "Asia/Kathmandu", "next": "/welcome/"}
    )
    learner.refresh_from_db()
    assert learner.time_zone == "Asia/Kathmandu"
    assert response["Location"] == "/welcome/"


def test_an_unknown_browser_zone_leads_to_the_settings(signed_in, learner):
    response = signed_in.post(reverse("choose-time-zone"), {"time_zone": "Mars/Olympus"})
    learner.refresh_from_db()
    assert learner.time_zone == "UTC"
    assert response["Location"] == reverse("edit-settings")


def test_the_offer_of_a_zone_stands_only_where_the_account_counts_in_utc(signed_in, learner):
    assert b"data-zone-offer" in signed_in.get("/").content
    User.objects.filter(pk=learner.pk).update(time_zone="Europe/Lisbon")
    assert b"data-zone-offer" not in signed_in.get("/").content


# --- Who may, and how ---


@pytest.mark.parametrize("name", ["edit-settings", "download-personal-data", "delete-account"])
def test_a_visitor_is_asked_to_sign_in(client, db, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={reverse(name)}"


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("delete", "edit-settings"),
        ("get", "choose-theme"),
        ("get", "choose-time-zone"),
        ("post", "download-personal-data"),
        ("put", "delete-account"),
    ],
)
def test_a_wrong_method_is_refused(signed_in, method, name):
    assert getattr(signed_in, method)(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", ["edit-settings", "download-personal-data"])
def test_personal_pages_are_not_kept_by_caches(signed_in, name):
    assert "no-store" in signed_in.get(reverse(name))["Cache-Control"]


# --- The data to take away ---


def downloaded(client):
    response = client.get(reverse("download-personal-data"))
    return json.loads(b"".join(response.streaming_content)), response


def test_the_download_holds_everything_of_the_learner_and_nothing_of_others(
    signed_in, learner, stranger
):
    EmailAddress.objects.create(user=learner, email=learner.email, primary=True)
    card = make_history(learner)
    make_history(stranger)
    document, response = downloaded(signed_in)
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="gradient-learner-')
    assert document["account"]["username"] == "learner"
    assert [row["email"] for row in document["email_addresses"]] == [learner.email]
    assert [row["response"] for row in document["reviews"]] == ["uphill, says learner"]
    assert [row["submitted"] for row in document["attempts"]] == ["uphill"]
    assert [row["card_id"] for row in document["schedules"]] == [card.pk]
    assert [row["prompt"] for row in document["cards"]] == ["What does a gradient point to?"]
    assert len(document["enrolments"]) == 1
    assert "stranger" not in json.dumps(document)


def test_a_new_account_downloads_a_document_with_empty_lists(signed_in):
    document, _ = downloaded(signed_in)
    assert document["reviews"] == []
    assert document["cards"] == []


def test_the_download_never_holds_a_secret(signed_in, learner):
    Authenticator.objects.create(
        user=learner, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DP"}
    )
    document, _ = downloaded(signed_in)
    text = json.dumps(document)
    assert [row["type"] for row in document["second_factors"]] == ["totp"]
    assert "JBSWY3DP" not in text
    assert learner.password not in text
    assert signed_in.session.session_key not in text


def test_every_table_about_a_person_is_exported_or_left_out_for_a_reason():
    left_out = {
        "admin.logentry": "what a member of staff did to the site",
        "cards.user_groups": "roles, a table of Django's own",
        "cards.user_user_permissions": "roles, a table of Django's own",
    }
    exported = {table.model._meta.label_lower for table in personal_tables()}
    about_people = {
        relation.field.model._meta.label_lower
        for relation in User._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.is_relation
    }
    assert about_people - exported - set(left_out) == set()
    names = [table.name for table in personal_tables()]
    assert len(names) == len(set(names))
    assert {"schedules", "reviews", "attempts", "enrolments"} <= set(names)
    assert {table.name for table in ACCOUNT_TABLES} <= set(names)


def test_a_long_log_is_written_in_pieces(learner, django_assert_num_queries):
    make_history(learner)
    pieces = personal_data(learner, exported_at=timezone.now())
    with django_assert_num_queries(0):
        assert next(pieces).startswith('{"format"')
    assert len(list(pieces)) > 10


# --- The way out ---


def test_deleting_the_account_asks_for_the_password_again(signed_in):
    response = signed_in.get(reverse("delete-account"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_reauthenticate"))


def test_a_post_without_the_password_deletes_nothing(signed_in, learner):
    signed_in.post(reverse("delete-account"), {"username": learner.username})
    assert User.objects.filter(pk=learner.pk).exists()
    signed_in.post(reverse("account_reauthenticate"), {"password": "not the password"})
    assert User.objects.filter(pk=learner.pk).exists()


def test_the_page_says_what_is_lost(freshly_signed_in, learner):
    make_history(learner)
    words = freshly_signed_in.get(reverse("delete-account")).content.decode()
    assert "<strong>1</strong> card in 1 deck" in words
    assert "<strong>1</strong> review," in words


@pytest.mark.parametrize("typed", ["", "Learner", "stranger"])
def test_a_wrong_name_deletes_nothing(freshly_signed_in, learner, typed):
    response = freshly_signed_in.post(reverse("delete-account"), {"username": typed})
    assert response.status_code == 422
    assert User.objects.filter(pk=learner.pk).exists()


def test_a_deleted_account_takes_its_rows_along_and_leaves_those_of_others(
    freshly_signed_in, learner, stranger, mailoutbox, django_capture_on_commit_callbacks
):
    make_history(learner)
    make_history(stranger)
    with django_capture_on_commit_callbacks(execute=True):
        response = freshly_signed_in.post(reverse("delete-account"), {"username": learner.username})
    assert response.status_code == 302
    assert not User.objects.filter(username="learner").exists()
    for model in (Schedule, Review, Attempt, Enrolment):
        assert [row.user for row in model.objects.all()] == [stranger]
    assert "_auth_user_id" not in freshly_signed_in.session
    assert "Your account is deleted, with everything in it." in {
        str(message) for message in get_messages(response.wsgi_request)
    }
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["learner@example.com"], "[Gradient] Your account was deleted")
    ]


def test_a_deleted_account_is_signed_out_on_every_device(freshly_signed_in, learner):
    other_device = Client()
    other_device.post(reverse("account_login"), {"login": learner.username, "password": PASSWORD})
    assert other_device.get(reverse("edit-settings")).status_code == 200
    freshly_signed_in.post(reverse("delete-account"), {"username": learner.username})
    assert "_auth_user_id" not in other_device.session
    assert other_device.get(reverse("edit-settings")).status_code == 302


def test_the_only_administrator_cannot_leave(client, author):
    sign_in_with_password(client, author)
    response = client.post(reverse("delete-account"), {"username": "author"})
    assert response.status_code == 422
    assert b"only administrator" in response.content
    assert User.objects.filter(pk=author.pk).exists()


def test_an_administrator_can_leave_when_another_stays(client, author):
    factories.make_user("second", is_staff=True, is_superuser=True)
    sign_in_with_password(client, author)
    client.post(reverse("delete-account"), {"username": "author"})
    assert not User.objects.filter(pk=author.pk).exists()
