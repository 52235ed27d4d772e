"""Notes as a package of Anki (.apkg): a zipped SQLite collection that every version imports."""

import datetime as dt
import hashlib
import html
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from cards.core.documents.anki_collection import (
    NOTE_TYPES,
    PRESET,
    SCHEMA,
    deck_json,
    note_type_json,
)
from cards.core.documents.anki_notes import AnkiNote, NoteType, anki_deck, anki_tag

_FIELD_SEPARATOR = "\x1f"
_TAGS_OF_HTML = re.compile(r"<[^<>]*>")


def write_apkg(stream: BinaryIO, notes: Iterable[AnkiNote], *, now: dt.datetime) -> int:
    """Write notes whose texts are HTML already; returns how many cards they have.

    Equal notes at an equal time give equal bytes.
    """
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(SCHEMA)
        cards = _Rows(connection, now).add(notes)
        connection.commit()
        collection = connection.serialize()
    finally:
        connection.close()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (("collection.anki2", collection), ("media", b"{}")):
            entry = zipfile.ZipInfo(name, date_time=now.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return cards


class _Rows:
    """The rows of one collection while they are written."""

    def __init__(self, connection: sqlite3.Connection, now: dt.datetime) -> None:
        self._connection = connection
        self._now = int(now.timestamp())
        self._decks: dict[str, int] = {}
        self._last_note = 0
        self._last_card = 0
        self._cards = 0

    def add(self, notes: Iterable[AnkiNote]) -> int:
        for place, note in enumerate(notes, start=1):
            self._add_note(note, place)
        self._add_collection()
        return self._cards

    def _add_note(self, note: AnkiNote, place: int) -> None:
        shape = NOTE_TYPES[note.note_type]
        texts = (
            [note.front, note.extra]
            if note.note_type is NoteType.CLOZE
            else [note.front, note.back, note.extra]
        )
        texts = [text.replace(_FIELD_SEPARATOR, "").replace("\0", "") for text in texts]
        # Numbers are times in Anki ("added on"), and unique.
        self._last_note = max(self._last_note + 1, note.created_at_milliseconds, 1)
        tags = " ".join(anki_tag(tag) for tag in note.tags)
        first = html.unescape(_TAGS_OF_HTML.sub("", texts[0])).strip()
        self._connection.execute(
            "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
            (
                self._last_note,
                note.guid,
                shape.identifier,
                note.changed_at_seconds or self._now,
                f" {tags} " if tags else "",
                _FIELD_SEPARATOR.join(texts),
                first,
                int(_digest(first)[:8], 16),
            ),
        )
        for ordinal in note.ordinals:
            self._last_card = max(self._last_card + 1, note.created_at_milliseconds, 1)
            self._connection.execute(
                "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
                (
                    self._last_card,
                    self._last_note,
                    self._deck(anki_deck(note.deck_path)),
                    ordinal,
                    note.changed_at_seconds or self._now,
                    place,
                ),
            )
            self._cards += 1

    def _deck(self, name: str) -> int:
        if name not in self._decks:
            number = 1_700_000_000_000 + int(_digest(name)[:10], 16) % 10**11
            while number in self._decks.values():
                number += 1
            self._decks[name] = number
        return self._decks[name]

    def _add_collection(self) -> None:
        decks = {"Default": 1, **self._decks}
        models = {
            str(shape.identifier): note_type_json(shape, is_cloze=kind is NoteType.CLOZE)
            for kind, shape in NOTE_TYPES.items()
        }
        self._connection.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
            (
                self._now - self._now % 86_400,
                self._now * 1000,
                self._now * 1000,
                json.dumps({"nextPos": 1, "curDeck": 1, "activeDecks": [1], "schedVer": 2}),
                json.dumps(models),
                json.dumps(
                    {str(number): deck_json(number, name) for name, number in decks.items()}
                ),
                json.dumps({"1": PRESET}),
            ),
        )


def _digest(text: str) -> str:
    # Anki's own checksum of the first field, which finds duplicates: no secret hangs on it.
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
