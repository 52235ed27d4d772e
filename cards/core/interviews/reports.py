"""The report on interviews: bands by topic and dimension, where they are weak, how well they were foreseen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cards.core.interviews.bands import (
    BEHAVIOURAL_DIMENSIONS,
    CHECKED_DIMENSIONS,
    CODING_DIMENSIONS,
    CONCEPT_DIMENSIONS,
    Band,
    mean_band,
)

DIMENSION_LABELS = {
    dimension.name: dimension.label
    for dimensions in (
        CONCEPT_DIMENSIONS, CODING_DIMENSIONS, BEHAVIOURAL_DIMENSIONS, CHECKED_DIMENSIONS,
    )
    for dimension in dimensions
}  # fmt: skip
# What to do about a dimension, beside the cards and decks that it was weak in.
ADVICE = {
    "communication": "Say the answer first, then the reasons, in two minutes by the clock. Do it"
    " aloud: what is only thought always sounds in order.",
    "concept": "Explain the mechanism to somebody who was not there: why it works, one example, one"
    " case where it fails. Look up whatever you could only name.",
    "maths": "Write the formula down from memory, name every term, and put plausible numbers in"
    " before you compare.",
    "trade-offs": "For each choice name one alternative, what it costs, and the number that would"
    " change your mind.",
    "problem-solving": "Before you type, ask for inputs and limits, say the plan and its complexity,"
    " and only then write.",
    "code": "Write it again from an empty page, with the shapes or types said aloud; then read it"
    " as if it were somebody else's.",
    "testing": "Name three cases that would break it before you run it: an empty one, an edge, and"
    " one whose result you know.",
    "ownership": "Tell the story once more with “I” in every step, and say which decision was yours.",
    "detail": "Add what was hard, what you tried first, and the names and numbers a follow-up would"
    " ask for.",
    "impact": "Find the measure: what changed, by how much, and how you know that it was you.",
    "reflection": "Say what you would do differently, and where you have done so since.",
}
WEAKEST = 2
# Fewer predictions than this say nothing about a habit.
FEWEST_TO_JUDGE = 3
WELL_JUDGED = Fraction(1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedBack:
    """What a report takes from one answer; the bands are empty where it was not looked back at."""

    topic: str
    predicted: int | None = None
    scored: int | None = None
    rubric: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandMean:
    """Some bands, at least one, of a topic or a dimension, and their mean."""

    name: str
    label: str
    bands: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.bands)

    @property
    def mean(self) -> Fraction:
        return Fraction(sum(self.bands), len(self.bands))

    @property
    def band(self) -> Band:
        return mean_band(self.bands)

    @property
    def shown(self) -> str:
        return f"{float(self.mean):.1f}"


def means_by(
    answers: Iterable[LookedBack], bands_of: Callable[[LookedBack], Iterable[tuple[str, int]]]
) -> list[BandMean]:
    """In the order in which the names occur first."""
    found: dict[str, list[int]] = {}
    for answer in answers:
        for name, band in bands_of(answer):
            found.setdefault(name, []).append(band)
    return [
        BandMean(name=name, label=DIMENSION_LABELS.get(name, name), bands=tuple(bands))
        for name, bands in found.items()
    ]


def means_by_topic(answers: Iterable[LookedBack]) -> list[BandMean]:
    return means_by(
        answers, lambda answer: [(answer.topic, answer.scored)] if answer.scored else []
    )


def means_by_dimension(answers: Iterable[LookedBack]) -> list[BandMean]:
    return means_by(answers, lambda answer: answer.rubric.items() if answer.scored else ())


def weakest(dimensions: Sequence[BandMean]) -> list[BandMean]:
    """The two weakest that leave something to wish for; the one judged more often first."""
    wanting = [dimension for dimension in dimensions if dimension.mean < Band.STRONG_HIRE]
    return sorted(wanting, key=lambda one: (one.mean, -one.count, one.name))[:WEAKEST]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Predicted against scored, over the answers that have both."""

    label: str
    count: int
    predicted: Fraction
    scored: Fraction

    @property
    def gap(self) -> Fraction:
        """Bands by which the predictions were too high."""
        return self.predicted - self.scored

    @property
    def predicted_shown(self) -> str:
        return f"{float(self.predicted):.1f}"

    @property
    def scored_shown(self) -> str:
        return f"{float(self.scored):.1f}"

    @property
    def gap_shown(self) -> str:
        return signed(self.gap)

    @property
    def is_habit(self) -> bool:
        return self.count >= FEWEST_TO_JUDGE

    @property
    def judgement(self) -> str:
        if not self.is_habit:
            return "too few to tell"
        if self.gap > WELL_JUDGED:
            return "over-confident"
        return "under-confident" if self.gap < -WELL_JUDGED else "well judged"


def signed(difference: Fraction) -> str:
    """With its sign and one decimal, and no sign on nothing."""
    shown = f"{abs(float(difference)):.1f}"
    return shown if shown == "0.0" else f"{'+' if difference > 0 else '−'}{shown}"


def calibration(answers: Iterable[LookedBack], label: str = "") -> Calibration | None:
    both = [(one.predicted, one.scored) for one in answers if one.predicted and one.scored]
    if not both:
        return None
    return Calibration(
        label=label,
        count=len(both),
        predicted=Fraction(sum(predicted for predicted, _ in both), len(both)),
        scored=Fraction(sum(scored for _, scored in both), len(both)),
    )


def calibration_by_topic(answers: Iterable[LookedBack]) -> list[Calibration]:
    """Where the predictions were furthest off comes first."""
    by_topic: dict[str, list[LookedBack]] = {}
    for answer in answers:
        by_topic.setdefault(answer.topic, []).append(answer)
    found = [calibration(some, topic) for topic, some in by_topic.items()]
    return sorted(
        (one for one in found if one is not None),
        key=lambda one: (one.count < FEWEST_TO_JUDGE, -abs(one.gap), one.label),
    )
