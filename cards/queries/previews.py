"""How a submitted answer is read: the formula, or the place that cannot be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cards.core.answers.parse import Unreadable
from cards.core.answers.seam import unreadable_verdict
from cards.core.answers.specification import read_submitted
from cards.models import Card
from cards.queries.exercises import (
    UnusableCardError,
    specification_of,
    unusable_without_specification,
)
from cards.queries.study_card import UnreadableAnswer
from cards.rendering import render_math


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    html: SafeString
    notes: Sequence[str]
    is_unreadable: bool = False


def preview_of(card: Card, submitted: str, seed: int) -> Preview | UnreadableAnswer | None:
    """None while the field is empty, or where the card takes no mathematics or is broken."""
    if not submitted.strip() or not card.card_kind.is_checked:
        return None
    try:
        specification = specification_of(card)
        with unusable_without_specification(card):
            try:
                reading = read_submitted(specification, submitted, seed)
            except Unreadable as error:
                return UnreadableAnswer.of(submitted, unreadable_verdict(error))
    except UnusableCardError:
        return None
    return Preview(html=render_math(reading.latex), notes=reading.notes)
