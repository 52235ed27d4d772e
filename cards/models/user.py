"""The person who studies: an account with a zone, a day and limits of her own."""

import datetime as dt
import zoneinfo
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models

from cards.core.queue import DayLimits
from cards.core.study_day import LATEST_ROLLOVER_HOUR, study_day, study_day_start
from cards.models.prepared import PreparedQuery, column_names, instance_from


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError("Choose a zone from the list, such as Europe/Lisbon.")


class Theme(models.TextChoices):
    AUTO = "auto", "Same as my device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class User(AbstractUser):
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    day_start_hour = models.PositiveSmallIntegerField(
        default=4,
        validators=[MaxValueValidator(LATEST_ROLLOVER_HOUR)],
        help_text="Before this hour a late evening still counts as the day before.",
    )
    new_cards_per_day = models.PositiveSmallIntegerField(
        default=10, validators=[MaxValueValidator(999)]
    )
    reviews_per_day = models.PositiveSmallIntegerField(
        default=200, validators=[MaxValueValidator(9999)]
    )
    # "+10 today": more new cards than the limit, until the day is over.
    extra_new_cards = models.PositiveSmallIntegerField(default=0)
    extra_new_cards_on = models.DateField(null=True, blank=True)
    # The daily limit follows her interview plan through this day, if she says so. How many new cards
    # the plan has for a day is worked out at her first visit of that day and kept here, so that
    # studying asks nothing more; a limit set by hand wins for the rest of its day.
    follows_plan_until = models.DateField(null=True, blank=True)
    planned_new_cards = models.PositiveSmallIntegerField(default=0)
    planned_new_cards_on = models.DateField(null=True, blank=True)
    own_limit_on = models.DateField(null=True, blank=True)
    # Off as soon as she picks decks: then new cards come from her enrolments only.
    learns_all_decks = models.BooleanField(default=True)
    rest_weekdays = models.JSONField(
        default=list, blank=True, help_text="Weekdays without study, 0 is Monday."
    )
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.AUTO)
    has_shortcuts = models.BooleanField("Keyboard shortcuts", default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(day_start_hour__lte=LATEST_ROLLOVER_HOUR),
                name="day_starts_before_the_afternoon",
            )
        ]

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            # A zone that a newer time zone database dropped must not lock a learner out.
            return zoneinfo.ZoneInfo("UTC")

    def study_day(self, now: dt.datetime) -> dt.date:
        return study_day(now, self.zone, self.day_start_hour)

    def study_day_start(self, day: dt.date) -> dt.datetime:
        return study_day_start(day, self.zone, self.day_start_hour)

    def day_limits(self, today: dt.date) -> DayLimits:
        new_cards = self.new_cards_per_day
        if self.is_following_plan(today) and self.planned_new_cards_on == today:
            new_cards = self.planned_new_cards
        extra = self.extra_new_cards if self.extra_new_cards_on == today else 0
        return DayLimits(new_cards=new_cards + extra, reviews=self.reviews_per_day + extra)

    def is_following_plan(self, today: dt.date) -> bool:
        return self.takes_planned_first(today) and self.own_limit_on != today

    def takes_planned_first(self, today: dt.date) -> bool:
        """Whether new cards come from the plan's topics first; a limit set by hand changes none."""
        until = self.follows_plan_until
        return until is not None and today <= until


def user_columns(*, user: int) -> models.QuerySet[User, Any]:
    return User.objects.filter(pk=user).values_list(*column_names(User))


USER_COLUMNS = PreparedQuery(user_columns, user=int)


def user_by_id(user_id: int) -> User | None:
    rows = USER_COLUMNS.rows(user=user_id)
    return instance_from(User, rows[0]) if rows else None
