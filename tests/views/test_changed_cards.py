"""The learner's pages on cards that changed their meaning."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cards.actions.authoring import save_card
from cards.models import ChangeLabel, MeaningAnswer, Schedule
from tests.factories import make_card, make_schedule
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db
PAGE = reverse("list-changed-cards")
ANSWER = reverse("answer-changed-cards")


@pytest.fixture
def changed(learner, author, today):
    """A schedule of a card that changed its meaning, due in ten days."""
    return make_changed("What is a tensor?", learner, author, today)


def make_changed(prompt, learner, author, today):
    card = make_card(prompt)
    schedule = make_schedule(learner, card, days_overdue=-10, today=today)
    Schedule.objects.update(last_studied_at=timezone.now() - dt.timedelta(days=1))
    card.answer = "Something else."
    save_card(card, user=author, label=ChangeLabel.MEANING, now=timezone.now())
    return schedule


@pytest.mark.parametrize("page", ["show-home", "study", "list-changed-cards"])
def test_the_offer_stands_on_the_home_page_and_where_the_day_is_done(web, changed, page):
    html = words_of(web.get(reverse(page)))
    assert "What is a tensor?" in html
    assert "again soon" in html


@pytest.mark.parametrize("page", ["show-home", "study"])
def test_nothing_is_said_where_nothing_changed(web, learner, today, page):
    make_schedule(learner, days_overdue=-10, today=today)
    assert "meaning" not in words_of(web.get(reverse(page)))


def test_while_cards_are_due_the_study_page_says_nothing(web, learner, changed, today):
    make_schedule(learner, today=today)
    assert "changed its meaning" not in words_of(web.get(reverse("study")))


def test_an_answer_moves_the_date_and_is_undone_from_the_page(web, changed, today):
    response = web.post(ANSWER, {"cards": [changed.card_id], "choice": "again"}, follow=True)
    page = words_of(response)
    assert "You will see 1 card within three days" in page
    assert Schedule.objects.get().due <= today + dt.timedelta(days=3)
    answer = MeaningAnswer.objects.get()
    undone = web.post(reverse("undo-changed-card", args=[answer.pk]), follow=True)
    assert "Taken back" in words_of(undone)
    assert Schedule.objects.get().due == changed.due


def test_one_of_several_is_answered(web, learner, author, changed, today):
    other = make_changed("What is a kernel?", learner, author, today)
    web.post(ANSWER, {"cards": [other.card_id], "choice": "leave"})
    page = words_of(web.get(PAGE))
    assert "Left as it was" in page
    assert MeaningAnswer.objects.get().card == other.card


def test_the_second_of_two_clicks_says_that_it_is_answered(web, changed):
    fields = {"cards": [changed.card_id], "choice": "leave"}
    web.post(ANSWER, fields)
    assert "answered already" in words_of(web.post(ANSWER, fields, follow=True))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"choice": "again"},
        {"cards": ["1"]},
        {"cards": ["x", "²", "9" * 30, "-1"], "choice": "again"},
        {"cards": ["1"], "choice": "never"},
    ],
)
def test_a_broken_answer_moves_nothing_and_is_told(web, changed, fields):
    response = web.post(ANSWER, fields, follow=True)
    assert response.status_code == 200
    assert "notice" in response.content.decode() or "message" in response.content.decode()
    assert not MeaningAnswer.objects.exists()
    assert Schedule.objects.get().due == changed.due


def test_a_stranger_takes_nothing_back(client, web, changed, stranger):
    web.post(ANSWER, {"cards": [changed.card_id], "choice": "again"})
    due = Schedule.objects.get().due
    client.force_login(stranger)
    address = reverse("undo-changed-card", args=[MeaningAnswer.objects.get().pk])
    assert client.post(address).status_code == 404
    assert Schedule.objects.get().due == due


@pytest.mark.parametrize("number", [1, 8])
def test_the_page_costs_the_same_for_any_number_of_cards(
    web, learner, author, today, number, django_assert_num_queries
):
    for place in range(number):
        make_changed(f"Question {place}?", learner, author, today)
    with django_assert_num_queries(4):  # session, user, offers, answers
        web.get(PAGE)
