"""Whether two systems of equations have the same solutions: by elimination where all is linear, else at solutions found from many starts."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from cards.core.answers.compare.evaluate import TooMuchWork
from cards.core.answers.compare.quick import Quick, Unclear, compiled
from cards.core.answers.compare.sample import Sampling
from cards.core.answers.compare.truth import Truth
from cards.core.answers.parse.nodes import (
    Negative,
    Node,
    Number,
    Product,
    Quotient,
    Sum,
    Symbol,
    symbols,
)

_STARTS = 12
_SOLUTIONS_WANTED = 4
_SOLUTIONS_NEEDED = 2
_ROUGH_STEPS = 30
_FINE_STEPS = 5

Linear = dict[str, Fraction]  # by variable; the constant part under ""


def same_solutions(left: Sequence[Node], right: Sequence[Node], where: Sampling) -> bool | None:
    """Compare two systems, each a list of expressions that must all be 0. None: not decided."""
    names = sorted(set[str]().union(*map(symbols, (*left, *right))))
    mine, others = _echelon(left, names), _echelon(right, names)
    if mine is not None and others is not None:
        return mine == others
    truth = Truth()
    try:
        found = [
            _all_vanish(solved, other, names, where, truth)
            for solved, other in ((right, left), (left, right))
        ]
    except TooMuchWork:
        return None
    if False in found:
        return False
    return None if None in found else True


# Linear systems, exactly


def _echelon(system: Sequence[Node], names: Sequence[str]) -> list[list[Fraction]] | None:
    """The reduced rows, the same for equal systems; None when an equation is not linear."""
    rows: list[list[Fraction]] = []
    for equation in system:
        linear = _linear(equation)
        if linear is None:
            return None
        rows.append([linear.get(name, Fraction(0)) for name in (*names, "")])
    reduced: list[list[Fraction]] = []
    for column in range(len(names) + 1):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [part / pivot[column] for part in pivot]
        rows = [_without(row, pivot, column) for row in rows]
        reduced = [_without(row, pivot, column) for row in reduced]
        reduced.append(pivot)
    if reduced and not any(reduced[-1][:-1]):
        return [reduced[-1]]  # 0 = 1: no solution, whatever the other rows say
    return reduced


def _without(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    return [part - row[column] * taken for part, taken in zip(row, pivot, strict=True)]


def _linear(node: Node) -> Linear | None:
    match node:
        case Number(value=value):
            return {"": value}
        case Symbol(name=name):
            return {name: Fraction(1)}
        case Negative(operand=operand):
            return _scaled(_linear(operand), Fraction(-1))
        case Sum(terms=terms):
            total: Linear = {}
            for term in terms:
                part = _linear(term)
                if part is None:
                    return None
                for name, value in part.items():
                    total[name] = total.get(name, Fraction(0)) + value
            return total
        case Product(factors=factors):
            product: Linear | None = {"": Fraction(1)}
            for factor in factors:
                product = _multiplied(product, _linear(factor))
            return product
        case Quotient(numerator=numerator, denominator=denominator):
            below = _constant(_linear(denominator))
            return _scaled(_linear(numerator), 1 / below) if below else None
    return None


def _multiplied(left: Linear | None, right: Linear | None) -> Linear | None:
    for one, other in ((left, right), (right, left)):
        if (factor := _constant(one)) is not None:
            return _scaled(other, factor)
    return None


def _constant(linear: Linear | None) -> Fraction | None:
    if linear is None or any(value for name, value in linear.items() if name):
        return None
    return linear.get("", Fraction(0))


def _scaled(linear: Linear | None, factor: Fraction) -> Linear | None:
    return None if linear is None else {name: factor * value for name, value in linear.items()}


# Anything else, at solutions found by Newton's steps: in machine precision first, then with forty digits


def _all_vanish(
    solved: Sequence[Node],
    other: Sequence[Node],
    names: Sequence[str],
    where: Sampling,
    truth: Truth,
) -> bool | None:
    """Whether every solution found of one system solves the other; None when too few are found."""
    found = 0
    for index in range(_STARTS):
        point = _solution(solved, where.point(names, index), truth)
        if point is None or not all(
            where.domain(name).allows(value, truth.context) for name, value in point.items()
        ):
            continue
        if not all(_vanishes(equation, point, truth) for equation in other):
            return False
        found += 1
        if found >= _SOLUTIONS_WANTED:
            break
    return True if found >= _SOLUTIONS_NEEDED else None


def _vanishes(equation: Node, point: Mapping[str, Any], truth: Truth) -> bool:
    value = truth.real_value(equation, point)
    size = max(truth.evaluator.scale, 1)
    return value is not None and bool(abs(value) <= size * truth.context.mpf(10) ** -20)


def _solution(
    system: Sequence[Node], start: Mapping[str, Any], truth: Truth
) -> dict[str, Any] | None:
    if any(isinstance(part, tuple) for part in start.values()):
        return None
    rough = _rough_solution(system, {name: float(part) for name, part in start.items()}, truth)
    if rough is None:
        return None
    context = truth.context

    def value(equation: Node, point: Mapping[str, Any]) -> Any:
        found = truth.real_value(equation, point)
        if found is None:
            raise Unclear
        return found

    point = {name: context.mpf(part) for name, part in rough.items()}
    try:
        for _ in range(_FINE_STEPS):
            _step([_valued(value, one) for one in system], point, context.mpf(10) ** -18)
    except (Unclear, ZeroDivisionError):
        pass  # already there, or nowhere: the equations say which
    return point if all(_vanishes(equation, point, truth) for equation in system) else None


def _valued(value: Callable[..., Any], equation: Node) -> Quick:
    return lambda point: value(equation, point)


def _rough_solution(
    system: Sequence[Node], point: dict[str, float], truth: Truth
) -> dict[str, float] | None:
    quick = [compiled(equation) for equation in system]
    functions = [function for function in quick if function is not None]
    if len(functions) < len(system):
        return None
    for _ in range(_ROUGH_STEPS):
        truth.evaluator.spend(4 * len(system) * len(point))
        before = dict(point)
        try:
            moved = _step([_real_only(function) for function in functions], point, 1e-6)
        except (Unclear, ZeroDivisionError, OverflowError):
            # Mostly a sum that has come too near to 0 to be trusted: near enough for the fine steps.
            return before
        if not moved < 1e9:
            return None
        if moved < 1e-10:
            break
    return point


def _real_only(function: Quick) -> Quick:
    def value(point: Mapping[str, float]) -> Any:
        found = function(point)
        if isinstance(found, complex):
            if found.imag:
                raise Unclear
            return found.real
        return found

    return value


def _step(functions: Sequence[Quick], point: dict[str, Any], distance: Any) -> Any:
    """One step of Gauss and Newton, in place; how far it went. Of many solutions the nearest is headed for."""
    values = [function(point) for function in functions]
    slopes: list[list[Any]] = []
    for function, value in zip(functions, values, strict=True):
        row = []
        for name in point:
            shift = distance * max(abs(point[name]), 1)
            row.append((function({**point, name: point[name] + shift}) - value) / shift)
        slopes.append(row)
    columns = list(zip(*slopes, strict=True))
    if len(functions) <= len(point):
        weights = _solved([[_dot(a, b) for b in slopes] for a in slopes], values)
        change = [_dot(column, weights) for column in columns]
    else:
        change = _solved(
            [[_dot(a, b) for b in columns] for a in columns], [_dot(c, values) for c in columns]
        )
    for name, part in zip(list(point), change, strict=True):
        point[name] -= part
    return max(abs(part) for part in change)


def _dot(left: Sequence[Any], right: Sequence[Any]) -> Any:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _solved(matrix: list[list[Any]], right: list[Any]) -> list[Any]:
    """Elimination with the largest pivot; ZeroDivisionError when there is no single solution."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    count = len(rows)
    for column in range(count):
        pivot = max(range(column, count), key=lambda at: abs(rows[at][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for at in range(count):
            if at != column:
                share = rows[at][column] / rows[column][column]
                rows[at] = [a - share * b for a, b in zip(rows[at], rows[column], strict=True)]
    return [row[-1] / row[at] for at, row in enumerate(rows)]
