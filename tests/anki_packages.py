"""Packages of Anki for tests, built by sqlite3, zipfile and zstandard: both layouts."""

import io
import json
import sqlite3
import zipfile

import zstandard

CREATED = 1_700_000_000
BASIC = {"id": 10, "name": "Basic", "fields": ["Front", "Back"], "sides": [("{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}")]}  # fmt: skip
REVERSED = {"id": 11, "name": "Basic (and reversed card)", "fields": ["Front", "Back"],
            "sides": [("{{Front}}", "{{FrontSide}}{{Back}}"), ("{{Back}}", "{{FrontSide}}{{Front}}")]}  # fmt: skip
CLOZE = {"id": 12, "name": "Lückentext", "fields": ["Text", "Back Extra"], "is_cloze": True,
         "sides": [("{{cloze:Text}}", "{{cloze:Text}}<br>{{Back Extra}}")]}  # fmt: skip
COUNTRY = {"id": 13, "name": "Country", "fields": ["Country", "Capital", "River", "Flag"],
           "sides": [("Capital of {{Country}}?", "{{Capital}}"), ("River of {{Country}}?", "{{River}}"),
                     ("{{#Flag}}{{Capital}} is where?{{/Flag}}", "{{Country}}")]}  # fmt: skip
TYPED = {"id": 14, "name": "Typed", "fields": ["Front", "Back"], "sides": [("{{Front}}{{type:Back}}", "{{Back}}")]}  # fmt: skip
NOTE_TYPES = (BASIC, REVERSED, CLOZE, COUNTRY, TYPED)
COMMON = """
CREATE TABLE col (id integer, crt integer, mod integer, scm integer, ver integer, dty integer, usn integer, ls integer,
  conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text, flds text,
  sfld integer, csum integer, flags integer, data text);
CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer, mod integer, usn integer, type integer,
  queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer, left integer, odue integer,
  odid integer, flags integer, data text);
CREATE TABLE revlog (id integer primary key, cid integer, usn integer, ease integer, ivl integer, lastIvl integer,
  factor integer, time integer, type integer);
"""
NEWER = """
CREATE TABLE notetypes (id integer primary key, name text COLLATE unicase, mtime_secs integer, usn integer, config blob);
CREATE TABLE fields (ntid integer, ord integer, name text COLLATE unicase, config blob, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;
CREATE TABLE templates (ntid integer, ord integer, name text COLLATE unicase, mtime_secs integer, usn integer, config blob,
  PRIMARY KEY (ntid, ord)) WITHOUT ROWID;
CREATE TABLE decks (id integer primary key, name text COLLATE unicase, mtime_secs integer, usn integer, common blob, kind blob);
CREATE TABLE config (KEY text primary key, usn integer, mtime_secs integer, val blob) WITHOUT ROWID;
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
"""


def note(guid, note_type, *fields, deck="ML::Metrics", tags="", ordinals=None, **card):
    if ordinals is None:
        ordinals = range(1 if note_type.get("is_cloze") else len(note_type["sides"]))
    return {"guid": guid, "type": note_type, "fields": fields, "deck": deck, "tags": tags,
            "ordinals": tuple(ordinals), "card": card}  # fmt: skip


def collection(*notes, newer=False, reviews=(), extra_sql="", offset=None, created=CREATED):
    """The bytes of an SQLite file. `reviews`: guid, milliseconds, ease, interval, factor."""
    database = sqlite3.connect(":memory:")
    database.create_collation("unicase", lambda a, b: (a > b) - (a < b))
    database.executescript(COMMON)
    decks = {
        name: number for number, name in enumerate(sorted({n["deck"] for n in notes}), start=500)
    }
    conf = {} if offset is None else {"creationOffset": offset}
    models = {
        str(kind["id"]): {
            "id": kind["id"], "name": kind["name"], "type": int(kind.get("is_cloze", False)),
            "flds": [{"name": name, "ord": place} for place, name in enumerate(kind["fields"])],
            "tmpls": [{"name": f"Card {place}", "ord": place, "qfmt": front, "afmt": back}
                      for place, (front, back) in enumerate(kind["sides"])],
        }
        for kind in NOTE_TYPES
    }  # fmt: skip
    named = {str(number): {"id": number, "name": name} for name, number in decks.items()}
    database.execute(
        "INSERT INTO col VALUES (1, ?, 0, 0, ?, 0, 0, 0, ?, ?, ?, '{}', '{}')",
        (created, 18 if newer else 11, "" if newer else json.dumps(conf), "" if newer else json.dumps(models),
         "" if newer else json.dumps(named)),
    )  # fmt: skip
    if newer:
        add_tables(database, decks, conf)
    card_numbers = {}
    for place, one in enumerate(notes):
        database.execute(
            "INSERT INTO notes VALUES (?, ?, ?, 0, -1, ?, ?, '', 0, 0, '')",
            (1000 + place, one["guid"], one["type"]["id"], one["tags"], "\x1f".join(one["fields"])),
        )
        values = {"type": 0, "queue": 0, "due": 1, "ivl": 0, "factor": 0, "reps": 0, "lapses": 0,
                  "odue": 0, "odid": 0} | one["card"]  # fmt: skip
        for ordinal in one["ordinals"]:
            number = 5000 + place * 10 + ordinal
            card_numbers.setdefault(one["guid"], number)
            database.execute(
                "INSERT INTO cards VALUES (?, ?, ?, ?, 0, -1, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, '')",
                (number, 1000 + place, decks[one["deck"]], ordinal, *values.values()),
            )
    for guid, milliseconds, ease, interval, factor in reviews:
        database.execute(
            "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, 1, ?, 4200, 1)",
            (milliseconds, card_numbers[guid], ease, interval, factor),
        )
    database.executescript(extra_sql)
    database.commit()
    content = database.serialize()
    database.close()
    return content


def add_tables(database, decks, conf):
    database.executescript(NEWER)
    for name, number in decks.items():
        database.execute(
            "INSERT INTO decks VALUES (?, ?, 0, 0, x'', x'')", (number, name.replace("::", "\x1f"))
        )
    for key, value in conf.items():
        database.execute(
            "INSERT INTO config VALUES (?, 0, 0, ?)", (key, json.dumps(value).encode())
        )
    for kind in NOTE_TYPES:
        # A default is not written; the style (3) and unknown bytes (255) are there to be skipped.
        config = (
            (b"\x08\x01" if kind.get("is_cloze") else b"")
            + text_field(3, ".card {}")
            + text_field(255, "{}")
        )
        database.execute(
            "INSERT INTO notetypes VALUES (?, ?, 0, 0, ?)", (kind["id"], kind["name"], config)
        )
        for place, name in enumerate(kind["fields"]):
            database.execute("INSERT INTO fields VALUES (?, ?, ?, x'')", (kind["id"], place, name))
        for place, (front, back) in enumerate(kind["sides"]):
            database.execute(
                "INSERT INTO templates VALUES (?, ?, ?, 0, 0, ?)",
                (kind["id"], place, f"Card {place}", text_field(1, front) + text_field(2, back)),
            )


def text_field(number, text):
    content = text.encode()
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(value):
    found = b""
    while value > 0x7F:
        found += bytes([value & 0x7F | 0x80])
        value >>= 7
    return found + bytes([value])


def package(*notes, newer=False, entries=(), **options):
    """A whole package; the newer one holds the old file too, which only says "update Anki"."""
    content = collection(*notes, newer=newer, **options)
    files = {"collection.anki2": content}
    if newer:
        stale = collection(note("stale", BASIC, "Please update", "to the latest Anki"))
        files = {
            "collection.anki21b": zstandard.ZstdCompressor().compress(content),
            "collection.anki2": stale,
            "meta": b"\x08\x03",
        }
    return zipped(files | {"media": b"{}"} | dict(entries))


def zipped(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()
