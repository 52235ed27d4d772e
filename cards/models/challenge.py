"""The challenge of the week: what a team was asked, and what each member answered, once."""

from django.db import models
from django.db.models import Q

from cards.core.answers.verdict import Outcome
from cards.models.review import OUTCOME_CHOICES, REVEALED


class Challenge(models.Model):
    team = models.ForeignKey(
        "cards.Team", on_delete=models.CASCADE, related_name="challenges", db_index=False
    )
    week = models.DateField(help_text="Its Monday.")

    class Meta:
        ordering = ["team", "-week"]
        constraints = [
            models.UniqueConstraint(fields=["team", "week"], name="one_challenge_per_team_and_week")
        ]

    def __str__(self) -> str:
        return f"{self.team}, week of {self.week}"


class ChallengeExercise(models.Model):
    """One exercise as it was drawn: an edit of the card in mid-week changes nothing here."""

    challenge = models.ForeignKey(
        Challenge, on_delete=models.CASCADE, related_name="exercises", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    card = models.ForeignKey("cards.Card", on_delete=models.CASCADE, related_name="+")
    card_version = models.PositiveIntegerField()
    seed = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["challenge", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "number"], name="exercises_are_numbered_within_a_challenge"
            )
        ]

    def __str__(self) -> str:
        return f"{self.challenge}: {self.number}"


class ChallengeAnswer(models.Model):
    """The one answer of a person to an exercise. It stays when she leaves the team, unseen, so that
    coming back gives nobody a second try."""

    exercise = models.ForeignKey(
        ChallengeExercise, on_delete=models.CASCADE, related_name="answers", db_index=False
    )
    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="challenge_answers"
    )
    submitted = models.TextField(blank=True)
    outcome = models.CharField(
        max_length=12, choices=[*OUTCOME_CHOICES, (REVEALED, "answer shown")]
    )
    message = models.TextField(blank=True)
    reading = models.TextField(blank=True, help_text="LaTeX of what was read.")
    notes = models.JSONField(default=list, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exercise", "user"], name="one_challenge_answer_per_exercise_and_user"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.UNREADABLE.value),
                name="an_unreadable_answer_costs_no_challenge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.outcome} ({self.exercise})"

    @property
    def is_correct(self) -> bool:
        return self.outcome == Outcome.CORRECT
