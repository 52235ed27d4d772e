"""A learner's own cards in a real browser: from a missed point to the study page, by keyboard."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cards.models import Card, Schedule
from tests.factories import look_back, make_interview, make_personal_card, make_question

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = dt.timedelta(hours=1)
POINTS = [{"text": text, "is_must": True} for text in ("dead units", "sparse output", "cheap")]


@pytest.fixture
def interview(learner, sign_in):
    sign_in(learner)
    began = timezone.now() - 2 * HOUR
    question = make_question(prompt="Why ReLU?", points=POINTS)
    interview = make_interview(learner, question, now=began, ended_at=began + HOUR / 2)
    return look_back(interview, 2, ticked=[False, True, True])


def test_a_missed_point_is_reworded_by_keyboard_and_studied(page, open_path, interview, learner):
    open_path(reverse("show-interview-cards", args=[interview.uid]))
    choice = page.get_by_role("checkbox", name="dead units")
    assert choice.is_checked()
    choice.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Question").fill("Which units never learn?")
    page.get_by_role("button", name="Take these for tomorrow").press("Enter")
    page.get_by_text("1 card comes tomorrow").wait_for()
    Schedule.objects.update(due=learner.study_day(timezone.now()))
    open_path(reverse("study"))
    page.get_by_text("Which units never learn?").wait_for()
    page.keyboard.press("Space")
    page.get_by_text("Your own card").wait_for()
    assert page.locator(".study-card").get_by_text("dead units").is_visible()


def test_a_taken_card_has_the_whole_line_on_a_phone(page, open_path, interview):
    page.set_viewport_size({"width": 390, "height": 844})
    open_path(reverse("show-interview-cards", args=[interview.uid]))
    page.get_by_role("button", name="Take these for tomorrow").click()
    put_back = page.get_by_role("button", name="Put back").bounding_box()
    name = page.locator(".deck-row__name").bounding_box()
    assert name["width"] > 250
    assert put_back["y"] >= name["y"] + name["height"]


def test_the_pages_are_fit_for_everybody(page, open_path, axe, fits, screen, interview):
    learner = interview.user
    card = make_personal_card(
        learner, "What is a `saddle`, and where does $\\nabla f = 0$ mislead?"
    )
    for address in (
        reverse("show-interview-cards", args=[interview.uid]),
        reverse("list-personal-cards"),
        reverse("write-personal-card"),
        reverse("search-cards") + "?words=saddle",
        reverse("list-decks"),
        reverse("edit-personal-card", args=[card.uid]),
        card.get_absolute_url(),
    ):
        open_path(address)
        for summary in page.locator(".missed__new summary").all():
            summary.click()
        fits(page)
        axe(page)


def test_a_removed_card_is_taken_back(page, open_path, learner, sign_in):
    sign_in(learner)
    card = make_personal_card(learner, "What is a saddle?")
    open_path(card.get_absolute_url())
    page.get_by_role("button", name="Remove it").click()
    page.get_by_role("button", name="Take back").click()
    page.get_by_text("The card is back").wait_for()
    assert Card.with_personal.get().status == "published"
