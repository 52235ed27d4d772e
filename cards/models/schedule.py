"""Schedules: where one learner stands with one card."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from cards.core.scheduling import INITIAL_EASE_HUNDREDTHS, MINIMUM_EASE_HUNDREDTHS, MemoryState
from cards.models.card import Card, card_from
from cards.models.deck import Deck
from cards.models.prepared import PreparedQuery, column_names, instance_from
from cards.models.user import User

MATURE_FROM_DAYS = 21


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def introduced(self) -> "ScheduleQuerySet":
        return self.filter(introduced_on__isnull=False)

    def studied(self) -> "ScheduleQuerySet":
        """Of cards that can be shown: published, and not set aside by the learner."""
        return self.filter(is_suspended=False, card__status="published")

    def due(self, today: dt.date) -> "ScheduleQuerySet":
        """Due on or before the learner's study day `today`."""
        return self.studied().filter(due__lte=today)


class Schedule(models.Model):
    """One learner's state with one card.

    The row is a cache of the review log: replaying the log gives the same numbers, but for a date
    that the learner moved herself (MeaningAnswer, InterviewCard). Without
    `introduced_on` the card is still new to the learner (she undid its first review, or set it
    aside before ever seeing it).
    """

    # db_index=False here and below: a composite index that starts with the user serves as well.
    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="schedules", db_index=False
    )
    card = models.ForeignKey("cards.Card", on_delete=models.CASCADE, related_name="schedules")
    repetitions = models.PositiveIntegerField(default=0)
    interval_days = models.PositiveIntegerField(default=0, help_text="Raw, as SM-2 gave it.")
    ease_hundredths = models.PositiveSmallIntegerField(default=INITIAL_EASE_HUNDREDTHS)
    scheduled_days = models.PositiveIntegerField(default=0, help_text="Fuzzed: decides the date.")
    due = models.DateField(null=True, blank=True)
    introduced_on = models.DateField(null=True, blank=True)
    last_studied_on = models.DateField(null=True, blank=True)
    last_studied_at = models.DateTimeField(null=True, blank=True)
    # While a card is drilled on the day it was not recalled well: when it is shown again.
    drill_on = models.DateField(null=True, blank=True)
    drill_at = models.DateTimeField(null=True, blank=True)
    lapses = models.PositiveIntegerField(default=0)
    is_leech = models.BooleanField(default=False)
    is_suspended = models.BooleanField(default=False)
    # Counts every move, undo included: a page that posts an older number is stale.
    version = models.PositiveIntegerField(default=0)
    # Counts the grades that stand: undo takes it back, so that the numbers that were drawn and the
    # answers already submitted in that turn are there again.
    turn = models.PositiveIntegerField(default=0)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "card"], name="one_schedule_per_user_and_card"),
            models.CheckConstraint(
                condition=Q(ease_hundredths__gte=MINIMUM_EASE_HUNDREDTHS),
                name="ease_factor_is_at_least_1_30",
            ),
            models.CheckConstraint(
                condition=Q(introduced_on__isnull=True) | Q(due__isnull=False),
                name="an_introduced_card_has_a_due_date",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "due"], name="schedules_by_user_and_due"),
            models.Index(fields=["user", "last_studied_on"], name="schedules_by_user_and_day"),
            models.Index(
                # In the order in which a study page takes them.
                fields=["user", "-version", "card"],
                condition=Q(introduced_on__isnull=True),
                name="schedules_not_introduced",
            ),
            # Few among many: which cards are leeches, for their authors.
            models.Index(
                fields=["card"], condition=Q(is_leech=True), name="schedules_that_are_leeches"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} × {self.card}, due {self.due}"

    @property
    def memory_state(self) -> MemoryState:
        return MemoryState(self.repetitions, self.interval_days, self.ease_hundredths)

    @property
    def is_new(self) -> bool:
        return self.introduced_on is None

    @property
    def is_mature(self) -> bool:
        return self.interval_days >= MATURE_FROM_DAYS

    def is_drilled(self, today: dt.date) -> bool:
        return self.drill_on == today and self.drill_at is not None

    def move_to(self, state: MemoryState, *, scheduled_days: int, today: dt.date) -> None:
        """Take a new memory state; the caller saves."""
        self.repetitions = state.repetitions
        self.interval_days = state.interval_days
        self.ease_hundredths = state.ease_hundredths
        self.scheduled_days = scheduled_days
        self.due = today + dt.timedelta(days=scheduled_days)


def card_and_schedule_columns(*, user: int, card: int) -> models.QuerySet[Card, Any]:
    own = models.FilteredRelation("schedules", condition=Q(schedules__user_id=user))
    rows = Card.with_personal.annotate(own=own).filter(pk=card)
    return rows.values_list(
        *column_names(Schedule, "own__"), *column_names(Card), *column_names(Deck, "deck__")
    )


CARD_AND_SCHEDULE = PreparedQuery(card_and_schedule_columns, user=int, card=int)


def card_and_schedule(user: User, card_id: int) -> tuple[Card, Schedule] | None:
    """The card with its deck, and the learner's schedule (unsaved where there is none yet)."""
    row = next(iter(CARD_AND_SCHEDULE.rows(user=user.pk, card=card_id)), None)
    if row is None:
        return None
    own = len(Schedule._meta.concrete_fields)
    card = card_from(row[own:])
    if row[0] is None:
        return card, Schedule(user=user, card=card)
    schedule = instance_from(Schedule, row[:own])
    schedule.user, schedule.card = user, card
    return card, schedule


# What a page carries of the schedule whose card it shows: all but whose it is.
CARRIED_FIELDS: Sequence["models.Field[Any, Any]"] = [
    field for field in Schedule._meta.concrete_fields if field.name not in ("user", "card")
]


def carried_values(schedule: Schedule) -> tuple[Any, ...]:
    """The row, ready for JSON."""
    values = (getattr(schedule, field.attname) for field in CARRIED_FIELDS)
    return tuple(value.isoformat() if isinstance(value, dt.date) else value for value in values)


def carried_schedule(user: User, card: Card, values: Sequence[Any]) -> Schedule | None:
    """The schedule that a page carried; None for a page from before its columns changed.

    It is the row as it stands for as long as that has the same version: whoever writes it says so.
    """
    if len(values) != len(CARRIED_FIELDS):
        return None
    schedule = Schedule(user=user, card=card)
    for field, value in zip(CARRIED_FIELDS, values, strict=True):
        setattr(schedule, field.attname, field.to_python(value))
    schedule._state.adding = schedule.pk is None
    schedule._state.db = user._state.db
    return schedule
