"""Why a card is due when it is: one learner's reviews of one card, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.models import Card, MeaningAnswer, Review, ReviewKind, Schedule, User
from cards.models.review import MOVING_KINDS

REVIEWS_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    review: Review
    is_undone: bool

    @property
    def moved_the_schedule(self) -> bool:
        return self.review.kind in MOVING_KINDS and not self.is_undone

    @property
    def ease_before(self) -> str:
        return f"{self.review.ease_hundredths_before / 100:.2f}"

    @property
    def ease_after(self) -> str:
        return f"{self.review.ease_hundredths_after / 100:.2f}"

    @property
    def why(self) -> str:
        """How SM-2 came from this grade to the date."""
        review = self.review
        if self.is_undone:
            return "Undone: counts for nothing."
        if review.kind == ReviewKind.DRILL:
            return "Repeated on the same day: changes neither interval nor ease."
        if review.kind == ReviewKind.PRACTICE:
            return "Before its day: counts as practice."
        if review.kind == ReviewKind.IMPORTED:
            return f"In another tool, which chose {review.interval_days_after} days."
        if review.kind == ReviewKind.INTERVIEW:
            return (
                "Missed in an interview, and you asked for it: the intervals start over with 1 day."
            )
        raw, scheduled = review.interval_days_after, review.scheduled_days_after
        if review.repetitions_after == 0:
            rule = "Not recalled: the intervals start over with 1 day"
        elif review.repetitions_after == 1:
            rule = "First recall in a row: 1 day"
        elif review.repetitions_after == 2:
            rule = "Second recall in a row: 6 days"
        else:
            rule = (
                f"{review.interval_days_before} days × {self.ease_before}, rounded up: {raw} days"
            )
        if scheduled != raw:
            rule += f", spread to {scheduled} so that cards do not bunch up"
        return rule + "."


@dataclass(frozen=True, slots=True, kw_only=True)
class CardHistory:
    schedule: Schedule | None
    rows: Sequence[HistoryRow]
    is_cut: bool = False  # there are older ones
    # Why the date is not the one that the last review gave.
    moved: MeaningAnswer | None = None

    @property
    def ease(self) -> str:
        return f"{self.schedule.ease_hundredths / 100:.2f}" if self.schedule else ""


def card_history(user: User, card: Card) -> CardHistory:
    """Newest first; two queries."""
    # Grades from another tool were added later than they were given.
    newest = Review.objects.filter(user=user, card=card).order_by("-reviewed_at", "-pk")
    reviews = list(newest[: 2 * REVIEWS_SHOWN])
    undone = {review.reverts_id for review in reviews if review.kind == ReviewKind.UNDO}
    rows = [
        HistoryRow(review=review, is_undone=review.pk in undone)
        for review in reviews
        if review.kind != ReviewKind.UNDO
    ]
    schedule = Schedule.objects.filter(user=user, card=card).first()
    return CardHistory(
        schedule=schedule,
        rows=rows[:REVIEWS_SHOWN],
        is_cut=len(rows) > REVIEWS_SHOWN,
        moved=moved_by(schedule, rows),
    )


def moved_by(schedule: Schedule | None, rows: Sequence[HistoryRow]) -> MeaningAnswer | None:
    """The learner's wish to see the changed card soon, where her date comes from it.

    Asked only when the date is not the one of the last review: that is rare.
    """
    last = next((row.review for row in rows if row.moved_the_schedule), None)
    if schedule is None or last is None or schedule.due == last.due_after:
        return None
    answers = MeaningAnswer.objects.filter(
        user_id=schedule.user_id, card_id=schedule.card_id, sees_again=True, undone_at=None
    )
    return answers.filter(schedule_version=schedule.version).first()
