"""Packages made to do harm, or broken on their way: one clear problem each, and no card."""

import io
import resource
import sqlite3
import stat
import time
import zipfile

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.documents.package.archive import MOST_ENTRIES
from cards.core.documents.registry import read_document
from tests.anki_packages import BASIC, collection, note, package, zipped

GOOD = package(note("a", BASIC, "q", "b"))


def refused(content, name="deck.apkg", **options):
    document = read_document(name, content, **options)
    assert document.drafts == ()
    [problem] = document.problems
    return problem.message


def with_entry(name, content=b"x", attributes=0):
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = attributes
        archive.writestr(entry, content)
    return stream.getvalue()


def encrypted():
    content = bytearray(GOOD)
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def database(script):
    connection = sqlite3.connect(":memory:")
    connection.executescript(script)
    return zipped({"collection.anki2": connection.serialize()})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no Anki package"),
        (b"front\tback\n", "not even a zip"),
        (GOOD[:200], "damaged or cut off"),
        (GOOD[:-40], "damaged or cut off"),
        (zipped({"a.txt": b"x"}), "holds no collection"),
        (zipped({"inner.apkg": GOOD}), "unpack it"),
        (zipped({"collection.anki2": b"no database"}), "none of Anki's"),
        (zipped({"collection.anki21b": b"no zstd"}), "damaged"),
        (zipped({"collection.anki2": GOOD}), "none of Anki's"),
        (with_entry("../../etc/cron.d/x"), "not safe"),
        (with_entry("/etc/passwd"), "not safe"),
        (with_entry("..\\x"), "not safe"),
        (with_entry("C:\\x"), "not safe"),
        (with_entry("link", b"/etc/passwd", (stat.S_IFLNK | 0o777) << 16), "is a link"),
        (encrypted(), "encrypted"),
        (zipped({str(number): b"" for number in range(MOST_ENTRIES + 1)}), "entries"),
        (database("CREATE TABLE photos (id)"), "no collection of Anki"),
        (database("CREATE TABLE notes (id, guid, mid, flds)"), "no collection of Anki"),
    ],
)
def test_what_is_no_package_is_refused_with_its_reason(content, words):
    assert words in refused(content)


@pytest.mark.parametrize("name", ["collection.anki2", "collection.anki21b"])
def test_a_bomb_is_not_unpacked(name):
    zeros = bytes(64_000_000)
    content = zstandard.ZstdCompressor().compress(zeros) if name.endswith("b") else zeros
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "unlikely size" in refused(zipped({name: content}))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kilobytes


@pytest.mark.parametrize(
    "script",
    [
        "DROP TABLE cards; CREATE VIEW cards AS SELECT 1 AS id, 2 AS nid FROM notes",
        "DROP TABLE cards; CREATE VIEW cards AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
        " SELECT x AS id FROM n",
        "DROP TABLE cards; CREATE VIRTUAL TABLE cards USING fts5(id)",
    ],
)  # fmt: skip
def test_tables_that_are_none_are_not_asked(script):
    content = collection(note("a", BASIC, "q", "b"), extra_sql=script)
    assert "no collection of Anki" in refused(zipped({"collection.anki2": content}))


def test_computed_columns_are_never_computed():
    script = (
        "ALTER TABLE cards RENAME TO was; CREATE TABLE cards (id, nid, did, ord AS (abs(id)));"
        "INSERT INTO cards SELECT id, nid, did FROM was"
    )
    content = collection(note("a", BASIC, "q", "b"), extra_sql=script)
    [draft] = read_document("a.apkg", zipped({"collection.anki2": content})).drafts
    assert draft.explicit_id == "a"  # the ordinal would be 5000 and end the id


def test_more_cards_than_allowed_are_refused_at_once():
    content = collection(
        extra_sql="WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000)"
        " INSERT INTO notes SELECT x, x, 10, 0, 0, '', 'q', '', 0, 0, '' FROM n"
    )
    content = zipped({"collection.anki2": content})
    start = time.process_time()
    assert "300,000" in refused(content)
    assert time.process_time() - start < 3


def test_odd_values_in_odd_columns_do_not_stop_the_notes():
    script = (
        "UPDATE notes SET tags = x'ff00', guid = 12 WHERE id = 1000;"
        "UPDATE cards SET ivl = 'many', due = 1e300, factor = x'00', ord = -3;"
        "UPDATE col SET models = '[', decks = '{\"a\": 1}', crt = 'never', conf = '[[['"
    )
    content = collection(
        note("a", BASIC, "q", "b", type=2), note("b", BASIC, "q2", "b"), extra_sql=script
    )
    document = read_document("a.apkg", zipped({"collection.anki2": content}))
    assert [draft.prompt for draft in document.drafts] == ["q", "q2"]


def test_a_huge_note_is_left_out_alone():
    document = read_document(
        "a.apkg", package(note("a", BASIC, "q" * 300_000, "b"), note("b", BASIC, "q", "b"))
    )
    assert [draft.explicit_id for draft in document.drafts] == ["b"]
    assert "too long" in document.problems[0].message


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(GOOD) - 1), value=st.integers(0, 255))
def test_no_damaged_byte_makes_the_reader_raise(at, value):
    content = bytearray(GOOD)
    content[at] = value
    read_document("a.apkg", bytes(content))


COLLECTION = collection(note("a", BASIC, "q", "b"), newer=True)


@settings(max_examples=150, deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(COLLECTION) - 1), st.integers(0, 255)), max_size=40
    )
)
def test_no_damaged_database_makes_the_reader_raise(changes):
    content = bytearray(COLLECTION)
    for at, value in changes:
        content[at] = value
    read_document("a.apkg", zipped({"collection.anki2": bytes(content)}))
