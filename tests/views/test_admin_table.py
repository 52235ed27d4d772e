"""Cards as a table: exported, worked on, and imported after a dry run that says what changes."""

import csv
import io
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.core.card_table import read_table
from cards.models import Card, CardVersion, ChangeLabel, Schedule
from tests import factories
from tests.views.markup import inline_code, repeated_ids

IMPORT = "/admin/cards/card/table/import/"
CONFIRM = IMPORT + "confirm/"
EXPORT = "/admin/cards/card/table/export/"
KINDS = [
    {},
    {"prompt": "=1+1", "answer": "-1", "explanation": "@here\n\n    code", "tags": ["a b", "β"]},
    {"kind": "list", "points": [{"text": "one", "is_must": True}], "answer": ""},
    {"kind": "cloze", "prompt": "A {{c2::ReLU::what}} is {{c1::linear}}.", "cloze_ordinal": 2},
    {"kind": "interview", "interview_kind": "conceptual", "difficulty": "hard", "minutes": 5,
     "points": [{"text": "one", "is_must": True}], "follow_ups": ["Why?"],
     "interviewer_hints": ["Draw it.", "[like JSON"]},
    {"status": "archived", "source_document": "a.md", "source_lines": [3, 9]},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def author_client(client, author):
    client.force_login(author)
    return client


def exported(client, form="csv", **fields):
    response = client.get(EXPORT, {"format": form} | fields)
    assert response.status_code == 200, response.context["form"].errors
    return b"".join(response) if response.streaming else response.content


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def upload(client, content, name="cards.csv", **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT, {"upload": file, "label": "clarified"} | fields)


def confirm(client, page, **changes):
    plan = page.context["plan"]
    fields = {"token": page.context["token"], "digest": plan.digest} | changes
    return client.post(CONFIRM, fields, follow=True)


def row_of(card, **changes):
    fields = {"id": str(card.uid), "prompt": card.prompt, "answer": card.answer}
    return fields | changes


def errors_of(page):
    return [(error.row, error.column, error.message) for error in page.context["plan"].errors]


# --- There and back ---


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_imported_as_it_is_changes_nothing(author_client, form):
    for fields in KINDS:
        factories.make_card(**fields)
    factories.make_number_card()
    factories.make_choice_card()
    factories.make_randomised_card()
    before = list(Card.objects.order_by("pk").values())
    content = exported(author_client, form)
    page = upload(author_client, content, f"cards.{form}")
    assert page.status_code == 200
    assert errors_of(page) == []
    assert page.context["plan"].changes == ()
    assert page.context["plan"].unchanged == Card.objects.count()
    assert list(Card.objects.order_by("pk").values()) == before


def test_an_export_chooses_deck_and_status(author_client):
    top = factories.make_deck("Networks")
    below = factories.make_deck("Training", parent=top)
    wanted = factories.make_card(deck=below, status="draft")
    factories.make_card(deck=below)
    factories.make_card(status="draft")
    content = exported(author_client, deck=top.slug, status="draft")
    (row,) = read_table("a.csv", content).rows
    assert row.cells["id"] == str(wanted.uid)
    assert author_client.get(EXPORT, {"format": "x"}).status_code == 422
    assert author_client.get(EXPORT, {"format": "csv", "deck": "nowhere"}).status_code == 422


def test_a_text_too_long_for_a_workbook_is_said(author_client):
    factories.make_card(explanation="x" * 40_000)
    page = author_client.get(EXPORT, {"format": "xlsx"})
    assert page.status_code == 422
    assert "Choose CSV" in page.content.decode()


# --- Changes ---


def test_a_dry_run_shows_each_change_and_saves_nothing(author_client):
    card = factories.make_card("Old words?", answer="Yes.")
    other = factories.make_card()
    content = as_csv([row_of(card, prompt="New words?"), row_of(other),
                      {"id": "", "prompt": "Fresh?", "answer": "Yes."} | {}])  # fmt: skip
    content = content.replace(b"id,prompt,answer", b"id,prompt,answer,deck").replace(
        b"Fresh?,Yes.", b"Fresh?,Yes.,Activation functions"
    )
    content = content.replace(b"New words?,Yes.", b"New words?,Yes.,Activation functions").replace(
        other.answer.encode() + b"\r\n", other.answer.encode() + b",Activation functions\r\n"
    )
    page = upload(author_client, content)
    html = page.content.decode()
    assert errors_of(page) == []
    assert "1 new, 1 changed, 1 as they are" in html
    assert "<del>Old</del> words?" in html
    assert "<ins>New</ins> words?" in html
    assert inline_code(html) == []
    assert repeated_ids(html) == []
    assert Card.objects.count() == 2
    assert not Card.objects.filter(prompt="New words?").exists()


def test_a_confirmed_change_is_a_version_and_moves_no_schedule(author_client, author, learner):
    card = factories.make_card("Old words?")
    factories.make_schedule(learner, card)
    before = Schedule.objects.values().get()
    page = upload(author_client, as_csv([row_of(card, prompt="New words?")]), label="typo")
    confirm(author_client, page)
    card.refresh_from_db()
    assert (card.prompt, card.version) == ("New words?", 2)
    version = card.versions.get(number=2)
    assert (version.label, version.created_by) == (ChangeLabel.TYPO, author)
    assert Schedule.objects.values().get() == before


def test_new_cards_go_behind_the_others_with_ids_of_their_own(author_client):
    last = factories.make_card(position=7)
    uid = str(uuid.uuid4())
    rows = [
        {"id": name, "deck": last.deck.path, "prompt": f"{n}?", "answer": "x", "tags": "a, b"}
        for n, name in enumerate(("", uid, ""))
    ]
    page = upload(author_client, as_csv(rows))
    confirm(author_client, page)
    made = Card.objects.exclude(pk=last.pk).order_by("position")
    assert [card.position for card in made] == [8, 9, 10]
    assert [card.tags for card in made] == [["a", "b"]] * 3
    assert str(made[1].uid) == uid
    assert {card.status for card in made} == {"draft"}
    assert CardVersion.objects.count() == 3


def test_a_column_that_is_missing_stays_as_it_is(author_client):
    card = factories.make_card(explanation="kept", tags=["kept"])
    content = as_csv([{"id": str(card.uid), "answer": "New."}])
    confirm(author_client, upload(author_client, content))
    card.refresh_from_db()
    assert (card.answer, card.explanation, card.tags) == ("New.", "kept", ["kept"])


def test_a_second_click_and_a_stale_page_change_nothing(author_client):
    card = factories.make_card("Old words?")
    page = upload(author_client, as_csv([row_of(card, prompt="New words?")]))
    Card.objects.update(prompt="Meanwhile?")
    again = confirm(author_client, page)
    assert again.status_code == 409
    assert "cards changed after the dry run" in again.content.decode()
    confirm(author_client, again)
    card.refresh_from_db()
    assert (card.prompt, card.version) == ("New words?", 2)
    response = confirm(author_client, again)
    assert "this dry run is over" in response.content.decode()
    card.refresh_from_db()
    assert card.version == 2


def test_nobody_confirms_what_somebody_else_saw(author_client, client):
    card = factories.make_card("Old words?")
    page = upload(author_client, as_csv([row_of(card, prompt="New words?")]))
    client.force_login(factories.make_user("bo", is_staff=True, is_superuser=True))
    assert "this dry run is over" in confirm(client, page).content.decode()
    card.refresh_from_db()
    assert card.version == 1


# --- What is wrong ---


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"id": "12"}, "id", "No id of a card"),
        ({"deck": "Nowhere"}, "deck", "no deck “Nowhere”"),
        ({"deck": ""}, "deck", "no deck"),
        ({"kind": "riddle"}, "kind", "valid choice"),
        ({"status": "gone"}, "status", "valid choice"),
        ({"prompt": ""}, "prompt", "cannot be blank"),
        ({"answer": ""}, "answer", "Write the answer"),
        ({"kind": "cloze"}, "prompt", "needs a gap"),
        ({"kind": "interview"}, "points", "needs key points"),
        ({"kind": "number"}, "answer_spec", "is checked"),
        ({"kind": "number", "answer_spec": '{"kind": "number", "correct": "1 +"}'}, "answer_spec", "cannot be read"),
        ({"answer_spec": "{"}, "answer_spec", "Line 1"),
        ({"points": "{}"}, "points", "list of objects"),
        ({"kind": "interview", "points": "[1]"}, "points", "objects"),
        ({"points": '[{"txt": "x"}]'}, "points", "objects"),
        ({"minutes": "five"}, "minutes", "whole number"),
        ({"minutes": "-1"}, "minutes", "whole number"),
        ({"minutes": "999999999"}, "minutes", "up to 999"),
        ({"source_section": "x" * 301}, "source_section", "at most 300"),
        ({"colour": "red"}, "colour", "No such column"),
        ({"coding": "[1]"}, "coding", "curly brackets"),
        ({"coding": '{"starter": 1}'}, "coding", "each a text"),
        ({"source_lines": "[9, 3]"}, "source_lines", "first and the last"),
        ({"follow_ups": "[1]"}, "follow_ups", "list of texts"),
        ({"interviewer_hints": "{}"}, "interviewer_hints", "list of texts"),
        ({"kind": "interview", "interviewer_hints": '["1", "2", "3", "4", "5", "6"]'}, "interviewer_hints", "at most 5 hints"),
        ({"answer_spec": "[]"}, "answer_spec", "curly brackets"),
        ({"kind": "number", "answer_spec": '{"kind": 5, "correct": [[]]}'}, "answer_spec", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_row_and_column(author_client, changes, column, words):
    good, bad = factories.make_card(), factories.make_card()
    rows = [row_of(card, deck=card.deck.path) | dict.fromkeys(changes, "") for card in (good, bad)]
    rows[0] |= {"id": str(good.uid), "deck": good.deck.path, "prompt": "Changed?", "answer": "Yes.",
                "kind": "question", "status": "published"}  # fmt: skip
    rows[1] |= {"id": str(bad.uid), "deck": bad.deck.path, "prompt": "Else?", "answer": "No.",
                "kind": "question", "status": "published"} | changes  # fmt: skip
    page = upload(author_client, as_csv(rows))
    assert page.status_code == 422
    found = [(row, message) for row, name, message in errors_of(page) if name == column]
    assert any(words in message for _, message in found), errors_of(page)
    assert found[-1][0] == (1 if column == "colour" else 3)
    assert Card.objects.filter(version=1).count() == 2
    assert 'action="/admin/cards/card/table/import/confirm/"' not in page.content.decode()


def test_the_same_id_twice_is_said(author_client):
    card = factories.make_card()
    page = upload(author_client, as_csv([row_of(card), row_of(card, prompt="x?")]))
    assert errors_of(page) == [(3, "id", "Row 2 has this id already.")]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b""), ("a.xlsx", b"PK broken"), ("a.csv", b"\xff\xff"), ("a.exe", b"MZ\0\0")],
)
def test_a_file_that_is_no_table_is_said_at_its_field(author_client, name, content):
    page = upload(author_client, content, name)
    assert page.status_code == 422
    assert page.context["form"].errors["upload"]
    assert author_client.post(IMPORT, {}).status_code == 422


@pytest.mark.parametrize("token", ["", "x", "../x", "a" * 500, "\0"])
def test_a_forged_confirmation_is_told(author_client, token):
    response = author_client.post(CONFIRM, {"token": token, "digest": "x"}, follow=True)
    assert "this dry run is over" in response.content.decode()


# --- Who may, and what it costs ---


@pytest.mark.django_db
def test_who_may_look_exports_and_who_may_write_imports(client, learner):
    client.force_login(learner)
    assert [client.get(page).status_code for page in (IMPORT, EXPORT)] == [302, 302]
    clerk = factories.make_user("clerk", is_staff=True)
    client.force_login(clerk)
    assert [client.get(page).status_code for page in (IMPORT, EXPORT)] == [403, 403]
    assert client.post(CONFIRM).status_code == 403
    clerk.user_permissions.add(Permission.objects.get(codename="view_card"))
    assert [client.get(page).status_code for page in (IMPORT, EXPORT)] == [403, 200]


def test_pages_keep_to_the_security_policy(author_client):
    for page in (IMPORT, EXPORT):
        html = author_client.get(page).content.decode()
        assert inline_code(html) == []
        assert repeated_ids(html) == []


def test_a_dry_run_asks_no_more_for_more_rows(author_client):
    cards = [factories.make_card() for _ in range(40)]
    rows = [row_of(card, prompt=f"{card.pk} changed?", deck=card.deck.path) for card in cards]
    with CaptureQueriesContext(connection) as captured:
        page = upload(author_client, as_csv(rows))
    assert len(page.context["plan"].changes) == 40
    asked = [query for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 8
