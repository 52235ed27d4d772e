"""What an answer would cost to evaluate, estimated from its tree alone: towers of powers are refused before anything is computed."""

import math

from cards.core.answers.parse.context import Fault, Unreadable
from cards.core.answers.parse.cursor import MAX_DEPTH
from cards.core.answers.parse.nodes import (
    Call,
    Constant,
    Negative,
    Node,
    Number,
    PlusMinus,
    Power,
    Product,
    Quotient,
    Sum,
    children,
    walk,
)

MAX_BITS = 16_000
MAX_FACTORIAL = 1000
MAX_COMBINATIONS = 2000
MAX_EXPONENTIAL = 5000
MAX_CONSTANT_EXPONENT = 100_000
MAX_NODES = 600
_FACTORIALS = frozenset({"factorial", "double_factorial"})
_COMBINATIONS = frozenset(
    {"binomial", "permutations", "gamma", "lgamma", "digamma", "beta", "zeta"}
)
_EXPONENTIALS = frozenset({"exp", "expm1", "sinh", "cosh"})


def _too_large(node: Node) -> Unreadable:
    return Unreadable(
        Fault.LIMIT, "This number is too large to be computed here.", node.start, node.end
    )


def magnitude(node: Node) -> float | None:
    """An upper bound of log2 of the absolute value of a constant; None when a variable occurs.

    Never below 0, so that bounds of products and powers compose. Refuses what goes beyond the limits.
    """
    match node:
        case Number(value=value):
            return float(max(value.numerator.bit_length(), value.denominator.bit_length(), 1))
        case Constant():
            return 2.0
        case Negative(operand=operand):
            return magnitude(operand)
    bounds = [magnitude(part) for part in children(node)]
    _refuse_arguments(node, bounds)
    if not bounds or any(bound is None for bound in bounds):
        return None
    known = [bound for bound in bounds if bound is not None]
    bound = _composed(node, known)
    if bound > MAX_BITS:
        raise _too_large(node)
    return bound


def _composed(node: Node, bounds: list[float]) -> float:
    match node:
        case Sum() | PlusMinus():
            return max(bounds) + len(bounds)
        case Product() | Quotient():
            return sum(bounds)
        case Power(exponent=exponent):
            return bounds[0] * max(1.0, _size(exponent, bounds[1]))
        case Call(name=name) if name in _FACTORIALS | _COMBINATIONS:
            return max(
                sum(_size(part, bound) for part, bound in zip(children(node), bounds, strict=True))
                * 12,
                1.0,
            )
        case Call(name=name) if name in _EXPONENTIALS:
            return max(1.5 * _size(children(node)[0], bounds[0]), 1.0)
        case Call(name="pow"):
            return bounds[0] * max(1.0, math.ldexp(1.0, min(math.ceil(bounds[1]), 40)))
    return max(bounds) + 2


def _size(node: Node, bound: float) -> float:
    """An upper bound of the absolute value itself; exact for plain numbers, where a power of two is too coarse."""
    match node:
        case Number(value=value):
            return abs(float(value)) if bound < 1000 else float("inf")
        case Negative(operand=operand):
            return _size(operand, bound)
        case Quotient(numerator=Number(value=top), denominator=Number(value=bottom)) if bottom:
            return abs(float(top / bottom)) if bound < 1000 else float("inf")
        case Sum(terms=terms) if all(isinstance(t, Number | Negative) for t in terms):
            return sum(_size(term, bound) for term in terms)
        case Product(factors=factors) if all(isinstance(f, Number | Negative) for f in factors):
            total = 1.0
            for factor in factors:
                total *= _size(factor, bound)
            return total
    return math.ldexp(1.0, min(math.ceil(bound), 1000))


def _refuse_arguments(node: Node, bounds: list[float | None]) -> None:
    limit: float
    match node:
        case Call(name=name) if name in _FACTORIALS:
            limit = MAX_FACTORIAL
        case Call(name=name) if name in _COMBINATIONS:
            limit = MAX_COMBINATIONS
        case Call(name=name) if name in _EXPONENTIALS:
            limit = MAX_EXPONENTIAL
        case Power(base=Constant(name="e")):
            limit = MAX_EXPONENTIAL
            bounds = [None, bounds[1]]
        case Power():
            limit = MAX_CONSTANT_EXPONENT
            bounds = [None, bounds[1]]
        case _:
            return
    for part, bound in zip(children(node), bounds, strict=True):
        if bound is not None and _size(part, bound) > limit:
            raise _too_large(node)


def _depth_within(node: Node, limit: int) -> bool:
    level = [node]
    for _ in range(limit):
        level = [part for parent in level for part in children(parent)]
        if not level:
            return True
    return False


def refuse_costly(node: Node) -> None:
    """Raise `Unreadable` for a tree that is too deep, too large, or that denotes an enormous number."""
    if not _depth_within(node, 2 * MAX_DEPTH):
        raise Unreadable(Fault.LIMIT, "This is nested too deeply to be read.", node.start, node.end)
    if sum(1 for _ in walk(node)) > MAX_NODES:
        raise Unreadable(Fault.LIMIT, "This has too many parts.", node.start, node.end)
    magnitude(node)
