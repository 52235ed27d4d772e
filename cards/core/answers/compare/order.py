"""One order for sums and products, so that `b+a` and `a+b` are the same tree; nothing is calculated."""

from fractions import Fraction
from typing import Any

from cards.core.answers.parse.nodes import (
    Negative,
    Node,
    Number,
    Product,
    Quotient,
    Sum,
    children,
    to_json,
)


def ordered(node: Node) -> tuple[Any, ...]:
    """A key that is equal for trees which differ in the order and grouping of terms and factors only."""
    match node:
        case Sum():
            return ("sum", tuple(sorted((_signed(term) for term in _terms(node)), key=repr)))
        case Product() | Negative():
            sign, factors = _factors(node)
            keys = tuple(sorted((ordered(factor) for factor in factors), key=repr))
            if len(keys) == 1 and sign > 0:
                return keys[0]
            return ("product", sign, keys)
        case Number(value=value):
            return ("number", str(value))
        case Quotient(numerator=numerator, denominator=denominator):
            return ("quotient", ordered(numerator), ordered(denominator))
    heading = tuple(repr(part) for part in to_json(node) if not isinstance(part, list))
    return (heading, *(ordered(part) for part in children(node)))


def _terms(node: Node) -> list[Node]:
    if isinstance(node, Sum):
        return [inner for term in node.terms for inner in _terms(term)]
    return [node]


def _signed(term: Node) -> tuple[Any, ...]:
    sign, factors = _factors(term)
    return (sign, tuple(sorted((ordered(factor) for factor in factors), key=repr)))


def _factors(node: Node) -> tuple[int, list[Node]]:
    match node:
        case Negative(operand=operand):
            sign, factors = _factors(operand)
            return -sign, factors
        case Product(factors=parts):
            total = 1
            found: list[Node] = []
            for part in parts:
                sign, inner = _factors(part)
                total *= sign
                found += [f for f in inner if f != Number(value=Fraction(1))] or inner
            return total, found
    return 1, [node]
