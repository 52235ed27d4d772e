"""What the reader of answers is told beforehand, what it returns, and the one error it raises."""

from dataclasses import dataclass
from enum import StrEnum

from cards.core.answers.parse.nodes import Node


class Fault(StrEnum):
    """Why an answer cannot be read; shown nowhere, but stable for tests, statistics and hints."""

    EMPTY = "empty"
    LIMIT = "limit"  # too long, too deep, too large a number
    HOSTILE = "hostile"  # program text where mathematics is expected
    CHARACTER = "character"  # a sign that has no meaning here
    SYMBOL = "symbol"  # a name nobody declared
    WRONG_CASE = "wrong_case"  # a declared name in the other case
    BRACKET = "bracket"  # missing, surplus or mixed
    OPERATOR = "operator"  # missing, doubled or dangling
    ARGUMENTS = "arguments"  # too few or too many for the function
    NUMBER = "number"  # a numeral that cannot be read
    SYNTAX = "syntax"  # anything else out of place
    KIND = "kind"  # mathematics, but not of the kind asked for


class Unreadable(Exception):  # noqa: N818 - a finding about the answer, not a failure of ours
    """An answer that could not be read. Offsets count characters of the submitted text; `end` is exclusive."""

    def __init__(self, code: str, message: str, start: int = 0, end: int | None = None) -> None:
        super().__init__(message)
        self.code = str(code)
        self.message = message
        self.start = start
        self.end = start if end is None else end


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseContext:
    """What a question declares about the way its answers are written.

    `variables`: the names that may occur; every other name is unreadable. `functions`: names to be
    read as unknown functions, `f(x)`. `log_base`: what `log` without a base means: "e", "10" or "2".
    `decimal_comma`: `0,5` is a half, and lists are separated by semicolons. `mixed`: `3 1/2` is
    three and a half. `thousands`: `1,234.5` is one number. `degrees`: trigonometric functions take degrees.
    """

    variables: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    log_base: str = "e"
    decimal_comma: bool = False
    mixed: bool = False
    thousands: bool = False
    degrees: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """An answer as it was read. `notes` tell the learner how ambiguous parts were understood."""

    node: Node
    notes: tuple[str, ...] = ()
    text: str = ""
