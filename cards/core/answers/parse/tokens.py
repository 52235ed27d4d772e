"""From characters to tokens, each with its place in the submitted text."""

from dataclasses import dataclass
from fractions import Fraction

MAX_CHARACTERS = 1000
MAX_LATEX_CHARACTERS = 2000
MAX_TOKENS = 500
MAX_DIGITS = 60
MAX_EXPONENT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`sort` is number, symbol, constant, function, word, command, begin, end, sign or the final `end of text`.

    `spaced`: white space stands before it. `origin`: where it begins in the tidied text, for reading it anew.
    """

    sort: str
    text: str
    start: int
    end: int
    spaced: bool = False
    value: Fraction | None = None
    is_decimal: bool = False
    origin: int = 0

    def is_sign(self, *texts: str) -> bool:
        return self.sort == "sign" and self.text in texts
