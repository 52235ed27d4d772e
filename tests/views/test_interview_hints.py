"""Hints in the room: asked for one by one, counted, and seen wherever the answer is judged."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.models import Interview, InterviewAnswer
from tests.factories import make_interview, make_pairing, make_question, make_share
from tests.views.test_interview_shares import read
from tests.views.test_interviews import (
    HTMX,
    answer_of,
    debrief,
    room,
    send,
    step,
    value_of,
    words_of,
)

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
HINTS = ["Draw **its** slope.", "What is it below zero?"]


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


@pytest.fixture
def interview(learner):
    """A running interview of two questions; the first brings two hints, the second none."""
    hinted = make_question(prompt="Why ReLU?", interviewer_hints=HINTS, follow_ups=[])
    cards = hinted, make_question(prompt="And GELU?")
    return make_interview(learner, *cards, now=timezone.now() - MINUTE)


@pytest.fixture
def over(web, interview):
    """The same with one hint used, when time has gone by."""
    send(web, interview, text="It passes gradients on.", go="hint-1")
    Interview.objects.update(ended_at=timezone.now())
    interview.refresh_from_db()
    return interview


def test_hints_are_covered_until_she_asks_for_them_one_by_one(web, interview):
    page = words_of(room(web, interview))
    assert "Show hint 1 of 2" in page
    assert "Draw" not in page
    for number, (seen, button) in enumerate(
        [("Draw its slope.", "Show hint 2 of 2"), ("What is it below zero?", "")], start=1
    ):
        response = send(web, interview, text="So far.", go=f"hint-{number}")
        assert response["Location"] == reverse("show-room", args=[interview.uid])
        page = words_of(room(web, interview))
        assert seen in page
        assert "So far." in page, "what she typed is saved on the way"
        assert button in page
        assert answer_of(interview).hints_used == number
    assert "Show hint" not in page


def test_htmx_gets_the_hints_alone_with_the_new_one_to_be_read_out(web, interview):
    response = send(web, interview, headers=HTMX, text="Typed.", go="hint-1")
    html = response.content.decode()
    assert html.strip().split("#}")[-1].strip().startswith('<div id="room-hints"')
    assert "<li data-focus data-announce>Draw <strong>its</strong> slope.</li>" in html
    assert html.count("data-focus") == html.count("data-announce") == 1
    assert "Show hint 2 of 2" in html


def test_a_question_without_hints_offers_none(web, interview):
    send(web, interview, text="On.", go="next")
    assert "hint" not in words_of(room(web, interview)).lower()


@pytest.mark.parametrize(
    "go", ["hint-2", "hint-0", "hint-", "hint--1", "hint-x", "hint-²", "hint-99"]
)
def test_a_button_that_is_no_next_hint_shows_none(web, interview, go):
    assert send(web, interview, text="Kept.", go=go).status_code == 302
    assert (answer_of(interview).hints_used, answer_of(interview).text) == (0, "Kept.")


def test_a_double_click_uses_one_hint(web, interview):
    page = room(web, interview)
    for _ in range(2):
        send(web, interview, page, text="Same.", go="hint-1")
    assert answer_of(interview).hints_used == 1


def test_an_older_tab_that_is_refused_gets_no_hint(web, interview):
    page = room(web, interview)
    send(web, interview, text="From the other tab.")
    assert send(web, interview, page, text="Mine.", go="hint-1").status_code == 422
    step = send(web, interview, page, headers=HTMX, text="Mine.", go="hint-1")
    assert (step.status_code, step["HX-Retarget"]) == (422, "#interview-step")
    assert answer_of(interview).hints_used == 0


@pytest.mark.parametrize("text", ["", "Late."])
def test_after_time_there_is_no_hint(web, interview, text):
    page = room(web, interview)
    Interview.objects.update(
        started_at=timezone.now() - 60 * MINUTE, deadline_at=timezone.now() - 2 * MINUTE
    )
    response = send(web, interview, page, text=text, go="hint-1")
    assert response["Location"] == reverse("show-interview", args=[interview.uid])
    assert answer_of(interview).hints_used == 0


def test_who_is_led_gets_hints_from_the_interviewer_alone(web, interview, teammate, client):
    send(web, interview, text="Alone.", go="hint-1")
    pairing = make_pairing(interview, teammate, now=timezone.now())
    interview = Interview.objects.get()
    page = words_of(room(web, interview))
    assert "Draw its slope." in page
    assert "Show hint" not in page
    send(web, interview, text="Together.", go="hint-2")
    assert (answer_of(interview).hints_used, answer_of(interview).text) == (1, "Together.")
    client.force_login(teammate)
    script = words_of(client.get(reverse("show-script", args=[pairing.uid])))
    assert "Draw its slope. shown before you came What is it below zero?" in script
    assert script.count("shown before you came") == 1


def test_a_hint_costs_a_constant_number_of_queries(web, learner, django_assert_num_queries):
    for count in (2, 6):
        Interview.objects.update(ended_at=timezone.now())
        cards = [make_question(interviewer_hints=HINTS) for _ in range(count)]
        interview = make_interview(learner, *cards, now=timezone.now() - MINUTE)
        page = room(web, interview)
        together = connection.vendor == "postgresql"  # statements that go out in one round trip
        # Session, user, interview; in a savepoint (2) its lock, the answer, its update and the
        # hint's.
        with django_assert_num_queries(8 if together else 9):
            send(web, interview, page, headers=HTMX, text="Typed.", go="hint-1")
        with django_assert_num_queries(4 if together else 5):  # the room, as without hints
            room(web, interview)


def test_what_is_looked_back_at_says_how_many_hints_were_used(web, over):
    page = words_of(debrief(web, over))
    assert "1 hint used." in page
    assert "Draw its slope." in page
    assert "What is it below zero?" not in page
    step(web, over, "predict-band", band=3)
    assert "You used 1 of 2 hints" in words_of(debrief(web, over))
    assert "1 hint used" in words_of(web.get(reverse("show-interview", args=[over.uid])))
    report = words_of(web.get(reverse("show-report", args=[over.uid])))
    assert "1 hint used: 1 at question 1. Read the bands with that in mind." in report
    assert "1 hint used" in words_of(web.get(reverse("show-transcript", args=[over.uid])))


def test_who_reads_a_shared_report_sees_it_too(over):
    shared = words_of(read(Client(), make_share(over, now=timezone.now())))
    assert "1 hint used: 1 at question 1." in shared


def test_without_hints_nobody_speaks_of_them(web, over):
    InterviewAnswer.objects.update(hints_used=0)
    for name in ("show-interview", "show-report", "show-transcript"):
        assert "hint" not in words_of(web.get(reverse(name, args=[over.uid]))).lower()
    assert "hint" not in words_of(debrief(web, over)).lower()


def test_a_question_asked_before_there_were_hints_offers_none(web, interview):
    version = answer_of(interview).card_version
    del version.content["interviewer_hints"]
    version.save()
    assert "Show hint" not in words_of(room(web, interview))
    assert send(web, interview, text="Typed.", go="hint-1").status_code == 302
    assert answer_of(interview).hints_used == 0


def test_the_page_of_the_hint_goes_on_saving(web, interview):
    page = room(web, interview)
    send(web, interview, page, headers=HTMX, text="One.", go="hint-1")
    state = send(web, interview, page, headers=HTMX, text="Two.")
    assert value_of(state, "revision") == "2"
    assert answer_of(interview).text == "Two."
