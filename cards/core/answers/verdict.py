"""What a check says: the outcome, in words for the learner, with the place it is about."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    CORRECT = "correct"
    INCORRECT = "incorrect"
    UNREADABLE = "unreadable"  # costs no attempt and no rating
    UNDECIDED = "undecided"  # never means wrong: the learner compares and decides herself


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of checking one submitted answer.

    `message` is plain text for the learner, safe to show after HTML escaping. `hint` is a code
    ("missing_constant", "wrong_case", …; empty when there is none). `start` and `end` are character
    offsets into the submitted text that the message is about, None when it is about the whole.
    `reading` is LaTeX of what was read, `notes` say how ambiguous input was understood.
    """

    outcome: Outcome
    message: str = ""
    hint: str = ""
    start: int | None = None
    end: int | None = None
    reading: str = ""
    notes: tuple[str, ...] = ()


class SpecificationError(ValueError):
    """A checked question cannot be used as its author wrote it. `field` names the part at fault."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message
