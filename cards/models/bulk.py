"""Changes of many cards at once, each with all it takes to undo it."""

from django.db import models


class BulkVerb(models.TextChoices):
    PUBLISH = "publish", "published"
    ARCHIVE = "archive", "archived"
    MAKE_DRAFT = "make_draft", "made drafts"
    MOVE = "move", "moved"
    TAG = "tag", "tagged"
    UNTAG = "untag", "freed from a tag"


class BulkChange(models.Model):
    user = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=10, choices=BulkVerb.choices)
    target = models.CharField(max_length=400, blank=True, help_text="The deck or the tags.")
    number = models.PositiveIntegerField(help_text="Cards that were changed.")
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # [{"before": {column: value}, "after": the same, "cards": [ids]}]: cards with the same values
    # are together, so that ten thousand of them need few statements.
    groups = models.JSONField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.get_verb_display()}"
