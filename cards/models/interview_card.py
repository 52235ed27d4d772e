"""Cards that a learner took from an interview into her reviews."""

from django.db import models
from django.db.models import Q


class InterviewCard(models.Model):
    """One card that she asked for the day after.

    For a card that she knew, the log has a review of the kind `interview`, which starts it over. For
    one that was new to her nothing was reviewed: this row is the log of its date. An undo keeps the
    row, so that what happened to a schedule can be told from the log.
    """

    user = models.ForeignKey("cards.User", on_delete=models.CASCADE, related_name="interview_cards")
    # The log outlives the interview.
    interview = models.ForeignKey(
        "cards.Interview", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="taken_cards",
    )  # fmt: skip
    card = models.ForeignKey("cards.Card", on_delete=models.CASCADE, related_name="interview_cards")
    review = models.OneToOneField(
        "cards.Review", on_delete=models.CASCADE, null=True, blank=True,
        related_name="interview_card",
    )  # fmt: skip
    taken_at = models.DateTimeField()
    taken_on = models.DateField(help_text="The learner's study day.")
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField()
    made_schedule = models.BooleanField(default=False)
    # A personal card that was written, or taken back, in the same step: it is removed with the undo.
    made_card = models.BooleanField(default=False)
    schedule_version = models.PositiveIntegerField(help_text="After it was taken.")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "card"],
                condition=Q(undone_at__isnull=True),
                name="a_card_is_taken_once_from_an_interview",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} takes {self.card} for {self.due_after}"
