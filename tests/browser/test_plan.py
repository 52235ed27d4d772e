"""The plan towards an interview in a real browser: made, and read as calendar or list."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import make_blueprint, make_card, make_deck, make_question


@pytest.mark.usefixtures("screen")
def test_a_plan_is_made_and_read_at_every_width(
    page, open_path, axe, fits, learner, sign_in, console_errors
):
    deck = make_deck("Optimizers")
    for _ in range(30):
        make_card(deck=deck)
    for name in ("Momentum", "Second-order methods and their preconditioners"):
        make_card(deck=make_deck(name, parent=deck))
    make_blueprint({"minutes": 10, "count": 2}, title="Phone screen")
    for _ in range(2):
        make_question(deck=deck)
    sign_in(learner)
    open_path("/plan/")
    axe(page)
    page.click("text=Make a plan")
    day = learner.study_day(timezone.now()) + dt.timedelta(days=45)
    page.locator("[name=interview_on]").fill(day.isoformat())
    page.locator("[name=must_decks]").first.focus()
    page.keyboard.press("Space")
    page.locator("summary", has_text="More topics").click()
    page.locator("#id_extra_decks summary").click()
    page.get_by_label("Momentum").last.check()
    page.locator("[name=follows_limit]").check()
    axe(page)
    fits(page)
    page.click(".form__actions button")
    page.locator("text=“Momentum” is a part of “Optimizers”, which is a must.").wait_for()
    assert page.get_by_label("Momentum").last.is_visible()
    axe(page)
    console_errors.clear()  # of the 422
    page.get_by_label("Momentum").last.uncheck()
    page.click(".form__actions button")
    page.locator("#topics-heading").wait_for()
    axe(page)
    fits(page)
    is_wide = page.viewport_size["width"] > 900
    assert page.locator(".plan-calendar").is_visible() is is_wide
    assert page.locator(".plan-list").is_visible() is not is_wide
    assert page.locator(".plan-rehearsals").inner_text().count("Phone screen") == 4
    page.click("text=Later month")
    assert page.locator("#month-heading").is_visible()
    open_path("/")
    axe(page)
    fits(page)
