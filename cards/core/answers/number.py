"""Numbers: an exact value or a decimal within a tolerance.

Options (besides those of `question_options`), at most one way of tolerance:
    rtol (default 0.005), atol          |submitted - correct| <= rtol·|correct| + atol; `rtol: 0` is exact
    sigfigs n, accuracy m               written with n significant figures, right in the first m (default n)
    places n                            written with n decimal places and right when rounded to them
    form                                lowest_terms, fraction, mixed, decimal, integer, scientific (`forms`)
    lowest_terms                        the same as form lowest_terms
    percent                             false: the sign % is not read
Decimals are compared as decimals, ties rounded half up: 0.0499 is not 0.0498 to three figures.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from cards.core.answers import forms, number_hints, verdicts
from cards.core.answers.compare.equivalence import compare, has_no_value
from cards.core.answers.compare.evaluate import Evaluator, TooMuchWork
from cards.core.answers.compare.exact import exact_value
from cards.core.answers.compare.functions import Undefined
from cards.core.answers.parse import Fault, Parsed, Unreadable, parse_answer
from cards.core.answers.parse.nodes import (
    Call,
    Collection,
    Constant,
    Logical,
    Matrix,
    Negative,
    Node,
    Number,
    PlusMinus,
    Power,
    Product,
    Relation,
    SetOperation,
    Symbol,
    walk,
)
from cards.core.answers.question_options import (
    Tolerance,
    is_on,
    parse_context,
    sampling,
    text_of,
    tolerance,
    with_letter_of_solution,
)
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.verdict import Verdict


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read a number; anything that is not one single number is unreadable."""
    text = text_of(submitted)
    context = with_letter_of_solution(parse_context(options, thousands=True), text)
    parsed = parse_answer(text, context)
    node = parsed.node
    match node:
        case Relation(operators=("=",), operands=(Symbol(), value)):
            node = value
        case Collection(opening="", items=(Number(), Number())) if not context.decimal_comma:
            raise Unreadable(
                "decimal_comma",
                "Write numbers with a decimal point, not a comma.",
                node.start,
                node.end,
            )
    for part in walk(node):
        if isinstance(part, Collection | Relation | Logical | SetOperation | Matrix | PlusMinus):
            raise Unreadable(Fault.KIND, "One number is expected here.", part.start, part.end)
        if isinstance(part, Symbol):
            raise Unreadable(
                Fault.SYMBOL,
                f"A number is expected here, without “{part.name}”.",
                part.start,
                part.end,
            )
        is_percent = isinstance(part, Call) and part.name == "percent"
        if is_percent and not is_on(options, "percent", default=True):
            raise Unreadable(Fault.SYMBOL, "Write the number without %.", part.start, part.end)
    return Parsed(node=node, notes=parsed.notes, text=parsed.text)


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare two numbers within the tolerance of the question, then look at the form."""
    wanted = tolerance(options)
    if isinstance(submitted.node, Constant) or isinstance(correct.node, Constant):
        undefined = Constant(name="undefined")
        if undefined in {submitted.node, correct.node}:
            is_same = submitted.node == correct.node
            return verdicts.correct(submitted) if is_same else verdicts.incorrect(submitted)
    if wanted.sigfigs is not None or wanted.places is not None:
        return _grade_written(submitted, correct, wanted)
    decided = _is_within(submitted.node, correct.node, wanted, options)
    if decided is None:
        return verdicts.undecided(submitted)
    if not decided:
        found = number_hints.number_hint(submitted.node, correct.node, options)
        return verdicts.incorrect(submitted, found.message, found.code)
    fault = forms.fault(submitted, correct, options, symbolic)
    if fault is not None:
        return fault
    return verdicts.correct(submitted)


def numeric_value(node: Node) -> Fraction | Any | None:
    """A fraction where possible, else 40 digits; None where undefined."""
    exact = exact_value(node)
    if exact is not None:
        return exact
    try:
        return Evaluator().value(node, {})
    except (Undefined, TooMuchWork):
        return None


def _is_within(
    submitted: Node, correct: Node, wanted: Tolerance, options: Mapping[str, object]
) -> bool | None:
    if not wanted.rtol and not wanted.atol:
        where = sampling(options)
        decided = compare(submitted, correct, where).is_equal
        if decided is None and has_no_value(submitted, where) and not has_no_value(correct, where):
            return False
        return decided
    mine, right = exact_value(submitted), exact_value(correct)
    if mine is not None and right is not None:
        return abs(mine - right) <= wanted.rtol * abs(right) + wanted.atol
    context = Evaluator().context
    found, expected = numeric_value(submitted), numeric_value(correct)
    if expected is None:
        return None
    if found is None:
        return False
    found, expected = _float(context, found), _float(context, expected)
    if context.isinf(found) or context.isinf(expected):
        return bool(found == expected)
    allowed = _float(context, wanted.rtol) * abs(expected) + _float(context, wanted.atol)
    # One part in 10^30 for a value that lies on the border and is irrational only by its looks.
    return bool(abs(found - expected) <= allowed * (1 + context.mpf(10) ** -30))


def _float(context: Any, value: Any) -> Any:
    if isinstance(value, Fraction):
        return context.mpf(value.numerator) / value.denominator
    return value


# Significant figures and decimal places


def _written_decimal(node: Node) -> tuple[str, Fraction] | None:
    """The digits and the value of a plain numeral, with a sign or a power of ten; None for a calculation."""
    match node:
        case Negative(operand=operand):
            found = _written_decimal(operand)
            return None if found is None else (found[0], -found[1])
        case Number(text=text, value=value) if "/" not in text:
            return text.partition("e")[0] or str(value), value
        case Call(name="percent", arguments=(Number(text=text, value=value),)):
            return text.partition("e")[0], value / 100
        case Product(
            factors=(Number(text=text, value=value), Power(base=Number(value=base)) as power)
        ) if base == 10:
            scale = exact_value(power)
            return None if scale is None else (text.partition("e")[0], value * scale)
    return None


def significant_figures(digits: str) -> tuple[int, int]:
    """The fewest and the most figures that may be meant: the zeros of 1200 count or not."""
    whole, point, part = digits.partition(".")
    figures = (whole + part).lstrip("0")
    if not figures:
        return 1, max(len(part), 1)
    if point:
        return len(figures), len(figures)
    return len(figures.rstrip("0")) or 1, len(figures)


def rounded(value: Fraction, places: int) -> Fraction:
    """Rounded to decimal places, ties away from zero."""
    scale = Fraction(10) ** places
    whole = int(abs(value) * scale + Fraction(1, 2))
    return (whole if value >= 0 else -whole) / scale


def rounded_to_figures(value: Fraction, figures: int) -> Fraction:
    """Rounded to significant figures, ties away from zero."""
    if not value:
        return value
    size = 0
    magnitude = abs(value)
    # The lengths of numerator and denominator give the order of magnitude to within one.
    size = len(str(magnitude.numerator)) - len(str(magnitude.denominator))
    if magnitude < Fraction(10) ** size:
        size -= 1
    return rounded(value, figures - 1 - size)


def _grade_written(submitted: Parsed, correct: Parsed, wanted: Tolerance) -> Verdict:
    expected = numeric_value(correct.node)
    if expected is None:
        return verdicts.undecided(submitted)
    if not isinstance(expected, Fraction):
        text = Evaluator().context.nstr(expected.real, 38, strip_zeros=False)
        if not re.fullmatch(r"-?\d+(\.\d*)?(e[-+]?\d+)?", text):
            return verdicts.undecided(submitted)
        expected = Fraction(text)
    written = _written_decimal(submitted.node)
    by_figures = wanted.sigfigs is not None
    code = "wrong_sigfigs" if by_figures else "wrong_places"
    count = wanted.sigfigs if wanted.sigfigs is not None else wanted.places or 0
    words = "significant figures" if by_figures else "decimal places"
    if written is None:
        return verdicts.incorrect(submitted, f"Write a decimal number with {count} {words}.", code)
    digits, value = written
    if by_figures:
        accuracy = wanted.accuracy or count
        is_right = rounded_to_figures(value, accuracy) == rounded_to_figures(expected, accuracy)
        fewest, most = significant_figures(digits)
    else:
        is_right = rounded(value, count) == rounded(expected, count)
        fewest = most = len(digits.partition(".")[2])
    is_near = abs(value - expected) <= abs(expected) / 20
    if not fewest <= count <= most and (is_right or is_near):
        return verdicts.incorrect(submitted, f"Give {count} {words}.", code)
    if not is_right:
        is_rounding = is_near and fewest <= count <= most
        message = f"Check the rounding to {count} {words}." if is_rounding else ""
        return verdicts.incorrect(submitted, message, "rounding" if is_rounding else "")
    return verdicts.correct(submitted)
