"""A collection of Anki read from its SQLite file: versions 11 (JSON) and 15 to 18 (own tables).

The file comes from a stranger. It is opened read-only, nothing in it may call a function or reach
another table, and the work it may cost is counted.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from cards.core.documents.package.archive import PackageError
from cards.core.documents.package.note_types import (
    ForeignNoteType,
    deck_names_of_json,
    levels,
    note_types_of_json,
    note_types_of_tables,
    settings_of_json,
    settings_of_tables,
)

MOST_REVIEWS = 2_000_000
LONGEST_NOTE_CHARACTERS = 200_000
_LARGEST_CELL_BYTES = 20_000_000
_STEPS_A_CALL = 100_000
_MOST_CALLS = 20_000  # some ten seconds of SQLite's own work
_TABLES = frozenset(
    {"col", "notes", "cards", "revlog", "decks", "notetypes", "fields", "templates", "config"}
)
_SCHEMA_TABLES = frozenset({"sqlite_master", "sqlite_schema"})
_FUNCTIONS = frozenset({"count", "length"})
FIELD_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignNote:
    """A row of `notes`. `fields` is None where the note is longer than we read."""

    number: int
    guid: str
    note_type: int
    tags: tuple[str, ...]
    fields: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignCard:
    """A row of `cards`, its columns as Anki names them."""

    number: int
    note: int
    deck: int
    ordinal: int
    type: int
    queue: int
    due: int
    interval: int
    factor: int
    lapses: int
    original_due: int
    original_deck: int

    @property
    def home_deck(self) -> int:
        """Where it lives: a filtered deck only borrows its cards."""
        return self.original_deck or self.deck


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignReviewRow:
    """A row of `revlog`. Its number is the time in milliseconds."""

    number: int
    card: int
    ease: int
    interval: int
    last_interval: int
    factor: int
    milliseconds: int
    type: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    created_at: int  # seconds since 1970
    west_minutes: int | None  # of Greenwich, where the collection was made; None in old ones
    note_types: dict[int, ForeignNoteType]
    decks: dict[int, tuple[str, ...]]  # the names from the top down
    notes: Sequence[ForeignNote]
    cards: dict[int, list[ForeignCard]]  # by note
    reviews: dict[int, list[ForeignReviewRow]]  # by card


def read_collection(path: Path, *, most_cards: int) -> Collection:
    """Read the file. Raises PackageError with a message for the author."""
    try:
        with _opened(path) as connection:
            return _read(connection, most_cards)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # a damaged name of a column
        if "interrupted" in str(error):
            raise PackageError("Reading the collection took too long. It was not read.") from error
        raise PackageError(
            "The collection in this package is damaged, or is none of Anki's: it cannot be read."
        ) from error


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    uri = f"file:{quote(str(path))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_CELL_BYTES)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        # Anki's own order of names; nothing is sorted by it here.
        connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
        calls = iter(range(_MOST_CALLS))
        connection.set_progress_handler(lambda: next(calls, None) is None, _STEPS_A_CALL)
        connection.set_authorizer(_authorised)
        yield connection


def _authorised(
    action: int, first: str | None, second: str | None, _database: str | None, source: str | None
) -> int:
    allowed = (
        action == sqlite3.SQLITE_SELECT
        or (action == sqlite3.SQLITE_READ and source is None and first in _TABLES | _SCHEMA_TABLES)
        or (action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS)
        or (action == sqlite3.SQLITE_PRAGMA and first == "table_info")
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _read(connection: sqlite3.Connection, most_cards: int) -> Collection:
    columns = _columns(connection)
    if not {"guid", "mid", "flds"} <= columns.get("notes", set()) or "cards" not in columns:
        raise PackageError("The SQLite file in this package is no collection of Anki.")
    for table, most in (("notes", most_cards), ("cards", most_cards), ("revlog", MOST_REVIEWS)):
        if table in columns:
            [(found,)] = connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            if found > most:
                raise PackageError(
                    f"The package has {found:,} rows of {table}; at most {most:,} are read. Export "
                    "it deck by deck."
                )
    reader = _Rows(connection, columns)
    [created, models, decks, settings, *_] = next(
        reader.of("col", ("crt", "models", "decks", "conf")), (0, "", "", "")
    )
    if "notetypes" in columns:
        note_types = note_types_of_tables(
            reader.of("notetypes", ("id", "name", "config")),
            reader.of("fields", ("ntid", "ord", "name")),
            reader.of("templates", ("ntid", "ord", "config")),
        )
    else:
        note_types = note_types_of_json(_text(models))
    deck_names = deck_names_of_json(_text(decks))
    for number, name in reader.of("decks", ("id", "name")):
        deck_names[_whole(number)] = levels(_text(name))
    offset = settings_of_json(_text(settings))
    if offset is None:
        offset = settings_of_tables(reader.of("config", ("KEY", "val")))
    return Collection(
        created_at=_whole(created),
        west_minutes=offset,
        note_types=note_types,
        decks=deck_names,
        notes=_notes(reader),
        cards=_cards(reader),
        reviews=_reviews(reader),
    )


def _columns(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """The real tables that we know, with their columns. A view of that name is none of Anki's."""
    found: dict[str, set[str]] = {}
    for kind, name, definition in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        if name not in _TABLES or kind not in ("table", "view"):
            continue
        if kind == "view" or not str(definition).upper().startswith("CREATE TABLE"):
            raise PackageError("The SQLite file in this package is no collection of Anki.")
        found[name] = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
    return found


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of known tables. A column that a version does not have is None."""

    connection: sqlite3.Connection
    columns: dict[str, set[str]]

    def of(
        self, table: str, names: Sequence[str], *, order: str = ""
    ) -> Iterator[tuple[object, ...]]:
        has = self.columns.get(table)
        if not has:
            return
        wanted = ", ".join(
            name if name.split("(")[-1].rstrip(")") in has or "CASE" in name else "NULL"
            for name in names
        )
        ending = f" ORDER BY {order}" if order else ""
        yield from self.connection.execute(f"SELECT {wanted} FROM {table}{ending}")  # noqa: S608


def _notes(reader: _Rows) -> list[ForeignNote]:
    limited = f"CASE WHEN length(flds) <= {LONGEST_NOTE_CHARACTERS} THEN flds END"
    notes = []
    for number, guid, note_type, tags, fields in reader.of(
        "notes", ("id", "guid", "mid", "tags", limited), order="id"
    ):
        notes.append(
            ForeignNote(
                number=_whole(number),
                guid=_text(guid),
                note_type=_whole(note_type),
                tags=tuple(_text(tags).split()),
                fields=tuple(_text(fields).split(FIELD_SEPARATOR)) if fields is not None else None,
            )
        )
    return notes


_CARD_COLUMNS = (
    "id", "nid", "did", "ord", "type", "queue", "due", "ivl", "factor", "lapses", "odue", "odid",
)  # fmt: skip
_REVIEW_COLUMNS = ("id", "cid", "ease", "ivl", "lastIvl", "factor", "time", "type")


def _cards(reader: _Rows) -> dict[int, list[ForeignCard]]:
    found: dict[int, list[ForeignCard]] = {}
    for row in reader.of("cards", _CARD_COLUMNS):
        number, note, deck, ordinal, kind, queue, due, interval, factor, lapses, odue, odid = map(
            _whole, row
        )
        card = ForeignCard(
            number=number, note=note, deck=deck, ordinal=ordinal, type=kind, queue=queue, due=due,
            interval=interval, factor=factor, lapses=lapses, original_due=odue, original_deck=odid,
        )  # fmt: skip
        found.setdefault(note, []).append(card)
    for cards in found.values():
        cards.sort(key=lambda card: (card.ordinal, card.number))
    return found


def _reviews(reader: _Rows) -> dict[int, list[ForeignReviewRow]]:
    found: dict[int, list[ForeignReviewRow]] = {}
    for row in reader.of("revlog", _REVIEW_COLUMNS, order="id"):
        number, card, ease, interval, last, factor, milliseconds, kind = map(_whole, row)
        review = ForeignReviewRow(
            number=number, card=card, ease=ease, interval=interval, last_interval=last,
            factor=factor, milliseconds=milliseconds, type=kind,
        )  # fmt: skip
        found.setdefault(card, []).append(review)
    return found


def _whole(value: object) -> int:
    """SQLite lets any value stand in any column."""
    if isinstance(value, int):
        return value
    if isinstance(value, float) and abs(value) < 2**62:
        return int(value)
    return 0


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
