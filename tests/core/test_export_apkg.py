"""The package for Anki, opened again: names that last, one row per card, bytes that repeat."""

import datetime as dt
import io
import json
import sqlite3
import zipfile

from cards.core.documents.anki_notes import AnkiNote, NoteType
from cards.core.documents.export_apkg import write_apkg

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=dt.UTC)
MADE_AT = 1_780_000_000_000


def note(guid="one", **fields):
    defaults = {
        "note_type": NoteType.BASIC, "deck_path": "Deep learning / Activation functions",
        "front": "<p>Why \\(a &lt; b\\)?</p>", "back": "<p>So.</p>", "extra": "<p>Really.</p>",
        "created_at_milliseconds": MADE_AT, "changed_at_seconds": 1_780_000_100,
    }  # fmt: skip
    return AnkiNote(guid=guid, **(defaults | fields))


def package(*notes, now=NOW):
    stream = io.BytesIO()
    cards = write_apkg(stream, notes, now=now)
    return stream.getvalue(), cards


def opened(*notes):
    content, _ = package(*notes)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["collection.anki2", "media"]
        assert json.loads(archive.read("media")) == {}
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return database


def rows(database, query):
    found = database.execute(query).fetchall()
    database.close()
    return found


def test_a_note_keeps_its_name_its_texts_and_its_times():
    database = opened(note(tags=("maths", "source::a b.txt")))
    assert rows(database, "SELECT guid, flds, tags, id, mod FROM notes") == [
        (
            "one", "<p>Why \\(a &lt; b\\)?</p>\x1f<p>So.</p>\x1f<p>Really.</p>",
            " maths source::a_b.txt ", MADE_AT, 1_780_000_100,
        )
    ]  # fmt: skip


def test_the_checksum_is_the_one_anki_finds_duplicates_by():
    # SHA-1 of "Why \(a < b\)?" without its markup: the first eight digits.
    [(first, checksum)] = rows(opened(note()), "SELECT sfld, csum FROM notes")
    assert first == "Why \\(a < b\\)?"
    assert checksum == 0xF05D13B9


def test_every_card_of_a_note_is_a_row():
    gaps = note("gaps", note_type=NoteType.CLOZE, front="{{c1::a}} {{c3::b}}", ordinals=(0, 2))
    both = note("both", note_type=NoteType.BOTH_WAYS, ordinals=(0, 1))
    content, cards = package(note(), gaps, both)
    assert content
    assert cards == 5
    database = opened(note(), gaps, both)
    assert rows(
        database,
        "SELECT guid, ord, due, type, queue FROM cards JOIN notes ON notes.id = nid ORDER BY cards.id",
    ) == [
        ("one", 0, 1, 0, 0), ("gaps", 0, 2, 0, 0), ("gaps", 2, 2, 0, 0),
        ("both", 0, 3, 0, 0), ("both", 1, 3, 0, 0),
    ]  # fmt: skip


def test_notes_made_at_one_moment_have_numbers_of_their_own():
    notes = [note(str(number)) for number in range(50)]
    identifiers = [row[0] for row in rows(opened(*notes), "SELECT id FROM notes ORDER BY id")]
    assert identifiers == list(range(MADE_AT, MADE_AT + 50))


def test_each_deck_is_one_deck_of_anki_whatever_the_order():
    database = opened(
        note("1"), note("2", deck_path="Maths"), note("3"), note("4", deck_path="C++::std / a")
    )
    [(decks,)] = database.execute("SELECT decks FROM col").fetchall()
    names = {int(number): deck["name"] for number, deck in json.loads(decks).items()}
    placed = rows(
        database, "SELECT guid, did FROM cards JOIN notes ON notes.id = nid ORDER BY guid"
    )
    assert [(guid, names[deck]) for guid, deck in placed] == [
        ("1", "Deep learning::Activation functions"), ("2", "Maths"),
        ("3", "Deep learning::Activation functions"), ("4", "C++: :std::a"),
    ]  # fmt: skip
    assert len(set(names.values())) == len(names)


def test_every_note_has_as_many_fields_as_its_type():
    notes = [note(kind.value, note_type=kind, front="{{c1::a}}\x1fb") for kind in NoteType]
    database = opened(*notes)
    [(models,)] = database.execute("SELECT models FROM col").fetchall()
    fields = {int(number): len(model["flds"]) for number, model in json.loads(models).items()}
    for model, texts in rows(database, "SELECT mid, flds FROM notes"):
        assert texts.count("\x1f") + 1 == fields[model]


def test_templates_ask_for_fields_that_exist():
    [(models,)] = rows(opened(note()), "SELECT models FROM col")
    for model in json.loads(models).values():
        names = {field["name"] for field in model["flds"]} | {"FrontSide"}
        for template in model["tmpls"]:
            for text in (template["qfmt"], template["afmt"]):
                asked = {part.split("}}")[0] for part in text.split("{{")[1:]}
                assert {name.lstrip("#/").removeprefix("cloze:") for name in asked} <= names


def test_equal_notes_make_equal_bytes():
    assert package(note(), note("two")) == package(note(), note("two"))
    assert package(note()) != package(note(back="<p>Changed.</p>"))


def test_an_empty_package_is_still_a_package():
    assert rows(opened(), "SELECT count(*) FROM notes") == [(0,)]
