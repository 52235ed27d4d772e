"""Whether two statements (equations, inequalities, memberships) are true at the same points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cards.core.answers.compare.equivalence import compare
from cards.core.answers.compare.evaluate import TooMuchWork
from cards.core.answers.compare.sample import Sampling
from cards.core.answers.compare.scan import Line, Scan, between
from cards.core.answers.compare.truth import Truth, differences, endpoints, subtracted
from cards.core.answers.parse.nodes import Node, Quotient, Relation, symbols

_LINES = 2
_GLANCES = 12
_NOT_ON_BOUNDARY = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`is_equal` None: not decided. `at_boundary_only`: they differ in single points, such as < and <=."""

    is_equal: bool | None
    at_boundary_only: bool = False


def _lines(names: Sequence[str], where: Sampling, truth: Truth) -> list[Line]:
    if len(names) == 1:
        return [Line(variable=names[0], fixed={})]
    found: list[Line] = []
    for index in range(_LINES):
        point = _real_point(names, index, where, truth)
        found += [
            Line(variable=name, fixed=point) for name in names[:3] if len(point) == len(names)
        ]
    return found


def same_truth(left: Node, right: Node, where: Sampling) -> Agreement:
    """Compare the truth of two statements at and between the points where either can change."""
    names = sorted(symbols(left) | symbols(right))
    if left == right or _is_multiple(left, right, names, where):
        return Agreement(is_equal=True)
    truth = Truth()
    try:
        if not names:
            return Agreement(is_equal=truth.holds(left, {}) == truth.holds(right, {}))
        if _differs_somewhere(left, right, names, where, truth):
            return Agreement(is_equal=False)
        differs_at_boundary = False
        for line in _lines(names, where, truth):
            functions = differences(left) + differences(right)
            points, border = Scan(truth, line).points(functions)
            for value in points:
                if not where.domain(line.variable).allows(value, truth.context):
                    continue
                point = line.at(value)
                if truth.holds(left, point) != truth.holds(right, point):
                    if value not in border:
                        return Agreement(is_equal=False)
                    differs_at_boundary = True
    except TooMuchWork:
        return Agreement(is_equal=None)
    return Agreement(is_equal=not differs_at_boundary, at_boundary_only=differs_at_boundary)


def _differs_somewhere(
    left: Node, right: Node, names: Sequence[str], where: Sampling, truth: Truth
) -> bool:
    """The quick look, at a few points of the domain: most wrong answers are seen to be wrong at once."""
    for index in range(_GLANCES):
        point = _real_point(names, index, where, truth)
        if len(point) < len(names):
            return False
        if truth.holds(left, point) == truth.holds(right, point):
            continue
        # A difference in this very point only, as between < and <=, is for the scan to judge.
        if all(
            value is not None and abs(value) > _NOT_ON_BOUNDARY
            for value in (
                truth.real_value(function, point)
                for function in (*differences(left), *differences(right))
            )
        ):
            return True
    return False


def _real_point(names: Sequence[str], index: int, where: Sampling, truth: Truth) -> dict[str, Any]:
    """One point of the domain; coordinates off the real line are left out."""
    return {
        name: truth.context.mpf(part.numerator) / part.denominator
        for name, part in where.point(names, index).items()
        if not isinstance(part, tuple)
    }


def same_set(left: Node, right: Node, where: Sampling) -> Agreement:
    """Compare two sets of numbers made of intervals: at all their ends, between, and beyond them."""
    names = sorted(symbols(left) | symbols(right))
    truth = Truth()
    context = truth.context
    is_boundary = False
    try:
        for index in range(_LINES if names else 1):
            point = _real_point(names, index, where, truth)
            found = [truth.real_value(end, point) for end in endpoints(left) + endpoints(right)]
            ends = sorted(value for value in found if value is not None)
            beyond = [ends[0] - 1, ends[-1] + 1] if ends else [context.mpf(0)]
            for value in between(ends) + beyond:
                if truth.contains(left, value, point) != truth.contains(right, value, point):
                    return Agreement(is_equal=False)
            for value in ends:
                if truth.contains(left, value, point) != truth.contains(right, value, point):
                    is_boundary = True
    except TooMuchWork:
        return Agreement(is_equal=None)
    return Agreement(is_equal=not is_boundary, at_boundary_only=is_boundary)


def same_zeros(left: Node, right: Node, where: Sampling) -> bool | None:
    """Whether two functions vanish at the same points; how often they do is not looked at."""
    names = sorted(symbols(left) | symbols(right))
    if not names or left == right:
        return compare(left, right, where).is_equal
    if _constant_ratio(left, right, names, where) is not None:
        return True
    truth = Truth()
    seen = 0
    try:
        for line in _lines(names, where, truth):
            for function, other in ((left, right), (right, left)):
                for value in Scan(truth, line).zeros(function):
                    point = line.at(value)
                    if not where.domain(line.variable).allows(value, truth.context):
                        continue
                    if not _vanishes(truth, function, point):
                        continue  # a pole or the end of the domain
                    seen += 1
                    if not _vanishes(truth, other, point):
                        return False
    except TooMuchWork:
        return None
    return True if seen else None


def _vanishes(truth: Truth, function: Node, point: dict[str, Any]) -> bool:
    value = truth.real_value(function, point)
    if value is None:
        return False
    # A root found by halving is right to some 33 digits; a steep function makes less of it.
    return bool(abs(value) <= max(truth.evaluator.scale, 1) * truth.context.mpf(10) ** -18)


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def _is_multiple(left: Node, right: Node, names: Sequence[str], where: Sampling) -> bool:
    """Whether one comparison is the other times a number, the quickest way to see that they are the same."""
    match left, right:
        case (
            Relation(operators=(sign,), operands=(a, b)),
            Relation(operators=(other,), operands=(c, d)),
        ) if names and sign in _TURNED and other in _TURNED:
            ratio = _constant_ratio(subtracted(a, b), subtracted(c, d), names, where)
            return ratio is not None and sign == (other if ratio > 0 else _TURNED[other])
    return False


def _constant_ratio(left: Node, right: Node, names: Sequence[str], where: Sampling) -> Any | None:
    """The number that one is of the other; None when it is not the same everywhere or has not been seen often enough."""
    quotient = Quotient(numerator=left, denominator=right)
    truth = Truth()
    context = truth.context
    found: list[Any] = []
    for index in range(8):
        point = _real_point(names, index, where, truth)
        if len(point) < len(names):
            return None
        try:
            value = truth.real_value(quotient, point)
        except TooMuchWork:
            return None
        # Undefined somewhere: one of the two may hold where the other does not.
        if value is None:
            return None
        found.append(value)
    slack = context.mpf(10) ** -28 * abs(found[0])
    is_same = found[0] and all(abs(value - found[0]) <= slack for value in found)
    return found[0] if is_same else None
