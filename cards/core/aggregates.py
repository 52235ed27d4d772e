"""Figures about a group that say nothing about one person in it.

Two guards stand together. Only whole fives of people count, in the order in which they agreed, so
that one more person changes nothing until four others came with her. And every figure is rounded
to ten percent, so that what one person's day of study moves is not seen.
"""

from collections.abc import Sequence

FEWEST_PEOPLE = 5
STEP_PERCENT = 10


def counted_people(ordered: Sequence[int]) -> tuple[int, ...]:
    """Of people in a lasting order, those whose figures are added up: a multiple of five."""
    whole = len(ordered) - len(ordered) % FEWEST_PEOPLE
    return tuple(ordered[:whole])


def rounded_percent(share: float) -> int:
    """A share between 0 and 1 in percent, rounded to tens."""
    return int(share * 100 / STEP_PERCENT + 0.5) * STEP_PERCENT


def mean_percent(shares: Sequence[float]) -> int | None:
    """The mean of people's shares; None for fewer people than may be summed up."""
    if len(shares) < FEWEST_PEOPLE:
        return None
    return rounded_percent(sum(shares) / len(shares))


def spread_percent(shares: Sequence[float], edges: Sequence[float]) -> tuple[int, ...] | None:
    """How many of the people, in rounded percent, are in each band below, between and above `edges`.

    A share that lies on an edge belongs to the band above it.
    """
    if len(shares) < FEWEST_PEOPLE:
        return None
    bands = [0] * (len(edges) + 1)
    for share in shares:
        bands[sum(share >= edge for edge in edges)] += 1
    return tuple(rounded_percent(number / len(shares)) for number in bands)
