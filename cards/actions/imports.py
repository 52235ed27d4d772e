"""Carrying out an import: a plan made in `import_plans`, in one transaction."""

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import asdict
from typing import Any

from django.db import transaction

from cards.actions.draft_sources import keep_sources
from cards.actions.import_plans import (
    Change,
    ImportPlan,
    PlannedCard,
    PlannedDocument,
    SourceFile,
    plan_import,
)
from cards.actions.import_runs import DoneChange, finish_run, open_run
from cards.actions.imported_decks import DeckShelf
from cards.actions.related import link_cards
from cards.actions.standings import note_absences
from cards.core.documents.drafts import CardDraft
from cards.core.documents.identity import content_digest, fingerprint
from cards.models import (
    Card,
    CardStatus,
    CardVersion,
    ChangeLabel,
    Document,
    ImportOrigin,
    ImportRun,
    User,
)
from cards.models.card import CONTENT_FIELDS

# Whoever imports needs both halves.
__all__ = [
    "FALLBACK_DECK",
    "Change",
    "ImportPlan",
    "PlannedCard",
    "PlannedDocument",
    "SourceFile",
    "apply_import",
    "content_of",
    "plan_import",
]

FALLBACK_DECK = "Imported"


@transaction.atomic
def apply_import(
    plan: ImportPlan,
    *,
    now: dt.datetime,
    user: User | None = None,
    publishes: bool = False,
    is_library: bool = False,
    run: ImportRun | None = None,
) -> list[Document]:
    """Carry out a plan, all of it or nothing. New cards are drafts unless `publishes`.

    What was done becomes an import run, in the same transaction; a `run` that planned it is
    completed. The library is looked at on every start: when nothing changes, no run is kept.
    """
    if run is None and not (is_library and not plan.changes_anything):
        run = open_run(
            [entry.source for entry in plan.documents],
            user=user,
            origin=ImportOrigin.LIBRARY if is_library else ImportOrigin.COMMAND,
            publishes=publishes,
            now=now,
        )
    shelf = DeckShelf()
    documents = []
    done: list[DoneChange] = []
    for entry in plan.documents:
        if not entry.cards and not entry.document:
            continue
        document = save_document(entry, now=now, user=user, is_library=is_library)
        documents.append(document)
        done += apply_document(entry, document, shelf, now=now, user=user, publishes=publishes)
    link_cards([(each.card, each.draft) for each in done if each.draft], documents)
    if any(each.change in (Change.ARCHIVED, Change.REVIVED) for each in done):
        note_absences(now)
    if run is not None:
        finish_run(run, plan, done, now=now)
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
) -> list[DoneChange]:
    """Save the cards of one file; every card that the file holds or lost, with what became of it."""
    siblings = Counter(
        planned.draft.note_key
        for planned in entry.cards
        if planned.draft and planned.draft.note_key
    )
    new: list[Card] = []
    versions: list[CardVersion] = []
    done: list[DoneChange] = []
    for position, planned in enumerate(entry.cards, start=1):
        draft = planned.draft
        if draft is None:
            if planned.change is Change.ARCHIVED and planned.card:
                done.append(
                    DoneChange(
                        card=planned.card,
                        change=planned.change,
                        before={"status": planned.card.status, "left_document": False},
                    )
                )
                Card.objects.filter(pk=planned.card.pk).update(
                    status=CardStatus.ARCHIVED, left_document=True, updated_at=now
                )
            continue
        card = planned.card or Card(status=CardStatus.PUBLISHED if publishes else CardStatus.DRAFT)
        before = {name: getattr(card, name) for name in RECORDED_FIELDS} if card.pk else None
        if planned.change is not Change.SAME:
            card.set_content(content_of(draft))
            card.tags = list(draft.tags)
            if not planned.stays_home:  # there, it is an edit like one made here
                card.imported_digest = content_digest(draft)
        if planned.change is Change.REVIVED:
            card.status = CardStatus.PUBLISHED if publishes else CardStatus.DRAFT
            card.left_document = False
        if not planned.stays_home:
            card.document = document
            card.deck = shelf.deck(draft.deck_path or FALLBACK_DECK)
            card.position = position
            card.explicit_id = draft.explicit_id
            card.fingerprint = fingerprint(draft)
            card.note_key = note_key_of(document, draft) if siblings[draft.note_key] > 1 else ""
            card.pattern, card.confidence = draft.pattern, draft.confidence
            card.place()
        done.append(DoneChange(card=card, change=planned.change, before=before, draft=draft))
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
    keep_sources(entry.source, done)
    return done


IMPORTED_FIELDS = (
    *CONTENT_FIELDS,
    "tags", "imported_digest", "status", "document_id", "deck_id", "position", "sequence",
    "explicit_id", "fingerprint", "left_document", "note_key", "pattern", "confidence",
)  # fmt: skip
# Links are stored once all cards are; an undo takes them back too.
RECORDED_FIELDS = (*IMPORTED_FIELDS, "see")


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
        "coding": asdict(draft.coding) if draft.coding is not None else None,
        "interviewer_hints": list(draft.interviewer_hints),
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
