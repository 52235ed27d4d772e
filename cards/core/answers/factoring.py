"""Whether a polynomial is written as a product of irreducible factors."""

from fractions import Fraction
from math import gcd

from cards.core.answers.compare.exact import exact_value, polynomial
from cards.core.answers.parse.nodes import Negative, Node, Power, Product, Quotient, Symbol, symbols


def unsigned(node: Node) -> Node:
    """Without leading signs."""
    while isinstance(node, Negative):
        node = node.operand
    return node


def is_factored(node: Node) -> bool | None:
    """Decided for polynomials in one variable with factors of degree three at most; None for the rest."""
    bare = unsigned(node)
    if isinstance(bare, Quotient):
        above, below = is_factored(bare.numerator), is_factored(bare.denominator)
        return None if above is None or below is None else above and below
    factors = bare.factors if isinstance(bare, Product) else (bare,)
    for factor in factors:
        inner = unsigned(factor)
        if isinstance(inner, Power) and exact_value(inner.exponent) is not None:
            inner = unsigned(inner.base)
            if isinstance(inner, Product):
                return False
        if exact_value(inner) is not None or isinstance(inner, Symbol):
            continue
        irreducible = _is_irreducible(inner)
        if not irreducible:
            return irreducible
    return True


def _is_irreducible(node: Node) -> bool | None:
    names = symbols(node)
    if len(names) != 1:
        return None
    parts = polynomial(node, min(names))
    if parts is None:
        return None
    content = gcd(*(int(part) for part in parts)) if all(p.denominator == 1 for p in parts) else 1
    if content > 1:
        return False
    degree = len(parts) - 1
    if degree <= 1:
        return True
    if not parts[0] or _rational_roots(parts):
        return False
    return True if degree <= 3 else None


def _rational_roots(parts: list[Fraction]) -> bool:
    scale = 1
    for part in parts:
        scale = scale * part.denominator // gcd(scale, part.denominator)
    whole = [int(part * scale) for part in parts]
    low, high = abs(whole[0]), abs(whole[-1])
    if low > 100_000 or high > 100_000:
        return False
    tops = [n for n in range(1, low + 1) if low % n == 0]
    bottoms = [n for n in range(1, high + 1) if high % n == 0]
    for top in tops:
        for bottom in bottoms:
            for root in (Fraction(top, bottom), Fraction(-top, bottom)):
                if sum(part * root**power for power, part in enumerate(whole)) == 0:
                    return True
    return False
