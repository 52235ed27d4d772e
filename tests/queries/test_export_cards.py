"""`manage.py export_cards`: what lands in files, what is refused and what it then advises."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cards.core.documents.registry import read_document
from cards.models import Card, CardStatus
from tests.factories import make_card, make_deck, make_number_card

pytestmark = pytest.mark.django_db


@pytest.fixture
def decks():
    maths = make_deck("Maths")
    make_card("What is a gradient, ∇f?", deck=make_deck("Calculus", parent=maths))
    make_card("Which draft?", deck=maths, status=CardStatus.DRAFT)
    make_card("What was?", deck=maths, status=CardStatus.ARCHIVED)
    make_number_card(deck=make_deck("Activation functions"))


def export(*arguments):
    out, problems = StringIO(), StringIO()
    call_command("export_cards", *map(str, arguments), stdout=out, stderr=problems)
    return out.getvalue()


def prompts(text):
    return [json.loads(line)["prompt"] for line in text.splitlines()]


@pytest.mark.usefixtures("decks")
def test_json_lines_are_the_default_and_leave_out_what_is_archived():
    found = export()
    assert set(prompts(found)) == {
        "What is a gradient, ∇f?", "Which draft?", "What is the largest slope of the sigmoid?",
    }  # fmt: skip
    assert "∇" in found
    assert "What was?" in prompts(export("--all"))


@pytest.mark.usefixtures("decks")
@pytest.mark.parametrize("name", ["maths", "Maths"])
def test_a_deck_is_named_by_slug_or_path_and_brings_the_decks_below(name):
    assert prompts(export("--deck", name)) == ["Which draft?", "What is a gradient, ∇f?"]


@pytest.mark.usefixtures("decks")
@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("maths-calculs", "Did you mean maths-calculus"),
        ("function", "Did you mean activation-functions?"),
        ("zzz", "The decks at the top are activation-functions, maths."),
    ],
)
def test_an_unknown_deck_is_answered_with_near_ones(name, advice):
    with pytest.raises(CommandError, match=f"no deck “{name}”.*{re.escape(advice)}"):
        export("--deck", name)


def test_without_decks_there_is_nothing_to_suggest():
    with pytest.raises(CommandError, match="there are no decks yet"):
        export("--deck", "maths")
    assert export() == ""


@pytest.mark.usefixtures("decks")
def test_files_for_anki_hold_no_drafts_unless_asked_for(tmp_path):
    assert "Which draft?" not in export("--format", "csv")
    assert "Which draft?" in export("--format", "csv", "--all")
    export("--format", "apkg", "--output", tmp_path / "cards.apkg")
    with zipfile.ZipFile(tmp_path / "cards.apkg") as package:
        database = sqlite3.connect(":memory:")
        database.deserialize(package.read("collection.anki2"))
    names = {row[0] for row in database.execute("SELECT guid FROM notes")}
    database.close()
    assert names == {str(card.uid) for card in Card.objects.published()}


@pytest.mark.usefixtures("decks")
def test_markdown_on_the_terminal_is_one_deck_that_reads_back():
    read = read_document("cards.md", export("--format", "markdown").encode())
    assert not read.problems
    assert {(draft.deck_path, draft.prompt) for draft in read.drafts} == {
        ("Maths", "Which draft?"), ("Maths / Calculus", "What is a gradient, ∇f?"),
        ("Activation functions", "What is the largest slope of the sigmoid?"),
    }  # fmt: skip


@pytest.mark.usefixtures("decks")
def test_markdown_in_a_folder_is_one_file_a_deck(tmp_path):
    folder = tmp_path / "new" / "decks"
    export("--format", "markdown", "--output", folder, "--with-ids")
    assert sorted(path.name for path in folder.iterdir()) == [
        "activation-functions.md", "maths-calculus.md", "maths.md",
    ]  # fmt: skip
    assert "^sr-id-" in (folder / "maths.md").read_text()
    with pytest.raises(CommandError, match="holds 3 of these files already"):
        export("--format", "markdown", "--output", folder)
    (folder / "maths.md").write_text("old")
    export("--format", "markdown", "--output", folder, "--force")
    assert "Which draft?" in (folder / "maths.md").read_text()


@pytest.mark.usefixtures("decks")
@pytest.mark.parametrize("chosen", ["jsonl", "csv", "apkg"])
def test_an_existing_file_is_written_over_by_force_only(tmp_path, chosen):
    path = tmp_path / "cards"
    path.write_text("precious")
    with pytest.raises(CommandError, match=r"exists already.*--force"):
        export("--format", chosen, "--output", path)
    assert path.read_text() == "precious"
    export("--format", chosen, "--output", path, "--force")
    assert b"precious" not in path.read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["cards"]


@pytest.mark.usefixtures("decks")
def test_a_failed_export_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "cards.jsonl"
    path.write_text("precious")
    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(CommandError, match=r"cards.jsonl: No space left on device"):
        export("--output", path, "--force")
    assert path.read_text() == "precious"
    assert [entry.name for entry in tmp_path.iterdir()] == ["cards.jsonl"]


def full_disk(_path, _target):
    raise OSError(28, "No space left on device")


@pytest.mark.usefixtures("decks")
def test_what_cannot_be_written_is_refused_with_advice(tmp_path):
    (tmp_path / "file").write_text("x")
    for arguments, message in [
        (["--format", "apkg"], r"--output cards\.apkg"),
        (["--with-ids"], "--with-ids is for --format markdown"),
        (["--output", tmp_path], "is a folder"),
        (["--output", tmp_path / "no" / "cards.jsonl"], "does not exist"),
        (["--output", os.devnull, "--force"], "no ordinary file"),
        (["--format", "markdown", "--output", tmp_path / "file"], "is a file"),
    ]:
        with pytest.raises(CommandError, match=message):
            export(*arguments)


def test_a_reader_who_stops_early_sees_no_traceback(tmp_path):
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    script = (
        "import os, sys, django; django.setup();"
        "from django.core.management import call_command;"
        "call_command('migrate', verbosity=0);"
        "from cards.models import Card, Deck; deck = Deck.objects.create(name='D');"
        "Card.objects.bulk_create(Card(deck=deck, prompt='x' * 5000) for _ in range(200));"
        "call_command('export_cards')"
    )
    ran = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -c "{script}" | head -c 10'],
        env=environment | {"DJANGO_SETTINGS_MODULE": "quizsite.settings", "PYTHONPATH": "."},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout.startswith('{"id": "')
    assert ran.stderr == ""
