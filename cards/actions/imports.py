"""Importing documents: a plan that says what would happen to every card, then one transaction."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from cards.actions.imported_decks import DeckShelf
from cards.actions.verification import Verifier
from cards.core.documents.drafts import CardDraft, Problem, ReadDocument
from cards.core.documents.identity import (
    ExistingCard,
    Fate,
    Match,
    content_digest,
    fingerprint,
    match,
)
from cards.core.documents.registry import read_document
from cards.models import Card, CardStatus, CardVersion, ChangeLabel, Document, User
from cards.models.card import CONTENT_FIELDS

FALLBACK_DECK = "Imported"
# What verifying the answers of one import may take: a web request has to end.
SECONDS_AN_IMPORT = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file to import. `name` identifies it on the next import."""

    name: str
    content: bytes

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class Change(StrEnum):
    """What an import does to one card."""

    NEW = "new"
    SAME = "same"
    EDITED = "edited"  # history kept
    PROBABLE_EDIT = "probable-edit"  # history kept; the author should look
    REVIVED = "revived"  # was archived, and is back
    ARCHIVED = "archived"  # the file no longer has it; its log is kept
    KEPT = "kept"  # not found in the file, but the file could not be read whole


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCard:
    change: Change
    draft: CardDraft | None = None
    card: Card | None = None
    learners: int = 0  # who have it in their schedules


@dataclass(slots=True, kw_only=True)
class PlannedDocument:
    source: SourceFile
    read: ReadDocument
    document: Document | None = None
    cards: list[PlannedCard] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(not problem.is_notice for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    documents: Sequence[PlannedDocument]

    def counts(self) -> Counter[Change]:
        return Counter(planned.change for entry in self.documents for planned in entry.cards)

    @property
    def changes_anything(self) -> bool:
        return any(
            planned.change not in (Change.SAME, Change.KEPT)
            for entry in self.documents
            for planned in entry.cards
        )


def plan_import(
    sources: Iterable[SourceFile],
    *,
    reader: str = "",
    verifies_answers: bool = True,
    seconds: float | None = SECONDS_AN_IMPORT,
) -> ImportPlan:
    """Read the files and decide what each card is. Changes nothing.

    Answers are verified for that many seconds in all (None: however long it takes); cards with
    answers that had no turn by then are left out with a problem.

    Cards are looked for in their own file first, then in the other files of the same import: a card
    that moved from one to the other keeps its history.
    """
    entries = [
        PlannedDocument(
            source=source, read=read_document(source.name, source.content, reader=reader)
        )
        for source in sources
    ]
    known = {
        document.name: document
        for document in Document.objects.filter(name__in=[e.source.name for e in entries])
    }
    cards = existing_cards(known.values())
    verifier = Verifier(
        [card.answer_spec for card in cards.values() if card.answer_spec],
        verifies=verifies_answers,
        seconds=seconds,
    )
    drafts_of: list[Sequence[CardDraft]] = []
    for entry in entries:
        entry.document = known.get(entry.source.name)
        entry.problems.extend(entry.read.problems)
        drafts_of.append(
            verifier.verified(entry.read.drafts, entry.problems, checksum=entry.source.checksum)
        )
    matches, left_over = match_all(entries, drafts_of, cards)
    for entry, matched in zip(entries, matches, strict=True):
        entry.cards.extend(planned_card(each, cards) for each in matched)
    by_document = {entry.document.pk: entry for entry in entries if entry.document}
    for key in left_over:
        card = cards[key]
        entry = by_document[card.document_id or 0]
        change = Change.KEPT if entry.has_errors else Change.ARCHIVED
        entry.cards.append(PlannedCard(change=change, card=card, learners=learners_of(card)))
    return ImportPlan(documents=entries)


def existing_cards(documents: Iterable[Document]) -> dict[int, Card]:
    rows = Card.objects.filter(document__in=[document.pk for document in documents])
    rows = rows.annotate(
        learners=Count("schedules", filter=Q(schedules__introduced_on__isnull=False))
    )
    return {card.pk: card for card in rows.order_by("document", "position", "pk")}


def learners_of(card: Card) -> int:
    return int(getattr(card, "learners", 0))


def match_all(
    entries: Sequence[PlannedDocument],
    drafts_of: Sequence[Sequence[CardDraft]],
    cards: Mapping[int, Card],
) -> tuple[list[list[Match]], list[int]]:
    """Matches per document, and the keys of cards that no draft stands for."""
    matches: list[list[Match]] = []
    left_over: list[int] = []
    for entry, drafts in zip(entries, drafts_of, strict=True):
        own = [
            existing(card)
            for card in cards.values()
            if entry.document and card.document_id == entry.document.pk
        ]
        matching = match(own, drafts)
        entry.problems.extend(matching.problems)
        matches.append(list(matching.matches))
        left_over.extend(int(str(key)) for key in matching.left_over)
    homeless = [
        (number, place)
        for number, matched in enumerate(matches)
        for place, each in enumerate(matched)
        if each.fate is Fate.NEW
    ]
    if left_over and homeless:
        # Explicit ids are unique within a file only.
        strangers = [
            replace(matches[number][place].draft, explicit_id="") for number, place in homeless
        ]
        leavers = [replace(existing(cards[key]), explicit_id="") for key in left_over]
        moved = match(leavers, strangers)
        for (number, place), found in zip(homeless, moved.matches, strict=True):
            if found.fate is not Fate.NEW:
                matches[number][place] = replace(
                    matches[number][place], fate=found.fate, key=found.key
                )
        left_over = [int(str(key)) for key in moved.left_over]
    return matches, left_over


def existing(card: Card) -> ExistingCard:
    return ExistingCard(
        key=card.pk,
        kind=card.card_kind,
        prompt=card.prompt,
        answer=card.answer,
        points=tuple(point.text for point in card.key_points),
        explicit_id=card.explicit_id,
        fingerprint=card.fingerprint,
        note_key=card.note_key,
        cloze_ordinal=card.cloze_ordinal,
        position=card.position,
        is_archived=card.status == CardStatus.ARCHIVED,
    )


def planned_card(matched: Match, cards: Mapping[int, Card]) -> PlannedCard:
    if matched.fate is Fate.NEW:
        return PlannedCard(change=Change.NEW, draft=matched.draft)
    card = cards[int(str(matched.key))]
    if card.status == CardStatus.ARCHIVED and card.left_document:
        change = Change.REVIVED
    elif card.imported_digest == content_digest(matched.draft):
        change = Change.SAME
    elif matched.fate is Fate.PROBABLE_EDIT:
        change = Change.PROBABLE_EDIT
    else:
        change = Change.EDITED
    return PlannedCard(change=change, draft=matched.draft, card=card, learners=learners_of(card))


@transaction.atomic
def apply_import(
    plan: ImportPlan,
    *,
    now: dt.datetime,
    user: User | None = None,
    publishes: bool = False,
    is_library: bool = False,
) -> list[Document]:
    """Carry out a plan, all of it or nothing. New cards are drafts unless `publishes`."""
    shelf = DeckShelf()
    documents = []
    for entry in plan.documents:
        if not entry.cards and not entry.document:
            continue
        document = save_document(entry, now=now, user=user, is_library=is_library)
        documents.append(document)
        apply_document(entry, document, shelf, now=now, user=user, publishes=publishes)
    return documents


def save_document(
    entry: PlannedDocument, *, now: dt.datetime, user: User | None, is_library: bool
) -> Document:
    document = entry.document or Document(name=entry.source.name)
    problems = [asdict(problem) for problem in entry.problems]
    values = {
        "title": entry.read.title[:300],
        "checksum": entry.source.checksum,
        "is_library": is_library,
        "problems": problems,
    }
    if document.pk and all(getattr(document, name) == value for name, value in values.items()):
        return document
    for name, value in values.items():
        setattr(document, name, value)
    document.imported_at = now
    document.imported_by = user
    document.save()
    return document


def apply_document(
    entry: PlannedDocument,
    document: Document,
    shelf: DeckShelf,
    *,
    now: dt.datetime,
    user: User | None,
    publishes: bool,
) -> None:
    siblings = Counter(
        planned.draft.note_key
        for planned in entry.cards
        if planned.draft and planned.draft.note_key
    )
    new: list[Card] = []
    versions: list[CardVersion] = []
    for position, planned in enumerate(entry.cards, start=1):
        draft = planned.draft
        if draft is None:
            if planned.change is Change.ARCHIVED and planned.card:
                Card.objects.filter(pk=planned.card.pk).update(
                    status=CardStatus.ARCHIVED, left_document=True, updated_at=now
                )
            continue
        card = planned.card or Card(status=CardStatus.PUBLISHED if publishes else CardStatus.DRAFT)
        before = {name: getattr(card, name) for name in IMPORTED_FIELDS} if card.pk else None
        if planned.change is not Change.SAME:
            card.set_content(content_of(draft))
            card.tags = list(draft.tags)
            card.imported_digest = content_digest(draft)
        if planned.change is Change.REVIVED:
            card.status = CardStatus.PUBLISHED if publishes else CardStatus.DRAFT
            card.left_document = False
        card.document = document
        card.deck = shelf.deck(draft.deck_path or FALLBACK_DECK)
        card.position = position
        card.explicit_id = draft.explicit_id
        card.fingerprint = fingerprint(draft)
        card.note_key = note_key_of(document, draft) if siblings[draft.note_key] > 1 else ""
        card.pattern, card.confidence = draft.pattern, draft.confidence
        card.place()
        if before is None:
            new.append(card)
            continue
        changed = [name for name in IMPORTED_FIELDS if getattr(card, name) != before[name]]
        if not changed:
            continue
        if any(name in CONTENT_FIELDS for name in changed):
            card.version += 1
            versions.append(version_of(card, now=now, user=user, label=ChangeLabel.CLARIFIED))
        card.save(update_fields=[*changed, "version", "updated_at"])
    Card.objects.bulk_create(new)
    versions += [version_of(card, now=now, user=user, label=ChangeLabel.FIRST) for card in new]
    CardVersion.objects.bulk_create(versions)


IMPORTED_FIELDS = (
    *CONTENT_FIELDS,
    "tags", "imported_digest", "status", "document_id", "deck_id", "position", "sequence",
    "explicit_id", "fingerprint", "left_document", "note_key", "pattern", "confidence",
)  # fmt: skip


def content_of(draft: CardDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind.value,
        "prompt": draft.prompt,
        "answer": draft.answer,
        "explanation": draft.explanation,
        "points": [asdict(point) for point in draft.points],
        "answer_spec": dict(draft.answer_spec) if draft.answer_spec is not None else None,
        "follow_ups": list(draft.follow_ups),
        "interview_kind": draft.interview_kind.value if draft.interview_kind else "",
        "difficulty": draft.difficulty.value if draft.difficulty else "",
        "minutes": draft.minutes,
        "cloze_ordinal": draft.cloze_ordinal,
        "source_document": draft.source_document[:300],
        "source_section": draft.source_section[:300],
        "source_lines": list(draft.source_lines) if draft.source_lines else None,
    }


def note_key_of(document: Document, draft: CardDraft) -> str:
    """Siblings share it. An explicit id is unique within its document only, hence the digest."""
    digest = hashlib.sha256(f"{document.pk}:{draft.note_key}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def version_of(
    card: Card, *, now: dt.datetime, user: User | None, label: ChangeLabel
) -> CardVersion:
    return CardVersion(
        card=card,
        number=card.version,
        content=card.content(),
        label=label,
        created_at=now,
        created_by=user,
    )
