"""Trying three cards before signing up."""

import pytest
from playwright.sync_api import expect

from tests.browser.studying import front, make_kind


@pytest.fixture
def trial(db, page, open_path):
    for kind in ("expression", "choice", "interview"):
        make_kind(kind)
    open_path("/try/")
    return page


def test_a_visitor_answers_three_cards_and_is_offered_an_account(trial):
    front(trial, "Differentiate")
    trial.click("button[aria-label='theta']")
    trial.keyboard.type("*2")
    trial.keyboard.press("Enter")
    expect(trial.locator(".verdict--correct")).to_be_visible()
    trial.keyboard.press("Enter")
    front(trial, "zero-centred")
    trial.check(".choice-list label:has-text('Sigmoid') input")
    trial.click("text=Check")
    expect(trial.locator(".verdict--incorrect")).to_be_visible()
    expect(trial.locator(".choice-list__item--correct")).to_contain_text("Tanh")
    trial.click("text=Next card")
    front(trial, "When would you not use ReLU")
    trial.click("text=Show the answer")
    trial.click("text=Make an account")
    trial.wait_for_url("**/accounts/signup/")


def test_each_side_is_accessible_and_fits(trial, open_path, axe_everywhere, fits):
    for number in (1, 2, 3):
        open_path(f"/try/{number}/")
        axe_everywhere(trial)
        trial.set_viewport_size({"width": 320, "height": 800})
        fits(trial)
        trial.locator("button[name=reveal], button[data-key~=space]").first.click()
        trial.locator(".card__answer").wait_for()
        axe_everywhere(trial)
        trial.set_viewport_size({"width": 320, "height": 800})
        fits(trial)
    trial.set_viewport_size({"width": 1280, "height": 800})


def test_nothing_to_try_is_said_accessibly(page, open_path, axe, db):
    open_path("/try/")
    expect(page.locator("h1")).to_have_text("Nothing to try yet")
    axe(page)
