"""Whether an equation, inequality or set membership holds at a point, and where along a line that changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from cards.core.answers.compare.evaluate import WORKING_DIGITS, Evaluator
from cards.core.answers.compare.functions import Undefined
from cards.core.answers.parse.nodes import (
    Collection,
    Logical,
    Negative,
    Node,
    Number,
    Relation,
    SetOperation,
    Sum,
    symbols,
    walk,
)

_LINE_OPERATIONS = 30_000
_NEARLY_SAME = 1e-12
_SAME_DIGITS = 25
_INTERVALS = frozenset({"()", "(]", "[)", "[]", "][", "[[", "]]", "([", "])"})


class Truth:
    """Evaluates statements at points within one budget of operations."""

    def __init__(self) -> None:
        self.evaluator = Evaluator(WORKING_DIGITS, _LINE_OPERATIONS)
        self.context = self.evaluator.context
        self.same = self.context.mpf(10) ** -_SAME_DIGITS

    def real_value(self, node: Node, point: Mapping[str, Any]) -> Any | None:
        """The real value, None where there is none."""
        try:
            value = self.evaluator.value(node, point)
        except Undefined:
            return None
        if abs(self.context.im(value)) > self.evaluator.scale * self.same:
            return None
        return self.context.re(value)

    def is_same(self, left: Any, right: Any) -> bool:
        if self.context.isinf(left) or self.context.isinf(right):
            return bool(left == right)
        return bool(abs(left - right) <= self.same * max(abs(left), abs(right), 1))

    def holds(self, node: Node, point: Mapping[str, Any]) -> bool:
        """Whether a statement is true; where a side is undefined it is not."""
        match node:
            case Logical(operator=operator, operands=operands):
                found = (self.holds(part, point) for part in operands)
                return all(found) if operator == "and" else any(found)
            case Relation(operators=operators, operands=operands):
                pairs = zip(operands, operators, operands[1:], strict=False)
                return all(self._related(a, sign, b, point) for a, sign, b in pairs)
        raise TypeError("this is no statement")

    def _related(self, left: Node, sign: str, right: Node, point: Mapping[str, Any]) -> bool:
        mine = self.real_value(left, point)
        if mine is None:
            return False
        if sign == "in":
            return self.contains(right, mine, point)
        other = self.real_value(right, point)
        if other is None:
            return False
        if self.is_same(mine, other):
            return sign in {"=", "<=", ">="}
        if sign in {"<", "<="}:
            return bool(mine < other)
        return sign == "!=" or (sign in {">", ">="} and bool(mine > other))

    def contains(self, node: Node, value: Any, point: Mapping[str, Any]) -> bool:
        """Whether a number lies in a set or interval."""
        match node:
            case SetOperation(operator=operator, operands=operands):
                found = [self.contains(part, value, point) for part in operands]
                if operator == "union":
                    return any(found)
                return all(found) if operator == "intersection" else found[0] and not any(found[1:])
            case Collection(opening=opening, closing=closing, items=(low, high)) if (
                opening + closing in _INTERVALS
            ):
                return self._between(node, low, high, value, point)
            case Collection(items=items):
                values = [self.real_value(item, point) for item in items]
                return any(part is not None and self.is_same(part, value) for part in values)
        return False

    def _between(
        self, node: Collection, low: Node, high: Node, value: Any, point: Mapping[str, Any]
    ) -> bool:
        first, last = self.real_value(low, point), self.real_value(high, point)
        if first is None or last is None:
            return False
        if self.is_same(value, first):
            return node.opening == "[" and (first < last or node.closing == "]")
        if self.is_same(value, last):
            return node.closing == "]" and first < last
        return bool(first < value < last)


def differences(node: Node) -> list[Node]:
    """Expressions that change sign wherever the truth of a statement can change."""
    found: list[Node] = []
    for part in walk(node):
        if isinstance(part, Relation):
            for left, sign, right in zip(
                part.operands, part.operators, part.operands[1:], strict=False
            ):
                if sign == "in":
                    found += [subtracted(left, end) for end in endpoints(right)]
                else:
                    found.append(subtracted(left, right))
    return found


def endpoints(node: Node) -> list[Node]:
    """The finite ends of the intervals, and the members of the sets, that a set is made of."""
    return [
        item
        for part in walk(node)
        if isinstance(part, Collection)
        for item in part.items
        if not isinstance(item, Collection) and not _is_infinite(item)
    ]


def _is_infinite(node: Node) -> bool:
    bare = node.operand if isinstance(node, Negative) else node
    return getattr(bare, "name", "") == "inf"


def subtracted(left: Node, right: Node) -> Node:
    """left - right."""
    if right == Number(value=Fraction(0)):
        return left
    return Sum(terms=(left, Negative(operand=right)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One variable moves, the others stay."""

    variable: str
    fixed: Mapping[str, Any]

    def at(self, value: Any) -> dict[str, Any]:
        return {**self.fixed, self.variable: value}


def _grid(functions: Iterable[Node]) -> list[Fraction]:
    """Whole numbers, points between them, powers of two, and the numerals that occur with their surroundings."""
    literals = {part.value for node in functions for part in walk(node) if isinstance(part, Number)}
    near = sorted({value for value in literals if abs(value) <= 10**9})[:12]
    points = {Fraction(n) for n in range(-10, 11)}
    points |= {Fraction(n) + Fraction(4637, 10_000) for n in range(-11, 11)}
    points |= {sign * Fraction(10_137 * 2**k, 10_000) for k in range(4, 20, 2) for sign in (1, -1)}
    for value in near:
        for signed in (value, -value):
            points |= {signed, signed - Fraction(137, 10_000), signed + Fraction(137, 10_000)}
    for left, right in pairwise(near):
        points |= {(left + right) / 2, -(left + right) / 2}
    return sorted(points)


class Scan:
    """Looks along a line for the places where functions vanish, change sign or stop being defined."""

    def __init__(self, truth: Truth, line: Line) -> None:
        self.truth = truth
        self.line = line

    def _state(self, function: Node, value: Any) -> int | None:
        found = self.truth.real_value(function, self.line.at(value))
        if found is None:
            return None
        scale = self.truth.evaluator.scale
        if abs(found) <= max(scale, 1) * self.truth.context.mpf(10) ** -33:
            return 0
        return 1 if found > 0 else -1

    def points(self, functions: list[Node]) -> tuple[list[Any], set[Any]]:
        """Points to look at, in order, and those among them where a function vanishes or has a gap.

        Where a function ends or jumps at a point that is known only nearly, that point itself is left
        out: what holds there could not be told from what holds beside it.
        """
        context = self.truth.context
        moving = [f for f in functions if self.line.variable in symbols(f)]
        grid = [context.mpf(p.numerator) / p.denominator for p in _grid(functions)]
        critical: set[Any] = set()
        edges: list[Any] = []
        for function in moving:
            states = [self._state(function, value) for value in grid]
            critical |= {value for value, state in zip(grid, states, strict=True) if state == 0}
            for (left, before), (right, after) in pairwise(zip(grid, states, strict=True)):
                if before != after and before != 0 and after != 0:
                    value, is_sharp = self._change(function, left, right, before)
                    if is_sharp:
                        critical.add(value)
                    else:
                        edges.append(value)
        known = sorted({*grid, *critical})
        return sorted(known + between(sorted(known + edges))), critical

    def _change(
        self, function: Node, left: Any, right: Any, before: int | None
    ) -> tuple[Any, bool]:
        """Where the state changes, and whether the function vanishes or has its gap exactly there."""
        context = self.truth.context
        for step in range(125):
            middle = (left + right) / 2
            if step == 40:
                # Most boundaries are simple fractions; then the search can stop early.
                simple = Fraction(int(context.nint(middle * 27720)), 27720)
                candidate = context.mpf(simple.numerator) / simple.denominator
                is_near = abs(candidate - middle) < context.mpf(10) ** -9
                if is_near and self._state(function, candidate) in self._sharp(before):
                    return candidate, True
            state = self._state(function, middle)
            if state == 0:
                return middle, True
            if state == before:
                left = middle
            else:
                right = middle
        return right, False

    def _sharp(self, before: int | None) -> tuple[int | None, ...]:
        return (0,) if before is None else (0, None)


def between(points: list[Any]) -> list[Any]:
    """The points between neighbours."""
    return [(a + b) / 2 for a, b in pairwise(points) if b - a > _NEARLY_SAME]
