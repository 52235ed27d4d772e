"""What the standings know beside the log: what was due, how weeks ended, cards authors withdrew."""

from django.db import models
from django.db.models import F, Q


class DayLoad(models.Model):
    """How many items were due to a learner at the start of one of her study days.

    A cache of the log (see core/standings.py): written when the day is first looked at or by the
    nightly `tick`, dropped when something in it changes, and counted again when it is missing.
    """

    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="day_loads", db_index=False
    )
    day = models.DateField()
    due = models.PositiveIntegerField()

    class Meta:
        ordering = ["user", "day"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_day_load_per_user_and_date")
        ]
        indexes = [
            # A board is read from the index alone.
            models.Index(fields=["user", "day", "due"], name="day_loads_with_what_was_due")
        ]

    def __str__(self) -> str:
        return f"{self.due} due to {self.user} on {self.day}"


class SettledWeek(models.Model):
    """What a learner's week came to (core `WeekScore`), once it is over in every zone.

    Nothing moves such a week any more; a season is read from these rows. Written when somebody
    first looks or by the nightly `tick`; `recompute_standings` checks them against the log.
    """

    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="settled_weeks", db_index=False
    )
    monday = models.DateField()
    due = models.PositiveIntegerField()
    cleared = models.PositiveIntegerField()
    verified = models.PositiveIntegerField()
    active_days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["user", "monday"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "monday"], name="one_settled_week_per_user_and_monday"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cleared} of {self.due} cleared by {self.user} in the week of {self.monday}"


class CardAbsence(models.Model):
    """Dates (UTC) between which a card that people had learned could not be studied.

    The log says nothing of authors; without this, archiving a card would cost its learners points.
    """

    card = models.ForeignKey("cards.Card", on_delete=models.CASCADE, related_name="absences")
    # What was reviewed earlier that day stays due and cleared; later grades change neither.
    noted_at = models.DateTimeField()
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True, help_text="Empty while it lasts.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["card"],
                condition=Q(last_day__isnull=True),
                name="a_card_is_absent_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="an_absence_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card} from {self.first_day} to {self.last_day or 'now'}"
