"""What an interview missed, over HTTP: a preview, a choice, and the way back."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cards.models import InterviewCard, Review, Schedule
from tests.factories import look_back, make_card, make_interview, make_question, make_schedule
from tests.views.markup import inline_code, repeated_ids

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def words_of(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


def missed_interview(user, *cards):
    began = timezone.now() - HOUR
    interview = make_interview(user, *cards, now=began, ended_at=began + HOUR / 2)
    return look_back(interview, *[1] * interview.answers.count(), now=timezone.now())


@pytest.fixture
def known(learner, today):
    return make_schedule(learner, make_question(prompt="Why ReLU?"), -9, today=today)


@pytest.fixture
def interview(learner, known):
    return missed_interview(learner, known.card, make_question(prompt="Why Adam?"))


def offer(web, interview):
    return web.get(reverse("show-interview-cards", args=[interview.uid]))


def take(web, interview, *cards):
    address = reverse("take-interview-cards", args=[interview.uid])
    return web.post(address, {"cards": [card.pk for card in cards]}, follow=True)


def test_the_preview_says_what_would_happen_and_writes_nothing(web, interview):
    before = list(Schedule.objects.values())
    page = offer(web, interview)
    words = words_of(page)
    assert "Missed: dead units" in words
    assert "would start over" in words
    assert "new to you" in words
    assert page.content.decode().count("checked") == 2
    assert list(Schedule.objects.values()) == before
    assert not Review.objects.exists()
    assert inline_code(page.content.decode()) == []
    assert repeated_ids(page.content.decode()) == []


def test_what_is_confirmed_comes_tomorrow_and_can_be_put_back(web, interview, known, today):
    page = words_of(take(web, interview, known.card))
    assert "1 card comes tomorrow" in page
    assert "Put back" in page
    assert Schedule.objects.get().due == today + dt.timedelta(days=1)
    taken = InterviewCard.objects.get()
    address = reverse("put-back-interview-card", args=[interview.uid, taken.pk])
    assert "back where it was" in words_of(web.post(address, follow=True))
    assert Schedule.objects.get().due == known.due
    why = words_of(web.get(reverse("show-card", args=[known.card.uid])))
    assert "Undone: counts for nothing" in why


def test_a_page_with_very_many_fields_is_read(web, interview, known):
    address = reverse("take-interview-cards", args=[interview.uid])
    fields = {f"new-{number}-0-answer": "x" for number in range(2_000)}
    page = web.post(address, {"cards": [known.card.pk]} | fields, follow=True)
    assert "1 card comes tomorrow" in words_of(page)


def test_why_this_date_names_the_interview(web, interview, known):
    take(web, interview, known.card)
    assert "Missed in an interview" in words_of(
        web.get(reverse("show-card", args=[known.card.uid]))
    )


def test_nothing_ticked_and_nonsense_are_said_at_the_list(web, interview):
    address = reverse("take-interview-cards", args=[interview.uid])
    for sent, message in (
        ([], "Tick at least one card"),
        (["x"], "out of date"),
        (["9" * 30], "out of date"),
    ):
        response = web.post(address, {"cards": sent})
        assert response.status_code == 422
        assert message in words_of(response)
    assert Schedule.objects.count() == 1


def test_a_number_that_is_not_offered_changes_nothing(web, interview):
    assert "Nothing was changed" in words_of(take(web, interview, make_card()))


def test_a_stranger_sees_and_changes_nothing(client, stranger, interview, known):
    client.force_login(stranger)
    assert offer(client, interview).status_code == 404
    assert take(client, interview, known.card).status_code == 404
    assert Schedule.objects.get().due == known.due


def test_somebody_elses_taken_card_is_not_put_back(web, client, stranger, interview, known):
    take(web, interview, known.card)
    taken = InterviewCard.objects.get()
    client.force_login(stranger)
    address = reverse("put-back-interview-card", args=[interview.uid, taken.pk])
    assert client.post(address).status_code == 404


def test_deleting_the_interview_leaves_the_cards_and_their_log(web, interview, known, today):
    take(web, interview, known.card)
    web.post(reverse("delete-interview", args=[interview.uid]))
    assert InterviewCard.objects.get().interview is None
    assert Schedule.objects.get().due == today + dt.timedelta(days=1)


def test_the_preview_costs_the_same_however_long_the_interview(
    web, learner, django_assert_num_queries
):
    for count in (1, 5):
        see = [{"reference": "x", "uid": str(make_card().uid), "title": "x"}]
        questions = [make_question(see=see) for _ in range(count)]
        interview = missed_interview(learner, *questions)
        with django_assert_num_queries(8):  # session, user, interview, and the offer's five
            offer(web, interview)
