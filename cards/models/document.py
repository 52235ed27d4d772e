"""Where cards come from: a deck file, or a document that drafts were read from."""

from django.db import models


class Document(models.Model):
    # The path as imported, relative to the folder that was named: it identifies the file on the
    # next import.
    name = models.CharField(max_length=300, unique=True)
    title = models.CharField(max_length=300, blank=True)
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the bytes last imported.")
    is_library = models.BooleanField(default=False, help_text="Ships with the app.")
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    problems = models.JSONField(
        default=list, blank=True, help_text="What the reader could not use: line and message."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
