"""What the study page shows next, and the numbers around it."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cards.core.queue import Queue, QueuedCard, build_queue
from cards.models import Card, CardStatus, Deck, Schedule, StudyDay, User
from cards.models.card import CardQuerySet, card_from, card_with_deck
from cards.models.prepared import PreparedQuery, column_names, instance_from

# New cards looked at beyond the limit, because siblings among them wait for another day.
SPARE_NEW_CARDS = 12
FEWEST_SPARE_NEW_CARDS = 4
# How many of them a page carries to the next step.
MOST_COMING_NEW = 24


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
    coming_new: tuple[int, ...]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlay:
    """`new_again`: cards whose first review was undone, or that were set aside unseen for a while."""

    drills: Sequence[QueuedCard]
    due: Sequence[QueuedCard]
    new_again: Sequence[QueuedCard]
    studied_note_keys: Collection[str]


def study_state(
    user: User, deck: Deck | None, now: dt.datetime, *, coming_new: Sequence[int] = ()
) -> StudyState:
    """Three queries, whatever the number of cards (four where a deck is given).

    `coming_new` are new cards that an earlier page of this session found, in order: while they are
    enough, nothing else is looked for.
    """
    today = user.study_day(now)
    introduced, reviewed, last_review_id, last_card_id = next(
        iter(DAY_TALLY.rows(user=user.pk, today=today)), (0, 0, None, None)
    )
    deck_ids = subtree_ids(deck) if deck else None
    limits = user.day_limits(today)
    playing = schedules_in_play(user, today, deck_ids)
    new_left = max(0, limits.new_cards - introduced)
    unseen = upcoming_new_cards(user, deck_ids, new_left, coming_new) if new_left else []
    queue = build_queue(
        today=today,
        due=playing.due,
        drills=playing.drills,
        new_cards=[*playing.new_again, *unseen],
        studied_note_keys=playing.studied_note_keys,
        limits=limits,
        reviews_done=reviewed,
        new_cards_done=introduced,
        last_card_id=last_card_id,
    )
    return StudyState(
        queue=queue,
        counters=Counters(
            drills=len(queue.drills),
            reviews=len(queue.reviews),
            new_cards=len(queue.new_cards),
            done=introduced + reviewed,
        ),
        next_card=queue.next_card(now),
        last_review_id=last_review_id,
        today=today,
        coming_new=tuple(card.card_id for card in unseen[:MOST_COMING_NEW]),
    )


def day_tally(*, user: int, today: dt.date) -> QuerySet[StudyDay, Any]:
    return StudyDay.objects.filter(user_id=user, day=today).values_list(
        "introduced", "reviewed", "last_review_id", "last_review__card_id"
    )


DAY_TALLY = PreparedQuery(day_tally, user=int, today=dt.date)


def subtree_ids(deck: Deck) -> list[int]:
    return list(Deck.objects.subtree(deck).values_list("pk", flat=True))


def in_play(*, user: int, today: dt.date) -> QuerySet[Schedule, Any]:
    """What is due, being drilled, was studied today already, or is new again after an undo.

    The learner stands in every arm so that each is one range of an index, and the status of the
    card is left to the caller: SQLite would rather scan all cards than start from the schedules.
    """
    return Schedule.objects.filter(
        Q(user_id=user, due__lte=today)
        | Q(user_id=user, last_studied_on=today)
        | Q(user_id=user, introduced_on__isnull=True),
        is_suspended=False,
    ).values_list(
        "card_id", "due", "scheduled_days", "drill_on", "drill_at", "last_studied_on",
        "card__status", "card__note_key", "card__deck__buries_siblings",
    )  # fmt: skip


IN_PLAY = PreparedQuery(in_play, user=int, today=dt.date)


def schedules_in_play(user: User, today: dt.date, deck_ids: Collection[int] | None) -> "InPlay":
    """The learner's schedules that matter today, from one query."""
    rows: Iterable[Sequence[Any]]
    if deck_ids is None:
        rows = IN_PLAY.rows(user=user.pk, today=today)
    else:
        rows = in_play(user=user.pk, today=today).filter(card__deck_id__in=deck_ids)
    drills, due, new_again, studied_note_keys = [], [], [], set()
    for card_id, due_on, days, drill_on, drill_at, studied_on, status, note_key, buries in rows:
        if status != CardStatus.PUBLISHED:
            continue
        note = note_key if buries else ""
        if drill_on == today and drill_at is not None:
            drills.append(QueuedCard(card_id=card_id, note_key=note, due=due_on, drill_at=drill_at))
        elif due_on is None:
            new_again.append(QueuedCard(card_id=card_id, note_key=note))
        elif due_on <= today:
            due.append(QueuedCard(card_id=card_id, note_key=note, due=due_on, interval_days=days))
        if studied_on == today:
            studied_note_keys.add(note)
    return InPlay(drills=drills, due=due, new_again=new_again, studied_note_keys=studied_note_keys)


def new_cards_for(user: User, deck_ids: Collection[int] | None, at_most: int) -> list[QueuedCard]:
    """Cards the learner has not met, in the author's order, from the decks she learns.

    A deck opened on purpose gives its new cards whether she enrolled in it or not.
    """
    rows: Iterable[Sequence[Any]]
    if deck_ids is None:
        rows = prepared_new_cards(user.learns_all_decks, rounded_up(at_most)).rows(user=user.pk)
    else:
        rows = new_cards(user=user.pk).filter(deck_id__in=deck_ids)[:at_most]
    cards = [
        QueuedCard(card_id=card_id, note_key=note_key if buries else "")
        for card_id, note_key, buries in rows
    ]
    return cards[:at_most]


def upcoming_new_cards(
    user: User, deck_ids: Collection[int] | None, new_left: int, known: Sequence[int]
) -> list[QueuedCard]:
    """New cards for today and some to spare, from the known ones where these suffice."""
    if known:
        padded = [*known[:MOST_COMING_NEW], *[0] * (MOST_COMING_NEW - len(known))]
        parameters = {f"card{place}": card_id for place, card_id in enumerate(padded)}
        still_new = [
            QueuedCard(card_id=card_id, note_key=note_key if buries else "")
            for card_id, note_key, buries in KNOWN_NEW_CARDS.rows(user=user.pk, **parameters)
        ]
        # Siblings among them may have to wait, hence a few more than the day takes.
        if len(still_new) >= new_left + FEWEST_SPARE_NEW_CARDS:
            return still_new
    return new_cards_for(user, deck_ids, new_left + SPARE_NEW_CARDS)


def known_new_cards(*, user: int, **cards: int) -> QuerySet[Card, Any]:
    return new_cards(user=user).filter(pk__in=list(cards.values()))


KNOWN_NEW_CARDS = PreparedQuery(
    known_new_cards, user=int, **{f"card{place}": int for place in range(MOST_COMING_NEW)}
)


def new_cards(*, user: int) -> QuerySet[Card, Any]:
    return (
        unseen_cards(user).in_author_order().values_list("pk", "note_key", "deck__buries_siblings")
    )


@lru_cache
def prepared_new_cards(learns_all_decks: bool, limit: int) -> PreparedQuery:
    """A limit is part of the SQL, hence one query for each that occurs."""

    def build(*, user: int) -> QuerySet[Card, Any]:
        rows = new_cards(user=user)
        if not learns_all_decks:
            rows = rows.filter(deck__enrolments__user_id=user)
        return rows[:limit]

    return PreparedQuery(build, user=int)


def rounded_up(number: int) -> int:
    """To the next multiple of 32, so that few different limits occur."""
    return -(-number // 32) * 32


def unseen_cards(user_id: int) -> CardQuerySet:
    """Cards without any schedule of the learner's. Those new again come from `in_play`."""
    met = Schedule.objects.filter(user_id=user_id, card=OuterRef("pk"))
    return Card.objects.published().filter(~Exists(met))


def schedule_columns(*, user: int, card: int) -> QuerySet[Schedule, Any]:
    return Schedule.objects.filter(user_id=user, card_id=card).values_list(
        *column_names(Schedule), *column_names(Card, "card__"), *column_names(Deck, "card__deck__")
    )


SCHEDULE_COLUMNS = PreparedQuery(schedule_columns, user=int, card=int)


def card_with_schedule(user: User, card_id: int) -> tuple[Card, Schedule]:
    """The card with its deck, and the learner's schedule (unsaved where there is none yet)."""
    row = next(iter(SCHEDULE_COLUMNS.rows(user=user.pk, card=card_id)), None)
    if row is None:
        card = card_with_deck(card_id)
        if card is None:
            raise Card.DoesNotExist
        return card, Schedule(user=user, card=card)
    own = len(Schedule._meta.concrete_fields)
    schedule = instance_from(Schedule, row[:own])
    schedule.card = card_from(row[own:])
    return schedule.card, schedule
