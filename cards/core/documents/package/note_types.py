"""What a collection of Anki says about its note types, decks and clock, in either of its layouts."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cards.core.documents.anki_notes import DECK_SEPARATOR
from cards.core.documents.package.protobuf import number_at, text_at

_LEVEL = "\x1f"  # between the names of a deck in newer collections
_KIND, _CLOZE = 1, 1  # Notetype.Config.kind
_QUESTION, _ANSWER = 1, 2  # Notetype.Template.Config
MOST_FIELDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignTemplate:
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignNoteType:
    identifier: int
    name: str
    is_cloze: bool
    fields: tuple[str, ...]
    templates: dict[int, ForeignTemplate]  # by ordinal


def note_types_of_json(text: str) -> dict[int, ForeignNoteType]:
    found = {}
    for key, model in _object(text).items():
        if not isinstance(model, dict) or not key.lstrip("-").isdecimal():
            continue
        identifier = int(key)
        templates = [one for one in _list(model.get("tmpls")) if isinstance(one, dict)]
        fields = [one for one in _list(model.get("flds")) if isinstance(one, dict)]
        fields.sort(key=lambda one: _number(one.get("ord")))
        found[identifier] = ForeignNoteType(
            identifier=identifier,
            name=str(model.get("name", "")),
            is_cloze=_number(model.get("type")) == _CLOZE,
            fields=tuple(str(one.get("name", "")) for one in fields[:MOST_FIELDS]),
            templates={
                _number(one.get("ord"), place): ForeignTemplate(
                    question=str(one.get("qfmt", "")), answer=str(one.get("afmt", ""))
                )
                for place, one in enumerate(templates)
            },
        )
    return found


def note_types_of_tables(
    note_types: Iterable[tuple[Any, ...]],
    fields: Iterable[tuple[Any, ...]],
    templates: Iterable[tuple[Any, ...]],
) -> dict[int, ForeignNoteType]:
    names: dict[int, list[tuple[int, str]]] = {}
    for note_type, ordinal, name in fields:
        names.setdefault(_number(note_type), []).append((_number(ordinal), str(name)))
    shapes: dict[int, dict[int, ForeignTemplate]] = {}
    for note_type, ordinal, config in templates:
        message = config if isinstance(config, bytes) else b""
        shapes.setdefault(_number(note_type), {})[_number(ordinal)] = ForeignTemplate(
            question=_part(message, _QUESTION), answer=_part(message, _ANSWER)
        )
    found = {}
    for key, name, config in note_types:
        identifier = _number(key)
        own = shapes.get(identifier, {})
        message = config if isinstance(config, bytes) else b""
        found[identifier] = ForeignNoteType(
            identifier=identifier,
            name=str(name),
            is_cloze=_kind(message) == _CLOZE
            or any("{{cloze:" in template.question for template in own.values()),
            fields=tuple(field for _, field in sorted(names.get(identifier, []))[:MOST_FIELDS]),
            templates=own,
        )
    return found


def deck_names_of_json(text: str) -> dict[int, tuple[str, ...]]:
    return {
        int(key): levels(str(deck.get("name", "")))
        for key, deck in _object(text).items()
        if isinstance(deck, dict) and key.lstrip("-").isdecimal()
    }


def levels(name: str) -> tuple[str, ...]:
    """`ML::Metrics` from the top down; newer collections separate with a control character."""
    parts = name.replace(_LEVEL, DECK_SEPARATOR).split(DECK_SEPARATOR)
    return tuple(" ".join(part.split()) for part in parts if part.strip())


def settings_of_json(text: str) -> int | None:
    """Minutes west of Greenwich where the collection was made."""
    offset = _object(text).get("creationOffset")
    return offset if isinstance(offset, int) and abs(offset) <= 1440 else None


def settings_of_tables(rows: Iterable[tuple[Any, ...]]) -> int | None:
    for key, value in rows:
        if key == "creationOffset":
            written = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            return settings_of_json(f'{{"creationOffset": {written}}}')
    return None


def _kind(config: bytes) -> int:
    try:
        return number_at(config, _KIND)
    except ValueError:
        return 0


def _part(config: bytes, field: int) -> str:
    try:
        return text_at(config, field)
    except ValueError:
        return ""


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: object, otherwise: int = 0) -> int:
    return value if isinstance(value, int) and abs(value) < 2**63 else otherwise
