"""Appeals: a learner says that an answer was judged wrongly, and an author answers."""

import datetime as dt

from django.db import models
from django.db.models import Q

from cards.core.answers.verdict import Outcome

LONGEST_SENTENCE = 500
LONGEST_REPLY = 2000

# There is something to contest: the answer was read, and it did not count as correct.
APPEALABLE_OUTCOMES = frozenset({Outcome.INCORRECT, Outcome.UNDECIDED})


class AppealStatus(models.TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class Appeal(models.Model):
    """One learner's objection to one verdict. It changes no review and no schedule."""

    attempt = models.OneToOneField(
        "cards.Attempt", on_delete=models.CASCADE, related_name="appeal", editable=False
    )
    # The attempt's learner, once more: a table that names its person is part of her personal data.
    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="appeals", editable=False
    )
    sentence = models.CharField(
        "The learner’s sentence", max_length=LONGEST_SENTENCE, blank=True, editable=False
    )
    status = models.CharField(
        max_length=10, choices=AppealStatus.choices, default=AppealStatus.OPEN, db_index=True
    )
    reply = models.TextField(blank=True, max_length=LONGEST_REPLY)
    created_at = models.DateTimeField(editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", decided_at__isnull=True)
                | (~Q(status="open") & Q(decided_at__isnull=False)),
                name="a_decided_appeal_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Appeal {self.pk} ({self.get_status_display().lower()})"

    @property
    def is_open(self) -> bool:
        return self.status == AppealStatus.OPEN

    def decide(self, status: AppealStatus, reply: str, *, now: dt.datetime) -> None:
        """Take a decision, or back to open; the caller saves."""
        self.status = status
        self.reply = reply
        self.decided_at = None if status == AppealStatus.OPEN else now
