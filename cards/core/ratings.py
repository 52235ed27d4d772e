"""From how an answer went to the rating we suggest, and the ratings that are allowed."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.core.answers.verdict import Outcome
from cards.core.documents.drafts import KeyPoint
from cards.core.kinds import CardKind
from cards.core.scheduling import Rating

KNEW_IT_QUALITY = 2  # wrong, but the answer was recognised on seeing it
WRONG_QUALITY = 1
BLANK_QUALITY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAnswer:
    """How a checked card went, over all tries of this showing.

    `outcome` None means that nothing was submitted: the learner asked for the answer.
    """

    outcome: Outcome | None
    tries: int = 1
    hints: int = 0


# A second look at two options is no second try.
TRIES_ALLOWED = 2
KINDS_WITH_ONE_TRY = frozenset({CardKind.CHOICE, CardKind.ORDERING})


def tries_allowed(kind: CardKind) -> int:
    return 1 if kind in KINDS_WITH_ONE_TRY else TRIES_ALLOWED


PASSES = (Rating.HARD, Rating.GOOD, Rating.EASY)
FAILS = (Rating.AGAIN, Rating.HARD)


def allowed_ratings(checked: CheckedAnswer | None) -> tuple[Rating, ...]:
    """The buttons on offer: within pass or within fail; crossing needs an appeal.

    None, and an undecided answer, leave the judgement to the learner.
    """
    if checked is None or checked.outcome is Outcome.UNDECIDED:
        return tuple(Rating)
    return PASSES if checked.outcome is Outcome.CORRECT else FAILS


def suggested_rating(checked: CheckedAnswer) -> Rating | None:
    if checked.outcome is Outcome.UNDECIDED:
        return None
    if checked.outcome is not Outcome.CORRECT:
        return Rating.AGAIN
    if checked.tries > 1 or checked.hints:
        return Rating.HARD
    return Rating.GOOD


def quality_of(
    rating: Rating, checked: CheckedAnswer | None, *, ticked_quality: int | None = None
) -> int:
    """SM-2 quality 0..5 of a button. Raises ValueError where the button was not on offer.

    On a failed check "Hard" means "I knew it when I saw it": a failure still, quality 2.
    `ticked_quality` is what the ticked key points say (see `quality_of_key_points`): it tells how
    bad an Again was.
    """
    if rating not in allowed_ratings(checked):
        raise ValueError(f"{rating.name} is not on offer for this answer")
    if checked is None or checked.outcome in (Outcome.UNDECIDED, Outcome.CORRECT):
        if rating is Rating.AGAIN and ticked_quality is not None:
            return min(ticked_quality, int(rating))
        return int(rating)
    if rating is Rating.HARD:
        return KNEW_IT_QUALITY
    return BLANK_QUALITY if checked.outcome is None else WRONG_QUALITY


def quality_of_key_points(points: Sequence[KeyPoint], ticked: Sequence[bool]) -> int:
    """The quality that ticked key points suggest, 0..4 (5 is for the learner to claim).

    Every must and most extras 4; every must 3; more than half of the musts 2; fewer 1; none 0.
    """
    musts = [hit for point, hit in zip(points, ticked, strict=True) if point.is_must]
    extras = [hit for point, hit in zip(points, ticked, strict=True) if not point.is_must]
    if not any(ticked):
        return BLANK_QUALITY
    if all(musts):
        return 4 if 2 * sum(extras) > len(extras) or not extras else 3
    return KNEW_IT_QUALITY if 2 * sum(musts) > len(musts) else WRONG_QUALITY


def rating_of_quality(quality: int) -> Rating:
    return Rating(max(quality, Rating.AGAIN))
