"""Cards that may ask the same as a prompt that somebody is writing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from cards.core.sketches import ALIKE_FROM, likeness, sketch
from cards.models import Card, CardStatus
from cards.models.card import SKETCH_FIELDS

MOST_CANDIDATES = 200
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarCard:
    card: Card
    percent: int


def similar_cards(prompt: str, *, besides: Card | None = None) -> Sequence[SimilarCard]:
    """The cards most alike, best first. One query, found by index.

    Archived cards are left out, and the card itself with those that ask other gaps of its sentence.
    """
    numbers = sketch(prompt)
    if numbers[0] is None:
        return ()
    shares_one = Q()
    for name, number in zip(SKETCH_FIELDS, numbers, strict=True):
        shares_one |= Q(**{name: number})
    candidates = Card.objects.filter(shares_one).exclude(status=CardStatus.ARCHIVED)
    if besides is not None and besides.pk:
        candidates = candidates.exclude(pk=besides.pk)
        if besides.note_key:
            candidates = candidates.exclude(note_key=besides.note_key)
    scored = [
        (likeness(prompt, card.prompt), card)
        for card in candidates.order_by().select_related("deck")[:MOST_CANDIDATES]
    ]
    alike = sorted(
        (pair for pair in scored if pair[0] >= ALIKE_FROM), key=lambda pair: (-pair[0], pair[1].pk)
    )
    return tuple(
        SimilarCard(card=card, percent=round(100 * score)) for score, card in alike[:MOST_SHOWN]
    )
