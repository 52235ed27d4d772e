"""Sharing a report: off by default, by a signed link, for a while, until it is taken back."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.access import share_token
from cards.models import InterviewShare, Membership
from tests.factories import (
    look_back,
    make_deck,
    make_interview,
    make_member,
    make_question,
    make_share,
    make_team,
)
from tests.views.markup import inline_code, repeated_ids

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
ANSWER = "Units die, said only to you."


def words_of(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


@pytest.fixture
def finished(learner):
    began = timezone.now() - HOUR
    question = make_question(prompt="Why ReLU?", deck=make_deck("Activations"))
    interview = make_interview(learner, question, now=began, ended_at=began + HOUR / 2)
    interview.answers.update(
        text=ANSWER, is_answered=True, notes="room note", own_notes="own note"
    )  # fmt: skip
    return look_back(interview, 2)


@pytest.fixture
def signed_out():
    return Client()


def read(browser, share):
    return browser.get(reverse("show-shared-interview", args=[share_token(share)]))


def form_of(**fields):
    return {"render_id": str(uuid.uuid4()), "reader": "link", "days": "7"} | fields


def make_link(web, interview, **fields):
    return web.post(reverse("share-interview", args=[interview.uid]), form_of(**fields))


def test_nothing_is_shared_until_the_learner_makes_a_link(web, finished):
    page = words_of(web.get(reverse("share-interview", args=[finished.uid])))
    assert "Nobody but you reads it" in page
    assert not InterviewShare.objects.exists()
    assert make_link(web, finished).status_code == 302
    share = InterviewShare.objects.get()
    assert not share.with_transcript
    assert (
        share_token(share)
        in web.get(reverse("share-interview", args=[finished.uid])).content.decode()
    )


def test_a_mentor_reads_the_report_without_an_account(signed_out, finished):
    response = read(signed_out, make_share(finished))
    page = words_of(response)
    assert "Activations 2.0 Leaning no hire" in page
    assert "band Leaning no hire" in page
    assert inline_code(response.content.decode()) == []
    assert repeated_ids(response.content.decode()) == []


@pytest.mark.parametrize("with_transcript", [False, True])
def test_only_a_link_with_transcript_shows_answers_and_none_shows_notes_or_names(
    signed_out, finished, with_transcript
):
    page = read(signed_out, make_share(finished, with_transcript=with_transcript))
    page = page.content.decode()
    assert (ANSWER in page) is with_transcript
    for hidden in ("room note", "own note", finished.user.username, finished.user.email):
        assert hidden not in page
    for link in (str(finished.uid), "/cards/", "csrfmiddlewaretoken"):
        assert link not in page


def test_no_search_engine_cache_or_other_site_learns_of_it(signed_out, finished):
    response = read(signed_out, make_share(finished))
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex' in response.content.decode()


def test_a_guessed_link_is_not_found(signed_out, finished):
    share = make_share(finished)
    token = share_token(share)
    unknown = share_token(InterviewShare(uid=uuid.uuid4()))
    for guess in (share.uid.hex, str(share.uid), f"{share.uid.hex}.x", token[:-1], unknown):
        response = signed_out.get(reverse("show-shared-interview", args=[guess]))
        assert response.status_code == 404


def test_a_link_taken_back_shows_nothing_at_once(web, signed_out, finished):
    share = make_share(finished, with_transcript=True)
    address = reverse("revoke-share", args=[finished.uid, share.pk])
    for _ in range(2):
        assert web.post(address).status_code == 302
    response = read(signed_out, share)
    assert response.status_code == 410
    assert "no longer opens" in words_of(response)
    assert "ReLU" not in words_of(response)
    assert response["Referrer-Policy"] == "no-referrer"


def test_a_link_expires(signed_out, finished):
    share = make_share(finished, now=timezone.now() - dt.timedelta(days=8))
    assert read(signed_out, share).status_code == 410


def test_what_the_learner_deletes_is_gone_from_the_link(web, signed_out, finished):
    share = make_share(finished)
    web.post(reverse("delete-interview", args=[finished.uid]))
    assert read(signed_out, share).status_code == 404


def test_a_stranger_neither_makes_nor_takes_back_links(client, stranger, finished):
    share = make_share(finished)
    client.force_login(stranger)
    assert make_link(client, finished).status_code == 404
    address = reverse("revoke-share", args=[finished.uid, share.pk])
    assert client.post(address).status_code == 404
    share.refresh_from_db()
    assert share.revoked_at is None


def test_the_same_form_sent_twice_makes_one_link(web, finished):
    fields = form_of()
    for _ in range(2):
        web.post(reverse("share-interview", args=[finished.uid]), fields)
    assert InterviewShare.objects.count() == 1


def test_somebody_elses_form_makes_no_link_of_theirs(web, finished, stranger):
    began = timezone.now() - HOUR
    other = make_share(make_interview(stranger, now=began, ended_at=began + HOUR / 2))
    assert make_link(web, finished, render_id=str(other.uid)).status_code == 422
    assert InterviewShare.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"days": "4000"}, "Select a valid choice"),
        ({"reader": "team-999"}, "not in that team"),
        ({"reader": ""}, "Choose who may read it"),
        ({"render_id": "x"}, "out of date"),
    ],
)
def test_what_cannot_be_shared_is_said(web, finished, fields, message):
    response = make_link(web, finished, **fields)
    assert response.status_code == 422
    assert message in words_of(response)
    assert not InterviewShare.objects.exists()


def test_there_are_only_so_many_open_links(web, finished):
    shares = [make_share(finished) for _ in range(20)]
    assert "Take one back first" in words_of(make_link(web, finished))
    InterviewShare.objects.filter(pk=shares[0].pk).update(revoked_at=timezone.now())
    assert make_link(web, finished).status_code == 302


# --- For a team ---


@pytest.fixture
def team(learner, teammate):
    team = make_team("Circle")
    make_member(team, learner)
    make_member(team, teammate)
    return team


def test_a_team_link_opens_for_its_members_alone(
    web, client, signed_out, finished, team, teammate, stranger
):
    make_link(web, finished, reader=f"team-{team.pk}")
    share = InterviewShare.objects.get()
    assert share.team == team
    client.force_login(teammate)
    assert read(client, share).status_code == 200
    client.force_login(stranger)
    assert read(client, share).status_code == 404
    response = read(signed_out, share)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["learner", "teammate"])
def test_a_team_link_ends_when_its_learner_or_reader_leaves(client, finished, team, teammate, who):
    share = make_share(finished, team=team)
    Membership.objects.filter(team=team, user__username=who).delete()
    client.force_login(teammate)
    assert read(client, share).status_code == 404


def test_reading_costs_the_same_however_long_the_interview(
    signed_out, learner, django_assert_num_queries
):
    for count in (1, 5):
        began = timezone.now() - HOUR
        questions = [make_question() for _ in range(count)]
        interview = make_interview(learner, *questions, now=began, ended_at=began + HOUR / 2)
        share = make_share(look_back(interview, *[2] * count), with_transcript=True)
        with django_assert_num_queries(2):  # the link with its interview, the answers
            read(signed_out, share)
