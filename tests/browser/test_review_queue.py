"""The review queue and the pages of imports in a real browser."""

import pytest
from django.db import connection
from django.urls import reverse

from cards.actions.imports import SourceFile, apply_import, plan_import
from cards.models import Card, ImportRun
from tests.factories import NOON

QUEUE = "/admin/cards/card/review/"
NOTES = "".join(f"Q: Question {n}?\nA: Answer ${n}x^2$.\n\n" for n in range(1, 13))


def load(text, publishes=False):
    plan = plan_import([SourceFile(name="notes.md", content=text.encode())])
    apply_import(plan, now=NOON, publishes=publishes)


@pytest.fixture
def drafts(db):
    load(NOTES)
    return list(Card.objects.order_by("position"))


@pytest.fixture
def editor(author, sign_in):
    return sign_in(author)


def current(page):
    return page.locator("article[data-current] h2").inner_text()


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.name")


@pytest.mark.usefixtures("editor")
def test_drafts_are_worked_through_by_keyboard(page, open_path, drafts):
    open_path(QUEUE)
    assert current(page) == "Draft 1 of 12"
    page.keyboard.press("j")
    assert (current(page), focused(page)) == ("Draft 2 of 12", f"draft-{drafts[1].pk}")
    page.keyboard.press("k")
    page.keyboard.press("a")
    page.locator("text=11 drafts").wait_for()
    assert focused(page) == f"draft-{drafts[1].pk}"
    assert "Accepted: Question 1?" in page.inner_text("#review-status")
    page.keyboard.press("d")
    page.locator("text=10 drafts").wait_for()
    page.keyboard.press("m")
    page.locator("text=9 drafts").wait_for()
    assert focused(page) == f"draft-{drafts[2].pk}"
    page.keyboard.press("u")
    page.locator("text=10 drafts").wait_for()
    assert focused(page) == f"draft-{drafts[2].pk}"
    statuses = list(Card.objects.order_by("position").values_list("status", flat=True)[:4])
    assert statuses == ["published", "discarded", "draft", "draft"]
    assert page.url.endswith(f"?at={drafts[2].pk}")


@pytest.mark.usefixtures("editor")
def test_a_draft_is_edited_and_split_by_keyboard(page, open_path, drafts):
    open_path(QUEUE)
    page.keyboard.press("e")
    page.locator("[name=edit-prompt]").wait_for()
    assert focused(page) == "edit-prompt" or focused(page) == "id_edit-prompt"
    page.fill("[name=edit-prompt]", "What does a j or an a in here do?")
    page.keyboard.press("Control+Enter")
    page.locator("article[data-current] >> text=What does a j or an a").wait_for()
    assert focused(page) == f"draft-{drafts[0].pk}"
    page.keyboard.press("s")
    page.fill("[name=second-prompt]", "The second?")
    page.fill("[name=second-answer]", "Two.")
    page.keyboard.press("Control+Enter")
    page.locator("text=13 drafts").wait_for()


@pytest.mark.usefixtures("editor")
def test_the_next_page_comes_after_the_last_draft_of_one(page, open_path, drafts):
    open_path(QUEUE)
    for _ in range(10):
        page.keyboard.press("j")
    page.locator("text=Draft 11 of 12").wait_for()
    assert focused(page) == f"draft-{drafts[10].pk}"
    page.go_back()
    page.locator("text=Draft 1 of 12").wait_for()


@pytest.mark.usefixtures("editor", "drafts")
def test_the_legend_opens_by_its_key_and_switches_keys_off(page, open_path):
    open_path(QUEUE)
    page.keyboard.press("?")
    assert page.locator(".review-keys").get_attribute("open") is not None
    page.click("text=Switch shortcuts off")
    page.locator("text=Keyboard shortcuts (off)").wait_for()
    page.keyboard.press("a")
    page.wait_for_timeout(200)
    assert not Card.objects.published().exists()


@pytest.mark.usefixtures("editor", "drafts")
def test_the_queue_is_accessible_in_every_state(page, open_path, axe, fits, screen):
    first = Card.objects.order_by("position").first()
    Card.objects.filter(pk=first.pk).update(answer="", confidence=0.5)
    for query in ("", f"?edit={first.pk}", f"?split={first.pk}", "?bulk=90", "?state=discarded"):
        open_path(QUEUE + query)
        axe(page)
        fits(page)


@pytest.mark.usefixtures("editor")
def test_the_pages_of_an_import_are_accessible(page, open_path, axe, fits, screen):
    load(NOTES, publishes=True)
    edited = NOTES.replace("Question 1?", "Question 1 now?").replace("Answer $2x", "Answers $2x")
    open_path(reverse("admin:cards_document_import"))
    page.set_input_files(
        "[name=uploads]",
        files=[{"name": "notes.md", "mimeType": "text/markdown", "buffer": edited.encode()}],
    )
    for button, words in (
        ("Dry run", "This is a dry run"),
        ("Import exactly this", "What it did"),
        ("Undo this import", "The import was undone"),
    ):
        page.click(f"input[type=submit][value='{button}']")
        page.locator(f"text={words}").first.wait_for()
        axe(page)
        fits(page)
    open_path(reverse("admin:cards_importrun_changelist"))
    axe(page)


def database_address():
    """The test's database, for a process of its own."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return (
        f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}"
        f":{settings['PORT'] or 5432}/{settings['NAME']}"
    )


@pytest.mark.usefixtures("editor")
def test_a_large_import_goes_on_in_its_own_process(page, open_path, axe, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_address())
    monkeypatch.setenv("DEBUG", "1")
    text = "".join(f"Q: Question {n}?\nA: Answer {n}.\n\n" for n in range(2_100))
    open_path(reverse("admin:cards_document_import"))
    page.set_input_files(
        "[name=uploads]",
        files=[{"name": "many.md", "mimeType": "text/markdown", "buffer": text.encode()}],
    )
    page.click("input[type=submit][value='Dry run']")
    page.locator("progress").wait_for()
    axe(page)
    page.locator("text=This is a dry run").wait_for(timeout=60_000)
    page.click("input[value='Import exactly this']")
    page.locator("text=What it did").wait_for(timeout=60_000)
    run = ImportRun.objects.get()
    assert (run.status, run.counts, run.is_separate) == ("done", {"new": 2_100}, True)


def test_without_scripts_the_queue_is_forms_and_links(
    browser, live_server, watch, author, sign_in, context, drafts
):
    sign_in(author)
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = watch(plain.new_page())
    page.goto(live_server.url + QUEUE)
    page.click("article:first-of-type >> text=Accept")
    assert page.url.endswith(f"?at={drafts[1].pk}#draft-{drafts[1].pk}")
    page.click(f"#draft-{drafts[1].pk} >> text=Edit")
    page.fill("[name=edit-prompt]", "Better?")
    page.click("text=Save and accept")
    page.click("text=Undo: accepted")
    drafts[1].refresh_from_db()
    assert (drafts[1].status, drafts[1].prompt) == ("draft", "Question 2?")
    plain.close()
