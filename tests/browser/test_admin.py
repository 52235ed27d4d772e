import pytest
from django.core.cache import cache
from django.urls import reverse

from cards.models import Card
from tests import factories

DECK = "Q: Which activation clips at zero?\nA: ReLU\n\nQ: Which one is zero-centred?\nA: Tanh\n"


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def editor(author, sign_in):
    return sign_in(author)


def change_url(card):
    return reverse("admin:cards_card_change", args=[card.pk])


@pytest.mark.usefixtures("editor")
def test_the_preview_follows_the_typing_and_saves_nothing(page, open_path):
    card = factories.make_card("Old words?", answer="Old answer.")
    open_path(change_url(card))
    assert "Old words?" in page.inner_text("#card-preview")
    page.fill("[name=prompt]", "What is $\\frac{1}{2}$ of it?")
    page.locator("#card-preview math mfrac").wait_for()
    page.select_option("[name=kind]", "cloze")
    page.locator("#card-preview >> text=needs a gap").wait_for()
    assert page.input_value("[name=prompt]").startswith("What is"), "typing is never overwritten"
    card.refresh_from_db()
    assert card.prompt == "Old words?"


@pytest.mark.usefixtures("editor")
def test_an_answer_is_tried_by_button_and_by_enter(page, open_path):
    card = factories.make_number_card()
    open_path(change_url(card))
    page.fill("#try-submitted", "1/4")
    page.click("button[name=_try]")
    page.locator(".tried--correct math").wait_for()
    page.fill("#try-submitted", "0.3")
    page.press("#try-submitted", "Enter")
    page.locator(".tried--incorrect").wait_for()
    assert page.url.endswith(change_url(card))
    assert page.input_value("#try-submitted") == "0.3"
    card.refresh_from_db()
    assert card.version == 1


@pytest.mark.usefixtures("editor")
def test_options_are_ticked_in_the_preview_and_tried(page, open_path):
    open_path(change_url(factories.make_choice_card()))
    page.check(".learner-card label:has-text('Tanh') input")
    page.click("button[name=_try]")
    page.locator(".tried--correct").wait_for()
    assert page.is_checked(".learner-card label:has-text('Tanh') input")


@pytest.mark.usefixtures("editor")
def test_an_edit_is_saved_from_the_form(page, open_path):
    card = factories.make_card("Old words?")
    open_path(change_url(card))
    page.fill("[name=prompt]", "New words?")
    page.check("[name=label][value=typo]")
    page.click("[name=_save]")
    page.locator(".messagelist .success").wait_for()
    card.refresh_from_db()
    assert (card.prompt, card.version) == ("New words?", 2)


@pytest.mark.usefixtures("editor")
def test_a_preview_that_does_not_arrive_is_said(page, open_path, context, console_errors):
    open_path(change_url(factories.make_card()))
    context.set_offline(True)
    page.fill("[name=prompt]", "Typed offline?")
    page.locator("#preview-status >> text=your text is still here").wait_for()
    context.set_offline(False)
    page.fill("[name=prompt]", "Typed online?")
    page.locator("#card-preview >> text=Typed online?").wait_for()
    assert page.inner_text("#preview-status") == ""
    console_errors.clear()


@pytest.mark.usefixtures("editor")
def test_who_was_signed_out_is_told_and_keeps_the_text(page, open_path, context, console_errors):
    open_path(change_url(factories.make_card()))
    context.clear_cookies()
    page.fill("[name=prompt]", "Typed signed out?")
    page.locator("#preview-status >> text=Sign in again").wait_for()
    assert page.input_value("[name=prompt]") == "Typed signed out?"
    console_errors.clear()


def test_without_scripts_the_preview_is_a_button(
    browser, live_server, watch, author, sign_in, context
):
    card = factories.make_number_card()
    sign_in(author)
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = watch(plain.new_page())
    page.goto(live_server.url + change_url(card))
    page.fill("[name=prompt]", "Changed without scripts?")
    page.fill("#try-submitted", "1/4")
    page.press("#try-submitted", "Enter")
    page.locator(".tried--correct").wait_for()
    assert "Changed without scripts?" in page.inner_text("#card-preview")
    assert page.input_value("[name=prompt]") == "Changed without scripts?"
    card.refresh_from_db()
    assert card.version == 1
    plain.close()


@pytest.mark.usefixtures("editor")
def test_documents_are_imported_in_two_steps(page, open_path):
    open_path("/admin/cards/document/")
    page.click("text=Import documents")
    page.set_input_files(
        "[name=uploads]", {"name": "deck.md", "mimeType": "text/markdown", "buffer": DECK.encode()}
    )
    page.click("input[value='Dry run']")
    page.locator("text=nothing has changed yet").wait_for()
    assert page.locator(".import-card").count() == 2
    assert Card.objects.count() == 0
    page.click("input[value='Import exactly this']")
    page.locator(".messagelist >> text=2 new").wait_for()
    assert Card.objects.count() == 2


@pytest.fixture
def pages(author):
    """Our own pages of the admin, with something on them."""
    card = factories.make_number_card(explanation="It is $\\frac{1}{4}$ at $0$.")
    factories.make_schedule(author, card)
    return ["/admin/", "/admin/cards/card/", change_url(card), "/admin/cards/card/add/",
            "/admin/cards/deck/", "/admin/cards/document/", "/admin/cards/document/import/",
            "/admin/cards/schedule/"]  # fmt: skip


@pytest.mark.usefixtures("screen", "editor")
def test_the_pages_of_the_admin_are_accessible(page, open_path, axe, pages):
    for path in pages:
        assert open_path(path).status == 200
        axe(page)


@pytest.mark.usefixtures("screen", "editor")
def test_a_dry_run_and_a_conflict_are_accessible(page, open_path, axe, console_errors):
    open_path("/admin/cards/document/import/")
    page.click("input[value='Dry run']")
    page.locator(".errorlist >> text=Choose a file").wait_for()
    axe(page)
    page.fill("[name=text]", DECK + "\nQ: How much?\n= 5\nTolerance: many\n")
    page.click("input[value='Dry run']")
    page.click("input[value='Import exactly this']")
    page.locator(".messagelist >> text=Imported").wait_for()
    axe(page)
    open_path("/admin/cards/document/import/")
    page.fill("[name=text]", DECK.replace("A: ReLU", "A: ReLU and its kin"))
    page.click("input[value='Dry run']")
    page.locator("ins >> text=and its kin").wait_for()
    axe(page)

    card = Card.objects.get(answer="ReLU")
    open_path(change_url(card))
    Card.objects.filter(pk=card.pk).update(answer="Edited meanwhile.")
    page.fill("[name=answer]", "My answer.")
    page.locator("#card-preview >> text=Somebody saved this card").wait_for()
    page.click("[name=_save]")
    page.locator("text=Two edits of one card").wait_for()
    axe(page)
    # The refused forms answer with 422, which Chromium writes to the console.
    assert all("422" in error for error in console_errors)
    console_errors.clear()
