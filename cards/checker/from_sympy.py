"""From SymPy back to our tree, for derived model answers."""

from fractions import Fraction
from typing import Any

import sympy

from cards.checker.to_sympy import Untranslatable
from cards.core.answers.parse.nodes import (
    Call,
    Collection,
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

_CONSTANTS: dict[Any, str] = {
    sympy.E: "e",
    sympy.I: "i",
    sympy.pi: "pi",
    sympy.oo: "inf",
}
_FUNCTIONS: dict[Any, str] = {
    **{
        getattr(sympy, name): name
        for name in [
            "sin",
            "cos",
            "tan",
            "cot",
            "sec",
            "csc",
            "sinh",
            "cosh",
            "tanh",
            "coth",
            "sech",
            "csch",
            "exp",
            "sign",
            "floor",
            "factorial",
            "binomial",
            "gamma",
            "digamma",
            "beta",
            "zeta",
            "erf",
            "erfc",
            "re",
            "im",
            "arg",
        ]
    },
    sympy.asin: "arcsin",
    sympy.acos: "arccos",
    sympy.atan: "arctan",
    sympy.acot: "arccot",
    sympy.atan2: "arctan2",
    sympy.asinh: "arsinh",
    sympy.acosh: "arcosh",
    sympy.atanh: "artanh",
    sympy.log: "ln",
    sympy.Abs: "abs",
    sympy.ceiling: "ceil",
    sympy.Max: "max",
    sympy.Min: "min",
    sympy.Mod: "mod",
    sympy.loggamma: "lgamma",
    sympy.conjugate: "conj",
}


def from_sympy(expression: Any) -> Node:
    """Our tree of a SymPy expression or finite set. Untranslatable for what our language cannot say."""
    if expression in _CONSTANTS:
        return Constant(name=_CONSTANTS[expression])
    if expression is sympy.S.NegativeInfinity:
        return Negative(operand=Constant(name="inf"))
    if isinstance(expression, sympy.Rational):
        return _rational(expression)
    if isinstance(expression, sympy.Symbol):
        return Symbol(name=expression.name)
    if isinstance(expression, sympy.Add):
        return Sum(terms=tuple(map(from_sympy, expression.as_ordered_terms())))
    if isinstance(expression, sympy.Mul):
        return _product(expression)
    if isinstance(expression, sympy.exp):
        return Power(base=Constant(name="e"), exponent=from_sympy(expression.args[0]))
    if isinstance(expression, sympy.Pow):
        return _power(expression)
    if isinstance(expression, sympy.FiniteSet):
        ordered = sorted(expression.args, key=sympy.default_sort_key)
        return Collection(opening="{", closing="}", items=tuple(map(from_sympy, ordered)))
    if expression is sympy.S.EmptySet:
        return Collection(opening="{", closing="}", items=())
    if expression.func in _FUNCTIONS:
        return Call(name=_FUNCTIONS[expression.func], arguments=_all(expression.args))
    raise Untranslatable(f"our language has no {type(expression).__name__}")


def _all(parts: Any) -> tuple[Node, ...]:
    return tuple(map(from_sympy, parts))


def _whole(number: int) -> Node:
    return Number(value=Fraction(number), text=str(number))


def _rational(number: Any) -> Node:
    size: Node = _whole(abs(int(number.p)))
    if number.q != 1:
        size = Quotient(numerator=size, denominator=_whole(int(number.q)))
    return Negative(operand=size) if number.p < 0 else size


def _product(expression: Any) -> Node:
    if expression.could_extract_minus_sign():
        return Negative(operand=from_sympy(-expression))
    above, below = sympy.fraction(expression, exact=True)
    if below != 1:
        return Quotient(numerator=from_sympy(above), denominator=from_sympy(below))
    factors = expression.as_ordered_factors()
    if len(factors) == 1:
        raise Untranslatable("a product that does not come apart")
    return Product(factors=tuple(map(from_sympy, factors)))


def _power(expression: Any) -> Node:
    base, exponent = expression.as_base_exp()
    if exponent == sympy.Rational(1, 2):
        return Call(name="sqrt", arguments=(from_sympy(base),))
    if exponent.could_extract_minus_sign():
        return Quotient(numerator=_whole(1), denominator=from_sympy(1 / expression))
    return Power(base=from_sympy(base), exponent=from_sympy(exponent))
