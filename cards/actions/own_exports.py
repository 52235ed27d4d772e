"""Packages that this site exported, on their way back: their notes are cards that exist.

A card that comes home stays in its own document. What was edited in Anki is taken over where the
note says all that the card says; the rest of a card (how it is checked, its key points) is nothing
that Anki knows, and stays.
"""

import datetime as dt
import io
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from cards.core.documents.deck.build import REVERSED
from cards.core.documents.drafts import CardDraft, Problem
from cards.core.documents.export_apkg import write_apkg
from cards.core.documents.package.reader import read_package
from cards.core.kinds import CardKind
from cards.models import Card, CardStatus
from cards.queries.anki_notes import anki_notes, as_html
from cards.queries.exports import draft_of, note_names

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_OWN_NAME = re.compile(rf"({_UUID})(?:-({_UUID}))?({REVERSED})?")
_PACKAGE_PATTERNS = frozenset({"anki-note", "anki-note-reversed", "cloze"})
_EDITABLE = frozenset({CardKind.QUESTION, CardKind.TERM, CardKind.CLOZE})
_NAMES_AT_ONCE = 500
_ANY_TIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # stands in the package, is not read


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingHome:
    """A draft of a package that is a card of ours; `is_edited` when Anki's text differs."""

    draft: CardDraft
    card: Card
    is_edited: bool


def cards_coming_home(
    drafts: Sequence[CardDraft], problems: list[Problem]
) -> tuple[list[CardDraft], list[ComingHome]]:
    """The drafts that are strangers, and those that our own export wrote. Adds notices."""
    found: dict[tuple[str, int | None], Card] = _own_cards(drafts)
    if not found:
        return list(drafts), []
    written = _as_exported(found.values())
    strangers: list[CardDraft] = []
    home: list[ComingHome] = []
    for draft in drafts:
        card = found.get((draft.explicit_id, draft.cloze_ordinal))
        if card is None:
            strangers.append(draft)
            continue
        home.append(_compared(draft, card, written, problems))
    return strangers, home


def _own_cards(drafts: Sequence[CardDraft]) -> dict[tuple[str, int | None], Card]:
    """Cards by the id and gap of the draft that stands for them."""
    names = {
        draft.explicit_id: match
        for draft in drafts
        if draft.pattern in _PACKAGE_PATTERNS and (match := _OWN_NAME.fullmatch(draft.explicit_id))
    }
    uids = sorted({uuid.UUID(match[2] or match[1]) for match in names.values()})
    by_uid: dict[str, Card] = {}
    for start in range(0, len(uids), _NAMES_AT_ONCE):
        part = Card.objects.filter(uid__in=uids[start : start + _NAMES_AT_ONCE])
        by_uid |= {str(card.uid): card for card in part.select_related("deck", "document")}
    siblings: dict[str, list[Card]] = {}
    keys = sorted({card.note_key for card in by_uid.values() if card.note_key})
    for start in range(0, len(keys), _NAMES_AT_ONCE):
        part = Card.objects.filter(note_key__in=keys[start : start + _NAMES_AT_ONCE])
        for card in part.select_related("deck", "document").order_by("pk"):
            siblings.setdefault(card.note_key, []).append(card)
    found: dict[tuple[str, int | None], Card] = {}
    for draft in drafts:
        match = names.get(draft.explicit_id)
        named = by_uid.get(match[2] or match[1]) if match else None
        if match is None or named is None:
            continue
        group = siblings.get(named.note_key, [named])
        one = _one_of(group, named, draft, is_second=bool(match[3]))
        if one is not None:
            found[draft.explicit_id, draft.cloze_ordinal] = one
    return found


def _one_of(group: list[Card], named: Card, draft: CardDraft, *, is_second: bool) -> Card | None:
    if draft.cloze_ordinal is not None:
        return next((card for card in group if card.cloze_ordinal == draft.cloze_ordinal), None)
    if not is_second:
        return named if named.cloze_ordinal is None else None
    others = [card for card in group if card.pk != named.pk and card.cloze_ordinal is None]
    return others[0] if len(others) == 1 else None


def _as_exported(cards: Iterable[Card]) -> dict[tuple[str, int | None], CardDraft]:
    """What reading our own export of these cards gives now, to tell an edit by."""
    notes: dict[int, Card] = {card.pk: card for card in cards}
    keys = [card.note_key for card in notes.values() if card.note_key]
    whole = Card.objects.filter(Q(pk__in=notes) | Q(note_key__in=keys)).exclude(
        status=CardStatus.ARCHIVED
    )
    whole = whole.select_related("deck", "document").order_by(
        "deck__position", "deck__path", "position", "pk"
    )
    stream = io.BytesIO()
    write_apkg(stream, map(as_html, anki_notes(whole, note_names())), now=_ANY_TIME)
    read = read_package("", stream.getvalue(), most_cards=10**9)
    return {(draft.explicit_id, draft.cloze_ordinal): draft for draft in read.drafts}


def _compared(
    draft: CardDraft,
    card: Card,
    written: dict[tuple[str, int | None], CardDraft],
    problems: list[Problem],
) -> ComingHome:
    ours = draft_of(card)
    own = replace(ours, lines=draft.lines, schedule=draft.schedule, reviews=draft.reviews)
    exported = written.get((draft.explicit_id, draft.cloze_ordinal))
    parts = ("prompt", "answer", "explanation")
    changed = {
        name: getattr(draft, name)
        for name in parts
        if exported is None or getattr(draft, name) != getattr(exported, name)
    }
    if exported is None or not changed:
        return ComingHome(draft=own, card=card, is_edited=False)
    if card.card_kind not in _EDITABLE or card.answer_spec or card.points or card.follow_ups:
        message = (
            f"“{' '.join(card.prompt.split())[:60]}” was edited in Anki, which does not know how "
            "the card is checked. The card stays as it is: edit it here."
        )
        problems.append(Problem(line=draft.lines[0], message=message, is_notice=True))
        return ComingHome(draft=own, card=card, is_edited=False)
    return ComingHome(draft=replace(own, **changed), card=card, is_edited=True)
