"""How much there is to learn: the numbers of the landing page."""

from dataclasses import dataclass

from django.db.models import Count, Q

from cards.core.kinds import SELF_RATED_KINDS, CardKind
from cards.models import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryNumbers:
    decks: int
    cards: int
    exercises: int  # checked by the server
    interview_questions: int


def library_numbers() -> LibraryNumbers:
    """Counts of published cards, in one query."""
    counts = Card.objects.published().aggregate(
        decks=Count("deck", distinct=True),
        cards=Count("pk"),
        exercises=Count("pk", filter=~Q(kind__in=[kind.value for kind in SELF_RATED_KINDS])),
        interview_questions=Count("pk", filter=Q(kind=CardKind.INTERVIEW)),
    )
    return LibraryNumbers(**counts)
