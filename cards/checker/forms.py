"""Whether an expression is written in a form, judged on what was written, with SymPy for what that takes."""

from typing import Any

import sympy

from cards.checker.from_sympy import from_sympy
from cards.checker.to_sympy import to_sympy
from cards.core.answers.parse.nodes import (
    Call,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    symbols,
    walk,
)


def has_form(node: Node, form: str, domains: dict[str, str]) -> bool | None:
    """True or False for `factored`, `expanded`, `partial_fractions`, `simplified`; None for other forms."""
    match form:
        case "factored":
            return all(_is_irreducible(factor, domains) for factor in _factors(node))
        case "expanded":
            return _is_expanded(node, domains)
        case "partial_fractions":
            return _is_in_partial_fractions(node, domains)
        case "simplified":
            return _is_simplified(node, domains)
    return None


def _factors(node: Node) -> list[Node]:
    """What is multiplied, with powers and quotients taken apart."""
    match node:
        case Product(factors=factors):
            return [inner for factor in factors for inner in _factors(factor)]
        case Negative(operand=operand):
            return _factors(operand)
        case Quotient(numerator=numerator, denominator=denominator):
            return _factors(numerator) + _factors(denominator)
        case Power(base=base, exponent=Number()):
            return _factors(base)
    return [node]


def _terms(node: Node) -> list[Node]:
    match node:
        case Sum(terms=terms):
            return [inner for term in terms for inner in _terms(term)]
        case Negative(operand=operand):
            return _terms(operand)
    return [node]


def _is_irreducible(factor: Node, domains: dict[str, str]) -> bool:
    """No further polynomial factor and no common number can be taken out of it."""
    if not isinstance(factor, Sum):
        return True
    expression = sympy.expand(to_sympy(factor, domains))
    if expression.is_number:
        return True
    content, parts = sympy.factor_list(expression)
    if len(parts) != 1 or parts[0][1] != 1:
        return False
    return bool(abs(content) == 1 or not content.is_Integer)


def _is_expanded(node: Node, domains: dict[str, str]) -> bool:
    for part in walk(node):
        if isinstance(part, Product) and any(
            isinstance(_unsigned(factor), Sum) for factor in part.factors
        ):
            return False
        if (
            isinstance(part, Power)
            and isinstance(_unsigned(part.base), Sum)
            and isinstance(part.exponent, Number)
            and part.exponent.value.denominator == 1
        ):
            return False
        if isinstance(part, Negative) and isinstance(part.operand, Sum):
            return False
    expression = sympy.expand(to_sympy(node, domains))
    return len(_terms(node)) == len(sympy.Add.make_args(expression))


def _unsigned(node: Node) -> Node:
    return _unsigned(node.operand) if isinstance(node, Negative) else node


def _is_in_partial_fractions(node: Node, domains: dict[str, str]) -> bool | None:
    names = symbols(node)
    if len(names) != 1:
        return None
    fractions: list[Any] = []
    for term in _terms(node):
        expression = sympy.together(to_sympy(term, domains))
        if sympy.denom(expression).is_number:
            continue
        if isinstance(sympy.apart(expression), sympy.Add):
            return False
        fractions.append(sympy.factor(sympy.denom(expression)).as_coeff_Mul()[1])
    return len(set(fractions)) == len(fractions)


def _is_simplified(node: Node, domains: dict[str, str]) -> bool:
    """Not longer, as written, than what SymPy makes of it, and no two terms or factors left to join."""
    for part in walk(node):
        if isinstance(part, Sum):
            kept = len(sympy.Add.make_args(to_sympy(part, domains)))
            if kept < len(_terms(part)):
                return False
        elif isinstance(part, Product) and not any(isinstance(one, Sum) for one in part.factors):
            kept = len(sympy.Mul.make_args(to_sympy(part, domains)))
            if kept < len(part.factors):
                return False
    best = from_sympy(sympy.simplify(to_sympy(node, domains)))
    return _length(node) <= _length(best)


def _length(node: Node) -> int:
    return sum(2 if isinstance(part, Call) else 1 for part in walk(node))
