"""Bands and rubrics: four dimensions an interviewer looks at, four bands, and the band of an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from cards.core.documents.drafts import KeyPoint
from cards.core.interviews.blueprints import QuestionKind


class Band(IntEnum):
    STRONG_NO_HIRE = 1
    LEANING_NO_HIRE = 2
    LEANING_HIRE = 3
    STRONG_HIRE = 4

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """`signals` say what an interviewer hears at each band, from the lowest up."""

    name: str
    label: str
    signals: tuple[str, str, str, str]

    @property
    def cells(self) -> list[tuple[Band, str]]:
        return list(zip(Band, self.signals, strict=True))


COMMUNICATION = Dimension(
    name="communication",
    label="Communication",
    signals=(
        "Hard to follow; the question asked was not the one answered.",
        "The parts were there, in an order the listener had to sort out.",
        "Answer first, then reasons; a follow-up was met with thought.",
        "A clear line from start to end, checked with the listener, fitted to who asks.",
    ),
)
CONCEPT_DIMENSIONS = (
    Dimension(
        name="concept",
        label="Concept depth",
        signals=(
            "Names without meaning, or a central idea wrong.",
            "The definition, but not why it works or when it fails.",
            "Explains the mechanism, with an example and one limit.",
            "Derives behaviour from the mechanism, knows edge cases and where practice differs.",
        ),
    ),
    Dimension(
        name="maths",
        label="Maths",
        signals=(
            "No formula, or one that contradicts the words.",
            "A formula from memory whose terms stay unexplained.",
            "The right formula with its terms explained and a plausible size.",
            "Derives or estimates it on the spot, with units, limits and a check.",
        ),
    ),
    Dimension(
        name="trade-offs",
        label="Design trade-offs",
        signals=(
            "One solution, as if there were no other.",
            "Mentions an alternative without saying what it costs.",
            "Weighs two or three options against the need at hand and picks one.",
            "Names what would change the choice, with numbers, risks and a way to find out.",
        ),
    ),
    COMMUNICATION,
)
CODING_DIMENSIONS = (
    Dimension(
        name="problem-solving",
        label="Problem solving",
        signals=(
            "Started to type without understanding the problem.",
            "Reached part of a solution, and only by trial.",
            "Asked about inputs, had a plan and carried it out.",
            "Compared approaches with their complexity, then chose for a reason.",
        ),
    ),
    Dimension(
        name="code",
        label="Code",
        signals=(
            "Does not run, or does something else.",
            "Right for the easy case; hard to read or wrong at the edges.",
            "Correct and readable, with the shapes or types thought through.",
            "Idiomatic and vectorised where it pays, numerically safe, easy to change.",
        ),
    ),
    Dimension(
        name="testing",
        label="Testing",
        signals=(
            "Declared finished without looking at it again.",
            "Tried one normal case.",
            "Walked through edge cases and mended what they showed.",
            "Chose cases that would find the likely mistakes, and compared with a known result.",
        ),
    ),
    COMMUNICATION,
)
BEHAVIOURAL_DIMENSIONS = (
    Dimension(
        name="ownership",
        label="Ownership",
        signals=(
            "It is unclear what the speaker did; others are to blame.",
            "Mostly “we”; the own part was a task somebody gave.",
            "Own decisions and steps are plain, so is who helped.",
            "Saw the need before being asked and carried it past the own task.",
        ),
    ),
    Dimension(
        name="detail",
        label="Detail",
        signals=(
            "A general opinion instead of a story.",
            "A story without obstacles, numbers or names of things.",
            "One concrete situation, with what was hard and what was tried.",
            "Detail that stands up to every follow-up, chosen and not recited.",
        ),
    ),
    Dimension(
        name="impact",
        label="Impact",
        signals=(
            "No result.",
            "A result that cannot be checked (“it went well”).",
            "A result with a measure, tied to what the speaker did.",
            "A measured result, what it meant to others, and what it cost.",
        ),
    ),
    Dimension(
        name="reflection",
        label="Reflection",
        signals=(
            "Nothing learned, or the lesson is that others were wrong.",
            "A lesson from a book that the story does not show.",
            "Says what to do differently, and why.",
            "Shows where the lesson was applied since, and with what effect.",
        ),
    ),
)
CHECKED_DIMENSIONS = (
    Dimension(
        name="maths",
        label="Maths",
        signals=(
            "No way into it.",
            "The right idea, a wrong result.",
            "The right result after a detour, or with a slip caught late.",
            "Right, quickly, with a check that it makes sense.",
        ),
    ),
)


def dimensions_of(kind: QuestionKind) -> tuple[Dimension, ...]:
    if kind is QuestionKind.CODING:
        return CODING_DIMENSIONS
    if kind is QuestionKind.BEHAVIOURAL:
        return BEHAVIOURAL_DIMENSIONS
    if kind is QuestionKind.CHECKED:
        return CHECKED_DIMENSIONS
    return CONCEPT_DIMENSIONS


def band_of_answer(
    rubric: Mapping[str, int], points: Sequence[KeyPoint], ticked: Sequence[bool]
) -> Band:
    """The band of an answer: the mean of its dimensions, halves down, and no more than its points allow.

    An answer that misses a point it had to make is no strong hire; one that misses more than half
    of them leans to no hire, however well it was told. Raises ValueError for an empty rubric.
    """
    if not rubric:
        raise ValueError("a rubric has at least one dimension")
    band = mean_band(list(rubric.values()))
    musts = [hit for point, hit in zip(points, ticked, strict=True) if point.is_must]
    if 2 * sum(musts) < len(musts):
        return min(band, Band.LEANING_NO_HIRE)
    if sum(musts) < len(musts):
        return min(band, Band.LEANING_HIRE)
    return band


def mean_band(bands: Sequence[int]) -> Band:
    """The band nearest to the mean; a half counts for the lower one, as a doubt does."""
    total, number = sum(bands), len(bands)
    return Band(max(1, -((number - 2 * total) // (2 * number)))) if number else Band(1)
