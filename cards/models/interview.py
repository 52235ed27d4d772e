"""Mock interviews: blueprints, interviews of a learner, and her answers with their debrief."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from cards.core.answers.verdict import Outcome
from cards.core.documents.drafts import KeyPoint
from cards.core.interviews.bands import Band, Dimension, dimensions_of
from cards.core.interviews.blueprints import Part, QuestionKind
from cards.core.interviews.clock import Clock
from cards.core.interviews.scaffolds import Place, places_of
from cards.core.kinds import CardKind, Difficulty
from cards.models.card import Card, CardVersion
from cards.models.deck import Deck

BAND_CHOICES = [(band.value, band.label) for band in Band]
LATEST_MOCKS = 3  # whose questions are not asked again
# A page keeps one draft of what was not taken; nobody has more pages open on one question.
MOST_DRAFTS = 20


class BlueprintQuerySet(models.QuerySet["Blueprint"]):
    def published(self) -> "BlueprintQuerySet":
        return self.filter(is_published=True)


class Blueprint(models.Model):
    """A ready-made interview: parts of some minutes each, to be filled with questions."""

    title = models.CharField(max_length=80)
    slug = models.SlugField(max_length=100, unique=True)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Place in the list.")
    is_published = models.BooleanField(
        "Published", default=False, help_text="Learners see published blueprints only."
    )
    made_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False,
    )  # fmt: skip

    objects = BlueprintQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts.all())

    def as_parts(self) -> list[Part]:
        """Its parts as the rules know them; prefetch `parts__decks` first."""
        return [part.as_part() for part in self.parts.all()]


class BlueprintPart(models.Model):
    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField()
    count = models.PositiveSmallIntegerField(
        "Questions", null=True, blank=True, help_text="Empty: as many as fit into the minutes."
    )
    kinds = models.JSONField(default=list, blank=True)
    difficulties = models.JSONField(default=list, blank=True)
    decks = models.ManyToManyField(
        Deck, blank=True, related_name="+", help_text="With all below them. None: every deck."
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "part"

    def __str__(self) -> str:
        return f"{self.minutes} minutes"

    def as_part(self) -> Part:
        return Part(
            minutes=self.minutes,
            count=self.count,
            kinds=tuple(QuestionKind(kind) for kind in self.kinds),
            difficulties=tuple(Difficulty(level) for level in self.difficulties),
            decks=tuple(deck.slug for deck in self.decks.all()),
        )


class Interview(models.Model):
    """One mock interview of a learner. Its clock is the server's and never stops."""

    uid = models.UUIDField(unique=True, editable=False)
    user = models.ForeignKey("cards.User", on_delete=models.CASCADE, related_name="interviews")
    blueprint = models.ForeignKey(
        Blueprint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=80)
    # The parts as they were when it began: a blueprint may change later.
    parts = models.JSONField()
    seed = models.PositiveBigIntegerField()
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    # Set as soon as anybody notices that time is over, or when the learner ends it early.
    ended_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=1, help_text="The question in the room.")
    position_since = models.DateTimeField()

    # Whether somebody is invited as its interviewer, or is it; only `access_own_interview` looks.
    has_pairing = False

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True),
                name="one_open_interview_per_user",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at__gt=models.F("started_at")),
                name="an_interview_ends_after_it_starts",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} ({self.started_at:%Y-%m-%d})"

    @property
    def clock(self) -> Clock:
        return Clock(
            started_at=self.started_at, deadline_at=self.deadline_at, ended_at=self.ended_at
        )

    def is_over(self, now: dt.datetime) -> bool:
        return self.clock.is_over(now)

    @property
    def minutes(self) -> int:
        return round((self.deadline_at - self.started_at).total_seconds() / 60)


class InterviewAnswer(models.Model):
    """One question of an interview with the learner's answer, and what she made of it afterwards.

    The answer is fixed when the interview is over; prediction, follow-ups and scores come after.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="answers")
    # The interview's learner, once more: a table that names its person is part of her personal data.
    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="interview_answers"
    )
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="interview_answers")
    # What the card said when the interview began: it is shown so to the end, whatever its author does.
    card_version = models.ForeignKey(CardVersion, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(help_text="Planned.")
    seed = models.PositiveBigIntegerField()
    # In the room
    text = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    fields = models.JSONField("Parts of the answer", default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    # The page it came from: one whose response was lost does not clash with itself.
    saved_by = models.UUIDField(null=True, blank=True, editable=False)
    is_answered = models.BooleanField(default=False)
    is_skipped = models.BooleanField(default=False)
    seconds_used = models.PositiveIntegerField(default=0)
    # Of the author's hints she asked for so many, from the first on.
    hints_used = models.PositiveSmallIntegerField(default=0)
    # Debrief, in this order
    predicted_band = models.PositiveSmallIntegerField(null=True, blank=True, choices=BAND_CHOICES)
    predicted_at = models.DateTimeField(null=True, blank=True)
    follow_up_answers = models.JSONField(default=list, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=12, blank=True, choices=[(outcome.value, outcome.value) for outcome in Outcome]
    )
    message = models.TextField(blank=True)
    reading = models.TextField(blank=True, help_text="LaTeX of what was read.")
    ticked = models.JSONField("Points ticked", default=list, blank=True)
    rubric = models.JSONField(default=dict, blank=True, help_text="Dimension: band 1 to 4.")
    scored_band = models.PositiveSmallIntegerField(null=True, blank=True, choices=BAND_CHOICES)
    scored_at = models.DateTimeField(null=True, blank=True)
    own_notes = models.TextField(blank=True)

    class Meta:
        ordering = ["interview", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "position"], name="one_answer_per_interview_and_position"
            ),
            models.UniqueConstraint(
                fields=["interview", "card"], name="no_card_twice_in_an_interview"
            ),
            models.CheckConstraint(
                condition=Q(revealed_at__isnull=True) | Q(predicted_band__isnull=False),
                name="a_band_is_predicted_before_the_reveal",
            ),
            models.CheckConstraint(
                condition=Q(scored_at__isnull=True, scored_band__isnull=True)
                | Q(scored_at__isnull=False, scored_band__isnull=False),
                name="a_scored_answer_has_a_band_and_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.position} of {self.interview_id}"

    @property
    def asked_card(self) -> Card:
        """The card as it was when the interview began, not to be saved."""
        card = Card(pk=self.card_id, uid=self.card.uid, deck=self.card.deck)
        # A version may be older than a column of today's content.
        card.set_content(card.content() | self.card_version.content)
        return card

    @property
    def kind(self) -> QuestionKind:
        content: dict[str, Any] = self.card_version.content
        if content["kind"] == CardKind.INTERVIEW:
            return QuestionKind(content["interview_kind"] or QuestionKind.CONCEPTUAL)
        return QuestionKind.CHECKED

    @property
    def key_points(self) -> tuple[KeyPoint, ...]:
        return self.asked_card.key_points

    @property
    def follow_ups(self) -> list[str]:
        return list(self.card_version.content["follow_ups"])

    @property
    def interviewer_hints(self) -> list[str]:
        """Empty for a card that had none, or that was asked before there were any."""
        return list(self.card_version.content.get("interviewer_hints", ()))

    @property
    def used_hints(self) -> list[str]:
        return self.interviewer_hints[: self.hints_used]

    @property
    def next_hint(self) -> int | None:
        """The number of the hint that she may ask for, 1 first; None where there is no further one."""
        number = self.hints_used + 1
        return number if number <= len(self.interviewer_hints) else None

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        return dimensions_of(self.kind)

    @property
    def places(self) -> tuple[Place, ...]:
        return places_of(self.kind)

    @property
    def whole_text(self) -> str:
        """Everything that was written as an answer, for matching and for reading in one piece."""
        parts = [str(self.fields.get(place.name, "")) for place in self.places]
        return "\n\n".join(part for part in [self.text, *parts] if part.strip())


class DraftReason(models.TextChoices):
    LATE = "late", "After time"
    CONFLICT = "conflict", "From another tab"
    REPLACED = "replaced", "Replaced by another tab"


class InterviewDraft(models.Model):
    """Words that did not become the answer, kept so that nothing typed is lost.

    One for each page and reason: a page that keeps saving rewrites its own.
    """

    answer = models.ForeignKey(InterviewAnswer, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="interview_drafts"
    )
    render_id = models.UUIDField(help_text="The page that sent it.")
    reason = models.CharField(max_length=10, choices=DraftReason.choices)
    text = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    fields = models.JSONField("Parts of the answer", default=dict, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "render_id", "reason"], name="one_draft_per_page_and_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.text[:40]}"
