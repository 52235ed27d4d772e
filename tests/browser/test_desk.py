"""The author's desk in a real browser: accessible, quiet in the console, and usable by keyboard."""

import pytest
from django.core.cache import cache

from cards.models import Card
from tests import factories

PAGES = (
    "/admin/cards/card/attention/",
    "/admin/cards/card/bulk/",
    "/admin/cards/card/table/import/",
    "/admin/cards/card/table/export/",
)


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def editor(author, sign_in):
    return sign_in(author)


@pytest.fixture
def card(learner):
    card = factories.make_number_card()
    for user in (learner, factories.make_user("other")):
        factories.make_attempt(user, card, "0.5")
    return card


@pytest.mark.usefixtures("editor", "card")
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_of_the_desk_is_accessible(page, open_path, axe, address, width):
    page.set_viewport_size({"width": width, "height": 900})
    open_path(address)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.usefixtures("editor")
def test_a_suggestion_leads_to_a_row_for_the_mistake_and_seen_is_seen(page, open_path, card):
    open_path("/admin/cards/card/attention/")
    page.get_by_role("link", name="Tell learners what is wrong with it").click()
    page.locator("[name='spec_wrong-0-answer']").wait_for()
    assert page.input_value("[name='spec_wrong-0-answer']") == "0.5"
    open_path("/admin/cards/card/attention/")
    page.get_by_role("button", name="Seen, it is fine").press("Enter")
    page.get_by_text("no card stands out so far").wait_for()


@pytest.mark.usefixtures("editor")
def test_cards_are_tagged_in_bulk_and_the_undo_is_at_hand(page, open_path, axe, card):
    open_path("/admin/cards/card/")
    page.check(f"input.action-select[value='{card.pk}']")
    page.select_option("select[name=action]", "tag")
    page.get_by_role("button", name="Go").click()
    page.get_by_text("1 card is chosen.").wait_for()
    axe(page)
    page.fill("[name=tags]", "new")
    page.press("[name=tags]", "Enter")
    page.get_by_text("You changed 1 card").wait_for()
    assert Card.objects.get().tags == ["new"]
    axe(page)
    page.get_by_role("button", name="Undo").press("Enter")
    page.get_by_text("Undone: 1 card is as before.").wait_for()
    assert Card.objects.get().tags == []
