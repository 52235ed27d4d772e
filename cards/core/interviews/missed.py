"""What an interview answer missed, and which cards would have helped."""

from collections.abc import Sequence

from cards.core.documents.drafts import KeyPoint
from cards.core.interviews.bands import Band
from cards.core.interviews.key_points import suggested_points


def missed_points(points: Sequence[KeyPoint], ticked: Sequence[bool]) -> list[KeyPoint]:
    """Nothing for ticks that belong to other points."""
    if len(points) != len(ticked):
        return []
    return [point for point, tick in zip(points, ticked, strict=True) if not tick]


def was_missed(points: Sequence[KeyPoint], ticked: Sequence[bool], scored: int) -> bool:
    """Whether a scored answer left something to learn: a point, or the whole of a question without any."""
    return bool(missed_points(points, ticked)) if points else scored < Band.LEANING_HIRE


def is_worth_it(points: Sequence[KeyPoint], ticked: Sequence[bool], scored: int) -> bool:
    """Whether the question itself should come back soon: a point that had to be made is missing."""
    if not points:
        return scored < Band.LEANING_HIRE
    return any(point.is_must for point in missed_points(points, ticked))


def makes_a_point(text: str, missed: Sequence[KeyPoint]) -> bool:
    """Whether another card seems to teach one of the points that were missed."""
    return any(suggested_points(text, [point.text for point in missed]))
