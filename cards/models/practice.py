"""Practice beside the schedule: rounds of cards, and how each was answered. Nothing else counts it."""

from django.db import models
from django.db.models import Q

from cards.models.card import Card
from cards.models.review import Attempt


class Practice(models.Model):
    """One round: some cards drawn when it began, to be answered in any number of sittings."""

    # Made by the page that asks for the round: a double click finds the same one.
    uid = models.UUIDField(unique=True, editable=False)
    user = models.ForeignKey("cards.User", on_delete=models.CASCADE, related_name="practices")
    title = models.CharField(max_length=120)
    seed = models.PositiveBigIntegerField()
    # The round whose missed cards this one repeats.
    repeats = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="repeated_by"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = "practice round"

    def __str__(self) -> str:
        return f"{self.title} ({self.started_at:%Y-%m-%d})"


class PracticeAnswer(models.Model):
    """One card of a round: what was answered to it, and whether the learner says she knew it."""

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="answers", db_index=False
    )
    # The round's learner, once more: a table that names its person is part of her personal data.
    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="practice_answers"
    )
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    seed = models.PositiveBigIntegerField()
    # Of a checked card, oldest first: submitted, outcome, message, hint, reading, notes.
    attempts = models.JSONField(default=list, blank=True)
    # How many they are: a page that knows of fewer is stale.
    tries = models.PositiveSmallIntegerField(default=0)
    response = models.TextField(blank=True)
    card_version = models.PositiveIntegerField(null=True, blank=True, help_text="When revealed.")
    revealed_at = models.DateTimeField(null=True, blank=True)
    knew = models.BooleanField(null=True, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    is_passed_over = models.BooleanField(default=False, help_text="It could not be asked.")

    class Meta:
        ordering = ["practice", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "position"], name="one_practice_answer_per_position"
            ),
            models.UniqueConstraint(
                fields=["practice", "card"], name="no_card_twice_in_a_practice_round"
            ),
            models.CheckConstraint(
                condition=Q(knew__isnull=True, rated_at__isnull=True)
                | Q(knew__isnull=False, rated_at__isnull=False, revealed_at__isnull=False),
                name="a_practice_answer_is_rated_after_the_reveal",
            ),
        ]

    def __str__(self) -> str:
        return f"Card {self.position} of {self.practice_id}"

    @property
    def is_open(self) -> bool:
        return self.knew is None and not self.is_passed_over

    def checked_attempts(self) -> list[Attempt]:
        """As the study page shows attempts; they are in no table of it."""
        return [Attempt(**attempt) for attempt in self.attempts]
