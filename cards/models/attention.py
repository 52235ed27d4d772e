"""Cards that needed attention and that an author looked at and found fine."""

from django.db import models


class AttentionDismissal(models.Model):
    """What an author has seen of a card's evidence: it comes back when there is more."""

    card = models.OneToOneField(
        "cards.Card", on_delete=models.CASCADE, related_name="attention_dismissal", primary_key=True
    )
    # {key of the evidence: its level then}
    levels = models.JSONField()
    dismissed_at = models.DateTimeField()
    dismissed_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"Seen: {self.card}"
