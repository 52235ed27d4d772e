"""Decks: a tree of topics. A card lies in one deck; studying a deck studies its subtree."""

from django.db import models
from django.utils.text import slugify

PATH_SEPARATOR = " / "
# Room for the cards of one deck in the author's order over all decks.
CARDS_A_DECK = 1_000_000


class DeckQuerySet(models.QuerySet["Deck"]):
    def subtree(self, deck: "Deck") -> "DeckQuerySet":
        """The deck itself and every deck below it."""
        below = models.Q(path__startswith=deck.path + PATH_SEPARATOR)
        return self.filter(models.Q(pk=deck.pk) | below)


class Deck(models.Model):
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=100)
    # "Deep learning / Activation functions": repeated from the parents so that a subtree is one
    # indexed prefix search.
    path = models.CharField(max_length=400, unique=True, editable=False)
    slug = models.SlugField(max_length=200, unique=True, editable=False)
    description = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    buries_siblings = models.BooleanField(
        default=True, help_text="Cards made from one note wait for different days."
    )

    objects = DeckQuerySet.as_manager()

    class Meta:
        ordering = ["position", "path"]

    def __str__(self) -> str:
        return self.path

    def save(self, *args: object, **kwargs: object) -> None:
        """Save the deck alone; `actions.authoring.save_deck` takes its tree along."""
        is_new = self._state.adding
        self.path = f"{self.parent.path}{PATH_SEPARATOR}{self.name}" if self.parent else self.name
        if not self.slug:
            self.slug = free_slug(self.path)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        if not is_new:
            # Personal cards too, which a deck's own `cards` leaves out.
            cards = self.cards(manager="with_personal")
            cards.update(sequence=self.position * CARDS_A_DECK + models.F("position"))


def free_slug(path: str) -> str:
    """A slug for the path that no other deck has: two paths may differ in punctuation only."""
    base = slugify(path.replace(PATH_SEPARATOR, " "))[:180] or "deck"
    slug, number = base, 2
    while Deck.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug


class Enrolment(models.Model):
    """A deck that a learner takes new cards from, unless she learns all decks.

    Enrolling in a deck makes a row for every deck below it too.
    """

    user = models.ForeignKey(
        "cards.User", on_delete=models.CASCADE, related_name="enrolments", db_index=False
    )
    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="enrolments")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "deck"], name="one_enrolment_per_user_and_deck")
        ]

    def __str__(self) -> str:
        return f"{self.user} learns {self.deck}"
