"""A number with a unit: `72 km/h`, `16 GiB`, `312 TFLOPS`, `25 °C`, `$2.50/h`.

Compared in the unit of the submitted answer, so that significant figures and decimal places are those written.
Options: all of `number` for the tolerance; `atol` may carry a unit (`"1 cm"`) and is otherwise in the unit of the correct answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cards.core.answers import number
from cards.core.answers.parse import to_latex
from cards.core.answers.parse.context import Fault, Parsed, Unreadable
from cards.core.answers.parse.nodes import Negative, Node, Number, Product, Sum
from cards.core.answers.quantity_text import split_quantity
from cards.core.answers.seam import BadQuestion, SymbolicJudge
from cards.core.answers.unit_text import read_unit
from cards.core.answers.units import ONE, Unit
from cards.core.answers.verdict import Outcome, Verdict

_UNIT_PIECE = re.compile(
    r"(?:\^|\*\*)\s*[{(]?\s*([+\-−]?\d+)\s*[)}]?|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|([*·⋅×∙/()])|(°\s?[CF]?|[^\W\d_]+|[%‰$€£¢]+)"
)
_PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_ESCAPED_SIGNS = {"%": r"\%", "$": r"\$"}

MISSING_UNIT, WRONG_UNIT, WRONG_DIMENSION = "missing_unit", "wrong_unit", "wrong_dimension"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Node):
    """An amount, as read by `number`, and its unit; `unit_text` is empty when none was written."""

    amount: Parsed
    unit: Unit
    unit_text: str


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read number and unit, each with places in the whole text."""
    if isinstance(submitted, bool) or not isinstance(submitted, str | int | float):
        if submitted is None:
            raise Unreadable(Fault.EMPTY, "Type a number with its unit.")
        raise Unreadable(Fault.KIND, "Type a number with its unit, such as 5 ms.")
    if not isinstance(submitted, str):
        return _quantity(number.parse(submitted, options), ONE, "")
    halves = split_quantity(submitted)
    amount = number.parse(halves.number, options)
    if not halves.has_unit:
        return _quantity(amount, ONE, "", len(submitted))
    unit_text = halves.unit.strip()
    leading = len(halves.unit) - len(halves.unit.lstrip())
    unit = read_unit(halves.unit[leading:], leading)
    return _quantity(amount, unit, unit_text, len(submitted))


def _quantity(amount: Parsed, unit: Unit, unit_text: str, end: int = 0) -> Parsed:
    node = Quantity(amount=amount, unit=unit, unit_text=unit_text, end=end)
    return Parsed(node=node, notes=amount.notes, text=f"{amount.text.strip()} {unit_text}".strip())


def latex(parsed: Parsed) -> str:
    """The quantity as it was read."""
    quantity = _of(parsed)
    amount = to_latex(quantity.amount.node)
    if not quantity.unit_text:
        return amount
    return rf"{amount}\,{unit_latex(quantity.unit_text)}"


def unit_latex(written: str) -> str:
    """A unit set upright, with real exponents."""
    pieces: list[str] = []
    for found in _UNIT_PIECE.finditer(written):
        power, superscript, sign, word = found.groups()
        if power or superscript:
            digits = (power or superscript.translate(_PLAIN_DIGITS)).replace("−", "-")
            pieces.append(f"^{{{digits}}}")
        elif sign:
            pieces.append({"*": r"\cdot ", "×": r"\cdot ", "∙": r"\cdot "}.get(sign, sign))
        else:
            if pieces and pieces[-1].endswith("}"):
                pieces.append(r"\,")
            pieces.append(rf"\mathrm{{{_ESCAPED_SIGNS.get(word, word)}}}")
    return "".join(pieces)


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Dimension first, then the number in the submitted unit; say which of the two is wrong."""
    verdict = _grade(_of(submitted), _of(correct), options)
    return replace(verdict, reading=latex(submitted), notes=submitted.notes)


def _grade(given: Quantity, right: Quantity, options: Mapping[str, object]) -> Verdict:
    if not given.unit_text and right.unit_text:
        return _grade_bare_number(given, right, options)
    if given.unit.dimensions != right.unit.dimensions:
        if not right.unit_text:
            return Verdict(
                outcome=Outcome.INCORRECT,
                message="The answer is a plain number, without this unit.",
                hint=WRONG_UNIT,
            )
        return Verdict(
            outcome=Outcome.INCORRECT,
            message=f"“{given.unit_text}” measures something else than what is asked for.",
            hint=WRONG_DIMENSION,
        )
    verdict = _compare(given, right, options)
    if verdict.outcome is Outcome.INCORRECT and given.unit != right.unit:
        same_number = number.grade(given.amount, right.amount, _unit_free(options))
        if same_number.outcome is Outcome.CORRECT:
            return Verdict(
                outcome=Outcome.INCORRECT,
                message=f"The number would be right in another unit than “{given.unit_text}”.",
                hint=WRONG_UNIT,
            )
    return verdict


def _grade_bare_number(given: Quantity, right: Quantity, options: Mapping[str, object]) -> Verdict:
    """No unit was written: right only for a mere ratio (0.05 for 5 %); else tell whether the number fits."""
    if not right.unit.dimensions:
        verdict = _compare(given, right, options)
        if verdict.outcome is Outcome.CORRECT:
            return verdict
    same = number.grade(given.amount, right.amount, _unit_free(options))
    if same.outcome is Outcome.CORRECT:
        return Verdict(
            outcome=Outcome.INCORRECT,
            message="The number is right; write its unit as well.",
            hint=MISSING_UNIT,
        )
    return Verdict(outcome=Outcome.INCORRECT, message="The unit is missing.", hint=MISSING_UNIT)


def _compare(given: Quantity, right: Quantity, options: Mapping[str, object]) -> Verdict:
    """Both numbers in the unit of the submitted answer."""
    ratio = right.unit.factor / given.unit.factor
    shift = (right.unit.offset - given.unit.offset) / given.unit.factor
    expected = right.amount.node
    if ratio != 1:
        expected = Product(factors=(expected, _constant(ratio)))
    if shift:
        expected = Sum(terms=(expected, _constant(shift)))
    expected_parsed = right.amount if expected is right.amount.node else Parsed(node=expected)
    scaled = dict(options)
    if options.get("atol") is not None:
        scaled["atol"] = _absolute_tolerance(options["atol"], right.unit) / given.unit.factor
    return number.grade(given.amount, expected_parsed, scaled)


def _constant(value: Fraction) -> Node:
    size = Number(value=abs(value), text=str(abs(value)))
    return Negative(operand=size) if value < 0 else size


def _absolute_tolerance(written: object, unit: Unit) -> Fraction:
    """In base units. A plain number is in the unit of the correct answer."""
    try:
        if isinstance(written, str):
            halves = split_quantity(written)
            if halves.has_unit:
                own = read_unit(halves.unit.strip())
                if own.dimensions != unit.dimensions:
                    raise BadQuestion("“atol” has a unit that does not fit the answer.")
                return Fraction(halves.number.strip()) * own.factor
        return Fraction(str(written)) * unit.factor
    except (ValueError, Unreadable) as error:
        if isinstance(error, BadQuestion):
            raise
        raise BadQuestion("“atol” must be a number, with or without a unit.") from error


def _unit_free(options: Mapping[str, object]) -> Mapping[str, object]:
    """Options for comparing bare numbers: an absolute tolerance with a unit means nothing there."""
    if isinstance(options.get("atol"), str):
        return {**options, "atol": None}
    return options


def _of(parsed: Parsed) -> Quantity:
    if not isinstance(parsed.node, Quantity):
        raise TypeError("not a quantity")
    return parsed.node
