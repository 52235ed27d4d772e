"""Two people in one mock interview: who they are, the interviewer's notes, and what both wrote at the end."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q

from cards.core.interviews.bands import Dimension, dimensions_of
from cards.core.interviews.blueprints import QuestionKind
from cards.models.interview import BAND_CHOICES, Interview
from cards.models.user import User

DELETED = "somebody whose account was deleted"


class PairRole(models.TextChoices):
    CANDIDATE = "candidate", "Candidate"
    INTERVIEWER = "interviewer", "Interviewer"


class PairingQuerySet(models.QuerySet["Pairing"]):
    def in_force(self) -> "PairingQuerySet":
        """Neither taken back nor left."""
        return self.filter(ended_at__isnull=True)

    def of(self, user: User) -> "PairingQuerySet":
        return self.filter(Q(candidate=user) | Q(interviewer=user))

    def with_people(self) -> "PairingQuerySet":
        return self.select_related("candidate", "interviewer", "interview")


class Pairing(models.Model):
    """A candidate, a link with one seat for her interviewer, and the interview once it began.

    It stays when an account or the interview is deleted: the other one's form hangs on it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="pairings_as_candidate",
    )  # fmt: skip
    interviewer = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="pairings_as_interviewer",
    )  # fmt: skip
    interview = models.ForeignKey(
        Interview, on_delete=models.SET_NULL, null=True, blank=True, related_name="pairings"
    )
    # Copied from the interview when it begins: the forms are read without it, too.
    title = models.CharField(max_length=80, blank=True)
    kind = models.CharField(
        max_length=20, blank=True, choices=[(kind.value, kind.label) for kind in QuestionKind],
        help_text="Whose dimensions are scored.",
    )  # fmt: skip
    started_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="Of the link.")
    joined_at = models.DateTimeField(null=True, blank=True)
    # The link taken back, the interviewer gone or removed, before the interview was over.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=12, blank=True, choices=PairRole.choices)
    mirror_of = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="mirror"
    )

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(candidate__isnull=True) | Q(interviewer__isnull=True)
                | ~Q(candidate=F("interviewer")),
                name="nobody_interviews_herself",
            ),
            models.UniqueConstraint(
                fields=["interview"], condition=Q(ended_at__isnull=True),
                name="one_pairing_in_force_per_interview",
            ),
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(ended_at__isnull=True, started_at__isnull=True),
                name="one_waiting_pairing_per_candidate",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Pairing {self.pk}"

    @property
    def candidate_name(self) -> str:
        return self.candidate.get_username() if self.candidate else DELETED

    @property
    def interviewer_name(self) -> str:
        return self.interviewer.get_username() if self.interviewer else DELETED

    @property
    def is_led(self) -> bool:
        """Whether there is an interviewer who moves the interview on."""
        return self.interviewer_id is not None and self.ended_at is None

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        return dimensions_of(QuestionKind(self.kind or QuestionKind.CONCEPTUAL))

    def role_of(self, user: User) -> PairRole:
        is_candidate = self.candidate_id == user.pk
        return PairRole.CANDIDATE if is_candidate else PairRole.INTERVIEWER

    def is_over(self, now: dt.datetime) -> bool:
        """Whether the interview began and ended; one that was deleted since is over as well."""
        if self.started_at is None:
            return False
        return self.interview is None or self.interview.is_over(now)

    def is_open(self, now: dt.datetime) -> bool:
        """Whether the link still has its seat."""
        return (
            self.ended_at is None and self.joined_at is None and self.candidate_id is not None
            and now < self.expires_at and not self.is_over(now)
        )  # fmt: skip


class ScriptNote(models.Model):
    """What the interviewer marked and noted at one question; nobody else ever sees it."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey("cards.User", on_delete=models.CASCADE, related_name="script_notes")
    position = models.PositiveSmallIntegerField()
    question = models.TextField(help_text="As it was read out: the notes outlive the interview.")
    asked = models.JSONField("Follow-ups asked", default=list, blank=True)
    notes = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_by = models.UUIDField(null=True, blank=True, editable=False)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["pairing", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "position"], name="one_note_per_pairing_and_question"
            )
        ]

    def __str__(self) -> str:
        return f"Note {self.position} of {self.pairing_id}"


class PeerForm(models.Model):
    """What one of the two wrote at the end, without having seen the other's."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="forms")
    user = models.ForeignKey("cards.User", on_delete=models.CASCADE, related_name="peer_forms")
    role = models.CharField(max_length=12, choices=PairRole.choices)
    rubric = models.JSONField(help_text="Dimension: band 1 to 4.")
    predicted_band = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=BAND_CHOICES, help_text="What the candidate expects."
    )
    would_advance = models.BooleanField()
    words = models.TextField(blank=True)
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["pairing", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "role"], name="one_peer_form_per_pairing_and_role"
            ),
            models.CheckConstraint(
                condition=Q(role="candidate", predicted_band__isnull=False)
                | Q(role="interviewer", predicted_band__isnull=True),
                name="the_candidate_predicts_and_nobody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}'s form of {self.pairing_id}"
