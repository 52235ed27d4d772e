"""Two people, one interview: what both score at the end, and how far apart they see it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cards.core.interviews.bands import Band, dimensions_of
from cards.core.interviews.blueprints import QuestionKind

LINK_LIFETIME = dt.timedelta(days=3)


def scored_kind(questions: Iterable[tuple[QuestionKind, int]]) -> QuestionKind:
    """The kind whose four dimensions fit the interview best: the one that takes most of its minutes.

    Short calculations have one dimension only: like every other question they count as concepts.
    """
    minutes = {QuestionKind.CONCEPTUAL: 0, QuestionKind.CODING: 0, QuestionKind.BEHAVIOURAL: 0}
    for kind, planned in questions:
        minutes[kind if kind in minutes else QuestionKind.CONCEPTUAL] += planned
    return max(minutes, key=lambda kind: minutes[kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One dimension as both saw it."""

    label: str
    candidate: Band
    interviewer: Band

    @property
    def bands(self) -> int:
        """How many bands the candidate is above the interviewer; negative where she is below."""
        return int(self.candidate) - int(self.interviewer)


def gaps_of(
    kind: QuestionKind, candidate: Mapping[str, int], interviewer: Mapping[str, int]
) -> list[Gap]:
    """Only the dimensions that both have a band for."""
    return [
        Gap(
            label=dimension.label,
            candidate=Band(candidate[dimension.name]),
            interviewer=Band(interviewer[dimension.name]),
        )
        for dimension in dimensions_of(kind)
        if dimension.name in candidate and dimension.name in interviewer
    ]
