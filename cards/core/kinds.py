"""The closed set of card kinds, and what kind implies for how a card is answered."""

from enum import StrEnum


class CardKind(StrEnum):
    """How a card asks and how it is answered. The value is what exports and the database store."""

    TERM = "term"  # name the meaning; revealed, rated by the learner
    QUESTION = "question"  # any question with a prose answer; revealed, rated by the learner
    LIST = "list"  # recall every member; ticked off, the share suggests the rating
    CLOZE = "cloze"  # fill the gap of a sentence
    CHOICE = "choice"  # pick one or several options; checked
    ORDERING = "ordering"  # put the options in order; checked
    TEXT = "text"  # a word or short phrase; checked
    NUMBER = "number"  # checked, like all that follow but INTERVIEW
    QUANTITY = "quantity"
    EXPRESSION = "expression"
    EQUATION = "equation"
    INEQUALITY = "inequality"
    SET = "set"
    SEQUENCE = "sequence"
    INTERVAL = "interval"
    MATRIX = "matrix"
    ANTIDERIVATIVE = "antiderivative"
    INTERVIEW = "interview"  # an open question with key points to tick

    @property
    def is_checked(self) -> bool:
        """Whether the server reads a submitted answer and says if it is correct."""
        return self not in SELF_RATED_KINDS


SELF_RATED_KINDS = frozenset(
    {CardKind.TERM, CardKind.QUESTION, CardKind.LIST, CardKind.CLOZE, CardKind.INTERVIEW}
)


class InterviewKind(StrEnum):
    """The sort of interview question: it decides scaffold and rubric."""

    CONCEPTUAL = "conceptual"
    PRACTICAL = "practical"
    CODING = "coding"
    BEHAVIOURAL = "behavioural"
    SYSTEM_DESIGN = "system-design"


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"
