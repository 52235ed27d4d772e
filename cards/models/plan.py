"""What a learner tells the planner about her interview; what to do each day is worked out anew."""

import datetime as dt

from django.db import models
from django.db.models import Q


class Plan(models.Model):
    user = models.ForeignKey("cards.User", on_delete=models.CASCADE, related_name="plans")
    title = models.CharField(max_length=80, default="My interview")
    interview_on = models.DateField()
    # Slugs; a deck stands for everything below it, and one that is gone is left out.
    must_decks = models.JSONField(default=list)
    extra_decks = models.JSONField(default=list, blank=True)
    minutes_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    rest_weekdays = models.JSONField(default=list, blank=True, help_text="0 is Monday.")
    # Since when the rehearsals are set; None: since the plan was made. Another day sets them anew.
    rehearses_from = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-interview_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(archived_at__isnull=True),
                name="one_plan_at_a_time_per_user",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} ({self.interview_on})"

    def is_past(self, today: dt.date) -> bool:
        """Whether the day has come, so that nothing is left to plan."""
        return self.interview_on <= today


class PreferredDeck(models.Model):
    """A deck that new cards come from first while the daily limit follows the plan.

    Rows for every deck below a planned topic, written when the plan is and once a day, so that the
    study queue joins one table.
    """

    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="preferred_decks", db_index=False
    )
    deck = models.ForeignKey("cards.Deck", on_delete=models.CASCADE, related_name="preferred_by")
    place = models.PositiveIntegerField(help_text="Of its topic in the plan: must before extra.")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "deck"], name="a_deck_is_preferred_once_per_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} prefers {self.deck}"
