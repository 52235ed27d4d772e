"""The plan towards an interview in a real browser: made, and read as calendar or list."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import make_blueprint, make_card, make_deck


@pytest.mark.usefixtures("theme", "screen")
def test_a_plan_is_made_and_read_at_every_width(page, open_path, axe, fits, learner, sign_in):
    deck = make_deck("Optimizers")
    for _ in range(30):
        make_card(deck=deck)
    make_blueprint(title="Phone screen")
    sign_in(learner)
    open_path("/plan/")
    axe(page)
    page.click("text=Make a plan")
    day = learner.study_day(timezone.now()) + dt.timedelta(days=45)
    page.locator("[name=interview_on]").fill(day.isoformat())
    page.locator("[name=must_decks]").first.check()
    page.locator("[name=follows_limit]").check()
    axe(page)
    fits(page)
    page.click(".form__actions button")
    page.locator("#topics-heading").wait_for()
    axe(page)
    fits(page)
    is_wide = page.viewport_size["width"] > 900
    assert page.locator(".plan-calendar").is_visible() is is_wide
    assert page.locator(".plan-list").is_visible() is not is_wide
    open_path("/")
    axe(page)
    fits(page)
