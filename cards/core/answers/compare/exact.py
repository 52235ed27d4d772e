"""Rational arithmetic on trees: the exact value of a constant, and polynomials in one variable."""

from fractions import Fraction

from cards.core.answers.parse.nodes import (
    Call,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)

_MAX_EXPONENT = 400
_MAX_DEGREE = 40


def exact_value(node: Node) -> Fraction | None:
    """The value where it is rational by arithmetic alone; None otherwise, also for a division by zero."""
    found = polynomial(node, "")
    return found[0] if found is not None and len(found) == 1 else None


def polynomial(node: Node, variable: str) -> list[Fraction] | None:
    """Coefficients, the constant one first, of a polynomial with rational coefficients; None if it is none."""
    match node:
        case Number(value=value):
            return [value]
        case Symbol(name=name):
            return [Fraction(0), Fraction(1)] if name == variable else None
        case Negative(operand=operand):
            inner = polynomial(operand, variable)
            return None if inner is None else [-part for part in inner]
        case Sum(terms=terms):
            total: list[Fraction] = [Fraction(0)]
            for term in terms:
                inner = polynomial(term, variable)
                if inner is None:
                    return None
                total = _added(total, inner)
            return total
        case Product(factors=factors):
            return _product(factors, variable)
        case Quotient(numerator=numerator, denominator=denominator):
            top, bottom = polynomial(numerator, variable), polynomial(denominator, variable)
            if top is None or bottom is None or len(bottom) != 1 or not bottom[0]:
                return None
            return [part / bottom[0] for part in top]
        case Power(base=base, exponent=exponent):
            return _power(polynomial(base, variable), exact_value(exponent))
        case Call(name="percent", arguments=(operand,)):
            inner = polynomial(operand, variable)
            return None if inner is None else [part / 100 for part in inner]
    return None


def _trimmed(parts: list[Fraction]) -> list[Fraction]:
    while len(parts) > 1 and not parts[-1]:
        parts = parts[:-1]
    return parts


def _added(left: list[Fraction], right: list[Fraction]) -> list[Fraction]:
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    return _trimmed(
        [part + (shorter[at] if at < len(shorter) else 0) for at, part in enumerate(longer)]
    )


def _times(left: list[Fraction], right: list[Fraction]) -> list[Fraction] | None:
    if len(left) + len(right) > _MAX_DEGREE + 2:
        return None
    found = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            found[i + j] += a * b
    return _trimmed(found)


def _product(factors: tuple[Node, ...], variable: str) -> list[Fraction] | None:
    total: list[Fraction] | None = [Fraction(1)]
    for factor in factors:
        inner = polynomial(factor, variable)
        if inner is None or total is None:
            return None
        total = _times(total, inner)
    return total


def _power(base: list[Fraction] | None, exponent: Fraction | None) -> list[Fraction] | None:
    if base is None or exponent is None or exponent.denominator != 1:
        return None
    times = int(exponent)
    if len(base) == 1:
        value = base[0]
        too_large = abs(times) * max(value.numerator.bit_length(), value.denominator.bit_length())
        if too_large > 16_000 or (times < 0 and not value):
            return None
        return [value**times]
    if times < 0 or times * (len(base) - 1) > _MAX_DEGREE:
        return None
    total: list[Fraction] | None = [Fraction(1)]
    for _ in range(times):
        total = None if total is None else _times(total, base)
    return total
