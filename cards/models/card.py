"""Cards: one prompt with its answer, shared by all learners or one learner's own; all versions kept."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from cards.core.coding import CodingTask
from cards.core.documents.drafts import KeyPoint
from cards.core.kinds import CardKind, Difficulty, InterviewKind
from cards.core.sketches import SKETCH_SIZE, sketch
from cards.models.deck import CARDS_A_DECK, PATH_SEPARATOR, Deck
from cards.models.prepared import PreparedQuery, column_names, instance_from
from cards.models.user import User

# What a learner sees of a card and an edit can change: the content of a version.
CONTENT_FIELDS = (
    "kind",
    "prompt",
    "answer",
    "explanation",
    "points",
    "answer_spec",
    "follow_ups",
    "interview_kind",
    "difficulty",
    "minutes",
    "coding",
    "interviewer_hints",
    "cloze_ordinal",
    "source_document",
    "source_section",
    "source_lines",
)


SKETCH_FIELDS = tuple(f"sketch_{number}" for number in range(1, SKETCH_SIZE + 1))


class CardStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"
    # A draft that an author did not want: it stays so when its document is imported again.
    DISCARDED = "discarded", "Discarded draft"


def choices_of(
    kinds: type[CardKind] | type[InterviewKind] | type[Difficulty],
) -> list[tuple[str, str]]:
    return [(kind.value, kind.value.replace("-", " ").capitalize()) for kind in kinds]


class CardQuerySet(models.QuerySet["Card"]):
    def published(self) -> "CardQuerySet":
        return self.filter(status=CardStatus.PUBLISHED)

    def in_subtree(self, deck: Deck) -> "CardQuerySet":
        return self.filter(Q(deck=deck) | Q(deck__path__startswith=deck.path + PATH_SEPARATOR))

    def in_author_order(self) -> "CardQuerySet":
        return self.order_by("sequence", "pk")

    def visible_to(self, user: User) -> "CardQuerySet":
        """Of `Card.with_personal`: the shared cards, and the learner's own."""
        return self.filter(Q(owner__isnull=True) | Q(owner=user))


CardManager = models.Manager.from_queryset(CardQuerySet)


class SharedCardManager(CardManager["Card"]):
    """The cards that everybody shares: what `Card.objects` and `deck.cards` give.

    Whoever lists, counts, exports or edits cards without a thought of personal ones never meets
    them. A foreign key still finds its card, whosever it is.
    """

    def get_queryset(self) -> CardQuerySet:
        return CardQuerySet(self.model, using=self._db).filter(owner__isnull=True)


class Card(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    deck = models.ForeignKey(Deck, on_delete=models.PROTECT, related_name="cards")
    kind = models.CharField(max_length=20, choices=choices_of(CardKind), default=CardKind.QUESTION)
    prompt = models.TextField(
        help_text="Markdown with $maths$. A cloze writes every gap as {{c1::gap::hint}}."
    )
    answer = models.TextField(blank=True)
    explanation = models.TextField(blank=True, help_text="Why it is so: shown after the answer.")
    points = models.JSONField(
        "Key points", default=list, blank=True, help_text='[{"text": "…", "is_must": true}, …]'
    )
    answer_spec = models.JSONField("Answer specification", null=True, blank=True)
    follow_ups = models.JSONField(default=list, blank=True)
    interview_kind = models.CharField(
        max_length=20, choices=choices_of(InterviewKind), blank=True, default=""
    )
    difficulty = models.CharField(
        max_length=10, choices=choices_of(Difficulty), blank=True, default=""
    )
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    coding = models.JSONField(
        "Code to run",
        null=True,
        blank=True,
        help_text='{"starter": "…", "visible_tests": "…", "hidden_tests": "…"}',
    )
    interviewer_hints = models.JSONField(
        "Hints for an interviewer",
        default=list,
        blank=True,
        help_text="What to say when an answer stalls, the gentlest first.",
    )
    cloze_ordinal = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Which gap of the sentence this card asks for."
    )
    source_document = models.CharField(max_length=300, blank=True)
    source_section = models.CharField(max_length=300, blank=True)
    source_lines = models.JSONField(null=True, blank=True, help_text="[first, last], 1-based")
    tags = models.JSONField(default=list, blank=True)
    # Related cards as the file names them and as the import found them: [{"reference", "uid",
    # "title"}, …], uid empty where there was none. The title is here so that studying asks no
    # further query; the card's own page asks for the cards themselves.
    see = models.JSONField("Related cards", default=list, blank=True, editable=False)
    status = models.CharField(
        max_length=10, choices=CardStatus.choices, default=CardStatus.DRAFT, db_index=True
    )
    version = models.PositiveIntegerField("Content version", default=1, editable=False)
    position = models.PositiveIntegerField(default=0, help_text="Place within its deck.")
    # The author's order over all decks in one indexed number: see `place`.
    sequence = models.PositiveBigIntegerField(default=0, editable=False)
    # Of the prompt, to find cards that ask the same: see core/sketches.py.
    sketch_1 = models.BigIntegerField(null=True, editable=False, db_index=True)
    sketch_2 = models.BigIntegerField(null=True, editable=False, db_index=True)
    sketch_3 = models.BigIntegerField(null=True, editable=False, db_index=True)
    sketch_4 = models.BigIntegerField(null=True, editable=False, db_index=True)
    # Identity across imports: see core/documents/identity.py.
    document = models.ForeignKey(
        "cards.Document", on_delete=models.SET_NULL, null=True, blank=True, related_name="cards"
    )
    explicit_id = models.CharField(max_length=100, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    # Digest of the draft as last imported: while the file says the same, an edit made in the admin
    # is the newer word and stays.
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)
    # Archived by an import because its file no longer had it: then it comes back with the file. A
    # card that an author archived stays archived.
    left_document = models.BooleanField(default=False, editable=False)
    note_key = models.CharField(max_length=64, blank=True, editable=False)
    pattern = models.CharField(max_length=40, blank=True, editable=False)
    confidence = models.FloatField(default=1.0, editable=False)
    # A personal card: one learner wrote it, and nobody else meets it.
    owner = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, null=True, blank=True, editable=False,
        related_name="personal_cards",
    )  # fmt: skip
    # Of a personal card: the question whose key point it asks for. The fingerprint names the point.
    question = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False,
        related_name="personal_cards",
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SharedCardManager()
    with_personal = CardQuerySet.as_manager()

    class Meta:
        ordering = ["sequence", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(prompt=""), name="a_card_has_a_prompt"),
            # The gaps of one sentence share its id.
            models.UniqueConstraint(
                "document",
                "explicit_id",
                Coalesce("cloze_ordinal", 0),
                condition=~Q(explicit_id=""),
                name="one_card_per_document_explicit_id_and_gap",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(document__isnull=True, explicit_id=""),
                name="a_personal_card_comes_from_no_document",
            ),
            models.UniqueConstraint(
                fields=["owner", "question", "fingerprint"],
                condition=Q(owner__isnull=False, question__isnull=False),
                name="one_personal_card_per_owner_and_key_point",
            ),
        ]
        indexes = [
            # New cards are looked for along it: other people's own ones must not lie in between.
            models.Index(
                fields=["sequence", "id"],
                condition=Q(status="published", owner__isnull=True),
                name="published_cards_in_order",
            ),
        ]

    def __str__(self) -> str:
        # Administrators see rows of learners by this name; what she wrote is hers.
        if self.is_personal:
            return "a personal card"
        return f"{self.kind}: {self.prompt[:60]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.place()
        if (names := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*names, "sequence", *SKETCH_FIELDS}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("show-card", args=[self.uid])

    def place(self) -> None:
        """Set what follows from other columns: the place among all cards, the prompt's sketch.

        Whoever saves around `save` (in bulk) calls this first.
        """
        self.sequence = self.deck.position * CARDS_A_DECK + self.position
        for name, number in zip(SKETCH_FIELDS, sketch(self.prompt), strict=True):
            setattr(self, name, number)

    @property
    def is_personal(self) -> bool:
        return self.owner_id is not None

    @property
    def card_kind(self) -> CardKind:
        return CardKind(self.kind)

    @property
    def key_points(self) -> tuple[KeyPoint, ...]:
        return tuple(KeyPoint(**point) for point in self.points)

    @property
    def coding_task(self) -> CodingTask | None:
        return CodingTask(**self.coding) if self.coding else None

    def content(self) -> dict[str, Any]:
        """What a version stores, ready for JSON."""
        return {name: getattr(self, name) for name in CONTENT_FIELDS}

    def set_content(self, content: Mapping[str, Any]) -> None:
        """Take the content of a version; what its time did not know yet stays."""
        for name in CONTENT_FIELDS:
            if name in content:
                setattr(self, name, content[name])


def card_columns(*, card: int) -> models.QuerySet[Card, Any]:
    return Card.with_personal.filter(pk=card).values_list(
        *column_names(Card), *column_names(Deck, "deck__")
    )


CARD_COLUMNS = PreparedQuery(card_columns, card=int)


def card_with_deck(card_id: int) -> Card | None:
    row = next(iter(CARD_COLUMNS.rows(card=card_id)), None)
    return card_from(row) if row is not None else None


def card_from(row: Sequence[Any]) -> Card:
    """A card from the columns of the card, then of its deck."""
    own = len(Card._meta.concrete_fields)
    card = instance_from(Card, row[:own])
    card.deck = instance_from(Deck, row[own:])
    return card


def card_of_kind(card_id: int, kind: str, owner_id: int | None) -> Card:
    """A card of which no more is known: what else is asked of it is fetched then."""
    names = ["id", "kind", "owner_id"]
    return Card.from_db(connection.alias, names, [card_id, kind, owner_id])


def card_status(*, card: int) -> models.QuerySet[Card, Any]:
    return Card.with_personal.filter(pk=card).values_list("status")


CARD_STATUS = PreparedQuery(card_status, card=int)


class ChangeLabel(models.TextChoices):
    """What an edit means for those who already learned the card."""

    FIRST = "first", "First version"
    TYPO = "typo", "Typo"
    CLARIFIED = "clarified", "Clarified"
    MEANING = "meaning", "Meaning changed"


class CardVersion(models.Model):
    """What a card said at one time; a review names the version that was seen."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    label = models.CharField(
        max_length=10, choices=ChangeLabel.choices, default=ChangeLabel.CLARIFIED
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["card", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "number"], name="one_content_per_card_and_version"
            )
        ]
        indexes = [
            models.Index(
                fields=["card"], condition=Q(label="meaning"), name="versions_that_changed_meaning"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card} (version {self.number})"
