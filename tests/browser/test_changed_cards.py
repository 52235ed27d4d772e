"""The offer to see a changed card again, in a real browser."""

import datetime as dt

import pytest
from django.utils import timezone

from cards.actions.authoring import save_card
from cards.models import ChangeLabel, Schedule
from tests import factories


@pytest.fixture
def changed(learner, author, sign_in):
    today = learner.study_day(timezone.now())
    for prompt in ("What is a tensor?", "What is a kernel?"):
        card = factories.make_card(prompt)
        factories.make_schedule(learner, card, days_overdue=-30, interval=60, today=today)
        card.answer = "Something else."
        save_card(card, user=author, label=ChangeLabel.MEANING, now=timezone.now())
    sign_in(learner)
    return today + dt.timedelta(days=30)


@pytest.mark.usefixtures("screen")
def test_changed_cards_are_chosen_seen_soon_and_taken_back(page, open_path, axe, fits, changed):
    open_path("/")
    axe(page)
    fits(page)
    page.click("text=Choose one by one")
    page.wait_for_url("**/cards/changed/")
    axe(page)
    fits(page)
    page.uncheck("label:has-text('kernel') input")
    page.click("text=See these again soon")
    page.locator("text=You will see 1 card within three days").wait_for()
    axe(page)
    assert Schedule.objects.exclude(due=changed).count() == 1
    page.click("text=Undo")
    page.locator("text=Taken back").wait_for()
    assert Schedule.objects.filter(due=changed).count() == 2
