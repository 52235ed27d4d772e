"""A practice round in a real browser: by keyboard, and found again after the tab was closed."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cards.models import PracticeAnswer, Review
from tests.factories import make_card, make_practice


@pytest.fixture
def practice(learner, sign_in):
    cards = (make_card("First question?", answer="One."), make_card("Second question?"))
    sign_in(learner)
    return make_practice(learner, *cards, now=timezone.now())


@pytest.mark.usefixtures("screen")
def test_a_round_is_readable_at_every_step(page, open_path, axe, fits, practice):
    open_path("/practice/")
    axe(page)
    fits(page)
    page.click("text=Optimizers")
    page.wait_for_url("**/practice/*-*/")
    axe(page)
    fits(page)
    page.click("text=Show the answer")
    page.locator("text=I knew it").wait_for()
    axe(page)
    fits(page)
    page.click("text=I did not")
    expect(page.locator("#card-prompt")).to_contain_text("Second question?")
    page.click("text=End the round here")
    page.locator("text=What you missed").wait_for()
    axe(page)
    fits(page)


def test_a_round_goes_by_keyboard_and_goes_on_after_a_closed_tab(page, open_path, practice):
    open_path(f"/practice/{practice.uid}/")
    page.keyboard.press("Space")
    expect(page.locator(".card__answer")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#card-prompt")).to_contain_text("Second question?")
    open_path("/practice/")
    page.click("text=Optimizers")
    expect(page.locator("#card-prompt")).to_contain_text("Second question?")
    page.keyboard.press("Space")
    page.locator("text=I knew it").wait_for()
    page.keyboard.press("2")
    expect(page.locator("#summary-heading")).to_have_text("You knew 1 of 2")
    assert list(PracticeAnswer.objects.values_list("knew", flat=True)) == [False, True]
    assert not Review.objects.exists()
