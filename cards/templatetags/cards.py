"""Filters that need a card."""

from django import template

from cards.core.answers.parameters import with_letters
from cards.core.kinds import CardKind
from cards.models import Card
from cards.rendering import plain_cloze, plain_text

register = template.Library()


@register.filter
def spoken_prompt(card: Card) -> str:
    """The prompt in one readable line, for titles, lists and screen readers: `{{ card|spoken_prompt|truncatechars:90 }}`.

    A gap is a blank, a formula its characters, a drawn figure its letter.
    """
    if card.card_kind is CardKind.CLOZE:
        return plain_cloze(card.prompt, card.cloze_ordinal or 1, revealed=False)
    specification = card.answer_spec
    names = specification.get("parameters") if isinstance(specification, dict) else None
    return plain_text(with_letters(card.prompt, names) if isinstance(names, dict) else card.prompt)
