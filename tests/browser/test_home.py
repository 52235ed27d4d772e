"""Home, decks, a deck, a card and progress in a browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cards.actions.study import record_review, undo_review
from cards.core.scheduling import Rating
from cards.models import StudyDay
from tests.browser.studying import front, make_kind
from tests.factories import make_card, make_deck, make_schedule, present


@pytest.fixture
def member(learner, sign_in):
    return sign_in(learner)


@pytest.fixture
def paths(member):
    """The pages of a learner with some history, a leech, an undone grade and long texts."""
    now = timezone.now()
    today = member.study_day(now)
    parent = make_deck("Deep learning", description="About $\\nabla$ and depth.")
    child = make_deck("Optimizers and schedules", parent=parent)
    make_kind("expression", deck=child)
    make_card("A scenario. " * 40, deck=child)
    make_schedule(member, make_card(deck=child), today=today)
    card = make_schedule(member, make_kind("interview", deck=child), today=today, is_leech=True,
                         lapses=8).card  # fmt: skip
    for rating in (Rating.AGAIN, Rating.GOOD):
        review = record_review(
            user=member, card=card, presentation=present(member, card, now), rating=rating, now=now
        ).review
    undo_review(user=member, review=review, now=now)
    StudyDay.objects.update(reviewed=7)
    return {
        "home": "/",
        "decks": "/decks/",
        "deck": f"/decks/{parent.slug}/",
        "card": card.get_absolute_url(),
        "progress": "/progress/",
        "leeches": "/progress/leeches/",
    }


def test_every_page_is_accessible_with_everything_unfolded(page, open_path, axe_everywhere, paths):
    for path in paths.values():
        assert open_path(path).status == 200
        page.evaluate(
            "document.querySelectorAll('main details').forEach(it => { it.open = true; })"
        )
        axe_everywhere(page)


def test_every_page_fits_at_any_width(page, open_path, fits, paths):
    for path in paths.values():
        open_path(path)
        page.evaluate(
            "document.querySelectorAll('main details').forEach(it => { it.open = true; })"
        )
        for width in (320, 390, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            fits(page)


@pytest.mark.usefixtures("member")
def test_the_pages_of_an_empty_site_are_accessible(page, open_path, axe_everywhere, fits):
    for path in ("/", "/decks/", "/progress/", "/progress/leeches/"):
        open_path(path)
        axe_everywhere(page)
        fits(page)


@pytest.mark.usefixtures("member")
def test_from_home_to_the_first_card_by_one_key(page, open_path):
    make_card("First question?")
    open_path("/")
    page.keyboard.press("s")
    front(page, "First question?")


@pytest.mark.usefixtures("member")
def test_decks_are_picked_by_their_boxes(page, open_path):
    picked, other = make_deck("Picked"), make_deck("Other")
    make_card("From the other?", deck=other)
    make_card("From the picked?", deck=picked)
    open_path("/decks/")
    page.get_by_label("the decks ticked below").check()
    page.get_by_label("Take new cards from Other").uncheck()
    page.click("text=Save")
    expect(page.locator("#messages")).to_contain_text("the deck you picked")
    expect(page.get_by_label("Take new cards from Other")).not_to_be_checked()
    open_path("/study/")
    front(page, "From the picked?")


def test_a_long_prompt_takes_three_lines_of_the_list(page, open_path, paths):
    open_path(paths["deck"])
    scenario = page.locator(".card-list__prompt", has_text="A scenario.")
    lines = scenario.evaluate(
        "element => element.clientHeight / parseFloat(getComputedStyle(element).lineHeight)"
    )
    assert lines == pytest.approx(3, abs=0.1)


def test_dates_in_the_history_of_a_card_stay_in_one_line_on_a_phone(page, open_path, paths):
    page.set_viewport_size({"width": 390, "height": 800})
    open_path(paths["card"])
    for cell in page.locator(".data-table tbody .date:visible").all():
        assert cell.evaluate("cell => cell.getClientRects().length") == 1
        assert cell.evaluate("cell => cell.clientHeight") > 0
    reasons = page.locator(".data-table .why").first
    # With the widest of the fonts that a machine may fall back to; four to five words in a line.
    assert reasons.evaluate("cell => cell.clientWidth") >= 150
