"""Random figures of a card: what they may be, the ones that a seed draws, and putting them into prompt and answer.

    s in 0.05..0.95 step 0.05        a range; the step may be left out between whole numbers
    n in {2, 4, 8}                   listed values
    a != b, a < b, a + b <= 10       constraints between them

The same seed draws the same figures on every machine: they come from a hash, not from a generator.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, product
from math import prod

from cards.core.answers.compare.exact import exact_value
from cards.core.answers.parse import ParseContext, Unreadable, parse_answer, to_latex
from cards.core.answers.parse.nodes import Negative, Node, Number, Relation, Symbol, rewrite
from cards.core.answers.verdict import SpecificationError

MOST_PARAMETERS = 8
MOST_VALUES = 10_000
_MOST_COMBINATIONS = 20_000
_MOST_ATTEMPTS = 300

_NAME = re.compile(r"[^\W\d_]\w*")
_FIGURE = r"[+\-−]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+\-−]?\d{1,2})?"
_RANGE = re.compile(
    rf"({_FIGURE})\s*(?:\.\.\.?|…|to)\s*({_FIGURE})(?:\s*,?\s*(?:step|by)\s*({_FIGURE}))?"
)
_LISTED = re.compile(r"[{\[]\s*(.*?)\s*[}\]]", re.DOTALL)
_PLACEHOLDER = re.compile(r"\$\{\s*([^\W\d_]\w*)\s*\}")

Values = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The figures of a card, and the conditions between them."""

    choices: Mapping[str, tuple[Decimal, ...]]
    constraints: tuple[Relation, ...] = ()

    def draw(self, seed: int) -> dict[str, Decimal]:
        """The values for a seed, the same for ever. Empty when the card has no parameters.

        SpecificationError when no figures fit the constraints.
        """
        for attempt in range(_MOST_ATTEMPTS):
            values = {
                name: listed[_number(seed, f"{name}:{attempt}") % len(listed)]
                for name, listed in self.choices.items()
            }
            if self._fit(values):
                return values
        # Chance did not find any in a few hundred tries; look through all where that is cheap.
        fitting = self._all_that_fit()
        if not fitting:
            raise SpecificationError("constraints", "no figures of the parameters fit them.")
        return fitting[_number(seed, "all") % len(fitting)]

    def _fit(self, values: "Values") -> bool:
        return all(holds(constraint, values) for constraint in self.constraints)

    def _all_that_fit(self) -> list[dict[str, Decimal]]:
        if prod(map(len, self.choices.values())) > _MOST_COMBINATIONS:
            return []
        combined = (
            dict(zip(self.choices, values, strict=True))
            for values in product(*self.choices.values())
        )
        return [values for values in combined if self._fit(values)]


def _number(seed: int, purpose: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:{purpose}".encode()).digest()[:8], "big")


@lru_cache(maxsize=256)
def _read_constraint(written: str, names: tuple[str, ...]) -> Relation:
    try:
        node = parse_answer(written, ParseContext(variables=names)).node
    except Unreadable as error:
        raise SpecificationError("constraints", f"“{written}”: {error.message}") from error
    if not isinstance(node, Relation):
        raise SpecificationError("constraints", f"“{written}” compares nothing; write `a != b`.")
    return node


def parse_parameters(
    written: Mapping[str, object], constraints: Sequence[object] = ()
) -> Parameters:
    """Read the parameters and constraints of a card. SpecificationError names what is wrong."""
    if not isinstance(written, Mapping):
        raise SpecificationError("parameters", "must be an object of names and ranges.")
    if len(written) > MOST_PARAMETERS:
        raise SpecificationError("parameters", f"at most {MOST_PARAMETERS} can be drawn.")
    choices = {str(name): _read_values(str(name), values) for name, values in written.items()}
    if isinstance(constraints, str):
        constraints = [constraints]
    relations = tuple(_read_constraint(str(text), tuple(choices)) for text in constraints)
    return Parameters(choices=choices, constraints=relations)


def _read_values(name: str, written: object) -> tuple[Decimal, ...]:
    if not _NAME.fullmatch(name):
        raise SpecificationError("parameters", f"“{name}” is no name; use letters, as in s or n.")
    if isinstance(written, list | tuple):
        listed = tuple(_figure(name, str(value)) for value in written)
    elif isinstance(written, str) and (found := _RANGE.fullmatch(written.strip())):
        listed = _range(name, *found.groups())
    elif isinstance(written, str) and (found := _LISTED.fullmatch(written.strip())):
        listed = tuple(_figure(name, part) for part in re.split(r"[,;]", found[1]) if part.strip())
    elif isinstance(written, str | int | float) and not isinstance(written, bool):
        listed = (_figure(name, str(written)),)
    else:
        listed = ()
    if not listed:
        raise SpecificationError(
            "parameters", f"{name}: write `1..9`, `0.1..0.9 step 0.1` or `{{2, 4, 8}}`."
        )
    if len(listed) > MOST_VALUES:
        raise SpecificationError("parameters", f"{name}: at most {MOST_VALUES:,} values.")
    return tuple(dict.fromkeys(listed))


def _figure(name: str, written: str) -> Decimal:
    plain = written.strip().replace("−", "-")
    if not re.fullmatch(_FIGURE, plain):
        raise SpecificationError(
            "parameters",
            f"{name}: “{written.strip()[:30]}” is no number; write `1..9`, `0.1..0.9 step 0.1` or `{{2, 4, 8}}`.",
        )
    try:
        return _shortest(Decimal(plain))
    except InvalidOperation as error:
        raise SpecificationError("parameters", f"{name}: “{plain[:30]}” is no number.") from error


def _shortest(value: Decimal) -> Decimal:
    """0.10 and 0.1 are the same figure, and the learner sees the shorter one; 1E+2 is 100."""
    plain = format(value, "f")
    return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _range(name: str, low: str, high: str, step: str | None) -> tuple[Decimal, ...]:
    first, last = _figure(name, low), _figure(name, high)
    if step is None and (first != int(first) or last != int(last)):
        raise SpecificationError(
            "parameters", f"{name}: say the step, as in `{low}..{high} step 0.1`."
        )
    distance = _figure(name, step or "1")
    if distance <= 0:
        raise SpecificationError("parameters", f"{name}: the step must be above 0.")
    if first > last:
        raise SpecificationError("parameters", f"{name}: the lower end comes first.")
    count = int((last - first) / distance) + 1
    if count > MOST_VALUES:
        raise SpecificationError("parameters", f"{name}: at most {MOST_VALUES:,} values.")
    return tuple(_shortest(first + distance * place) for place in range(count))


def holds(constraint: Relation, values: Values) -> bool:
    """Whether a chain such as `a < b <= 9` is true of the values."""
    sides = [exact_value(fill_tree(operand, values)) for operand in constraint.operands]
    return all(
        _compare(left, operator, right)
        for operator, (left, right) in zip(constraint.operators, pairwise(sides), strict=True)
    )


def _compare(left: Fraction | None, operator: str, right: Fraction | None) -> bool:
    if left is None or right is None:
        return False  # a division by zero, say: these figures are not wanted
    match operator:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
    raise SpecificationError("constraints", f"“{operator}” cannot be used between figures.")


def fill_tree(node: Node, values: Values) -> Node:
    """The tree with figures in place of the parameters."""

    def replace(part: Node) -> Node:
        if isinstance(part, Symbol) and part.name in values:
            return _node(values[part.name], part)
        return part

    return rewrite(node, replace)


def _node(value: Decimal, place: Node) -> Node:
    size = abs(value)
    text = format(size, "f")
    number = Number(
        value=Fraction(size),
        is_decimal="." in text,
        text=text,
        start=place.start,
        end=place.end,
    )
    if value < 0:
        return Negative(operand=number, start=place.start, end=place.end)
    return number


def fill_prompt(text: str, values: Values) -> str:
    """The text with every `${s}` replaced; what is no parameter stays, `${` opens a formula as well.

    A negative figure behind an operator gets brackets: `x + ${a}` becomes `x + (-2)`.
    """

    def figure(found: re.Match[str]) -> str:
        value = values.get(found[1])
        if value is None:
            return found[0]
        shown = format(value, "f")
        before = text[: found.start()].rstrip()[-1:]
        is_operand = value < 0 and before and before in "+-−*/^·×"
        return f"({shown})" if is_operand else shown

    return _PLACEHOLDER.sub(figure, text)


def with_letters(text: str, names: Collection[str]) -> str:
    """The text with the names of its figures instead: where a line stands for all that are drawn."""
    return _PLACEHOLDER.sub(lambda found: found[1] if found[1] in names else found[0], text)


def fill_answer(text: str, values: Values, context: ParseContext) -> str:
    """An answer in the answer language with figures for its parameters, as LaTeX of the same language.

    The figures go into the tree, not into the text: `2s` with s = 3 is 2·3 and `s^2` with s = -3 is (-3)^2.
    Raises Unreadable when the text cannot be read.
    """
    if not values:
        return text
    names = tuple(dict.fromkeys((*context.variables, *values)))
    wider = ParseContext(
        variables=names,
        functions=context.functions,
        log_base=context.log_base,
        decimal_comma=context.decimal_comma,
        mixed=context.mixed,
        thousands=context.thousands,
        degrees=context.degrees,
    )
    return to_latex(fill_tree(_template(text, wider), values))


@lru_cache(maxsize=256)
def _template(text: str, context: ParseContext) -> Node:
    """Fifty draws of a question fill the same tree."""
    return parse_answer(text, context).node
