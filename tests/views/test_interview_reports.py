"""Reports over HTTP: one interview, its transcript, two side by side, all over time, deleting one."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cards.models import Card, CardStatus, Interview, InterviewAnswer, Review, Schedule
from tests.factories import (
    look_back,
    make_card,
    make_deck,
    make_interview,
    make_question,
    make_schedule,
)
from tests.views.markup import inline_code, repeated_ids

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def words_of(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


def finished_interview(user, *cards, hours=2, **fields):
    began = timezone.now() - hours * HOUR
    return make_interview(user, *cards, now=began, ended_at=began + HOUR / 3, **fields)


@pytest.fixture
def finished(learner):
    """Two questions, of which the first was scored low and the second high."""
    interview = finished_interview(
        learner,
        make_question(prompt="Why ReLU?", deck=make_deck("Activations")),
        make_question(prompt="Why Adam?", deck=make_deck("Optimizers")),
    )
    interview.answers.filter(position=1).update(
        text="Units die.", is_answered=True, seconds_used=95, notes="say less",
        own_notes="read again", follow_up_answers=["Look at the share of zeros."],
    )  # fmt: skip
    return look_back(interview, 1, 3)


def report(web, interview):
    return web.get(reverse("show-report", args=[interview.uid]))


def test_a_report_shows_the_band_topics_dimensions_and_time(web, finished):
    page = words_of(report(web, finished))
    assert "band Leaning no hire" in page
    for expected in ("Activations 1.0 Strong no hire", "Optimizers 3.0", "Maths 2.0", "1:35 5:00"):
        assert expected in page


def test_charts_have_a_title_a_description_and_a_table(web, finished):
    page = report(web, finished).content.decode()
    charts = re.findall(r"<svg class=\"chart.*?</svg>", page, re.DOTALL)
    assert len(charts) == 3
    assert all("<title id=" in chart and "<desc id=" in chart for chart in charts)
    assert page.count("As a table") == 3
    assert inline_code(page) == []
    assert repeated_ids(page) == []


def test_weak_dimensions_name_cards_and_decks_to_go_back_to(web, learner):
    related = make_card("What is a dead unit?", deck=make_deck("Gradients"))
    link = {"reference": "x", "uid": str(related.uid), "title": "What is a dead unit?"}
    question = make_question(prompt="Why ReLU?", deck=make_deck("Activations"), see=[link])
    interview = look_back(finished_interview(learner, question), 2)
    page = report(web, interview).content.decode()
    for address in (
        reverse("show-card", args=[question.uid]),
        reverse("show-card", args=[related.uid]),
        reverse("study-deck", args=["activations"]),
        reverse("study-deck", args=["gradients"]),
    ):
        assert f'href="{address}"' in page


def test_a_card_that_was_withdrawn_is_no_advice(web, finished):
    Card.objects.update(status=CardStatus.ARCHIVED)
    page = report(web, finished)
    assert page.status_code == 200
    assert "Go back to" not in words_of(page)


def test_a_report_without_scores_says_what_is_missing(web, learner):
    page = words_of(report(web, finished_interview(learner)))
    assert "Nothing is scored so far" in page
    assert "By topic" not in page


def test_a_report_costs_the_same_however_long_the_interview(
    web, learner, django_assert_num_queries
):
    other = make_card()
    link = [{"reference": "x", "uid": str(other.uid), "title": "x"}]
    short = look_back(finished_interview(learner, make_question(see=link)), 2)
    questions = [make_question(deck=make_deck(), see=link) for _ in range(6)]
    long = look_back(finished_interview(learner, *questions, hours=9), *[2] * 6)
    for interview in (short, long):
        with django_assert_num_queries(5):  # session, user, interview, answers, related cards
            report(web, interview)


def test_a_running_interview_has_no_report(web, learner):
    interview = make_interview(learner, now=timezone.now())
    response = report(web, interview)
    assert response["Location"] == reverse("show-room", args=[interview.uid])


def test_looking_at_a_report_writes_nothing_down(web, finished):
    report(web, finished)
    web.get(reverse("show-transcript", args=[finished.uid]))
    assert not Review.objects.exists()
    assert not Schedule.objects.exists()


# --- The transcript ---


def test_a_transcript_has_every_word_of_the_interview(web, finished):
    page = words_of(web.get(reverse("show-transcript", args=[finished.uid])))
    for expected in (
        "Why ReLU?", "Why Adam?", "Units die.", "Look at the share of zeros.", "say less",
        "read again", "Missed: dead units", "Nothing was written.",
    ):  # fmt: skip
        assert expected in page


def test_a_transcript_does_not_uncover_points_before_the_score(web, learner):
    page = words_of(web.get(reverse("show-transcript", args=[finished_interview(learner).uid])))
    assert "dead units" not in page


# --- Two side by side ---


def compare(web, interview, other):
    return web.get(reverse("compare-interviews", args=[interview.uid]), {"other": other})


def test_two_interviews_stand_side_by_side_the_earlier_one_first(web, learner, finished):
    card = Card.objects.get(prompt="Why ReLU?")
    later = look_back(finished_interview(learner, card, hours=1), 3)
    for one, other in ((finished, later), (later, finished)):
        page = words_of(compare(web, one, other.uid))
        assert "Activations 1.0 3.0 +2.0" in page
        assert "Optimizers 3.0 – –" in page
        assert "Communication 2.0 3.0 +1.0" in page


def test_somebody_elses_interview_cannot_be_compared_with(web, finished, stranger):
    finished_interview(stranger, title="Not yours")
    other = finished_interview(stranger, title="Not yours either")
    finished_interview(stranger)
    make_other = finished_interview(finished.user, hours=5)
    for sent in (other.uid, uuid.uuid4(), "x", finished.uid, ""):
        response = compare(web, finished, sent)
        assert response.status_code == 422
        assert "Not yours" not in words_of(response)
    assert compare(web, finished, make_other.uid).status_code == 200


def test_the_only_interview_has_nothing_to_be_compared_with(web, finished):
    response = web.get(reverse("compare-interviews", args=[finished.uid]))
    assert "only finished interview" in words_of(response)


# --- All of them over time ---


def test_trends_say_where_the_learner_is_over_confident(web, learner):
    deck = make_deck("Losses")
    for hours in (3, 6, 9):
        look_back(finished_interview(learner, make_question(deck=deck), hours=hours), 1)
    page = words_of(web.get(reverse("show-trends")))
    assert "Losses 3 3.0 1.0 +2.0 over-confident" in page
    assert "Mean band predicted and scored, 3 interviews" in page


def test_trends_leave_out_other_people_and_running_interviews(web, learner, stranger):
    look_back(finished_interview(stranger, title="Of a stranger"), 1)
    make_interview(learner, now=timezone.now(), title="Still running")
    page = words_of(web.get(reverse("show-trends")))
    assert "Of a stranger" not in page
    assert "Still running" not in page
    assert "No finished interviews yet" in page


def test_trends_cost_the_same_however_many_there_are(web, learner, django_assert_num_queries):
    for number in range(1, 6):
        look_back(finished_interview(learner, hours=number), 2, 3)
        if number in (1, 5):
            with django_assert_num_queries(4):  # session, user, interviews, answers
                web.get(reverse("show-trends"))


# --- Deleting ---


def test_an_interview_is_deleted_after_a_question(web, learner, finished):
    other = finished_interview(learner, hours=5)
    schedule = make_schedule(learner, finished.answers.first().card)
    address = reverse("delete-interview", args=[finished.uid])
    assert "cannot be undone" in words_of(web.get(address))
    assert Interview.objects.count() == 2
    assert web.post(address)["Location"] == reverse("list-interviews")
    assert list(Interview.objects.all()) == [other]
    assert not InterviewAnswer.objects.filter(interview=finished.pk).exists()
    assert Schedule.objects.filter(pk=schedule.pk).exists()
    assert web.post(address).status_code == 404


def test_a_running_interview_is_not_deleted(web, learner):
    interview = make_interview(learner, now=timezone.now())
    web.post(reverse("delete-interview", args=[interview.uid]))
    assert Interview.objects.filter(pk=interview.pk).exists()


@pytest.mark.parametrize(
    "name", ["show-report", "show-transcript", "compare-interviews", "delete-interview"]
)
def test_a_stranger_learns_nothing_of_an_interview(client, stranger, finished, name):
    client.force_login(stranger)
    assert client.get(reverse(name, args=[finished.uid])).status_code == 404
