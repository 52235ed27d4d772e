"""Links by which a learner lets others read the report on one interview."""

import datetime as dt

from django.db import models
from django.db.models import F, Q


class InterviewShareQuerySet(models.QuerySet["InterviewShare"]):
    def open(self, now: dt.datetime) -> "InterviewShareQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class InterviewShare(models.Model):
    """A link to a report. The address carries the uid signed: the table alone opens no door."""

    # Drawn for the form that made it: a double click finds its own row.
    uid = models.UUIDField(unique=True, editable=False)
    interview = models.ForeignKey(
        "cards.Interview", on_delete=models.CASCADE, related_name="shares"
    )
    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="interview_shares"
    )
    team = models.ForeignKey(
        "cards.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        help_text="Only its members may read. Empty: everybody who has the link.",
    )  # fmt: skip
    with_transcript = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InterviewShareQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="a_shared_report_expires_after_it_is_shared",
            )
        ]

    def __str__(self) -> str:
        return f"Link {self.pk} to interview {self.interview_id}"

    def is_open(self, now: dt.datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
