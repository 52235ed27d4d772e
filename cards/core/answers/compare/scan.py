"""Where along a line functions vanish, change sign or stop being defined."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from cards.core.answers.compare.quick import Unclear
from cards.core.answers.compare.truth import Truth
from cards.core.answers.parse.nodes import Node, Number, symbols, walk

_NEARLY_SAME = 1e-12


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

    def _quick_state(self, function: Node, value: Any) -> int | None:
        found = self.truth.quick_value(function, self.line.at(value))
        return None if found is None else 1 if found > 0 else -1

    def _state(self, function: Node, value: Any) -> int | None:
        try:
            return self._quick_state(function, value)
        except Unclear:
            pass
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
                    ends = self._narrowed(function, left, right, before)
                    value, is_sharp = self._change(function, *ends, before)
                    if is_sharp:
                        critical.add(value)
                    else:
                        edges.append(value)
        known = sorted({*grid, *critical})
        return sorted(known + between(sorted(known + edges))), critical

    def zeros(self, function: Node) -> Iterator[Any]:
        """The points where a function may vanish, one by one: a caller who has seen enough saves the rest."""
        context = self.truth.context
        if self.line.variable not in symbols(function):
            return
        grid = [context.mpf(p.numerator) / p.denominator for p in _grid([function])]
        states = [self._state(function, value) for value in grid]
        yield from (value for value, state in zip(grid, states, strict=True) if state == 0)
        for (left, before), (right, after) in pairwise(zip(grid, states, strict=True)):
            if before == after or before == 0 or after == 0:
                continue
            ends = self._narrowed(function, left, right, before)
            if None in {before, after} or not self._is_pole(function, *ends):
                value, is_sharp = self._change(function, *ends, before)
                if is_sharp:
                    yield value

    def _is_pole(self, function: Node, left: Any, right: Any) -> bool:
        """Whether a change of sign is one through infinity: close by, the values are still large."""
        if right - left > _NEARLY_SAME * 1000:
            return False
        values = [self.truth.real_value(function, self.line.at(end)) for end in (left, right)]
        return all(value is not None and abs(value) > 1000 for value in values)

    def _change(
        self, function: Node, left: Any, right: Any, before: int | None
    ) -> tuple[Any, bool]:
        """Where in a narrow bracket the state changes, and whether the function vanishes or has its gap exactly there."""
        context = self.truth.context
        middle = (left + right) / 2
        # Most boundaries are simple fractions; then the search can stop early.
        simple = Fraction(int(context.nint(middle * 27720)), 27720)
        candidate = context.mpf(simple.numerator) / simple.denominator
        is_near = abs(candidate - middle) < context.mpf(10) ** -9
        if is_near and self._state(function, candidate) in self._sharp(before):
            return candidate, True
        if (root := self._root(function, left, right)) is not None:
            return root, True
        for _ in range(90):
            middle = (left + right) / 2
            state = self._state(function, middle)
            if state == 0:
                return middle, True
            if state == before:
                left = middle
            else:
                right = middle
        return right, False

    def _narrowed(
        self, function: Node, left: Any, right: Any, before: int | None
    ) -> tuple[Any, Any]:
        """The bracket halved for as long as machine precision tells the halves apart, at most forty times."""
        for _ in range(40):
            middle = (left + right) / 2
            try:
                state = self._quick_state(function, middle)
            except Unclear:
                state = self._state(function, middle)
                if state == 0:
                    return middle, middle
                if abs(right - left) < _NEARLY_SAME * 1000:
                    break
            if state == before:
                left = middle
            else:
                right = middle
        return left, right

    def _root(self, function: Node, left: Any, right: Any) -> Any | None:
        """A zero between two points, by steps of the secant; None when they lead out, as beside a pole."""
        truth, line = self.truth, self.line
        low, high = left, right
        first, second = (truth.real_value(function, line.at(end)) for end in (left, right))
        for _ in range(10):
            if first is None or second is None or first == second:
                return None
            if self._state(function, right) == 0:
                return right
            left, right = right, right - second * (right - left) / (second - first)
            if not low <= right <= high:
                return None
            first, second = second, truth.real_value(function, line.at(right))
        return None

    def _sharp(self, before: int | None) -> tuple[int | None, ...]:
        return (0,) if before is None else (0, None)


def between(points: list[Any]) -> list[Any]:
    """The points between neighbours."""
    return [(a + b) / 2 for a, b in pairwise(points) if b - a > _NEARLY_SAME]
