"""What a learner answered when a card she knows had changed its meaning."""

from django.db import models
from django.db.models import Q


class MeaningAnswer(models.Model):
    """One answer to the offer to see a changed card again soon; the offer itself is derived.

    The row is also the log of the moved date: with what was due before, it can be taken back.
    """

    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="meaning_answers", db_index=False
    )
    card = models.ForeignKey("cards.Card", on_delete=models.CASCADE, related_name="meaning_answers")
    card_version = models.PositiveIntegerField(help_text="The version that changed the meaning.")
    sees_again = models.BooleanField(help_text="Within three days; otherwise left as it was.")
    answered_at = models.DateTimeField()
    due_before = models.DateField()
    due_after = models.DateField()
    schedule_version = models.PositiveIntegerField(help_text="After the answer.")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "card", "card_version"],
                condition=Q(undone_at__isnull=True),
                name="one_standing_answer_per_user_card_and_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} × {self.card}: {'again soon' if self.sees_again else 'left'}"
