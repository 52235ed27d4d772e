"""The correct answer as it is shown: in words, as a formula, with its decimal value where that says more."""

from fractions import Fraction
from typing import Any

from cards.core.answers import WORD_KINDS, check, latex_of, options_of_kind, read_correct
from cards.core.answers.filling import FilledQuestion
from cards.core.answers.number import numeric_value, rounded, rounded_to_figures
from cards.core.answers.parse import Parsed, to_latex
from cards.core.answers.parse.nodes import Constant, Negative, Node, Number
from cards.core.answers.quantity import Quantity, unit_latex
from cards.core.answers.question_options import tolerance
from cards.core.answers.stored import AnswerSpecification

_FIGURES = 6
_LONGEST_EXACT = 12


def model_answer_text(specification: AnswerSpecification, seed: int = 0) -> str:
    """The correct answer as plain text. SpecificationError when it cannot be read."""
    filled = specification.fill(seed)
    if filled.kind in WORD_KINDS:
        return ", ".join(_words(filled.correct))
    parsed = _parsed(filled)
    amount, unit = _amount_of(filled.kind, parsed)
    if amount is None:
        return parsed.text.strip()
    value, is_exact = _decimal(amount, filled)
    if value is None or (_is_numeral(amount) and is_exact):
        return parsed.text.strip()
    if specification.parameters:
        return f"{value} {unit}".strip()
    return f"{parsed.text.strip()} {'=' if is_exact else '≈'} {value} {unit}".strip()


def model_answer_latex(specification: AnswerSpecification, seed: int = 0) -> str:
    """The correct answer as LaTeX, without delimiters. SpecificationError when it cannot be read."""
    filled = specification.fill(seed)
    if filled.kind in WORD_KINDS:
        return r",\ ".join(rf"\text{{{_escaped(word)}}}" for word in _words(filled.correct))
    parsed = _parsed(filled)
    amount, unit = _amount_of(filled.kind, parsed)
    if amount is None:
        return latex_of(filled.kind, parsed)
    value, is_exact = _decimal(amount, filled)
    if value is None or (_is_numeral(amount) and is_exact):
        return latex_of(filled.kind, parsed)
    number = value.replace("e", r" \cdot 10^{") + "}" if "e" in value else value
    suffix = rf"\,{unit_latex(unit)}" if unit else ""
    relation = "=" if is_exact else r"\approx"
    return f"{to_latex(amount)}{suffix} {relation} {number}{suffix}"


def submittable_answer(filled: FilledQuestion) -> Any:
    """What a learner could submit who knows the correct answer: rounded where figures are asked for."""
    if filled.kind == "recall" and isinstance(filled.correct, list | tuple):
        return _words(filled.correct)
    if filled.kind not in {"number", "quantity"}:
        return _with_constant(filled)
    wanted = tolerance(filled.options)
    if wanted.sigfigs is None and wanted.places is None:
        return filled.correct
    amount, unit = _amount_of(filled.kind, _parsed(filled))
    value, _ = _decimal(amount, filled) if amount is not None else (None, False)
    return filled.correct if value is None else f"{value} {unit}".strip()


def _parsed(filled: FilledQuestion) -> Parsed:
    correct = _with_constant(filled)
    options = options_of_kind(filled.kind, filled.correct, filled.options)
    return read_correct(filled.kind, correct, options)


def _with_constant(filled: FilledQuestion) -> Any:
    """An antiderivative with its constant: authors may leave it out, learners may not."""
    if filled.kind != "antiderivative":
        return filled.correct
    verdict = check(filled.kind, filled.correct, filled.correct, filled.options)
    return f"{filled.correct} + C" if verdict.hint == "missing_constant" else filled.correct


def has_value(filled: FilledQuestion) -> bool:
    """False for a number that is none, such as a division by zero; infinity and "undefined" are answers."""
    amount, _ = _amount_of(filled.kind, _parsed(filled))
    return amount is None or isinstance(amount, Constant) or numeric_value(amount) is not None


def _words(correct: Any) -> list[str]:
    """Every member by its first name."""
    if not isinstance(correct, list | tuple):
        return [str(correct)]
    return [str(entry[0] if isinstance(entry, list | tuple) else entry) for entry in correct]


def _escaped(word: str) -> str:
    for sign in "\\{}":
        word = word.replace(sign, " ")
    for sign in "%$#&_":
        word = word.replace(sign, "\\" + sign)
    return word


def _amount_of(kind: str, parsed: Parsed) -> tuple[Node | None, str]:
    """The number in an answer and its unit; None for answers that are no single number."""
    if isinstance(parsed.node, Quantity):
        return parsed.node.amount.node, parsed.node.unit_text
    return (parsed.node if kind == "number" else None), ""


def _is_numeral(node: Node) -> bool:
    return isinstance(node.operand if isinstance(node, Negative) else node, Number)


def _decimal(amount: Node, filled: FilledQuestion) -> tuple[str | None, bool]:
    """The value in digits, as many as the question asks for, and whether they are exact."""
    value = numeric_value(amount)
    if value is None:
        return None, False
    if not isinstance(value, Fraction):
        if value.imag or not abs(value.real) < float("1e300"):
            return None, False
        value = Fraction(str(value.real)) if value.real else Fraction(0)
    wanted = tolerance(filled.options)
    if wanted.places is not None:
        return _fixed(value, wanted.places), rounded(value, wanted.places) == value
    figures = wanted.sigfigs
    if figures is None:
        exact = _fixed(value, _places_of(value)) if _places_of(value) >= 0 else ""
        if exact and len(exact) <= _LONGEST_EXACT:
            return exact, True
        figures = _FIGURES
    shortened = rounded_to_figures(value, figures)
    return _written(shortened, figures, keep_zeros=wanted.sigfigs is not None), shortened == value


def _places_of(value: Fraction) -> int:
    """How many decimal places the value has; -1 when they do not end within a few."""
    for places in range(_LONGEST_EXACT):
        if (value * 10**places).denominator == 1:
            return places
    return -1


def _fixed(value: Fraction, places: int) -> str:
    whole = int(rounded(abs(value), places) * 10**places)
    digits = str(whole).rjust(places + 1, "0")
    shown = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{shown}" if value < 0 and whole else shown


def _written(value: Fraction, figures: int, *, keep_zeros: bool) -> str:
    """Digits of a rounded value; a power of ten where there would be many zeros."""
    if not value:
        return "0"
    # Rounding has left at most `figures` digits, so a float of the magnitude is exact enough here.
    magnitude = len(str(int(abs(value)))) - 1 if abs(value) >= 1 else _leading_zeros(abs(value))
    if -5 <= magnitude < max(figures, _LONGEST_EXACT):
        shown = _fixed(value, max(figures - 1 - magnitude, 0))
        if "." in shown and not keep_zeros:
            shown = shown.rstrip("0").rstrip(".")
        return shown
    mantissa = _fixed(value / Fraction(10) ** magnitude, figures - 1)
    if "." in mantissa and not keep_zeros:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{magnitude}"


def _leading_zeros(value: Fraction) -> int:
    magnitude = 0
    while value < 1 and magnitude > -400:
        value, magnitude = value * 10, magnitude - 1
    return magnitude
