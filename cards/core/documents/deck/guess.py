"""Guesses the kind of a checked answer from how it looks."""

import re
from collections.abc import Collection

from cards.core.kinds import CardKind

FUNCTIONS = frozenset(
    re.findall(
        r"\w+",
        """
        abs acos acosh arccos arcsin arctan arctanh asin asinh atan atan2 atanh binom binomial cbrt
        ceil comb cos cosh cot csc det diff erf exp factorial floor gamma lg ln log log10 log2 max
        min mod norm relu root sec sgn sigmoid sign sin sinh softplus sqrt tan tanh trace transpose
        """,
    )
)
CONSTANTS = frozenset({"e", "pi", "π", "inf", "infinity", "oo", "i"})
GREEK = frozenset(
    re.findall(
        r"\w+",
        """
        alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau phi
        chi psi omega
        """,
    )
)

_NAME = re.compile(r"\\?[^\W\d_]+(?:_\w+|_\{\w+\})?\d*")
_SCIENTIFIC = re.compile(r"(?<=[\d.])[eE](?=[+-]?\d)")
_TIMES_POWER = re.compile(r"(?<=\d)\s*[x×]\s*(?=10\^)")
_NUMBER = r"[-+−]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][-+−]?\d+|\s*[x×*·]\s*10\^\(?[-+−]?\d+\)?)?"
_UNIT = r"(?:[^\W\d_]|[%°$µ/])[^\s=<>{}\[\]()]*(?:[ ]?[*/·][ ]?[^\W\d_][^\s=<>{}\[\]()]*)*"
_QUANTITY = re.compile(rf"^(?P<number>{_NUMBER})\s?(?P<unit>{_UNIT})$")
_TRAILING_UNIT = re.compile(r"^(?P<number>.*[\d)\w])\s+(?P<unit>[^\W\d_][\w/^·*%-]*)$")
_COMPARISON = re.compile(r"<=|>=|[<>≤≥]|\\leq?\b|\\geq?\b")
_INTERVAL = re.compile(r"^[\[(\]][^\[\](){}]*,[^\[\](){},]*[\])\[]$")
_UNION = re.compile(r"\s*(?:∪|\bU\b|\\cup)\s*")


def names_in(answer: str) -> list[str]:
    """The names of an answer that are neither functions nor constants, in order, each once."""
    found = (match[0] for match in _NAME.finditer(_SCIENTIFIC.sub(" ", answer)))
    return list(
        dict.fromkeys(
            name
            for name in found
            if name.lstrip("\\") not in FUNCTIONS | CONSTANTS and not name.startswith("\\")
        )
    )


def guess_kind(answer: str, variables: Collection[str], parameters: Collection[str]) -> CardKind:
    """The kind that an author means who writes this answer and declares these letters."""
    stripped = answer.strip()
    if re.match(r"^\$\s?[\d.,]+$", stripped):
        return CardKind.QUANTITY
    stripped = _TIMES_POWER.sub("*", stripped.strip("$").strip())
    bracketed = _guess_bracketed(stripped)
    if bracketed is not None:
        return bracketed
    unknown = [name for name in names_in(stripped) if name not in parameters]
    if not unknown and _is_arithmetic(stripped):
        return CardKind.NUMBER
    declared = [name for name in unknown if name in variables]
    if _COMPARISON.search(stripped) and (declared or _looks_symbolic(stripped, unknown)):
        return CardKind.INEQUALITY
    if re.search(r"(?<![<>=!])=(?!=)", stripped) and (
        declared or _looks_symbolic(stripped, unknown)
    ):
        return CardKind.EQUATION
    if declared and "C" not in variables and re.search(r"\+\s*C$", stripped):
        return CardKind.ANTIDERIVATIVE
    if variables:
        return CardKind.EXPRESSION
    if _is_quantity(stripped, parameters):
        return CardKind.QUANTITY
    if "," in stripped and _is_number_list(stripped):
        return CardKind.SEQUENCE
    if _looks_symbolic(stripped, unknown):
        return CardKind.EXPRESSION
    return CardKind.TEXT


def _guess_bracketed(answer: str) -> CardKind | None:
    if re.match(r"^\[\s*\[.*\]\s*\]$", answer, re.DOTALL) or r"\begin{" in answer:
        return CardKind.MATRIX
    if re.match(r"^\\?\{.*\\?\}$", answer, re.DOTALL):
        return CardKind.SET
    parts = [part.strip() for part in _UNION.split(answer)]
    if all(_INTERVAL.match(part) and part.count(",") == 1 for part in parts):
        return CardKind.INTERVAL
    if re.match(r"^[(\[].*,.*,.*[)\]]$", answer) and _outer_pair(answer):
        return CardKind.SEQUENCE
    return None


def _outer_pair(answer: str) -> bool:
    """Whether the first bracket closes at the very end: `(1, 2)`, not `(a) + (b)`."""
    depth = 0
    for index, sign in enumerate(answer):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return index == len(answer) - 1
    return False


def _is_arithmetic(answer: str) -> bool:
    """Digits or a constant, and no comma except between thousands."""
    if not re.search(r"\d|\bpi\b|π|\be\b|\w", answer) or _COMPARISON.search(answer):
        return False
    without_thousands = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", answer)
    nested = re.sub(r"\([^()]*\)", "", without_thousands)
    has_sign = re.search(r"[\d*/^+!()−-]|\bpi\b|π|^e$", answer) or answer.strip().isidentifier()
    return "," not in nested and "=" not in answer and bool(has_sign) and "$" not in answer


def _is_quantity(answer: str, parameters: Collection[str]) -> bool:
    if match := _QUANTITY.match(answer):
        return match["unit"] not in {"%", "pi", "π", "e", "i"}
    if not parameters:
        return False
    match = _TRAILING_UNIT.match(answer)
    return bool(match) and all(
        name in parameters for name in names_in(match["number"] if match else "")
    )


def _is_number_list(answer: str) -> bool:
    parts = [part.strip() for part in answer.split(",")]
    return len(parts) > 1 and all(part and not names_in(part) for part in parts)


def _looks_symbolic(answer: str, names: list[str]) -> bool:
    """Operators between single letters: `w*x + b`, but neither `over-fitting` nor `TCP/IP`."""
    if not names or not re.search(r"[-+*/^=<>()≤≥−]", answer):
        return False
    return all(
        len(re.sub(r"[\d_{}]+.*$", "", name)) == 1 or name.split("_")[0] in GREEK for name in names
    ) and not re.search(r"[.?!]\s|[^\W\d_]\s+[^\W\d_]{2,}", answer)
