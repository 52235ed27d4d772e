"""From our tree to SymPy, node by node: no text is ever handed over, so nothing can be evaluated as a program."""

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy.functions.combinatorial.factorials import factorial2

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

_ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "positive": {"positive": True},
    "integer": {"integer": True},
    "positive_integer": {"integer": True, "positive": True},
    "complex": {},
}
_CONSTANTS: dict[str, Any] = {
    "e": sympy.E,
    "i": sympy.I,
    "pi": sympy.pi,
    "inf": sympy.oo,
}


class Untranslatable(ValueError):  # noqa: N818 - names what the tree is
    """The tree holds something that SymPy is not asked about."""


def _log(argument: Any, base: Any = None) -> Any:
    return sympy.log(argument) if base is None else sympy.log(argument) / sympy.log(base)


def _sigmoid(argument: Any) -> Any:
    return 1 / (1 + sympy.exp(-argument))


# By the canonical names of parse.vocabulary. A name that is missing here is undecided, never wrong.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{
        name: getattr(sympy, name)
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
            "sqrt",
            "cbrt",
            "sign",
            "floor",
            "gcd",
            "lcm",
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
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arctan": sympy.atan,
    "arccot": sympy.acot,
    "arcsec": sympy.asec,
    "arccsc": sympy.acsc,
    "arctan2": sympy.atan2,
    "arsinh": sympy.asinh,
    "arcosh": sympy.acosh,
    "artanh": sympy.atanh,
    "expm1": lambda x: sympy.exp(x) - 1,
    "log1p": lambda x: sympy.log(1 + x),
    "ln": sympy.log,
    "log": _log,
    "log2": lambda x: _log(x, 2),
    "log10": lambda x: _log(x, 10),
    "root": lambda x, n: x ** (1 / n),
    "abs": sympy.Abs,
    "ceil": sympy.ceiling,
    "max": sympy.Max,
    "min": sympy.Min,
    "mod": sympy.Mod,
    "pow": sympy.Pow,
    "double_factorial": factorial2,
    "permutations": lambda n, k: sympy.factorial(n) / sympy.factorial(n - k),
    "lgamma": sympy.loggamma,
    "conj": sympy.conjugate,
    "sigmoid": _sigmoid,
    "logit": lambda p: sympy.log(p / (1 - p)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "relu": lambda x: sympy.Max(0, x),
    "silu": lambda x: x * _sigmoid(x),
    "gelu": lambda x: x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "step": sympy.Heaviside,
    "logsumexp": lambda *terms: sympy.log(sympy.Add(*map(sympy.exp, terms))),
    "normal_cdf": lambda x: (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "normal_pdf": lambda x: sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
    "degrees": lambda x: x * 180 / sympy.pi,
    "radians": lambda x: x * sympy.pi / 180,
    "percent": lambda x: x / 100,
}


def to_sympy(node: Node, domains: Mapping[str, str]) -> Any:
    """The SymPy object of a tree. `domains` names `real`, `positive`, `integer` or `complex` per variable."""

    def build(part: Node) -> Any:
        match part:
            case Number(value=value):
                return sympy.Rational(value.numerator, value.denominator)
            case Symbol(name=name):
                return symbol(name, domains)
            case Constant(name=name) if name in _CONSTANTS:
                return _CONSTANTS[name]
            case Sum(terms=terms):
                return sympy.Add(*map(build, terms))
            case Product(factors=factors):
                return sympy.Mul(*map(build, factors))
            case Negative(operand=operand):
                return -build(operand)
            case Quotient(numerator=numerator, denominator=denominator):
                return build(numerator) / build(denominator)
            case Power(base=base, exponent=exponent):
                return build(base) ** build(exponent)
            case Call(name=name, arguments=arguments) if name in FUNCTIONS:
                return FUNCTIONS[name](*map(build, arguments))
            case Collection(opening="{", items=items):
                return sympy.FiniteSet(*map(build, items))
        raise Untranslatable(f"{type(part).__name__} has no counterpart")

    return build(node)


def symbol(name: str, domains: Mapping[str, str]) -> Any:
    """The SymPy symbol of one of our variables, with what is known about its values."""
    kind = domains.get(name, domains.get("*", "real"))
    return sympy.Symbol(name, **_ASSUMPTIONS.get(kind, {"real": True}))
