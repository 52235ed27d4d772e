"""Filters that need a card."""

from django import template

from cards.core.kinds import CardKind
from cards.models import Card
from cards.rendering import plain_cloze, plain_text

register = template.Library()


@register.filter
def spoken_prompt(card: Card) -> str:
    """The prompt as plain text, for titles, lists and screen readers; a gap as a blank."""
    if card.card_kind is CardKind.CLOZE:
        return plain_cloze(card.prompt, card.cloze_ordinal or 1, revealed=False)
    return plain_text(card.prompt)
