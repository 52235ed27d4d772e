"""The review log, which is only ever added to, the attempts before a rating, and the day's tally."""

import json
import uuid
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from cards.core.answers.verdict import Outcome
from cards.core.attention import answer_key

MAXIMUM_DURATION_MS = 60_000


class ReviewKind(models.TextChoices):
    LEARN = "learn", "New card"
    REVIEW = "review", "Scheduled review"
    DRILL = "drill", "Same-day drill"
    PRACTICE = "practice", "Practice"
    UNDO = "undo", "Undo"
    IMPORTED = "imported", "Grade in another tool"
    INTERVIEW = "interview", "Missed in an interview"


# Grades of cards that were shown on their day; drills and practice leave the schedule alone.
SCHEDULED_KINDS = (ReviewKind.LEARN, ReviewKind.REVIEW)
# With those that move it without a showing, on the learner's word: replaying these gives the state.
MOVING_KINDS = (*SCHEDULED_KINDS, ReviewKind.INTERVIEW)

OUTCOME_CHOICES = [(outcome.value, outcome.value) for outcome in Outcome]
# The learner asked for the answer instead of submitting (another) one.
REVEALED = "revealed"


class AppendOnlyError(Exception):
    """Somebody tried to change history."""


class AppendOnlyQuerySet(models.QuerySet["Review"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("The review log is append-only: add a row instead.")


class Review(models.Model):
    """One grade, with what was before and after, and everything another scheduler would need.

    An undo is a row of its own that `reverts` another; its after-columns repeat the state that the
    schedule went back to.
    """

    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="reviews", db_index=False
    )
    card = models.ForeignKey(
        "cards.Card", on_delete=models.CASCADE, related_name="reviews", db_index=False
    )
    # Made when the card was shown: a double click or a replayed request finds its own row.
    render_id = models.UUIDField(default=uuid.uuid4)
    schedule_version = models.PositiveIntegerField(help_text="When the card was shown.")
    kind = models.CharField(max_length=10, choices=ReviewKind.choices)
    reverts = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="reverted_by"
    )
    reviewed_at = models.DateTimeField()
    studied_on = models.DateField(help_text="The learner's study day.")
    quality = models.PositiveSmallIntegerField(null=True, blank=True)
    elapsed_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Study days since the last review, empty for a new card."
    )
    is_same_day = models.BooleanField(default=False)
    duration_ms = models.PositiveIntegerField(default=0, help_text="Capped at 60 seconds.")
    response = models.TextField(blank=True, help_text="The answer submitted last.")
    verdict = models.CharField(max_length=12, choices=OUTCOME_CHOICES, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ticked = models.JSONField(default=list, blank=True, help_text="Key points recalled.")
    seed = models.PositiveBigIntegerField(default=0)
    card_version = models.PositiveIntegerField(default=1)
    scheduler = models.CharField(max_length=20, default="sm2-c")
    repetitions_before = models.PositiveIntegerField(default=0)
    interval_days_before = models.PositiveIntegerField(default=0)
    ease_hundredths_before = models.PositiveSmallIntegerField()
    scheduled_days_before = models.PositiveIntegerField(default=0)
    due_before = models.DateField(null=True, blank=True)
    repetitions_after = models.PositiveIntegerField(default=0)
    interval_days_after = models.PositiveIntegerField(default=0)
    ease_hundredths_after = models.PositiveSmallIntegerField()
    scheduled_days_after = models.PositiveIntegerField(default=0)
    due_after = models.DateField(null=True, blank=True)
    # The rest of the row that an undo has to bring back.
    before = models.JSONField(default=dict, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "render_id"], name="one_review_per_user_and_render"
            ),
            models.CheckConstraint(
                condition=Q(quality__isnull=True) | Q(quality__lte=5),
                name="quality_is_between_0_and_5",
            ),
            models.CheckConstraint(
                condition=Q(kind="undo", reverts__isnull=False, quality__isnull=True)
                | (~Q(kind="undo") & Q(reverts__isnull=True, quality__isnull=False)),
                name="an_undo_reverts_and_a_grade_has_a_quality",
            ),
            models.CheckConstraint(
                condition=Q(duration_ms__lte=MAXIMUM_DURATION_MS),
                name="duration_is_at_most_a_minute",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "studied_on"], name="reviews_by_user_and_day"),
            models.Index(fields=["user", "card"], name="reviews_by_user_and_card"),
            # What a day of the team week asks for: everything promised for it.
            models.Index(fields=["user", "due_after"], name="reviews_by_user_and_due_after"),
            # All that figures about a card read; it serves its foreign key as well.
            models.Index(
                fields=["card", "kind", "quality", "duration_ms"], name="reviews_of_cards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} × {self.card}: {self.kind} {self.quality} on {self.studied_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("The review log is append-only: add a row instead.")
        super().save(*args, **kwargs)

    @property
    def is_personal(self) -> bool:
        """Of a card that the learner wrote herself."""
        return self.card.is_personal


class Attempt(models.Model):
    """One answer that was submitted and checked, before the card was rated.

    `turn` is the schedule's turn when the card was shown. A reload in another tab belongs to the
    same turn, so it neither loses nor resets the tries; nor does undoing the rating.
    """

    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="attempts", db_index=False
    )
    card = models.ForeignKey("cards.Card", on_delete=models.CASCADE, related_name="attempts")
    turn = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField()
    submitted = models.TextField(blank=True)
    outcome = models.CharField(
        max_length=12, choices=[*OUTCOME_CHOICES, (REVEALED, "answer shown")]
    )
    message = models.TextField(blank=True)
    reading = models.TextField(blank=True, help_text="LaTeX of what was read.")
    notes = models.JSONField(default=list, blank=True)
    hint = models.CharField(max_length=40, blank=True)
    seed = models.PositiveBigIntegerField(default=0)
    card_version = models.PositiveIntegerField(default=1)
    # The same for the same answer: see core/attention.py.
    answer_key = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "card", "turn", "number"],
                name="attempts_are_numbered_within_a_turn",
            )
        ]
        indexes = [
            # All that the count of common wrong answers reads, in the order in which it counts.
            models.Index(
                fields=["card", "answer_key", "user", "id"],
                condition=Q(outcome="incorrect"),
                name="wrong_answers_of_cards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} × {self.card}: {self.outcome}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.submitted:
            self.answer_key = answer_key(self.submitted, self.reading)
        super().save(*args, **kwargs)

    @property
    def submitted_words(self) -> str:
        """What was submitted, to be read by a person: options come as a JSON list."""
        if not self.submitted.startswith("["):
            return self.submitted
        try:
            options = json.loads(self.submitted)
        except ValueError:  # an interval or a matrix
            return self.submitted
        return ", ".join(map(str, options))


class StudyDay(models.Model):
    """What one learner did on one study day, kept in the transaction of each review."""

    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="study_days", db_index=False
    )
    day = models.DateField()
    due_at_start = models.PositiveIntegerField(default=0)
    introduced = models.PositiveIntegerField(default=0, help_text="New cards.")
    reviewed = models.PositiveIntegerField(default=0, help_text="Scheduled reviews.")
    recalled = models.PositiveIntegerField(default=0, help_text="Scheduled reviews passed.")
    drilled = models.PositiveIntegerField(default=0)
    cleared = models.PositiveIntegerField(
        default=0, help_text="Due items reviewed on their day: see core/standings.py."
    )
    verified = models.PositiveIntegerField(
        default=0, help_text="Of these, found correct by the server at the first try."
    )
    duration_ms = models.PositiveBigIntegerField(default=0)
    # The newest grade that was not undone: what "undo" takes back, and the card shown last.
    last_review = models.ForeignKey(
        Review, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["user", "day"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_study_day_per_user_and_date")
        ]
        indexes = [
            # A board of five hundred is read from the index alone.
            models.Index(
                fields=["user", "day", "cleared", "verified", "introduced", "reviewed"],
                name="study_days_with_what_counted",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.day}"
