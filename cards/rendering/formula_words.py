"""Formulas within a line of plain text: `σ(x) = 1/(1+e^(−x))` instead of its LaTeX.

For lists, titles and announcements, which hold no markup and may be cut anywhere. The reading is
that of the formula on the page: both come from the same MathML.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from cards.rendering.mathml import (
    LATEX_LIMIT,
    NESTING_LIMIT,
    FormulaError,
    formula_tree,
    gap_text,
    readable_source,
)
from cards.rendering.placeholders import GAP, MARK_CLOSE, MARK_OPEN

# Relations and operations between two sides get a space on either side, unless TeX sets them tight.
_BETWEEN = frozenset("=≠≡≈≃≅∼≔≜<>≤≥≪≫≺≻∝∈∉∋⊂⊆⊃⊇⊢⊨→←↔⇒⇐⇔⟶⟵⟷⟹⟸⟺↦⟼↑↓+−±∓×⋅·∗⊙⊗⊕∘∪∩∖∧∨∣∥⊥:")
# Function application, invisible times, separator and plus; how a letter is to be drawn.
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b\ufe00\ufe01"))
_SUPERSCRIPTS = str.maketrans("0123456789+−-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SUBSCRIPTS = str.maketrans("0123456789+−-", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_ACCENTS = {
    top: (combining, name)
    for tops, combining, name in (
        ("^ˆ\u0302", "\u0302", "hat"), ("~˜\u0303", "\u0303", "tilde"), ("¯‾\u0304\u0305\u0332", "\u0304", "bar"),
        ("˙\u0307", "\u0307", "dot"), ("¨\u0308", "\u0308", "ddot"), ("ˇ\u030c", "\u030c", "check"),
        ("→\u20d7", "\u20d7", "vec"),
    )
    for top in tops
}  # fmt: skip
_PRIMES = frozenset("′″‴⁗")
_SMALL_NUMBER = re.compile(r"[+−-]?[0-9]+")
_BRACKETED = re.compile(r"\([^()]*\)")
_PARTING = frozenset("/,;=<>+−±×⋅∼∣")
_SUMS = frozenset("∑∏∐∫∬∮⋃⋂⨁⨂")
_LARGE = _SUMS | {"√"}
_OF_PARTS = frozenset(
    ("mfrac", "mroot", "msub", "munder", "msup", "mover", "msubsup", "munderover")
)
_WIDE_SPACE_EM = 0.25


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some characters of the line; one that stands apart gets a space before its next letter."""

    text: str
    is_apart: bool = False


@lru_cache(maxsize=1024)
def formula_words(latex: str, gap_hints: tuple[str, ...] = ()) -> str:
    """The formula in characters that one can read; one that cannot be shown as its source."""
    if len(latex) > LATEX_LIMIT:
        return readable_source(latex, gap_hints)
    source = latex.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")
    try:
        words = _joined(_pieces(formula_tree(source), gap_hints, 0))
    except FormulaError:
        return readable_source(latex, gap_hints)
    return unicodedata.normalize("NFC", " ".join(words.split()))


def _joined(pieces: Iterable[_Piece]) -> str:
    line, is_apart = "", False
    for piece in pieces:
        if not piece.text:
            continue
        first = piece.text[0]
        after = is_apart and first.isalnum() and not line.endswith(" ")
        before = piece.is_apart and line[-1:].isalnum() and (first.isalnum() or first in _LARGE)
        line += f" {piece.text}" if after or before else piece.text
        is_apart = piece.is_apart
    return line


def _pieces(element: ElementTree.Element, gap_hints: Sequence[str], depth: int) -> Iterator[_Piece]:
    if depth > NESTING_LIMIT:
        raise FormulaError("it is nested too deeply.")
    match element.tag:
        case "mi" | "mn" | "ms" | "mtext":
            yield _letters(element, gap_hints)
        case "mo":
            yield _operator(element)
        case "mspace":
            yield _Piece(" " if _is_wide(element) else "")
        case "mphantom":
            return
        case "mtr":
            cells = (_joined(_pieces(cell, gap_hints, depth + 1)).strip() for cell in element)
            yield _Piece(" ".join(cells).strip())
        case "mtable":
            rows = (_joined(_pieces(row, gap_hints, depth + 1)) for row in element)
            yield _Piece("; ".join(rows))
        case tag if tag in _OF_PARTS:
            parts = [_joined(_pieces(child, gap_hints, depth + 1)).strip() for child in element]
            yield _of_parts(element, parts)
        case _:
            inside = (piece for child in element for piece in _pieces(child, gap_hints, depth + 1))
            yield from [_root(_joined(inside))] if element.tag == "msqrt" else inside


def _of_parts(element: ElementTree.Element, parts: Sequence[str]) -> _Piece:
    match element.tag, parts:
        case "mfrac", [above, below]:
            between = " over " if element.get("linethickness") == "0" else "/"
            return _Piece(f"{_atom(above)}{between}{_atom(below)}", is_apart=True)
        case "mroot", [inside, degree]:
            return _root(inside, degree)
        case (("msub" | "munder"), [base, below]):
            return _scripted(base, below=below)
        case "msup", [base, above]:
            return _scripted(base, above=above)
        case "mover", [base, above]:
            return _topped(base, above)
        case _, [base, below, above]:
            return _scripted(base, below=below, above=above)
    return _Piece(" ".join(parts))


def _root(inside: str, degree: str = "") -> _Piece:
    return _Piece(f"{degree.translate(_SUPERSCRIPTS)}√{_atom(inside.strip())}", is_apart=True)


def _letters(element: ElementTree.Element, gap_hints: Sequence[str]) -> _Piece:
    text = "".join(element.itertext())
    if element.tag == "mtext":
        text = GAP.sub(lambda match: gap_text(match[0], gap_hints), text)
        return _Piece(text.replace("\u00a0", " "))
    if GAP.search(text):
        return _Piece(GAP.sub(lambda match: gap_text(match[0], gap_hints), text))
    text = "".join(map(_plain_letter, text)).translate(_INVISIBLE)
    return _Piece(text, is_apart=element.tag == "mi" and len(text) > 1)


def _plain_letter(character: str) -> str:
    """Bold, script and blackboard letters of the mathematical alphabets as ordinary ones."""
    is_alphabet = "\U0001d400" <= character <= "\U0001d7ff"
    return unicodedata.normalize("NFKC", character) if is_alphabet else character


def _operator(element: ElementTree.Element) -> _Piece:
    text = (element.text or "").translate(_INVISIBLE)
    if text == ",":
        return _Piece(", ")
    is_tight = element.get("lspace") == "0" or element.get("form") in {"prefix", "postfix"}
    return _Piece(f" {text} " if text in _BETWEEN and not is_tight else text)


def _is_wide(element: ElementTree.Element) -> bool:
    width = element.get("width", "").removesuffix("em")
    try:
        return float(width) >= _WIDE_SPACE_EM
    except ValueError:
        return False


def _atom(text: str) -> str:
    """In brackets, unless nothing in it could be taken for a part of what stands around."""
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and (character.isspace() or character in _PARTING):
            return f"({text})"
    return text


def _scripted(base: str, *, below: str = "", above: str = "") -> _Piece:
    text = base
    if below:
        text += _script("_", below, _SUBSCRIPTS)
    if above:
        text += _script("^", above, _SUPERSCRIPTS)
    return _Piece(f"{text} " if base in _SUMS else text, is_apart=True)


def _script(mark: str, text: str, small: dict[int, int]) -> str:
    if _PRIMES.issuperset(text):
        return text
    if _SMALL_NUMBER.fullmatch(text):
        return text.translate(small)
    is_clear = len(text) == 1 or text.isalnum() or _BRACKETED.fullmatch(text)
    return f"{mark}{text}" if is_clear else f"{mark}({text})"


def _topped(base: str, top: str) -> _Piece:
    combining, name = _ACCENTS.get(top, ("", ""))
    if not combining:
        return _scripted(base, above=top)
    return _Piece(base + combining) if len(base) == 1 else _Piece(f"{name}({base})", is_apart=True)
