"""The cards that a visitor may try, as the study page would show them."""

import datetime as dt
import uuid

from cards.core.answers.verdict import Outcome, Verdict
from cards.core.kinds import CardKind
from cards.core.presentation import Presentation
from cards.models import Attempt, Card, Schedule
from cards.queries.exercises import (
    UnusableCardError,
    exercise_of,
    specification_of,
    unusable_without_specification,
)
from cards.queries.study_card import ShownCard, UnreadableAnswer, answer_of, side_of

# One of each: something to compute, something to pick, something to say.
TRIAL_SEED = 2026
CARDS_LOOKED_AT = 5
TRIAL_CARDS = (CardKind.EXPRESSION, CardKind.CHOICE, CardKind.INTERVIEW)


def trial_cards() -> list[Card]:
    """The first published card of each trial kind, library cards first."""
    rows = Card.objects.published().select_related("deck").order_by("document_id", "position")
    found = [
        next(filter(is_usable, rows.filter(kind=kind)[:CARDS_LOOKED_AT]), None)
        for kind in TRIAL_CARDS
    ]
    return [card for card in found if card is not None]


def is_usable(card: Card) -> bool:
    """Whether the card can be asked and checked: a visitor could set no broken one aside."""
    if not card.card_kind.is_checked:
        return True
    try:
        exercise_of(card, TRIAL_SEED)
        with unusable_without_specification(card):
            specification_of(card).fill(TRIAL_SEED)
    except UnusableCardError:
        return False
    return True


def trial_card(
    card: Card, *, seed: int, attempt: Attempt | None, verdict: Verdict | None, submitted: str
) -> ShownCard:
    """The card for a visitor: no schedule, no buttons, one try."""
    exercise = exercise_of(card, seed) if card.card_kind.is_checked else None
    is_unreadable = verdict is not None and verdict.outcome is Outcome.UNREADABLE
    is_answer_shown = attempt is not None and not is_unreadable
    text = exercise.prompt if exercise else card.prompt
    return ShownCard(
        card=card,
        schedule=Schedule(card=card),
        presentation=Presentation(
            render_id=uuid.UUID(int=0), user_id=0, card_id=card.pk, card_version=card.version,
            schedule_version=0, turn=0, shown_at=dt.datetime.fromtimestamp(0, dt.UTC),
        ),
        is_answer_shown=is_answer_shown,
        prompt=side_of(card, text, is_revealed=is_answer_shown),
        exercise=exercise,
        attempts=[attempt] if attempt and is_answer_shown and card.card_kind.is_checked else [],
        submitted=submitted,
        unreadable=UnreadableAnswer.of(submitted, verdict) if verdict and is_unreadable else None,
        answer=answer_of(card, exercise) if is_answer_shown else side_of(card, "", is_revealed=False),
        today=dt.date.min,
    )  # fmt: skip
