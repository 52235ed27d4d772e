"""The steps of the review queue: accept, edit, merge, split, discard, restore, and the undo of the last one.

Each step locks what it changes, refuses when somebody else was faster, and is written down with
what it takes to undo it. What is discarded keeps its row: by it the next import of the document
knows that nobody wants the card.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from cards.actions.authoring import save_card
from cards.actions.undo_imports import OWN_ROWS, in_parts, studied_cards
from cards.core.documents.cloze import find_gaps
from cards.core.documents.reviewing import DraftText, UnmergeableError, faults, merged
from cards.core.kinds import CardKind, InterviewKind
from cards.models import (
    Card,
    CardStatus,
    ChangeLabel,
    DraftSource,
    DraftStep,
    DraftVerb,
    UnsavedEdit,
    User,
)
from cards.queries.drafts import faults_of_card, text_of

MOST_STEPS_SEARCHED = 200


class DraftError(Exception):
    """A step cannot be taken like this; the message says why."""


class StaleDraftError(DraftError):
    """Somebody else changed the draft after the page was loaded."""


def locked_draft(number: int, version: int, status: CardStatus = CardStatus.DRAFT) -> Card:
    """The draft as the page showed it. Raises StaleDraftError when it is not so any more."""
    cards = Card.objects.select_for_update(of=("self",)).select_related("deck")
    card = cards.filter(pk=number).first()
    if card is None:
        raise StaleDraftError("This draft was deleted meanwhile.")
    if card.status != status or card.version != version:
        raise StaleDraftError(said_of(card))
    return card


def said_of(card: Card) -> str:
    """Who changed a draft meanwhile, as far as the newest steps tell."""
    for step in DraftStep.objects.select_related("user").order_by("-pk")[:MOST_STEPS_SEARCHED]:
        if step.undone_at is None and any(change["card"] == card.pk for change in step.changes):
            return f"{step.user.get_username()} {step.get_verb_display()} this draft meanwhile."
    return "Somebody changed this draft meanwhile: look at it again."


@transaction.atomic
def accept_draft(number: int, *, version: int, user: User, now: dt.datetime) -> DraftStep:
    """Publish a draft. Raises DraftError when it is not complete."""
    card = locked_draft(number, version)
    if found := faults_of_card(card):
        raise DraftError(f"{found[0]} Edit it first.")
    return changed_status(card, CardStatus.PUBLISHED, DraftVerb.ACCEPT, user=user, now=now)


@transaction.atomic
def discard_draft(number: int, *, version: int, user: User, now: dt.datetime) -> DraftStep:
    card = locked_draft(number, version)
    return changed_status(card, CardStatus.DISCARDED, DraftVerb.DISCARD, user=user, now=now)


@transaction.atomic
def restore_draft(number: int, *, version: int, user: User, now: dt.datetime) -> DraftStep:
    card = locked_draft(number, version, CardStatus.DISCARDED)
    return changed_status(card, CardStatus.DRAFT, DraftVerb.RESTORE, user=user, now=now)


def changed_status(
    card: Card, status: CardStatus, verb: DraftVerb, *, user: User, now: dt.datetime
) -> DraftStep:
    before = {"status": card.status}
    card.status = status
    card.save(update_fields=["status", "updated_at"])
    return take_down(verb, [change_of(card, before)], user=user, now=now)


@transaction.atomic
def accept_drafts(
    cards: Sequence[Card], *, user: User, now: dt.datetime
) -> tuple[DraftStep | None, int]:
    """Publish complete drafts as one step; those that changed meanwhile are left out."""
    wanted = {card.pk: card.version for card in cards}
    accepted: list[Card] = []
    for some in in_parts(sorted(wanted)):
        locked = Card.objects.select_for_update().filter(pk__in=some, status=CardStatus.DRAFT)
        still = [card for card in locked.order_by("pk") if card.version == wanted[card.pk]]
        Card.objects.filter(pk__in=[card.pk for card in still]).update(
            status=CardStatus.PUBLISHED, updated_at=now
        )
        accepted += still
    if not accepted:
        return None, 0
    changes = []
    for card in accepted:
        card.status = CardStatus.PUBLISHED
        changes.append(change_of(card, {"status": CardStatus.DRAFT}))
    return take_down(DraftVerb.ACCEPT, changes, user=user, now=now), len(accepted)


@transaction.atomic
def edit_draft(
    number: int,
    text: DraftText,
    *,
    version: int,
    user: User,
    now: dt.datetime,
    accepts: bool = False,
) -> DraftStep:
    """Save a draft's words as a new version; with `accepts`, publish it too."""
    card = locked_draft(number, version)
    before = {"status": card.status, "content": card.content()}
    write(card, text)
    if accepts:
        if found := faults(text, has_specification=card.answer_spec is not None):
            raise DraftError(found[0])
        card.status = CardStatus.PUBLISHED
    save_card(card, user=user, label=ChangeLabel.CLARIFIED, now=now)
    verb = DraftVerb.ACCEPT if accepts else DraftVerb.EDIT
    return take_down(verb, [change_of(card, before)], user=user, now=now)


@transaction.atomic
def merge_drafts(
    first: tuple[int, int], second: tuple[int, int], *, user: User, now: dt.datetime
) -> DraftStep:
    """Make one draft of two, each given by number and version. The second is discarded."""
    if first[0] == second[0]:
        raise DraftError("A draft cannot be merged with itself.")
    # In one order, whichever stays: two people who merge both ways would wait for each other.
    locked = {number: locked_draft(number, version) for number, version in sorted((first, second))}
    kept, dropped = locked[first[0]], locked[second[0]]
    try:
        text = merged(text_of(kept), text_of(dropped))
    except UnmergeableError as error:
        raise DraftError(str(error)) from error
    before = {"status": kept.status, "content": kept.content()}
    write(kept, text)
    save_card(kept, user=user, label=ChangeLabel.CLARIFIED, now=now)
    dropped.status = CardStatus.DISCARDED
    dropped.save(update_fields=["status", "updated_at"])
    changes = [change_of(kept, before), change_of(dropped, {"status": CardStatus.DRAFT})]
    return take_down(DraftVerb.MERGE, changes, user=user, now=now)


@transaction.atomic
def split_draft(
    number: int,
    texts: tuple[DraftText, DraftText],
    *,
    version: int,
    user: User,
    now: dt.datetime,
) -> DraftStep:
    """Make two drafts of one: it keeps the first text, a new draft beside it gets the second."""
    card = locked_draft(number, version)
    before = {"status": card.status, "content": card.content()}
    # The new one has no digest of an import: its file never had it, so it cannot leave it either.
    new = Card(
        deck=card.deck,
        document_id=card.document_id,
        position=card.position,
        status=CardStatus.DRAFT,
        pattern=card.pattern,
        confidence=card.confidence,
        tags=card.tags,
    )
    new.set_content({**card.content(), "cloze_ordinal": None, "answer_spec": None})
    write(new, texts[1])
    write(card, texts[0])
    save_card(card, user=user, label=ChangeLabel.CLARIFIED, now=now)
    save_card(new, user=user, label=ChangeLabel.FIRST, now=now)
    source = DraftSource.objects.filter(card=card).first()
    if source is not None:
        source.card = new
        source.save(force_insert=True)
    changes = [change_of(card, before), change_of(new, None)]
    return take_down(DraftVerb.SPLIT, changes, user=user, now=now)


def write(card: Card, text: DraftText) -> None:
    """Put the words into the card, unsaved, with what its kind cannot do without."""
    card.kind = text.kind.value
    card.prompt, card.answer = text.prompt, text.answer
    card.points = [asdict(point) for point in text.points]
    if text.kind is CardKind.CLOZE:
        gaps = sorted({number for gap in find_gaps(text.prompt) for number in gap.ordinals})
        if card.cloze_ordinal not in gaps:
            card.cloze_ordinal = gaps[0] if gaps else None
    else:
        card.cloze_ordinal = None
    if text.kind is CardKind.INTERVIEW and not card.interview_kind:
        card.interview_kind = InterviewKind.CONCEPTUAL.value


# --- The log of steps ---


def change_of(card: Card, before: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "card": card.pk,
        "before": dict(before) if before is not None else None,
        "after": {"status": str(card.status), "version": card.version},
    }


def take_down(
    verb: DraftVerb, changes: list[dict[str, Any]], *, user: User, now: dt.datetime
) -> DraftStep:
    return DraftStep.objects.create(user=user, verb=verb, changes=changes, created_at=now)


@transaction.atomic
def undo_step(step: DraftStep, *, now: dt.datetime) -> tuple[int, int]:
    """Take a step back; how many cards are as before, and how many were left alone.

    Left alone is what was changed since, and a card that learners have begun with. A step that is
    undone already changes nothing.
    """
    step = DraftStep.objects.select_for_update().select_related("user").get(pk=step.pk)
    if step.undone_at is not None:
        return 0, 0
    numbers = sorted(change["card"] for change in step.changes)
    cards: dict[int, Card] = {}
    for some in in_parts(numbers):
        locked = Card.objects.select_for_update(of=("self",)).select_related("deck")
        cards.update({card.pk: card for card in locked.filter(pk__in=some).order_by("pk")})
    # What an author typed and did not save is no reason for a draft to stay published.
    begun = set(studied_cards(numbers, without=(*OWN_ROWS, UnsavedEdit)))
    undone = 0
    only_status: dict[str, list[int]] = {}
    for change in step.changes:
        card, before, after = cards.get(change["card"]), change["before"], change["after"]
        stands = card and (card.status, card.version) == (after["status"], after["version"])
        if card is None or not stands or card.pk in begun:
            continue
        undone += 1
        if before is None:
            card.delete()
        elif before.get("content"):
            card.set_content(before["content"])
            card.status = before["status"]
            save_card(card, user=step.user, label=ChangeLabel.CLARIFIED, now=now)
        else:
            only_status.setdefault(before["status"], []).append(card.pk)
    # The many of an acceptance by confidence need no more than their status back.
    for status, some_numbers in only_status.items():
        for some in in_parts(some_numbers):
            Card.objects.filter(pk__in=some).update(status=status, updated_at=now)
    step.undone_at = now
    step.save(update_fields=["undone_at"])
    return undone, len(step.changes) - undone
