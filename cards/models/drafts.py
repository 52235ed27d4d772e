"""What the review queue knows beside the cards: the lines a draft came from, and the authors' steps."""

from django.db import models

# A draft comes from a few lines; of a page-long passage the beginning is enough to judge it.
LONGEST_SOURCE = 4_000


class DraftSource(models.Model):
    """The lines of the file that a draft was read from, as they were then."""

    card = models.OneToOneField(
        "cards.Card", on_delete=models.CASCADE, related_name="draft_source", primary_key=True
    )
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"lines {self.first_line} to {self.last_line}"


class DraftVerb(models.TextChoices):
    ACCEPT = "accept", "accepted"
    EDIT = "edit", "edited"
    DISCARD = "discard", "discarded"
    RESTORE = "restore", "restored"
    MERGE = "merge", "merged"
    SPLIT = "split", "split"


class DraftStep(models.Model):
    """One step of an author in the review queue, with all it takes to undo it."""

    user = models.ForeignKey("cards.User", on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=10, choices=DraftVerb.choices)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    # [{"card", "before": {"status", "content" where it changed} or null where the step made the
    #   card, "after": {"status", "version"}}]
    changes = models.JSONField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.get_verb_display()} {len(self.changes)}"
