"""Changing many cards at once: plan it, do it in one transaction, undo it."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Min

from cards.actions.authoring import change_status
from cards.models import BulkChange, BulkVerb, Card, CardStatus, Deck, User
from cards.models.deck import CARDS_A_DECK

AT_ONCE = 1_000
STATUSES = {
    BulkVerb.PUBLISH: CardStatus.PUBLISHED,
    BulkVerb.ARCHIVE: CardStatus.ARCHIVED,
    BulkVerb.MAKE_DRAFT: CardStatus.DRAFT,
}
LONGEST_TARGET = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkStep:
    """What shall happen to the chosen cards."""

    verb: BulkVerb
    deck: Deck | None = None  # of a move
    tags: Sequence[str] = ()

    @property
    def target(self) -> str:
        words = self.deck.path if self.deck else ", ".join(self.tags)
        return words if len(words) <= LONGEST_TARGET else words[: LONGEST_TARGET - 1] + "…"


@dataclass(slots=True, kw_only=True)
class Group:
    """Cards that are alike before and after."""

    before: dict[str, Any]
    after: dict[str, Any]
    cards: list[int] = field(default_factory=list)


def plan_bulk(numbers: Sequence[int], step: BulkStep) -> list[Group]:
    """What the step would change of the cards with these numbers; the others are so already."""
    groups: dict[str, Group] = {}
    shift = shift_behind(step.deck, numbers) if step.deck else 0
    for some in in_parts(numbers):
        rows = Card.objects.filter(pk__in=some).order_by("pk")
        for number, status, deck, tags in rows.values_list("pk", "status", "deck_id", "tags"):
            before, after = changed_values(step, shift, status=status, deck=deck, tags=tags)
            if before != after:
                name = json.dumps([before, after])
                groups.setdefault(name, Group(before=before, after=after)).cards.append(number)
    return list(groups.values())


def shift_behind(deck: Deck, numbers: Sequence[int]) -> int:
    """What to add to the places of cards so that they follow those of the deck, in their order."""
    last = deck.cards.aggregate(last=Max("position"))["last"]
    firsts = [
        Card.objects.filter(pk__in=some)
        .exclude(deck=deck)
        .aggregate(first=Min("position"))["first"]
        for some in in_parts(numbers)
    ]
    known = [first for first in firsts if first is not None]
    return 0 if last is None or not known else int(last) + 1 - min(known)


def changed_values(
    step: BulkStep, shift: int, *, status: str, deck: int, tags: list[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    if step.verb in STATUSES:
        return {"status": status}, {"status": STATUSES[step.verb].value}
    if step.deck is not None:
        before = {"deck": deck, "shift": 0}
        return before, before if deck == step.deck.pk else {"deck": step.deck.pk, "shift": shift}
    if step.verb is BulkVerb.TAG:
        return {"tags": tags}, {"tags": [*tags, *(tag for tag in step.tags if tag not in tags)]}
    return {"tags": tags}, {"tags": [tag for tag in tags if tag not in step.tags]}


def number_of_cards(groups: Iterable[Group]) -> int:
    return sum(len(group.cards) for group in groups)


@transaction.atomic
def change_in_bulk(
    numbers: Sequence[int], step: BulkStep, *, user: User, now: dt.datetime
) -> BulkChange | None:
    """Carry the step out and keep how to undo it; None where every card is so already.

    Contents stay as they are, so no card gets a new version; nobody's schedule moves.
    """
    lock_cards(numbers)
    groups = plan_bulk(numbers, step)
    if not groups:
        return None
    for group in groups:
        write(group.cards, group.before, group.after, now=now)
    return BulkChange.objects.create(
        user=user,
        verb=step.verb,
        target=step.target,
        number=number_of_cards(groups),
        created_at=now,
        groups=[asdict(group) for group in groups],
    )


@transaction.atomic
def undo_bulk(change: BulkChange, *, user: User, now: dt.datetime) -> tuple[int, int]:
    """Give the cards back what they had; how many, and how many were left as somebody made them since.

    A second undo changes nothing.
    """
    change = BulkChange.objects.select_for_update().get(pk=change.pk)
    if change.undone_at is not None:
        return 0, 0
    restored = 0
    decks = set(Deck.objects.values_list("pk", flat=True))
    for group in change.groups:
        before, after = group["before"], group["after"]
        if before.get("deck", 0) and before["deck"] not in decks:
            continue  # deleted since: it was empty
        lock_cards(group["cards"])
        unchanged = as_left(group["cards"], after)
        write(unchanged, after, before, now=now)
        restored += len(unchanged)
    change.undone_at, change.undone_by = now, user
    change.save(update_fields=["undone_at", "undone_by"])
    return restored, change.number - restored


def as_left(numbers: Sequence[int], after: dict[str, Any]) -> list[int]:
    """Those of the cards that are still as the bulk change left them."""
    found: list[int] = []
    for some in in_parts(numbers):
        rows = Card.objects.filter(pk__in=some).order_by("pk")
        for number, status, deck, position, tags in rows.values_list(
            "pk", "status", "deck_id", "position", "tags"
        ):
            now = {"status": status, "deck": deck, "tags": tags, "shift": after.get("shift")}
            fits = position >= after.get("shift", 0)  # or its place before would be negative
            if fits and all(now[name] == value for name, value in after.items()):
                found.append(number)
    return found


def write(
    numbers: Sequence[int], old: dict[str, Any], new: dict[str, Any], *, now: dt.datetime
) -> None:
    if "status" in new:
        for some in in_parts(numbers):
            change_status(Card.objects.filter(pk__in=some), CardStatus(new["status"]), now=now)
        return
    values: dict[str, Any] = {"updated_at": now}
    if "deck" in new:
        deck = Deck.objects.get(pk=new["deck"])
        place = F("position") + (new["shift"] - old["shift"])
        # As Card.place has it, which an update goes around.
        values |= {
            "deck": deck, "position": place, "sequence": place + deck.position * CARDS_A_DECK,
        }  # fmt: skip
    else:
        values["tags"] = new["tags"]
    for some in in_parts(numbers):
        Card.objects.filter(pk__in=some).update(**values)


def lock_cards(numbers: Sequence[int]) -> None:
    """In the order of their numbers, so that two authors wait for each other and do not collide."""
    for some in in_parts(sorted(numbers)):
        locked = Card.objects.select_for_update().filter(pk__in=some).order_by("pk")
        list(locked.values_list("pk"))


def in_parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Databases limit how many numbers one query may list."""
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]
