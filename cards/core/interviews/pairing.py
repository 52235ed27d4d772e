"""Two people, one interview: what both score at the end, and how far apart they see it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cards.core.interviews.bands import Band, dimensions_of
from cards.core.interviews.blueprints import QuestionKind
from cards.core.interviews.scaffolds import places_of

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


# What helps somebody on without giving the answer away, from the gentlest on.
_NUDGES = {
    QuestionKind.CODING: (
        "Which inputs could there be, and which are awkward?",
        "Say the plan in a sentence before typing.",
        "Walk through it with a tiny example.",
    ),
    QuestionKind.PRACTICAL: (
        "What would you look at first, and why?",
        "How would you tell this cause from the next likely one?",
        "What would you change, and how would you know that it helped?",
    ),
}
_USUAL_NUDGES = (
    "Say it in one sentence first.",
    "Why does it work? Give a small example.",
    "When does it fail, and what would you do then?",
)
_CHECKED_NUDGES = (
    "What is given, and what is asked for?",
    "Which formula connects them?",
    "Is the size of the result plausible?",
)


def nudges_of(kind: QuestionKind) -> tuple[str, ...]:
    """Hints an interviewer may give: the parts an answer of this kind has, or usual questions."""
    places = places_of(kind)
    if places:
        return tuple(f"{place.label}: {place.hint}" for place in places if place.hint)
    if kind is QuestionKind.CHECKED:
        return _CHECKED_NUDGES
    return _NUDGES.get(kind, _USUAL_NUDGES)
