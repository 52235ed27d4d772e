"""What the study page shows next, and the numbers around it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from cards.core.queue import Queue, QueuedCard, build_queue
from cards.models import Card, Deck, Schedule, StudyDay, User
from cards.models.card import CardQuerySet

# New cards looked at beyond the limit, because siblings among them wait for another day.
SPARE_NEW_CARDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """What is left today: cards to repeat, due reviews, new cards."""

    drills: int
    reviews: int
    new_cards: int
    done: int

    @property
    def left(self) -> int:
        return self.drills + self.reviews + self.new_cards

    @property
    def total(self) -> int:
        return self.done + self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyState:
    """The learner's day in one deck (None: in all), and which card is next."""

    queue: Queue
    counters: Counters
    next_card: QueuedCard | None
    last_review_id: int | None
    today: dt.date

    def holds(self, card_id: int) -> bool:
        """Whether the card is still to be studied today."""
        queue = self.queue
        return any(
            card.card_id == card_id
            for cards in (queue.drills, queue.reviews, queue.new_cards)
            for card in cards
        )

    @property
    def next_drill_at(self) -> dt.datetime | None:
        return self.queue.next_drill_at()


def study_state(user: User, deck: Deck | None, now: dt.datetime) -> StudyState:
    """Three queries, whatever the number of cards (four where a deck is given)."""
    today = user.study_day(now)
    day = StudyDay.objects.filter(user=user, day=today).select_related("last_review").first()
    deck_ids = subtree_ids(deck) if deck else None
    limits = user.day_limits(today)
    new_cards_done = day.introduced if day else 0
    drills, due, studied_note_keys = schedules_in_play(user, today, deck_ids)
    new_left = max(0, limits.new_cards - new_cards_done)
    queue = build_queue(
        today=today,
        due=due,
        drills=drills,
        new_cards=new_cards_for(user, deck_ids, new_left + SPARE_NEW_CARDS) if new_left else (),
        studied_note_keys=studied_note_keys,
        limits=limits,
        reviews_done=day.reviewed if day else 0,
        new_cards_done=new_cards_done,
        last_card_id=day.last_review.card_id if day and day.last_review else None,
    )
    return StudyState(
        queue=queue,
        counters=Counters(
            drills=len(queue.drills),
            reviews=len(queue.reviews),
            new_cards=len(queue.new_cards),
            done=new_cards_done + queue.reviews_done,
        ),
        next_card=queue.next_card(now),
        last_review_id=day.last_review_id if day else None,
        today=today,
    )


def subtree_ids(deck: Deck) -> list[int]:
    return list(Deck.objects.subtree(deck).values_list("pk", flat=True))


def schedules_in_play(
    user: User, today: dt.date, deck_ids: Iterable[int] | None
) -> tuple[list[QueuedCard], list[QueuedCard], set[str]]:
    """Drilled cards, due cards, and the notes already studied today, from one query."""
    rows = (
        Schedule.objects.introduced()
        .studied()
        .filter(Q(due__lte=today) | Q(last_studied_on=today), user=user)
    )
    if deck_ids is not None:
        rows = rows.filter(card__deck_id__in=deck_ids)
    drills, due, studied_note_keys = [], [], set()
    for card_id, due_on, days, drill_on, drill_at, studied_on, note_key, buries in rows.values_list(
        "card_id", "due", "scheduled_days", "drill_on", "drill_at", "last_studied_on",
        "card__note_key", "card__deck__buries_siblings",
    ):  # fmt: skip
        note = note_key if buries else ""
        card = QueuedCard(card_id=card_id, note_key=note, due=due_on, interval_days=days)
        if drill_on == today and drill_at is not None:
            drills.append(QueuedCard(card_id=card_id, note_key=note, due=due_on, drill_at=drill_at))
        elif due_on is not None and due_on <= today:
            due.append(card)
        if studied_on == today:
            studied_note_keys.add(note)
    return drills, due, studied_note_keys


def new_cards_for(user: User, deck_ids: Iterable[int] | None, at_most: int) -> list[QueuedCard]:
    """Cards the learner has not met, in the author's order, from the decks she learns.

    A deck opened on purpose gives its new cards whether she enrolled in it or not.
    """
    rows = unseen_cards(user).in_author_order()
    if deck_ids is not None:
        rows = rows.filter(deck_id__in=deck_ids)
    elif not user.learns_all_decks:
        rows = rows.filter(deck__enrolments__user=user)
    return [
        QueuedCard(card_id=card_id, note_key=note_key if buries else "")
        for card_id, note_key, buries in rows.values_list(
            "pk", "note_key", "deck__buries_siblings"
        )[:at_most]
    ]


def unseen_cards(user: User) -> CardQuerySet:
    seen_or_set_aside = Schedule.objects.filter(
        Q(introduced_on__isnull=False) | Q(is_suspended=True), user=user, card=OuterRef("pk")
    )
    return Card.objects.published().filter(~Exists(seen_or_set_aside))


def card_with_schedule(user: User, card_id: int) -> tuple[Card, Schedule]:
    """The card with its deck, and the learner's schedule (unsaved where there is none yet)."""
    schedule = (
        Schedule.objects.filter(user=user, card_id=card_id).select_related("card__deck").first()
    )
    if schedule is not None:
        return schedule.card, schedule
    card = Card.objects.select_related("deck").get(pk=card_id)
    return card, Schedule(user=user, card=card)
