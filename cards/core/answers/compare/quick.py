"""Values in machine precision, for the many points where only the sign matters; whatever is close to call is left to `evaluate`.

Scanning a line asks for hundreds of values, and 40 digits of each would cost fifty times as much.
"""

import cmath
import math
from collections.abc import Callable, Mapping
from typing import Any

from cards.core.answers.parse.nodes import (
    Call,
    Constant,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)

# Below this, or this share of the terms of a sum, rounding may have eaten the sign.
CLEAR = 1e-9
_LARGEST = 1e150
_LARGEST_ANGLE = 1e6

Point = Mapping[str, float]
Quick = Callable[[Point], Any]


class Unclear(ArithmeticError):  # noqa: N818 - a finding, not a failure of ours
    """Machine precision is not enough here."""


def compiled(node: Node) -> Quick | None:
    """A function of a point; None when something occurs that is not offered in machine precision.

    The function returns a float, or a complex number, or raises `Unclear`.
    """
    try:
        inner = _compiled(node)
    except Unclear:
        return None

    def value(point: Point) -> Any:
        try:
            return inner(point)
        except (ArithmeticError, ValueError, TypeError) as error:
            raise Unclear from error

    return value


def real(quick: Quick, point: Point) -> float | None:
    """The real value, None where it is not real; `Unclear` where that or the sign is too close to call."""
    found = quick(point)
    if isinstance(found, complex):
        if found.imag:
            if abs(found.imag) > CLEAR * abs(found) and abs(found) < _LARGEST:
                return None
            raise Unclear
        found = found.real
    if not CLEAR < abs(found) < _LARGEST:
        raise Unclear
    return float(found)


def _compiled(node: Node) -> Quick:
    match node:
        case Number(value=value):
            if value and not 1e-60 < abs(value) < 1e60:
                raise Unclear
            return _constant(float(value))
        case Constant(name="e"):
            return _constant(math.e)
        case Constant(name="pi"):
            return _constant(math.pi)
        case Symbol(name=name):
            return lambda point: point[name]
        case Negative(operand=operand):
            inner = _compiled(operand)
            return lambda point: -inner(point)
        case Sum(terms=terms):
            return _sum([_compiled(term) for term in terms])
        case Product(factors=factors):
            return _product([_compiled(factor) for factor in factors])
        case Quotient(numerator=numerator, denominator=denominator):
            return _quotient(_compiled(numerator), _compiled(denominator))
        case Power(base=base, exponent=exponent):
            return _power(_compiled(base), _compiled(exponent))
        case Call(name=name, arguments=(argument,)) if name in _FUNCTIONS:
            function, inner = _FUNCTIONS[name], _compiled(argument)
            return lambda point: function(inner(point))
    raise Unclear


def _constant(value: float) -> Quick:
    return lambda _: value


def _sum(terms: list[Quick]) -> Quick:
    def value(point: Point) -> Any:
        total: Any = 0.0
        size = 0.0
        for term in terms:
            part = term(point)
            total += part
            size += abs(part)
        if abs(total) <= CLEAR * size:
            # Exactly 0 as well: it may be a small number, and something may be divided by it.
            raise Unclear
        return total

    return value


def _product(factors: list[Quick]) -> Quick:
    def value(point: Point) -> Any:
        total: Any = 1.0
        for factor in factors:
            total *= factor(point)
        return _bounded(total)

    return value


def _quotient(numerator: Quick, denominator: Quick) -> Quick:
    def value(point: Point) -> Any:
        below = denominator(point)
        if abs(below) < CLEAR:
            raise Unclear
        return numerator(point) / below

    return value


def _power(base: Quick, exponent: Quick) -> Quick:
    def value(point: Point) -> Any:
        below = base(point)
        if abs(below) < CLEAR:
            raise Unclear
        return _bounded(below ** exponent(point))

    return value


def _bounded(value: Any) -> Any:
    if not abs(value) < _LARGEST:
        raise Unclear
    return value


def _away_from_zero(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def value(x: Any) -> Any:
        if abs(x) < CLEAR:
            raise Unclear
        return function(x)

    return value


def _angular(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def value(x: Any) -> Any:
        if abs(x) > _LARGEST_ANGLE:
            raise Unclear
        found = function(x)
        if not CLEAR < abs(found) < 1 / CLEAR:
            raise Unclear
        return found

    return value


def _within_branch(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """On the real line only up to ±1; beyond, the conventions at the cut would have to be the same."""

    def value(x: Any) -> Any:
        if isinstance(x, complex) or abs(x) > 1 - CLEAR:
            raise Unclear
        return function(x)

    return value


def _logarithm(x: Any) -> Any:
    found = cmath.log(x)
    # Under the logarithm rounding is absolute: ln(1 + 1e-12) has lost its digits.
    if abs(found) < CLEAR:
        raise Unclear
    return found


def _exponential(x: Any) -> Any:
    return _bounded(cmath.exp(x))


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + _exponential(-x))


_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sin": _angular(cmath.sin),
    "cos": _angular(cmath.cos),
    "tan": _angular(cmath.tan),
    "sinh": _angular(cmath.sinh),
    "cosh": cmath.cosh,
    "tanh": cmath.tanh,
    "arcsin": _within_branch(math.asin),
    "arccos": _within_branch(math.acos),
    "arctan": _within_branch(math.atan),
    "exp": _exponential,
    "ln": _away_from_zero(_logarithm),
    "log": _away_from_zero(_logarithm),
    "log2": _away_from_zero(lambda x: _logarithm(x) / math.log(2)),
    "log10": _away_from_zero(lambda x: _logarithm(x) / math.log(10)),
    "sqrt": _away_from_zero(cmath.sqrt),
    "abs": abs,
    "sigmoid": _sigmoid,
    "percent": lambda x: x / 100,
}
