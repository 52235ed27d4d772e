"""Other ways to say a key point are for matching: who ticks, reads or looks back never sees them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cards.queries.anki_notes import note_of_one
from tests.factories import (
    look_back,
    make_interview,
    make_pairing,
    make_practice,
    make_question,
)
from tests.views.study_steps import answer, shown, words_of

pytestmark = pytest.mark.django_db
POINT = {"text": "dead units (also: dying ReLU; neurons that never fire)", "is_must": True}
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


@pytest.fixture
def card():
    return make_question(prompt="Why not ReLU?", points=[POINT], follow_ups=[])


@pytest.fixture
def finished(learner, card):
    began = timezone.now() - HOUR
    interview = make_interview(learner, card, now=began, ended_at=began + HOUR / 2)
    interview.answers.update(text="They are dying: a ReLU has a flat side.", is_answered=True)
    return look_back(interview, 2)


def reads_the_point_alone(page):
    words = words_of(page)
    assert "dead units" in words
    assert "also:" not in words
    assert "never fire" not in words


@pytest.mark.parametrize("name", ["show-transcript", "show-interview-cards"])
def test_after_an_interview_the_point_stands_alone(web, finished, name):
    reads_the_point_alone(web.get(reverse(name, args=[finished.uid])))


def test_a_synonym_suggests_the_point_that_it_belongs_to(web, finished):
    page = web.get(reverse("show-debrief", args=[finished.uid, 1]))
    reads_the_point_alone(page)
    assert "maybe in your answer" in words_of(page)


def test_on_its_page_in_study_and_in_practice_the_point_stands_alone(web, learner, card):
    reads_the_point_alone(web.get(reverse("show-card", args=[card.uid])))
    _, token = shown(web)
    reads_the_point_alone(answer(web, token, reveal="1"))
    practice = make_practice(learner, card)
    web.post(reverse("check-practice-answer", args=[practice.uid, 1]), {"tries": 0})
    reads_the_point_alone(web.get(reverse("show-practice", args=[practice.uid])))


def test_a_visitor_who_tries_a_card_reads_the_point_alone(client, card):
    reads_the_point_alone(client.post(reverse("try-card", args=[1])))


def test_a_package_for_another_tool_has_the_point_alone(card):
    note = note_of_one(card, "name")
    assert "- dead units\n" in note.back + "\n"
    assert "also" not in note.back


def test_the_interviewer_reads_what_else_to_listen_for(client, learner, teammate, card):
    interview = make_interview(learner, card, now=timezone.now())
    pairing = make_pairing(interview, teammate, now=timezone.now())
    client.force_login(teammate)
    script = words_of(client.get(reverse("show-script", args=[pairing.uid])))
    assert "dead units also: dying ReLU; neurons that never fire" in script
