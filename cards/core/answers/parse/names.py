"""Cutting a run of letters into declared variables, functions and constants: `xlnx` is x, ln, x."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cards.core.answers.parse.context import ParseContext
from cards.core.answers.parse.signs import COMBINING_ACCENTS, GREEK, LATEX_ACCENTS, SUBSCRIPTS
from cards.core.answers.parse.vocabulary import (
    CONSTANTS,
    FUNCTIONS,
    NEEDS_BRACKET,
    SPELLINGS,
    WORDS,
)

_ACCENTS = "hat|bar|tilde|vec|dot"
_LATEX_ACCENT = re.compile(r"\\(" + "|".join(LATEX_ACCENTS) + r")\{?([A-Za-z]+|\\[A-Za-z]+)\}?")
_ACCENTED = re.compile(rf"^([A-Za-z]+?)_?({_ACCENTS})(?=$|_)(.*)$")
_ACCENT_FIRST = re.compile(rf"^({_ACCENTS})_?\(?([A-Za-z]+)\)?(?=$|_)(.*)$")
_LATEX_FONT = re.compile(r"\\(?:math\w+|text\w*|operatorname|boldsymbol|bm|mbox|var)")


def canonical_name(written: str) -> str:
    r"""One spelling for a variable however it is typed: `θ₁`, `\theta_{1}` and `theta_1` are the same."""
    plain = _LATEX_ACCENT.sub(lambda found: f"{found[2]}~{LATEX_ACCENTS[found[1]]}", written)
    plain = _LATEX_FONT.sub("", plain)
    letters: list[str] = []
    for letter in unicodedata.normalize("NFD", plain):
        if letter in COMBINING_ACCENTS:
            letters.append("~" + COMBINING_ACCENTS[letter])
        elif letter in SUBSCRIPTS:
            if not letters or (letters[-1] != "_" and not letters[-1].startswith("_")):
                letters.append("_")
            letters.append(SUBSCRIPTS[letter])
        elif letter in "′’":
            letters.append("'")
        elif letter not in "\\{} $":
            letters.append(GREEK.get(letter, letter))
    return "".join(letters)


def _spellings(name: str) -> list[str]:
    """The ways a declared name may be typed, the likeliest first."""
    canonical = canonical_name(name)
    ways = [canonical]
    if found := _ACCENTED.match(canonical):
        base, accent, rest = found.groups()
    elif found := _ACCENT_FIRST.match(canonical):
        accent, base, rest = found.groups()
    elif found := re.match(r"^([A-Za-z]+)~(\w+?)((?:_.*)?)$", canonical):
        base, accent, rest = found.groups()
    else:
        base = ""
    if base:
        ways += [f"{base}~{accent}{rest}", f"{base}{accent}{rest}", f"{base}_{accent}{rest}"]
        ways += [f"{accent}{base}{rest}", f"{accent}_{base}{rest}"]
    if found := re.match(r"^([A-Za-z]+)_(\d+)$", canonical):
        ways.append(found[1] + found[2])
    elif found := re.match(r"^([A-Za-z]+)(\d+)$", canonical):
        ways.append(f"{found[1]}_{found[2]}")
    return ways


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Everything that may be called by name in one question."""

    variables: dict[str, str]
    functions: dict[str, str]
    constants: dict[str, str]
    folded: dict[str, str]

    def known(self) -> list[str]:
        """What a suggestion may be chosen from."""
        return [*self.variables, *self.functions, "infinity"]


@lru_cache(maxsize=256)
def names_of(context: ParseContext) -> Names:
    """The names of a question, each in all its spellings; a declared variable hides a function or constant."""
    variables: dict[str, str] = {}
    ways = [(name, _spellings(name)) for name in context.variables]
    for name, spellings in ways:
        variables[spellings[0]] = name
    for name, spellings in ways:
        for spelling in spellings[1:]:
            variables.setdefault(spelling, name)
    functions = {s: f for s, f in SPELLINGS.items() if s not in variables}
    functions |= {
        f.capitalize(): f for f in FUNCTIONS if f.capitalize() not in variables | functions
    }
    functions |= {f.upper(): f for f in FUNCTIONS if f.upper() not in variables | functions}
    functions |= {canonical_name(f): f for f in context.functions}
    constants = {s: c for s, c in CONSTANTS.items() if s not in variables}
    constants |= {s: c for s, c in (("Pi", "pi"), ("PI", "pi")) if s not in variables}
    constants |= {s: "inf" for s in ("Inf", "INF", "Infinity") if s not in variables}
    return Names(
        variables=variables,
        functions=functions,
        constants=constants,
        folded={spelling.casefold(): spelling for spelling in reversed(variables)},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a run of letters: from and to which letter, and what it names."""

    first: int
    last: int
    sort: str  # symbol, function, constant or word
    name: str


def _meaning(
    word: str, names: Names, *, is_whole: bool, before_bracket: bool
) -> tuple[str, str] | None:
    if word in names.variables:
        return "symbol", names.variables[word]
    # "ch" or "re" inside a word is two variables; standing before a bracket it is a function.
    if word in names.functions and (before_bracket or word not in NEEDS_BRACKET):
        is_shouted = word[0].isupper() and word not in SPELLINGS
        if is_whole or not is_shouted:
            return "function", names.functions[word]
    if word in names.constants and (is_whole or word in {"e", "i", "pi"}):
        return "constant", names.constants[word]
    return None


def split(
    letters: Sequence[str], ending: str, names: Names, *, before_bracket: bool
) -> list[Piece] | None:
    """Cut into as few known names as possible; None when some letter belongs to none.

    `ending` is a subscript or number that belongs to the last name; `before_bracket` says that an
    opening bracket follows, so that the last name may be a function of few letters.
    """
    count = len(letters)
    whole = "".join(letters)
    is_product = all(letter in names.variables for letter in letters)
    if not ending and whole in WORDS and whole not in names.variables and not is_product:
        return [Piece(first=0, last=count, sort="word", name=WORDS[whole])]
    best: list[tuple[float, Piece | None]] = [(float("inf"), None) for _ in letters]
    best.append((0.0, None))
    for first in range(count - 1, -1, -1):
        word = ""
        for last in range(first + 1, min(count, first + 24) + 1):
            word += letters[last - 1]
            is_end = last == count
            meaning = _meaning(
                word + ending if is_end else word,
                names,
                is_whole=is_end and first == 0,
                before_bracket=is_end and before_bracket,
            )
            if meaning is None or best[last][0] == float("inf"):
                continue
            # Of cuts with equally many names the one with the longest first name wins (<=).
            cost = best[last][0] + (1.0 if meaning[0] == "symbol" else 1.001)
            if cost <= best[first][0]:
                piece = Piece(first=first, last=last, sort=meaning[0], name=meaning[1])
                best[first] = (cost, piece)
    pieces: list[Piece] = []
    at = 0
    while at < count:
        piece_here = best[at][1]
        if piece_here is None:
            return None
        pieces.append(piece_here)
        at = piece_here.last
    return pieces


def other_case(word: str, names: Names) -> str | None:
    """The declared name that differs from `word` in capitals only."""
    return names.folded.get(word.casefold())


def other_case_of_letters(letters: Sequence[str], ending: str, names: Names) -> str | None:
    """The same run in the case that was declared, when only capitals are wrong."""
    whole = "".join(letters) + ending
    if (found := other_case(whole, names)) is not None:
        return found
    swapped = [names.folded.get(letter.casefold(), letter) for letter in letters]
    if split(swapped, ending, names, before_bracket=True) is not None:
        return "".join(swapped) + ending
    return None


def nearest(word: str, names: Names) -> str | None:
    """A known name that `word` may be a slip of."""
    if len(word) < 2:
        return None
    found = difflib.get_close_matches(word, names.known(), n=1, cutoff=0.7)
    return found[0] if found else None
