"""What probably went wrong, found by testing transformations of an incorrect answer. Looked at only when it is incorrect.

An author can switch hints off per question (`hints: false`): a hint can give the answer away.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cards.core.answers.compare.equivalence import compare
from cards.core.answers.compare.evaluate import Evaluator, TooMuchWork
from cards.core.answers.compare.functions import Undefined
from cards.core.answers.compare.sample import Sampling
from cards.core.answers.parse.nodes import (
    Call,
    Constant,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Symbol,
    rewrite,
    symbols,
    walk,
)
from cards.core.answers.question_options import is_on, sampling, substituted


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    code: str = ""
    message: str = ""


NO_HINT = Hint()
_POINTS = 4
_MAX_NODES = 120


def expression_hint(submitted: Node, correct: Node, options: Mapping[str, object]) -> Hint:
    """The likeliest slip between two expressions that are not equal."""
    if not is_on(options, "hints", default=True):
        return NO_HINT
    if sum(1 for _ in walk(submitted)) + sum(1 for _ in walk(correct)) > _MAX_NODES:
        return NO_HINT
    where = sampling(options)
    submitted, correct = substituted(submitted, options), substituted(correct, options)
    tests: tuple[Callable[[Node, Node, Sampling], Hint], ...] = (
        _other_reading,
        _sign,
        _rounded_coefficient,
        _inner_derivative,
        _constant_factor,
        _constant_difference,
        _transformed,
        _swapped,
    )
    try:
        for test in tests:
            found = test(submitted, correct, where)
            if found is not NO_HINT:
                return found
    except TooMuchWork:
        return NO_HINT
    return NO_HINT


def _is_equal(left: Node, right: Node, where: Sampling) -> bool:
    return compare(left, right, where).is_equal is True


def _other_reading(submitted: Node, correct: Node, where: Sampling) -> Hint:
    def raise_all(node: Node) -> Node:
        match node:
            case Product(
                factors=(Power(base=base, exponent=Number() | Symbol() as exponent), *rest)
            ):
                return Power(base=base, exponent=Product(factors=(exponent, *rest)))
        return node

    def divide_by_all(node: Node) -> Node:
        match node:
            case Product(factors=(Quotient(numerator=top, denominator=bottom), *rest)):
                return Quotient(numerator=top, denominator=Product(factors=(bottom, *rest)))
        return node

    for change, code, advice in (
        (raise_all, "ambiguous_exponent", "the exponent"),
        (divide_by_all, "ambiguous_fraction", "the denominator"),
    ):
        other = rewrite(submitted, change)
        if other is not submitted and _is_equal(other, correct, where):
            return Hint(
                code=code, message=f"Put all of {advice} in brackets if it belongs together."
            )
    return NO_HINT


def _sign(submitted: Node, correct: Node, where: Sampling) -> Hint:
    if _is_equal(Negative(operand=submitted), correct, where):
        return Hint(code="sign", message="Check the sign.")
    return NO_HINT


def _rounded_coefficient(submitted: Node, correct: Node, where: Sampling) -> Hint:
    if not any(isinstance(part, Number) and part.is_decimal for part in walk(submitted)):
        return NO_HINT
    near = Sampling(domains=where.domains, seed=where.seed, rtol=Fraction(1, 100))
    if _is_equal(submitted, correct, near):
        message = "A coefficient looks rounded. Write it exactly, for example as a fraction."
        return Hint(code="rounded_coefficient", message=message)
    return NO_HINT


def _values(node: Node, where: Sampling, names: list[str]) -> list[Any]:
    """Values at the first points of the domain, None where there is none."""
    evaluator = Evaluator()
    context = evaluator.context
    found: list[Any] = []
    for index in range(2 * _POINTS):
        point = {
            name: _coordinate(context, part) for name, part in where.point(names, index).items()
        }
        try:
            found.append(evaluator.value(node, point))
        except Undefined:
            found.append(None)
    return found


def _coordinate(context: Any, part: Any) -> Any:
    if isinstance(part, tuple):
        return context.mpc(*(_coordinate(context, side) for side in part))
    return context.mpf(part.numerator) / part.denominator


def _pairs(submitted: Node, correct: Node, where: Sampling) -> list[tuple[Any, Any]]:
    names = sorted(symbols(submitted) | symbols(correct))
    both = zip(_values(submitted, where, names), _values(correct, where, names), strict=True)
    return [(mine, right) for mine, right in both if mine is not None and right is not None]


def _is_constant(values: list[Any]) -> bool:
    if len(values) < 3:
        return False
    slack = Evaluator().context.mpf(10) ** -25
    return all(abs(value - values[0]) <= slack * max(abs(values[0]), slack) for value in values)


def _as_fraction(value: Any) -> Fraction | None:
    """The simple fraction that a value is, if it is one."""
    context = Evaluator().context
    if context.im(value):
        return None
    number = context.re(value)
    if abs(number) > 10_000:
        return None
    whole = int(context.nint(number * 27720))
    # 27720 has every factor up to 12.
    if abs(number * 27720 - whole) < context.mpf(10) ** -20:
        return Fraction(whole, 27720)
    return None


def _constant_factor(submitted: Node, correct: Node, where: Sampling) -> Hint:
    pairs = _pairs(submitted, correct, where)
    ratios = [right / mine for mine, right in pairs if mine != 0]
    if not symbols(submitted) or not _is_constant(ratios) or ratios[0] == 0:
        return NO_HINT
    context = Evaluator().context
    for factor in (ratios[0], 1 / ratios[0]):
        if abs(factor - context.log(2)) < context.mpf(10) ** -25:
            message = "Off by the factor ln 2: bits or nats?"
            return Hint(code="bits_or_nats", message=message)
    factor = _as_fraction(ratios[0])
    shown = "" if factor is None else f": it should be {factor} times this"
    return Hint(code="constant_factor", message=f"A constant factor is wrong{shown}.")


def _constant_difference(submitted: Node, correct: Node, where: Sampling) -> Hint:
    pairs = _pairs(submitted, correct, where)
    if symbols(submitted) and _is_constant([right - mine for mine, right in pairs]):
        return Hint(code="constant_difference", message="This differs by a constant.")
    return NO_HINT


def _inner_functions(correct: Node) -> list[Node]:
    """Arguments, bases and exponents that are more than a bare variable."""
    found: list[Node] = []
    for part in walk(correct):
        match part:
            case Call(arguments=(inner,)):
                found.append(inner)
            case Power(base=base, exponent=exponent):
                found += [base, exponent]
    return [
        part for part in found if not isinstance(part, Symbol | Number | Constant) and symbols(part)
    ]


def _inner_derivative(submitted: Node, correct: Node, where: Sampling) -> Hint:
    """The correct answer is the submitted one times u', for some u inside it."""
    names = sorted(symbols(submitted) | symbols(correct))
    inner = _inner_functions(correct)[:6]
    if not inner:
        return NO_HINT
    context = Evaluator().context
    step = context.mpf(10) ** -12
    for variable in names:
        for function in inner:
            evaluator = Evaluator()
            agreeing = 0
            for index in range(_POINTS):
                point = {n: _coordinate(context, p) for n, p in where.point(names, index).items()}
                ahead, behind = dict(point), dict(point)
                ahead[variable] += step
                behind[variable] -= step
                try:
                    slope = evaluator.value(function, ahead) - evaluator.value(function, behind)
                    slope /= 2 * step
                    mine = evaluator.value(submitted, point) * slope
                    right = evaluator.value(correct, point)
                except Undefined:
                    continue
                if abs(mine - right) > context.mpf(10) ** -12 * max(abs(right), abs(mine)):
                    break
                # u' = 1 would make any equal pair pass.
                agreeing += abs(slope - 1) > context.mpf(10) ** -6
            else:
                if agreeing >= 2:
                    message = "Is the derivative of the inner function missing?"
                    return Hint(code="missing_chain_factor", message=message)
    return NO_HINT


def _transformed(submitted: Node, correct: Node, where: Sampling) -> Hint:
    two = Number(value=Fraction(2), text="2")
    one = Number(value=Fraction(1), text="1")
    changes = (
        (Power(base=submitted, exponent=two), "root", "Was a root taken that should not be?"),
        (Call(name="sqrt", arguments=(submitted,)), "squared", "Is a square root missing?"),
        (Quotient(numerator=one, denominator=submitted), "reciprocal", "This is the reciprocal."),
    )
    for changed, code, message in changes:
        if _is_equal(changed, correct, where):
            return Hint(code=code, message=message)
    return NO_HINT


def _swapped(submitted: Node, correct: Node, where: Sampling) -> Hint:
    names = sorted(symbols(submitted))
    for first, second in itertools.islice(itertools.combinations(names, 2), 10):
        exchange = {first: second, second: first}

        def swap(part: Node, exchange: dict[str, str] = exchange) -> Node:
            if isinstance(part, Symbol) and part.name in exchange:
                return Symbol(name=exchange[part.name])
            return part

        if _is_equal(rewrite(submitted, swap), correct, where):
            message = f"Are {first} and {second} swapped?"
            return Hint(code="swapped_variables", message=message)
    return NO_HINT
