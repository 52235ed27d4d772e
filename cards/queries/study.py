"""What the study page shows next, and the numbers around it."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from cards.core.queue import Queue, QueuedCard, build_queue, in_turns
from cards.models import Card, CardStatus, Deck, Enrolment, Schedule, StudyDay, User
from cards.models.card import CardQuerySet
from cards.models.prepared import PreparedQuery, Result, Statement, run, run_together

ONE_DAY = dt.timedelta(days=1)
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
    coming_new: tuple[tuple[int, str], ...]

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
    """New cards with a schedule: `new_again` had their first review undone, or were set aside unseen
    for a while; `waiting` are those that the learner wrote and has not seen."""

    drills: Sequence[QueuedCard]
    due: Sequence[QueuedCard]
    new_again: Sequence[QueuedCard]
    waiting: Sequence[QueuedCard]
    studied_note_keys: Collection[str]


def study_state(
    user: User,
    deck: Deck | None,
    now: dt.datetime,
    *,
    coming_new: Sequence[tuple[int, str]] = (),
    found: Sequence[Result] = (),
) -> StudyState:
    """Three queries, whatever the number of cards (four where a deck is given).

    `coming_new` are new cards that an earlier page of this session found, in order, with the keys
    of their notes: while they are enough, nothing else is looked for. What was studied today in
    another tab is left out here; whoever shows one of them sees whether it is still new. `found`
    is what `day_statements` found, where they were sent with something else.
    """
    today = user.study_day(now)
    deck_ids = subtree_ids(deck) if deck else None
    tally, rows = [result.rows for result in found] or day_rows(user, today, deck_ids)
    introduced, reviewed, last_review_id, last_card_id = next(iter(tally), (0, 0, None, None))
    limits = user.day_limits(today)
    playing = schedules_in_play(rows, today)
    new_left = max(0, limits.new_cards - introduced)
    known = still_coming(coming_new, rows)
    unseen = upcoming_new_cards(user, today, deck_ids, new_left, known) if new_left else []
    queue = build_queue(
        today=today,
        due=playing.due,
        drills=playing.drills,
        new_cards=[*playing.new_again, *in_turns(playing.waiting, unseen, introduced)],
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
        coming_new=tuple((card.card_id, card.note_key) for card in unseen[:MOST_COMING_NEW]),
    )


Rows = Sequence[Sequence[Any]]


def day_statements(user: User, today: dt.date) -> tuple[Statement, Statement]:
    """The day's tally, and the schedules in play in all decks."""
    playing = prepared_in_play(rounded_up(most_new_again(user, today)))
    return (
        DAY_TALLY.statement(user=user.pk, today=today),
        playing.statement(user=user.pk, today=today, tomorrow=today + ONE_DAY),
    )


def most_new_again(user: User, today: dt.date) -> int:
    return user.day_limits(today).new_cards + SPARE_NEW_CARDS


def day_rows(user: User, today: dt.date, deck_ids: Collection[int] | None) -> Sequence[Rows]:
    """The day's tally, and the schedules in play."""
    if deck_ids is None:
        return [result.rows for result in run_together(*day_statements(user, today))]
    tally, _ = day_statements(user, today)
    playing = in_play(
        user=user.pk,
        today=today,
        tomorrow=today + ONE_DAY,
        most_new=most_new_again(user, today),
        deck_ids=deck_ids,
    )
    return run(tally).rows, list(playing)


def day_tally(*, user: int, today: dt.date) -> QuerySet[StudyDay, Any]:
    return StudyDay.objects.filter(user_id=user, day=today).values_list(
        "introduced", "reviewed", "last_review_id", "last_review__card_id"
    )


DAY_TALLY = PreparedQuery(day_tally, user=int, today=dt.date)


def subtree_ids(deck: Deck) -> list[int]:
    return list(Deck.objects.subtree(deck).values_list("pk", flat=True))


def in_play(
    *,
    user: int,
    today: dt.date,
    tomorrow: dt.date,
    most_new: int,
    deck_ids: Collection[int] | None = None,
) -> QuerySet[Schedule, Any]:
    """What is due, being drilled, was studied today already, or is new with a schedule.

    The learner stands in every arm so that each is one range of an index. The card is looked up row
    by row: given a join, both databases would rather scan all cards than start from the schedules.
    """
    schedules = Schedule.objects.filter(is_suspended=False)
    if deck_ids is not None:
        schedules = schedules.filter(card__deck_id__in=deck_ids)
    moved = schedules.filter(
        Q(user_id=user, due__lte=today)
        | Q(user_id=user, last_studied_on=today)
        # Taken from an interview: no new card of today, though a page may have found it as one.
        | Q(user_id=user, due=tomorrow, introduced_on__isnull=True),
        due__isnull=False,
    )
    # The cards that a learner writes are new with a schedule, and may be thousands: no more of them
    # than a day takes, those that she met before first.
    published = Card.with_personal.filter(pk=OuterRef("card_id"), status=CardStatus.PUBLISHED)
    new = (
        schedules.filter(
            # Turned round for SQLite: by the index of dates it would read and sort them all.
            ~Q(due__isnull=False),
            Exists(published),
            user_id=user,
            introduced_on__isnull=True,
        )
        .order_by("-version", "card_id")
        .values("pk")[:most_new]
    )
    return rows_in_play(moved).union(rows_in_play(Schedule.objects.filter(pk__in=new)), all=True)


def rows_in_play(schedules: QuerySet[Schedule]) -> QuerySet[Schedule, Any]:
    return schedules.annotate(sibling_note=Subquery(note_of_siblings())).values_list(
        "card_id", "due", "scheduled_days", "drill_on", "drill_at", "last_studied_on",
        "version", "sibling_note",
    )  # fmt: skip


@lru_cache
def prepared_in_play(most_new: int) -> PreparedQuery:
    def build(*, user: int, today: dt.date, tomorrow: dt.date) -> QuerySet[Schedule, Any]:
        return in_play(user=user, today=today, tomorrow=tomorrow, most_new=most_new)

    return PreparedQuery(build, user=int, today=dt.date, tomorrow=dt.date)


def note_of_siblings() -> QuerySet[Card, Any]:
    """The note that a published card shares with the siblings it buries; empty: with none."""
    buries = Exists(Deck.objects.filter(pk=OuterRef("deck_id"), buries_siblings=True))
    note = Case(When(note_key="", then=Value("")), When(buries, then="note_key"), default=Value(""))
    return (
        Card.with_personal.filter(pk=OuterRef("card_id"), status=CardStatus.PUBLISHED)
        .annotate(sibling_note=note)
        .values("sibling_note")
        .order_by()
    )


def schedules_in_play(rows: Rows, today: dt.date) -> "InPlay":
    """The rows of `in_play` by what they are today."""
    drills, due, new_again, studied_note_keys = [], [], [], set()
    for card_id, due_on, days, drill_on, drill_at, studied_on, version, note in rows:
        if note is None:  # the card is not published
            continue
        if drill_on == today and drill_at is not None:
            drills.append(QueuedCard(card_id=card_id, note_key=note, due=due_on, drill_at=drill_at))
        elif due_on is None:
            new_again.append((-version, card_id, note))
        elif due_on <= today:
            due.append(QueuedCard(card_id=card_id, note_key=note, due=due_on, interval_days=days))
        if studied_on == today:
            studied_note_keys.add(note)
    return InPlay(
        drills=drills,
        due=due,
        new_again=[
            QueuedCard(card_id=pk, note_key=note) for moves, pk, note in sorted(new_again) if moves
        ],
        waiting=[
            QueuedCard(card_id=pk, note_key=note)
            for moves, pk, note in sorted(new_again)
            if not moves
        ],
        studied_note_keys=studied_note_keys,
    )


def new_cards_for(
    user: User,
    deck_ids: Collection[int] | None,
    at_most: int,
    *,
    takes_planned_first: bool = False,
) -> list[QueuedCard]:
    """Cards the learner has not met, in the author's order, from the decks she learns.

    `takes_planned_first`: the topics of her plan come first, whether she enrolled in them or not. A
    deck opened on purpose gives its new cards in any case.
    """
    rows: Iterable[Sequence[Any]]
    if deck_ids is None:
        query = prepared_new_cards(user.learns_all_decks, takes_planned_first, rounded_up(at_most))
        rows = query.rows(user=user.pk)
    else:
        rows = new_cards(user=user.pk).filter(deck_id__in=deck_ids)[:at_most]
    return queued(rows)[:at_most]


def queued(rows: Iterable[Sequence[Any]]) -> list[QueuedCard]:
    return [
        QueuedCard(card_id=card_id, note_key=note_key if buries else "")
        for card_id, note_key, buries in rows
    ]


def still_coming(coming_new: Sequence[tuple[int, str]], playing: Rows) -> list[QueuedCard]:
    met = {row[0] for row in playing}
    return [
        QueuedCard(card_id=card_id, note_key=note_key)
        for card_id, note_key in coming_new
        if card_id not in met
    ]


def upcoming_new_cards(
    user: User,
    today: dt.date,
    deck_ids: Collection[int] | None,
    new_left: int,
    known: list[QueuedCard],
) -> list[QueuedCard]:
    """New cards for today and some to spare, from the known ones where these suffice."""
    # Siblings among them may have to wait, hence a few more than the day takes.
    if len(known) >= new_left + FEWEST_SPARE_NEW_CARDS:
        return known
    return new_cards_for(
        user,
        deck_ids,
        new_left + SPARE_NEW_CARDS,
        takes_planned_first=user.takes_planned_first(today),
    )


def new_cards(*, user: int) -> QuerySet[Card, Any]:
    return (
        unseen_cards(user).in_author_order().values_list("pk", "note_key", "deck__buries_siblings")
    )


def takes_new_cards(user: User, card: Card, today: dt.date) -> bool:
    """Whether the card's deck is one that the learner takes new cards from."""
    if user.learns_all_decks:
        return True
    is_taken = Q(enrolments__user=user)
    if user.takes_planned_first(today):
        is_taken |= Q(preferred_by__user=user)
    return Deck.objects.filter(is_taken, pk=card.deck_id).exists()


@lru_cache
def prepared_new_cards(
    learns_all_decks: bool, takes_planned_first: bool, limit: int
) -> PreparedQuery:
    """A limit is part of the SQL, hence one query for each that occurs."""

    def build(*, user: int) -> QuerySet[Card, Any]:
        rows = new_cards(user=user)
        if takes_planned_first:
            rows = planned_first(rows, user, learns_all_decks=learns_all_decks)
        elif not learns_all_decks:
            rows = rows.filter(deck__enrolments__user_id=user)
        return rows[:limit]

    return PreparedQuery(build, user=int)


def planned_first(
    rows: QuerySet[Card, Any], user: int, *, learns_all_decks: bool
) -> QuerySet[Card, Any]:
    """Cards of the plan's topics in the order of these, then the others that she learns."""
    of_user = Q(deck__preferred_by__user_id=user)
    rows = rows.annotate(preferred=FilteredRelation("deck__preferred_by", condition=of_user))
    if not learns_all_decks:
        enrolled = Enrolment.objects.filter(user_id=user, deck_id=OuterRef("deck_id"))
        rows = rows.filter(Q(preferred__isnull=False) | Exists(enrolled))
    return rows.order_by(F("preferred__place").asc(nulls_last=True), "sequence", "pk")


def rounded_up(number: int) -> int:
    """To the next multiple of 32, so that few different limits occur."""
    return -(-number // 32) * 32


def unseen_cards(user_id: int) -> CardQuerySet:
    """Cards without any schedule of the learner's. Those new again come from `in_play`."""
    met = Schedule.objects.filter(user_id=user_id, card=OuterRef("pk"))
    return Card.objects.published().filter(~Exists(met))
