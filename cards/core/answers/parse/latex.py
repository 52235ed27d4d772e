"""Printing a tree as LaTeX: exactly what was read, nothing simplified. What is printed reads back as the same tree."""

import itertools
import re

from cards.core.answers.parse.names import canonical_name
from cards.core.answers.parse.nodes import (
    Call,
    Collection,
    Constant,
    Logical,
    Matrix,
    Negative,
    Node,
    Number,
    PlusMinus,
    Power,
    Product,
    Quotient,
    Relation,
    SetOperation,
    Sum,
    Symbol,
)
from cards.core.answers.parse.signs import GREEK_NAMES

_LOOSE, _SUM, _PRODUCT, _POSTFIX, _ATOM = range(5)
_COMMANDS = frozenset(
    {"sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"}
    | {"coth", "ln", "exp", "max", "min", "gcd", "det", "arg"}
)
_RELATIONS = {"=": "=", "!=": r"\ne", "<": "<", ">": ">", "<=": r"\le", ">=": r"\ge", "in": r"\in"}
_SET_SIGNS = {"union": r"\cup", "intersection": r"\cap", "difference": r"\setminus"}
_BRACKETS = {"{": r"\{", "}": r"\}", "<": r"\langle", ">": r"\rangle"}
_CONSTANTS = {"pi": r"\pi", "inf": r"\infty", "undefined": r"\text{undefined}"}
_POSTFIXES = {"factorial": "!", "double_factorial": "!!", "percent": r"\%"}
_RAISED = {"degrees": r"\circ", "transpose": r"\top"}
_AROUND = {
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\lfloor ", r" \rfloor"),
    "ceil": (r"\lceil ", r" \rceil"),
}


def to_latex(node: Node) -> str:
    """LaTeX of an answer, without delimiters, as MathML converters and typesetters read it."""
    return _printed(node)[0]


def symbol_to_latex(name: str) -> str:
    r"""A variable: `theta_1` is `\theta_{1}`, `TP` is upright, `y_hat` stands under its accent."""
    canonical = canonical_name(name)
    primes = len(canonical) - len(canonical.rstrip("'"))
    base, _, lowered = canonical.rstrip("'").partition("_")
    base, _, accent = base.partition("~")
    if not accent and re.fullmatch(r"hat|bar|tilde|vec", lowered):
        accent, lowered = lowered, ""
    printed = _word(base)
    if accent:
        printed = rf"\{accent}{{{printed}}}"
    if lowered:
        printed += f"_{{{_word(lowered)}}}"
    return printed + "'" * primes


def _word(word: str) -> str:
    if word in GREEK_NAMES and word not in {"omicron", "Alpha", "Beta"}:
        return f"\\{word}"
    if len(word) > 1 and word.isalpha():
        return rf"\mathrm{{{word}}}"
    return word


def _bracketed(printed: str) -> str:
    return rf"\left({printed}\right)"


def _at_least(node: Node, level: int) -> str:
    printed, own = _printed(node)
    return printed if own >= level else _bracketed(printed)


def _printed(node: Node) -> tuple[str, int]:
    """The text of a node and how tightly it holds together."""
    match node:
        case Number():
            return _number(node)
        case Symbol(name=name):
            return symbol_to_latex(name), _ATOM
        case Constant(name=name):
            return _CONSTANTS.get(name, name), _ATOM
        case Sum(terms=terms):
            return _sum(terms), _SUM
        case Negative(operand=operand):
            return "-" + _at_least(operand, _PRODUCT), _SUM
        case PlusMinus(left=None, right=right):
            return rf"\pm {_at_least(right, _PRODUCT)}", _SUM
        case PlusMinus(left=Node() as left, right=right):
            return rf"{_at_least(left, _SUM)} \pm {_at_least(right, _PRODUCT)}", _SUM
        case Product(factors=factors):
            return _product(factors), _PRODUCT
        case Quotient(numerator=numerator, denominator=denominator):
            return rf"\frac{{{to_latex(numerator)}}}{{{to_latex(denominator)}}}", _POSTFIX
        case Power(base=base, exponent=exponent):
            return f"{_at_least(base, _ATOM)}^{{{to_latex(exponent)}}}", _POSTFIX
        case Call():
            return _call(node)
        case _:
            return _structure(node)


def _number(node: Number) -> tuple[str, int]:
    text = node.text or str(node.value)
    if found := re.fullmatch(r"(?:(\d+) )?(\d+)/(\d+)", text):
        whole, top, bottom = found.groups()
        fraction = rf"\tfrac{{{top}}}{{{bottom}}}"
        return (whole or "") + fraction, _POSTFIX
    digits, _, exponent = text.partition("e")
    if exponent:
        return rf"{digits} \times 10^{{{exponent}}}", _SUM
    return text, _ATOM


def _sum(terms: tuple[Node, ...]) -> str:
    printed = []
    for place, term in enumerate(terms):
        if isinstance(term, Negative):
            sign = " - " if place else "-"
            printed.append(sign + _at_least(term.operand, _PRODUCT))
        else:
            printed.append((" + " if place else "") + _at_least(term, _PRODUCT))
    return "".join(printed)


def _product(factors: tuple[Node, ...]) -> str:
    printed = _at_least(factors[0], _POSTFIX)
    for before, factor in itertools.pairwise(factors):
        text = _at_least(factor, _POSTFIX)
        # Two numbers side by side, or a number before a fraction of numbers, would read as one.
        needs_sign = text[0].isdigit() or text.startswith((r"\frac", r"\tfrac"))
        needs_sign = needs_sign or (isinstance(before, Call) and before.name == "percent")
        printed += (r" \cdot " if needs_sign else r" \, ") + text
    return printed


def _call(node: Call) -> tuple[str, int]:
    name, arguments = node.name, node.arguments
    if name in _POSTFIXES:
        return _at_least(arguments[0], _ATOM) + _POSTFIXES[name], _POSTFIX
    if name in _RAISED:
        return f"{_at_least(arguments[0], _ATOM)}^{{{_RAISED[name]}}}", _POSTFIX
    if name in _AROUND:
        before, after = _AROUND[name]
        return before + to_latex(arguments[0]) + after, _ATOM
    if name == "sqrt":
        return rf"\sqrt{{{to_latex(arguments[0])}}}", _ATOM
    if name == "root":
        return rf"\sqrt[{to_latex(arguments[1])}]{{{to_latex(arguments[0])}}}", _ATOM
    if name == "binomial":
        return rf"\binom{{{to_latex(arguments[0])}}}{{{to_latex(arguments[1])}}}", _ATOM
    if name in {"log2", "log10"}:
        return rf"\log_{{{name[3:]}}}\left({to_latex(arguments[0])}\right)", _ATOM
    if name == "log" and len(arguments) == 2:
        return rf"\log_{{{to_latex(arguments[1])}}}\left({to_latex(arguments[0])}\right)", _ATOM
    listed = ", ".join(to_latex(argument) for argument in arguments)
    return rf"{_function(name)}\left({listed}\right)", _ATOM


def _function(name: str) -> str:
    if name in _COMMANDS:
        return f"\\{name}"
    if len(name) == 1:
        return name
    special = {"sigmoid": r"\sigma", "normal_cdf": r"\Phi", "normal_pdf": r"\varphi"}
    if name in special:
        return special[name]
    if name in {"gamma", "digamma", "zeta"}:
        return {"gamma": r"\Gamma", "digamma": r"\psi", "zeta": r"\zeta"}[name]
    return rf"\operatorname{{{name.replace('_', ' ')}}}"


def _structure(node: Node) -> tuple[str, int]:
    match node:
        case Relation(operators=operators, operands=operands):
            printed = to_latex(operands[0])
            for operator, operand in zip(operators, operands[1:], strict=True):
                printed += f" {_RELATIONS[operator]} {to_latex(operand)}"
            return printed, _LOOSE
        case Logical(operator=operator, operands=operands):
            sign = rf" \text{{ {operator} }} "
            return sign.join(_nested(part) for part in operands), _LOOSE
        case SetOperation(operator=operator, operands=operands):
            sign = f" {_SET_SIGNS[operator]} "
            return sign.join(_nested(part) for part in operands), _LOOSE
        case Collection(items=(), opening="{"):
            return r"\emptyset", _ATOM
        case Collection(opening=opening, closing=closing, items=items):
            listed = ", ".join(_nested(item) for item in items)
            if not opening:
                return listed, _LOOSE
            before = _BRACKETS.get(opening, opening)
            after = _BRACKETS.get(closing, closing)
            return rf"\left{before} {listed}\right{after}", _ATOM
        case Matrix(rows=rows):
            lines = r" \\ ".join(" & ".join(to_latex(entry) for entry in row) for row in rows)
            return rf"\begin{{pmatrix}}{lines}\end{{pmatrix}}", _ATOM
    raise TypeError(f"not a node: {type(node).__name__}")


def _nested(node: Node) -> str:
    """A part of a structure; what is itself joined by a word needs brackets."""
    if isinstance(node, Logical | SetOperation):
        return _bracketed(to_latex(node))
    return to_latex(node)
