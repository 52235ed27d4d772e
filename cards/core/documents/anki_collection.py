"""What a collection of Anki consists of besides notes: tables, note types, decks, a preset.

The layout is version 11, the last one that all versions of Anki read; see
rslib/src/storage/schema11.sql and rslib/src/notetype/schema11.rs of Anki.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cards.core.documents.anki_notes import NoteType

SCHEMA = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL,
  ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL,
  dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL,
  queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL,
  reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
  time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""

# Raise it with every change of fields, templates or looks: Anki keeps the newer note type.
_NOTE_TYPES_CHANGED_AT = 1_767_225_600
_CSS = """.card { font-family: system-ui, sans-serif; font-size: 19px; line-height: 1.5; max-width: 42em;
  margin: 1em auto; padding: 0 1em; }
pre { overflow-x: auto; padding: .6em .8em; border: 1px solid #8886; border-radius: 6px; }
code { font-size: .9em; }
table { border-collapse: collapse; }
th, td { border: 1px solid #8886; padding: .2em .6em; }
.extra { margin-top: 1.2em; opacity: .85; }
.cloze { font-weight: 600; color: #3366cc; }
.nightMode .cloze { color: #88aaff; }"""
_EXTRA = '{{#Extra}}<div class="extra">{{Extra}}</div>{{/Extra}}'


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTemplate:
    name: str
    question: str
    answer: str
    needs: int  # the field without which there is no card


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionNoteType:
    """A note type of ours. Its number may never change: Anki knows it by that."""

    identifier: int
    name: str
    fields: Sequence[str]
    templates: Sequence[CardTemplate]


def _asked(side: str, other: str) -> tuple[str, str]:
    return f"{{{{{side}}}}}", f"{{{{FrontSide}}}}<hr id=answer>{{{{{other}}}}}{_EXTRA}"


_FORWARD = CardTemplate(
    name="Card 1", question=_asked("Front", "Back")[0], answer=_asked("Front", "Back")[1], needs=0
)
_BACKWARD = CardTemplate(
    name="Card 2", question=_asked("Back", "Front")[0], answer=_asked("Back", "Front")[1], needs=1
)
_GAPS = CardTemplate(
    name="Cloze", question="{{cloze:Text}}", answer="{{cloze:Text}}" + _EXTRA, needs=0
)
NOTE_TYPES = {
    NoteType.BASIC: CollectionNoteType(
        identifier=1_767_225_600_001,
        name="Gradient",
        fields=("Front", "Back", "Extra"),
        templates=(_FORWARD,),
    ),
    NoteType.BOTH_WAYS: CollectionNoteType(
        identifier=1_767_225_600_002,
        name="Gradient (both ways)",
        fields=("Front", "Back", "Extra"),
        templates=(_FORWARD, _BACKWARD),
    ),
    NoteType.CLOZE: CollectionNoteType(
        identifier=1_767_225_600_003,
        name="Gradient (gaps)",
        fields=("Text", "Extra"),
        templates=(_GAPS,),
    ),
}


def note_type_json(shape: CollectionNoteType, *, is_cloze: bool) -> dict[str, Any]:
    return {
        "id": shape.identifier,
        "name": shape.name,
        "type": int(is_cloze),
        "mod": _NOTE_TYPES_CHANGED_AT,
        "usn": -1,
        "sortf": 0,
        "did": 1,
        "css": _CSS,
        "latexPre": "",
        "latexPost": "",
        "latexsvg": False,
        "tags": [],
        "vers": [],
        "req": [[place, "any", [one.needs]] for place, one in enumerate(shape.templates)],
        "flds": [
            {
                "name": name,
                "ord": place,
                "sticky": False,
                "rtl": False,
                "font": "Arial",
                "size": 20,
                "media": [],
            }
            for place, name in enumerate(shape.fields)
        ],
        "tmpls": [
            {
                "name": one.name,
                "ord": place,
                "qfmt": one.question,
                "afmt": one.answer,
                "bqfmt": "",
                "bafmt": "",
                "did": None,
            }
            for place, one in enumerate(shape.templates)
        ],
    }


def deck_json(number: int, name: str) -> dict[str, Any]:
    none_today = {
        f"{kind}Today": [0, 0] for kind in ("new", "rev", "lrn", "time")
    }  # day, cards studied on it
    return {
        "id": number,
        "name": name,
        "desc": "",
        "mod": 0,
        "usn": -1,
        "dyn": 0,
        "conf": 1,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 0,
        "extendRev": 0,
        **none_today,
    }


PRESET: dict[str, Any] = {
    "id": 1,
    "name": "Default",
    "mod": 0,
    "usn": 0,
    "maxTaken": 60,
    "autoplay": True,
    "timer": 0,
    "replayq": True,
    "dyn": False,
    "new": {
        "bury": True,
        "delays": [1.0, 10.0],
        "initialFactor": 2500,
        "ints": [1, 4, 7],
        "order": 1,
        "perDay": 20,
    },
    "rev": {
        "bury": True,
        "ease4": 1.3,
        "hardFactor": 1.2,
        "ivlFct": 1.0,
        "maxIvl": 36500,
        "perDay": 200,
    },
    "lapse": {"delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0},
}
