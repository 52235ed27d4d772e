"""What an author has typed into a card's form and not saved yet."""

from django.db import models
from django.db.models import Q


class UnsavedEdit(models.Model):
    """The fields of one author's open form of one card, or of her new card, as a browser sent them.

    Nothing reads it but the form itself: it publishes nothing and counts as no version. What nobody
    touched for 90 days is forgotten.
    """

    user = models.ForeignKey("cards.User", on_delete=models.CASCADE, related_name="unsaved_edits")
    card = models.ForeignKey(
        "cards.Card", on_delete=models.CASCADE, null=True, blank=True, related_name="unsaved_edits"
    )
    fields = models.JSONField(help_text="Pairs of name and value, in the order of the page.")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "card"],
                condition=Q(card__isnull=False),
                name="one_unsaved_edit_per_author_and_card",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(card__isnull=True),
                name="one_unsaved_new_card_per_author",
            ),
        ]

    def __str__(self) -> str:
        return f"Unsaved edit by {self.user} of {self.card or 'a new card'}"
