"""Appeals over HTTP: the learner's side below the answer and on the card's page, the author's in the admin."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.models import Appeal, AppealStatus, Attempt, Card, Review, Schedule
from cards.queries.exercises import specification_of
from tests import factories
from tests.factories import make_attempt, make_number_card
from tests.views.markup import inline_code, repeated_ids

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
URL = "/study/appeals/"


@pytest.fixture
def desk(client, author):
    client.force_login(author)
    return client


def text_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def answer(web, submitted, headers=HTMX, url=None):
    page = web.get(url or reverse("study"))
    token = re.search(r'name="presentation" value="([^"]+)"', page.content.decode())[1]
    fields = {"reveal": "1"} if submitted is None else {"submitted": submitted}
    return web.post(
        reverse("check-answer"), {"presentation": token} | fields, headers=headers, follow=True
    )


def appeal(web, attempt, headers=None, **fields):
    return web.post(
        URL, {"attempt": getattr(attempt, "pk", attempt)} | fields, headers=headers or {}
    )


# --- The learner ---


def test_a_wrong_answer_offers_an_appeal_once_the_answer_is_shown(web):
    make_number_card("0.25")
    assert "I was right" not in text_of(answer(web, "0.5"))
    page = answer(web, "0.7")
    assert "I was right" in text_of(page)
    assert page.content.decode().count('type="radio" name="attempt"') == 2
    assert not inline_code(page.content.decode())


def test_a_correct_answer_offers_none(web):
    make_number_card("0.25")
    assert "I was right" not in text_of(answer(web, "0.25"))


def test_giving_up_offers_an_appeal_only_about_what_was_submitted(web):
    make_number_card("0.25")
    assert "I was right" not in text_of(answer(web, None))
    Card.objects.update(status="archived")
    make_number_card("0.25")
    answer(web, "0.5")
    page = answer(web, None).content.decode()
    assert re.findall(r'name="attempt" value="(\d+)"', page) == [str(web_attempt("0.5").pk)]


def web_attempt(submitted):
    return Attempt.objects.get(submitted=submitted)


def test_an_appeal_with_htmx_is_thanked_in_its_place(web):
    make_number_card("0.25")
    answer(web, "0.5")
    answer(web, "0.7")
    response = appeal(web, web_attempt("0.5"), HTMX, sentence="Read it again.")
    assert response.status_code == 200
    assert b"<html" not in response.content
    assert response.content.lstrip().startswith(b'<section id="appeals"')
    assert "HX-Request" in response["Vary"]
    assert "Thank you" in text_of(response)
    assert "do not change" in text_of(response)
    # The other answer may still be appealed.
    values = re.findall(r'name="attempt" value="(\d+)"', response.content.decode())
    assert values == [str(web_attempt("0.7").pk)]
    assert Appeal.objects.get().sentence == "Read it again."


def test_an_appeal_without_javascript_goes_back_to_the_card(web):
    deck = factories.make_deck("Deck")
    make_number_card("0.25", deck=deck)
    url = reverse("study-deck", args=[deck.slug])
    for submitted in ("0.5", "0.7"):
        answer(web, submitted, headers={}, url=url)
    response = appeal(web, web_attempt("0.7"), deck=deck.slug)
    assert response.status_code == 302
    assert response["Location"].startswith(url)
    page = web.get(response["Location"])
    assert text_of(page).count("Thank you") == 2, "as a message, and below the answer"
    assert not repeated_ids(page.content.decode())


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url)
    return len(captured), page


def test_an_appeal_is_still_there_after_a_reload_and_makes_no_further_query(web):
    make_number_card("0.25")
    answer(web, "0.5")
    answer(web, "0.7")
    before, _ = queries_of(web, reverse("study"))
    appeal(web, web_attempt("0.5"), HTMX)
    appeal(web, web_attempt("0.7"), HTMX)
    after, page = queries_of(web, reverse("study"))
    assert text_of(page).count("Thank you") == 2
    assert after == before


def test_the_same_appeal_sent_twice_counts_once(web, learner):
    attempt = make_attempt(learner)
    appeal(web, attempt, HTMX, sentence="First.")
    assert "Thank you" in text_of(appeal(web, attempt, HTMX, sentence="Second."))
    assert Appeal.objects.get().sentence == "First."


def test_neither_appeal_nor_decision_changes_review_or_schedule(web, author):
    make_number_card("0.25")
    answer(web, "0.5")
    token = re.search(r'name="presentation" value="([^"]+)"', answer(web, "0.7").content.decode())[
        1
    ]
    web.post(reverse("rate-card"), {"presentation": token, "rating": "again"})
    before = (Review.objects.values().get(), Schedule.objects.values().get())
    appeal(web, web_attempt("0.7"))
    web.force_login(author)
    decide(web, Appeal.objects.get(), accepted_form="0.7")
    assert Card.objects.get().version == 2
    assert (Review.objects.values().get(), Schedule.objects.values().get()) == before


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_strangers_answer_is_not_found(web, stranger, headers):
    assert appeal(web, make_attempt(stranger), headers).status_code == 404
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "99999", "9" * 30, "1e3"])
def test_an_answer_that_never_was_is_not_found(web, number):
    assert appeal(web, number).status_code == 404


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_correct_answer_cannot_be_appealed(web, learner, headers):
    response = appeal(web, make_attempt(learner, outcome="correct"), headers)
    if not headers:
        response = web.get(response["Location"])
    assert "nothing to appeal" in text_of(response)
    assert not Appeal.objects.exists()


def test_a_sentence_that_is_too_long_comes_back_to_be_shortened(web, learner):
    attempt = make_attempt(learner)
    response = appeal(web, attempt, HTMX, sentence="long " * 200)
    assert "at most 500" in text_of(response)
    assert "long long" in response.content.decode()
    assert not Appeal.objects.exists()


def test_what_the_learner_wrote_is_escaped(web, learner):
    attempt = make_attempt(learner, submitted="<script>alert(1)</script>")
    page = appeal(web, attempt, HTMX).content.decode()
    assert "<script>" not in page


def test_an_appeal_takes_post_only_and_a_signed_in_learner(web, client):
    assert web.get(URL).status_code == 405
    client.logout()
    assert reverse("account_login") in client.post(URL, {"attempt": 1})["Location"]


def test_the_cards_page_shows_what_became_of_ones_own_appeals(web, learner, teammate):
    card = make_number_card()
    factories.make_appeal(make_attempt(learner, card, "0.11"))
    factories.make_appeal(
        make_attempt(learner, card, "0.22"),
        status=AppealStatus.DECLINED, reply="Too <b>small</b>.", decided_at=factories.NOON,
    )  # fmt: skip
    factories.make_appeal(make_attempt(teammate, card, "0.33"))
    page = web.get(card.get_absolute_url())
    text = text_of(page)
    assert "0.11" in text
    assert "yet to look" in text
    assert "Declined" in text
    assert "Too <b>small</b>." in text
    assert "<b>small" not in page.content.decode()
    assert "0.33" not in text


def test_a_card_nobody_appealed_about_shows_no_such_section(web):
    assert "Your appeals" not in text_of(web.get(make_number_card().get_absolute_url()))


def test_appeals_are_part_of_the_personal_data_of_the_learner_alone(web, learner, author):
    factories.make_appeal(make_attempt(learner), sentence="It is the same.")
    page = web.get(reverse("download-personal-data"))
    assert "It is the same." in b"".join(page).decode()
    web.force_login(author)
    assert "It is the same." not in b"".join(web.get(reverse("download-personal-data"))).decode()


# --- The author ---


def decide(desk, one, status="accepted", **fields):
    return desk.post(
        reverse("admin:cards_appeal_decide", args=[one.pk]), {"status": status} | fields
    )


def page_of(desk, one):
    return desk.get(reverse("admin:cards_appeal_change", args=[one.pk]))


def test_the_author_sees_what_the_learner_saw_and_not_who_she_is(desk):
    learner = factories.make_user("ada-lovelace")
    card = factories.make_randomised_card()
    attempt = make_attempt(
        learner, card, "0.9", reading="0.9", message="Not within the tolerance.",
        hint="wrong_sign", notes=["Read as a decimal."],
    )  # fmt: skip
    one = factories.make_appeal(attempt, sentence="My slide says so.")
    value = specification_of(card).draw(attempt.seed)["s"]
    page = page_of(desk, one)
    text = text_of(page)
    for words in (
        f"outputs {value:f}", f"s = {value:f}", "0.9", "incorrect", "Not within the tolerance.",
        "wrong sign", "Read as a decimal.", "My slide says so.", "Open", "with its parameters",
    ):  # fmt: skip
        assert words in text
    listed = desk.get(reverse("admin:cards_appeal_changelist"))
    assert "My slide says so." in text_of(listed)
    for shown in (page, listed):
        assert "ada-lovelace" not in shown.content.decode()
    assert not inline_code(page.content.decode())


def test_the_list_of_appeals_takes_the_same_number_of_queries(desk, learner):
    def queries():
        return queries_of(desk, reverse("admin:cards_appeal_changelist"))[0]

    factories.make_appeal(make_attempt(learner))
    queries()
    one = queries()
    for _ in range(5):
        factories.make_appeal(make_attempt(learner))
    assert queries() == one


def test_an_accepted_appeal_can_mend_the_card(desk, learner):
    card = make_number_card("0.25")
    one = factories.make_appeal(make_attempt(learner, card, "0.5"))
    response = decide(desk, one, reply="You are right.", accepted_form="1/2")
    assert response.status_code == 302
    one.refresh_from_db()
    card.refresh_from_db()
    assert (one.status, one.reply) == ("accepted", "You are right.")
    assert (card.version, card.answer_spec["accepted"]) == (2, ["1/2"])
    assert "version 2" in text_of(desk.get(response["Location"]))
    assert LogEntry.objects.get().object_id == str(one.pk)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": ""}, "Choose a decision"),
        ({"status": "maybe"}, "Choose a decision"),
        ({"status": "declined", "reply": " "}, "Say why"),
        ({"status": "declined", "reply": "No.", "accepted_form": "1/2"}, "Choose so, or empty"),
        ({"accepted_form": "0.7"}, "still not be correct"),
        ({"accepted_form": "((("}, "does not verify"),
        ({"reply": "x" * 2001}, "at most 2000"),
    ],
)
def test_a_decision_that_cannot_be_saved_says_why_and_loses_nothing(desk, learner, fields, words):
    card = make_number_card("0.25")
    one = factories.make_appeal(make_attempt(learner, card, "0.5"))
    fields = {"status": "accepted", "reply": "Kept words."} | fields
    page = desk.post(reverse("admin:cards_appeal_decide", args=[one.pk]), fields)
    assert page.status_code == 422
    assert words.lower() in text_of(page).lower()
    assert fields["reply"] in page.content.decode()
    one.refresh_from_db()
    card.refresh_from_db()
    assert (one.is_open, card.version) == (True, 1)


def test_a_choice_card_offers_no_form_to_add(desk, learner):
    one = factories.make_appeal(make_attempt(learner, factories.make_choice_card(), '["ReLU"]'))
    page = page_of(desk, one)
    assert "Tanh" in text_of(page), "the options as they were shown"
    assert "accepted_form" not in page.content.decode()
    assert decide(desk, one).status_code == 302


def test_appeals_can_neither_be_added_edited_nor_deleted_by_hand(desk, learner):
    one = factories.make_appeal(make_attempt(learner), sentence="Mine.")
    assert desk.get(reverse("admin:cards_appeal_add")).status_code == 403
    assert desk.post(reverse("admin:cards_appeal_delete", args=[one.pk])).status_code == 403
    change = reverse("admin:cards_appeal_change", args=[one.pk])
    assert desk.post(change, {"sentence": "Yours."}).status_code == 403
    assert desk.get(reverse("admin:cards_appeal_decide", args=[one.pk])).status_code == 405


@pytest.mark.parametrize(
    ("permissions", "status", "form"),
    [
        (["view_appeal"], 403, ""),
        (["view_appeal", "change_appeal"], 302, ""),
        (["view_appeal", "change_appeal"], 403, "1/2"),
        (["view_appeal", "change_appeal", "change_card"], 302, "1/2"),
    ],
)
def test_deciding_and_editing_cards_are_permissions_of_their_own(
    client, learner, permissions, status, form
):
    editor = factories.make_user("editor", is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(editor)
    one = factories.make_appeal(make_attempt(learner, make_number_card("0.25"), "0.5"))
    shown = page_of(client, one)
    assert shown.status_code == 200
    assert ('id="decision"' in shown.content.decode()) == ("change_appeal" in permissions)
    assert decide(client, one, accepted_form=form).status_code == status


def test_the_admin_of_appeals_is_closed_to_learners(web, learner):
    one = factories.make_appeal(make_attempt(learner))
    assert page_of(web, one).status_code == 302
    assert decide(web, one).status_code == 302
    one.refresh_from_db()
    assert one.is_open
