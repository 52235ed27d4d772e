"""How a checked card is going in its current turn."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.core.answers.verdict import Outcome
from cards.core.presentation import Presentation
from cards.core.ratings import CheckedAnswer
from cards.models import Attempt
from cards.models.appeal import APPEALABLE_OUTCOMES
from cards.models.review import REVEALED


def attempts_in_turn(presentation: Presentation) -> list[Attempt]:
    """The attempts of this showing's turn with what was appealed, oldest first."""
    return list(
        Attempt.objects.filter(
            user_id=presentation.user_id, card_id=presentation.card_id, turn=presentation.turn
        )
        .select_related("appeal")
        .order_by("number")
    )


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
