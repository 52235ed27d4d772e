"""How a checked card is going in its current turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cards.core.answers.verdict import Outcome
from cards.core.presentation import Presentation
from cards.core.ratings import CheckedAnswer
from cards.models import Appeal, Attempt
from cards.models.appeal import APPEALABLE_OUTCOMES
from cards.models.prepared import PreparedQuery, column_names, instance_from
from cards.models.review import REVEALED


def attempt_columns(*, user: int, card: int, turn: int) -> QuerySet[Attempt, Any]:
    return (
        Attempt.objects.filter(user_id=user, card_id=card, turn=turn)
        .order_by("number")
        .values_list(*column_names(Attempt), *column_names(Appeal, "appeal__"))
    )


ATTEMPTS = PreparedQuery(attempt_columns, user=int, card=int, turn=int)


def attempts_in_turn(presentation: Presentation) -> list[Attempt]:
    """The attempts of this showing's turn with what was appealed, oldest first."""
    rows = ATTEMPTS.rows(
        user=presentation.user_id, card=presentation.card_id, turn=presentation.turn
    )
    return [attempt_from(row) for row in rows]


def attempt_from(row: Sequence[Any]) -> Attempt:
    own = len(Attempt._meta.concrete_fields)
    attempt = instance_from(Attempt, row[:own])
    appeal = instance_from(Appeal, row[own:]) if row[own] is not None else None
    # As select_related would leave it: known, even where there is none.
    attempt._state.fields_cache["appeal"] = appeal
    if appeal is not None:
        appeal.attempt = attempt
    return attempt


def checked_answer(attempts: Sequence[Attempt]) -> CheckedAnswer:
    """What the attempts of one turn, oldest first, amount to."""
    submitted = [attempt for attempt in attempts if attempt.outcome != REVEALED]
    if not submitted:
        return CheckedAnswer(outcome=None, tries=0)
    return CheckedAnswer(
        outcome=Outcome(submitted[-1].outcome),
        tries=len(submitted),
        hints=sum(bool(attempt.hint) for attempt in submitted[:-1]),
    )


def is_closed(attempts: Sequence[Attempt], tries_allowed: int) -> bool:
    """Whether the turn takes no more answers and the correct one may be shown."""
    return len(attempts) >= tries_allowed or any(
        attempt.outcome in (REVEALED, Outcome.CORRECT, Outcome.UNDECIDED) for attempt in attempts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealPanel:
    """The attempts of one turn that were appealed, and those that still may be."""

    appealed: Sequence[Attempt]
    contestable: Sequence[Attempt]

    @classmethod
    def of(cls, attempts: Sequence[Attempt]) -> "AppealPanel":
        """`attempts` come with their appeals (`select_related`)."""
        return cls(
            appealed=[attempt for attempt in attempts if hasattr(attempt, "appeal")],
            contestable=[
                attempt
                for attempt in attempts
                if attempt.outcome in APPEALABLE_OUTCOMES and not hasattr(attempt, "appeal")
            ],
        )

    def __bool__(self) -> bool:
        return bool(self.appealed or self.contestable)
