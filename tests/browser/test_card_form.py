"""The card form in a real browser: rows, keys, the unsaved edit, and what each kind shows."""

import pytest
from django.urls import reverse

from cards.models import Card, UnsavedEdit
from tests import factories
from tests.browser.test_admin import change_url, editor  # noqa: F401

pytestmark = pytest.mark.usefixtures("editor")


@pytest.fixture
def number_card():
    spec = {
        "kind": "number", "correct": "p/2", "options": {"rtol": 0.005},
        "wrong": [{"answer": "p", "feedback": "Halve it."}], "parameters": {"p": "2..9"},
    }  # fmt: skip
    return factories.make_card("Half of ${p}?", kind="number", answer="", answer_spec=spec)


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_key_points_are_written_by_keyboard_alone(page, open_path):
    card = factories.make_card("Name two.", kind="list", points=[{"text": "one", "is_must": True}])
    open_path(change_url(card))
    first = page.locator("[aria-label='Key point 1']")
    first.focus()
    page.keyboard.press("Enter")
    assert focused(page) == "Key point 2"
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    page.keyboard.type("three")
    page.keyboard.press("Alt+ArrowUp")
    assert focused(page) == "Key point 2"
    page.keyboard.press("Control+s")
    page.locator(".messagelist .success").wait_for()
    card.refresh_from_db()
    assert [point["text"] for point in card.points] == ["one", "three", "two"]


def test_an_empty_row_goes_with_backspace_and_the_last_one_stays(page, open_path):
    card = factories.make_card("Name one.", kind="list", points=[{"text": "one", "is_must": True}])
    open_path(change_url(card))
    page.locator("[aria-label='Key point 1']").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    assert focused(page) == "Key point 1"
    page.click("[data-rows=points] [data-remove-row] >> nth=0")
    assert page.locator("[data-rows=points] > [data-row]").count() == 1
    assert focused(page) == "Key point 1"


def test_each_kind_shows_its_own_fields(page, open_path, number_card):
    open_path(change_url(number_card))
    shown = ["spec_correct", "spec_parameters", "spec_wrong"]
    hidden = ["spec_choices", "spec_steps", "answer_spec", "cloze_ordinal", "spec_max_edits"]
    for name in shown:
        assert page.is_visible(f".form-row.field-{name}"), name
    for name in hidden:
        assert not page.is_visible(f".form-row.field-{name}"), name
    page.select_option("[name=kind]", "choice")
    assert page.is_visible(".form-row.field-spec_choices")
    assert not page.is_visible(".form-row.field-spec_correct")
    page.select_option("[name=kind]", "question")
    assert not page.is_visible(".checked-answer")
    page.select_option("[name=kind]", "number")
    page.check("[name=spec_as][value=json]")
    assert page.is_visible(".form-row.field-answer_spec")
    assert not page.is_visible(".form-row.field-spec_correct")


def test_a_choice_is_made_from_rows_and_previewed(page, open_path):
    card = factories.make_card("Which one is zero-centred?")
    open_path(change_url(card))
    page.select_option("[name=kind]", "choice")
    page.locator("[aria-label='Option 1']").focus()
    for option in ("Sigmoid", "Tanh"):
        page.keyboard.type(option)
        page.keyboard.press("Enter")
    page.locator("[data-rows=spec_choices] [data-row] >> nth=1").locator("input").check()
    page.locator("#card-preview >> text=✓ correct").wait_for()
    page.click("[name=_save]")
    page.locator(".messagelist .success").wait_for()
    card.refresh_from_db()
    assert card.answer_spec["correct"] == ["Tanh"]
    assert card.answer_spec["options"]["options"] == ["Sigmoid", "Tanh"]


def test_keys_save_and_go_to_the_next_card(page, open_path):
    deck = factories.make_deck()
    first, second = (factories.make_card(deck=deck, position=n) for n in (1, 2))
    open_path(change_url(first))
    page.fill("[name=prompt]", "New words?")
    page.press("[name=prompt]", "Control+Enter")
    page.locator(".messagelist >> text=Here is the next one").wait_for()
    assert page.url.endswith(change_url(second))
    first.refresh_from_db()
    assert first.prompt == "New words?"


def test_a_closed_tab_loses_nothing(page, open_path):
    card = factories.make_card("Old words?")
    open_path(change_url(card))
    page.fill("[name=prompt]", "Half a thought")
    page.locator("#unsaved-status >> text=is kept").wait_for()
    open_path(change_url(card))
    assert page.input_value("[name=prompt]") == "Old words?"
    page.click("text=Go on with it")
    page.locator("#card-preview >> text=Half a thought").wait_for()
    assert page.input_value("[name=prompt]") == "Half a thought"
    page.click("[name=_save]")
    page.locator(".messagelist .success").wait_for()
    card.refresh_from_db()
    assert card.prompt == "Half a thought"
    assert not UnsavedEdit.objects.exists()


def test_a_similar_card_is_named_while_one_types(page, open_path):
    factories.make_card("Why does batch normalisation speed up training?")
    open_path(reverse("admin:cards_card_add"))
    page.fill("[name=prompt]", "How does batch normalisation speed up the training?")
    page.locator(".preview-note >> text=asks nearly the same").wait_for()
    assert Card.objects.count() == 1


def test_the_preview_shows_a_side_and_a_width_and_remembers_them(page, open_path, number_card):
    page.set_viewport_size({"width": 1440, "height": 900})
    open_path(change_url(number_card))
    narrow = page.locator(".card-aside").bounding_box()["width"]
    page.check("#preview-wide")
    page.check("#preview-front")
    assert page.locator(".card-aside").bounding_box()["width"] > narrow
    assert not page.is_visible(".card-preview__back")
    page.reload()
    assert page.is_checked("#preview-front")
    assert page.is_checked("#preview-wide")


@pytest.mark.usefixtures("screen")
def test_the_form_the_versions_and_an_offered_edit_are_accessible_and_fit(
    page, open_path, axe, fits, number_card, author
):  # fmt: skip
    open_path(change_url(number_card))
    page.click("[data-rows=spec_wrong] [data-add-row]")
    page.fill("[name=prompt]", "What is half of ${p}?")
    page.locator("#unsaved-status >> text=is kept").wait_for()
    axe(page)
    fits(page)
    open_path(change_url(number_card))
    page.locator("#unsaved-heading").wait_for()
    axe(page)
    page.click("text=Throw it away")
    page.fill("[name=prompt]", "What is half of ${p}?")
    page.click("[name=_continue]")
    page.locator(".messagelist .success").wait_for()
    open_path(reverse("admin:cards_card_history", args=[number_card.pk]))
    page.locator("ins >> text=What").wait_for()
    axe(page)
    fits(page)
