"""Import runs: each import as a row, with its files, and what it did to every card."""

import datetime as dt

from django.db import models

LONGEST_EXCERPT = 200
# A process writes its pulse every few seconds; one that is silent for so long was killed.
STALE_AFTER = dt.timedelta(seconds=90)


class ImportOrigin(models.TextChoices):
    ADMIN = "admin", "Admin"
    COMMAND = "command", "Command line"
    LIBRARY = "library", "Library"


class ImportStatus(models.TextChoices):
    QUEUED = "queued", "Waiting to start"
    RUNNING = "running", "Running"
    PLANNED = "planned", "Dry run, not confirmed"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    UNDONE = "undone", "Undone"


class ImportTask(models.TextChoices):
    """What a run that waits or runs is about to do."""

    PLAN = "plan", "Dry run"
    APPLY = "apply", "Import"


class ImportRun(models.Model):
    origin = models.CharField(max_length=10, choices=ImportOrigin.choices)
    status = models.CharField(max_length=10, choices=ImportStatus.choices, db_index=True)
    task = models.CharField(
        max_length=10, choices=ImportTask.choices, default=ImportTask.APPLY, editable=False
    )
    user = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    options = models.JSONField(default=dict, help_text="reader, publishes, as_new (card numbers)")
    counts = models.JSONField(default=dict, help_text="How many cards per sort of change.")
    learners = models.PositiveIntegerField(default=0, help_text="Who has a changed card.")
    # What the dry run shows: written once, so that looking at it again reads no file.
    report = models.JSONField(default=list, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    failure = models.TextField(blank=True)
    # Of a separate process: how far it is, its pulse, and which process it is.
    is_separate = models.BooleanField(default=False, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    stage = models.CharField(max_length=100, blank=True, editable=False)
    pulse_at = models.DateTimeField(null=True, blank=True, editable=False)
    claim = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Import {self.pk} ({self.get_status_display().lower()})"

    @property
    def is_waiting(self) -> bool:
        return self.status in (ImportStatus.QUEUED, ImportStatus.RUNNING)

    def is_stale(self, now: dt.datetime) -> bool:
        """Whether its process must have been killed."""
        return self.is_waiting and now - (self.pulse_at or self.created_at) > STALE_AFTER


class ImportFile(models.Model):
    """A file of a run. The content is kept, compressed, until it is imported."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=300)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    checksum = models.CharField(max_length=64)
    content = models.BinaryField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class UndoOutcome(models.TextChoices):
    NONE = "", "Stands"
    RESTORED = "restored", "As before the import"
    DELETED = "deleted", "Deleted"
    ARCHIVED = "archived", "Archived: learners have studied it"
    KEPT = "kept", "Left alone"


class ImportedChange(models.Model):
    """What a run did to one card, and how to take it back."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    card = models.ForeignKey(
        "cards.Card", on_delete=models.SET_NULL, null=True, related_name="imported_changes"
    )
    excerpt = models.CharField(max_length=LONGEST_EXCERPT, help_text="The prompt's beginning.")
    change = models.CharField(max_length=20)
    before = models.JSONField(null=True, help_text="The card's fields before; null if new.")
    version = models.PositiveIntegerField(help_text="Of the card, after the import.")
    outcome = models.CharField(max_length=10, choices=UndoOutcome.choices, blank=True, default="")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.change}: {self.excerpt[:60]}"
