"""Which card comes next: same-day drills, then due reviews with new cards in between."""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from cards.core.drill import LOOK_AHEAD
from cards.core.standings import COUNTED_FROM_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedCard:
    """A card as the queue sees it: `due` is None for a new card, `drill_at` set while drilled."""

    card_id: int
    note_key: str = ""  # cards that share it are siblings; empty: no siblings
    due: dt.date | None = None
    interval_days: int = 0  # as scheduled
    drill_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLimits:
    """What a learner takes on in a day. The review limit stops new cards first."""

    new_cards: int
    reviews: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What is left to study today. Each list is in the order it will be shown."""

    drills: tuple[QueuedCard, ...] = ()
    reviews: tuple[QueuedCard, ...] = ()
    new_cards: tuple[QueuedCard, ...] = ()
    reviews_done: int = 0
    new_cards_done: int = 0
    last_card_id: int | None = None

    def next_card(self, now: dt.datetime) -> QueuedCard | None:
        """The card to show, None when the day is done or only waits for a drill.

        The same card is never shown twice running while another one is left.
        """
        in_order = self._in_order(now)
        for card in in_order:
            if card.card_id != self.last_card_id:
                return card
        return in_order[0] if in_order else None

    def next_drill_at(self) -> dt.datetime | None:
        return min((card.drill_at for card in self.drills if card.drill_at), default=None)

    def _in_order(self, now: dt.datetime) -> list[QueuedCard]:
        """At most a few candidates, best first: enough to skip the card shown last."""
        ready = [card for card in self.drills if card.drill_at and card.drill_at <= now]
        soon = [card for card in self.drills if card.drill_at and card.drill_at <= now + LOOK_AHEAD]
        fresh = self._reviews_and_new()
        return [*ready, *fresh, *soon]

    def _reviews_and_new(self) -> list[QueuedCard]:
        reviews, new_cards = list(self.reviews[:2]), list(self.new_cards[:2])
        if not reviews or not new_cards:
            return reviews + new_cards
        total_reviews = self.reviews_done + len(self.reviews)
        total_new = self.new_cards_done + len(self.new_cards)
        # Anki's intersperser, ratio (reviews + 1) / (new + 1), without division.
        takes_new = (self.new_cards_done + 1) * (total_reviews + 1) < (self.reviews_done + 1) * (
            total_new + 1
        )
        return new_cards + reviews if takes_new else reviews + new_cards


def in_turns(
    own: Sequence[QueuedCard], others: Sequence[QueuedCard], done: int
) -> list[QueuedCard]:
    """New cards that the learner wrote and those of the decks, by turns: hundreds of the one must
    not keep out the other. `done` are the new cards of the day so far; they keep the turn."""
    pair = (others, own) if done % 2 else (own, others)
    return [card for turn in zip_longest(*pair) for card in turn if card is not None]


def build_queue(
    *,
    today: dt.date,
    due: Sequence[QueuedCard],
    new_cards: Sequence[QueuedCard],
    drills: Sequence[QueuedCard],
    studied_note_keys: Collection[str],
    limits: DayLimits,
    reviews_done: int,
    new_cards_done: int,
    last_card_id: int | None,
) -> Queue:
    """The day's queue.

    `due` in any order, `new_cards` in the author's order. `studied_note_keys` are the notes already
    graded today: their other cards wait until tomorrow. A card being drilled never waits.
    """
    reviews_left = max(0, limits.reviews - reviews_done)
    seen = set(studied_note_keys) - {""}
    by_urgency = sorted(due, key=lambda card: urgency(card, today))
    # An overdue sibling is late either way; one that counts for the team week today would be missed.
    chosen = without_siblings(sorted(by_urgency, key=lambda card: not counts_on(card, today)), seen)
    kept = {card.card_id for card in chosen}
    reviews = [card for card in by_urgency if card.card_id in kept][:reviews_left]
    new_left = max(0, min(limits.new_cards - new_cards_done, reviews_left - len(reviews)))
    return Queue(
        drills=tuple(sorted(drills, key=lambda card: (card.drill_at is None, card.drill_at))),
        reviews=tuple(reviews),
        new_cards=tuple(without_siblings(new_cards, seen)[:new_left]),
        reviews_done=reviews_done,
        new_cards_done=new_cards_done,
        last_card_id=last_card_id,
    )


def without_siblings(cards: Sequence[QueuedCard], seen: set[str]) -> list[QueuedCard]:
    """The cards whose note is not in `seen`, one per note; adds what it keeps to `seen`."""
    kept = []
    for card in cards:
        if card.note_key:
            if card.note_key in seen:
                continue
            seen.add(card.note_key)
        kept.append(card)
    return kept


def counts_on(card: QueuedCard, today: dt.date) -> bool:
    """Whether the card is one of today's due items: see core/standings.py."""
    return card.due == today and card.interval_days >= COUNTED_FROM_DAYS


def urgency(card: QueuedCard, today: dt.date) -> tuple[float, int]:
    """Sorts the relatively most overdue first; ties in an order that changes from day to day."""
    overdue_days = (today - card.due).days if card.due else 0
    return -(overdue_days + 1) / max(1, card.interval_days), stable_hash(card.card_id, today)


def stable_hash(card_id: int, day: dt.date) -> int:
    digest = hashlib.blake2b(f"{card_id}:{day.toordinal()}".encode(), digest_size=8).digest()
    return int.from_bytes(digest)
