"""A learner's own cards, to look through."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cards.models import Card, CardStatus, User
from cards.queries.card_search import LEARNER_FIELDS, search_cards


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalCards:
    """`cards` are those that fit the words; the numbers are of all."""

    cards: QuerySet[Card]
    kept: int
    removed: int


def personal_cards(user: User, *, words: str, are_removed: bool) -> PersonalCards:
    """Newest first. One query here, the cards are another."""
    own = Card.with_personal.filter(owner=user)
    statuses = list(own.order_by().values_list("status", flat=True))
    removed = sum(status == CardStatus.ARCHIVED for status in statuses)
    found = own.filter(status=CardStatus.ARCHIVED if are_removed else CardStatus.PUBLISHED)
    found = search_cards(found, words, fields=LEARNER_FIELDS, json_fields=())
    return PersonalCards(
        cards=found.select_related("deck").order_by("-pk"),
        kept=len(statuses) - removed,
        removed=removed,
    )
