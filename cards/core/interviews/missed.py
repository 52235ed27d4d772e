"""What an interview answer missed, and which cards would have helped."""

from collections.abc import Sequence

from cards.core.documents.drafts import KeyPoint
from cards.core.interviews.bands import Band
from cards.core.interviews.key_points import suggested_points

# Points that had to be made: so many are learned each as a card, more of them with the question.
FEW_GAPS = 2


def missed_points(points: Sequence[KeyPoint], ticked: Sequence[bool]) -> list[KeyPoint]:
    """Nothing for ticks that belong to other points."""
    if len(points) != len(ticked):
        return []
    return [point for point, tick in zip(points, ticked, strict=True) if not tick]


def was_missed(points: Sequence[KeyPoint], ticked: Sequence[bool], scored: int) -> bool:
    """Whether a scored answer left something to learn: a point, or the whole of a question without any."""
    return bool(missed_points(points, ticked)) if points else scored < Band.LEANING_HIRE


def is_worth_it(points: Sequence[KeyPoint], ticked: Sequence[bool], scored: int) -> bool:
    """Whether the question itself should come back soon: more is missing than a point or two.

    Of the points that had to be made, that is, and more than half of them are more in any case.
    """
    if not points:
        return scored < Band.LEANING_HIRE
    missing = gaps(points, ticked)
    return missing > FEW_GAPS or 2 * missing > sum(point.is_must for point in points)


def are_few_gaps(points: Sequence[KeyPoint], ticked: Sequence[bool]) -> bool:
    """Whether the points that had to be made and were not are best learned one by one."""
    return gaps(points, ticked) > 0 and not is_worth_it(points, ticked, Band.STRONG_HIRE)


def gaps(points: Sequence[KeyPoint], ticked: Sequence[bool]) -> int:
    return sum(point.is_must for point in missed_points(points, ticked))


def makes_a_point(text: str, missed: Sequence[KeyPoint]) -> bool:
    """Whether another card seems to teach one of the points that were missed."""
    return any(suggested_points(text, [point.text for point in missed]))
