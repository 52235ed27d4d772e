"""Taking an import back as a whole: what it added goes, what it changed is as before."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey, Model

from cards.actions.import_plans import Change
from cards.actions.imports import RECORDED_FIELDS, version_of
from cards.actions.standings import note_absences
from cards.models import (
    AttentionDismissal,
    Card,
    CardStatus,
    CardVersion,
    ChangeLabel,
    Deck,
    Document,
    DraftSource,
    ImportedChange,
    ImportRun,
    ImportStatus,
    UndoOutcome,
    User,
)
from cards.models.card import CONTENT_FIELDS

# Rows about a card that nobody studied by: they may go with it.
OWN_ROWS = (AttentionDismissal, CardVersion, DraftSource, ImportedChange)
AT_ONCE = 1_000
# What an author decides about a card, wherever it came from: an undo leaves it alone.
DECIDED_FIELDS = frozenset({"status", "left_document"})

GONE = "The card was deleted since."
EDITED_SINCE = "It was edited since: the edit is worth more than the undo."
BACK_ALREADY = "It was brought back, or archived by hand, since."
TAKEN = "Another card has its id by now."


class UndoError(Exception):
    """The import cannot be undone at all; the message says why."""


@transaction.atomic
def undo_import(run: ImportRun, *, user: User | None, now: dt.datetime) -> ImportRun:
    """Take back what a run did, all that still stands, and note per card what became of it.

    Cards edited by hand since stay and are listed with the reason. Contents return as new versions;
    nobody's schedule moves. A second undo changes nothing. Raises UndoError for a run that was
    never carried out.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status == ImportStatus.UNDONE:
        return run
    if run.status != ImportStatus.DONE:
        raise UndoError("Only an import that was carried out can be undone.")
    changes = list(run.changes.all())
    # In the order of their numbers, as whoever locks several cards does: nobody waits in a circle.
    numbers = sorted(change.card_id for change in changes if change.card_id)
    cards: dict[int, Card] = {}
    for some in in_parts(numbers):
        locked = Card.objects.select_for_update(of=("self",)).select_related("deck")
        cards.update({card.pk: card for card in locked.filter(pk__in=some).order_by("pk")})
    restored: list[ImportedChange] = []
    added: list[ImportedChange] = []
    for change in changes:
        card = cards.get(change.card_id or 0)
        if card is None:
            keep(change, GONE)
        elif change.change == Change.ARCHIVED:
            if card.status == CardStatus.ARCHIVED and card.left_document:
                restored.append(change)
            else:
                keep(change, BACK_ALREADY)
        elif card.version != change.version:
            keep(change, EDITED_SINCE)
        elif change.before is None:
            added.append(change)
        else:
            restored.append(change)
    remove(added, cards, now=now)
    restore(restored, cards, user=user, now=now)
    ImportedChange.objects.bulk_update(changes, ["outcome", "note"], batch_size=AT_ONCE)
    note_absences(now)
    run.status, run.undone_at, run.undone_by = ImportStatus.UNDONE, now, user
    run.save(update_fields=["status", "undone_at", "undone_by"])
    return run


def keep(change: ImportedChange, note: str) -> None:
    change.outcome, change.note = UndoOutcome.KEPT, note


def remove(changes: Sequence[ImportedChange], cards: dict[int, Card], *, now: dt.datetime) -> None:
    """Cards that the import added: deleted, or archived where somebody's log names them."""
    numbers = [change.card_id for change in changes if change.card_id]
    studied = set(studied_cards(numbers))
    for some in in_parts(sorted(studied)):
        Card.objects.filter(pk__in=some).update(
            # It comes back with its file, as any card that left it does.
            status=CardStatus.ARCHIVED,
            left_document=True,
            updated_at=now,
        )
    for change in changes:
        is_studied = change.card_id in studied
        change.outcome = UndoOutcome.ARCHIVED if is_studied else UndoOutcome.DELETED
        if not is_studied:
            change.card = None
    unstudied = [number for number in numbers if number not in studied]
    # First the references of this log, or the database would refuse the later update.
    for some in in_parts(unstudied):
        ImportedChange.objects.filter(card__in=some).update(card=None)
        Card.objects.filter(pk__in=some).delete()


def studied_cards(
    numbers: Sequence[int], *, without: Sequence[type[Model]] = OWN_ROWS
) -> Iterable[int]:
    """The cards that any row of a learner, or of another part of the site, refers to.

    The tables are found by looking: one that is added later protects its cards from its first day.
    """
    for relation in Card._meta.related_objects:
        field = relation.field
        if not isinstance(field, ForeignKey) or field.model in without:
            continue
        for some in in_parts(numbers):
            # Not the default manager: that of cards leaves out personal ones.
            rows = field.model._base_manager.filter(**{f"{field.name}__in": some})
            yield from rows.order_by().values_list(field.attname, flat=True).distinct()


def restore(
    changes: Sequence[ImportedChange],
    cards: dict[int, Card],
    *,
    user: User | None,
    now: dt.datetime,
) -> None:
    """Cards that the import changed: content, deck and identity as before, as a new version."""
    decks = {deck.pk: deck for deck in Deck.objects.all()}
    documents = set(Document.objects.values_list("pk", flat=True))
    taken = ids_in_use({change.card_id for change in changes if change.card_id})
    touched: list[Card] = []
    versions: list[CardVersion] = []
    blanked: list[int] = []
    for change in changes:
        card, before = cards[change.card_id or 0], change.before or {}
        name = (before.get("document_id"), before.get("explicit_id"), before.get("cloze_ordinal"))
        if before.get("explicit_id") and name in taken:
            keep(change, TAKEN)
            continue
        if before.get("explicit_id", card.explicit_id) != card.explicit_id:
            blanked.append(card.pk)
        is_new_content = put_back(card, change, decks=decks, documents=documents)
        card.updated_at = now
        if is_new_content:
            card.version += 1
            versions.append(version_of(card, now=now, user=user, label=ChangeLabel.CLARIFIED))
        touched.append(card)
        change.outcome = UndoOutcome.RESTORED
    # Two cards may swap their ids, which must be unique at every moment.
    for some in in_parts(blanked):
        Card.objects.filter(pk__in=some).update(explicit_id="")
    names = [
        name.removesuffix("_id") if name != "explicit_id" else name for name in RECORDED_FIELDS
    ]
    Card.objects.bulk_update(touched, [*names, "version", "updated_at"], batch_size=100)
    CardVersion.objects.bulk_create(versions)


def put_back(
    card: Card, change: ImportedChange, *, decks: dict[int, Deck], documents: set[int]
) -> bool:
    """Write the fields from before into the card, unsaved; whether its content is new by that."""
    before: dict[str, Any] = change.before or {}
    content = card.content()
    for name, value in before.items():
        if name == "deck_id":
            card.deck = decks.get(value, card.deck)
        elif name == "document_id":
            card.document_id = value if value in documents else card.document_id
        elif name not in DECIDED_FIELDS:
            setattr(card, name, value)
    if change.change in (Change.ARCHIVED, Change.REVIVED):
        card.status = before["status"]
        card.left_document = before["left_document"]
    card.place()
    return any(content[name] != getattr(card, name) for name in CONTENT_FIELDS)


def ids_in_use(without: set[int]) -> set[tuple[int | None, str, int | None]]:
    rows = Card.objects.exclude(explicit_id="").order_by()
    names = rows.values_list("pk", "document_id", "explicit_id", "cloze_ordinal")
    return {(document, name, gap) for pk, document, name, gap in names if pk not in without}


def in_parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    """Databases limit how many numbers one query may list."""
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]
