"""Whether an equation, inequality or set membership holds at a point."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from cards.core.answers.compare.evaluate import WORKING_DIGITS, Evaluator
from cards.core.answers.compare.functions import Undefined
from cards.core.answers.compare.quick import CLEAR, Quick, Unclear, compiled, real
from cards.core.answers.parse.nodes import (
    Collection,
    Logical,
    Negative,
    Node,
    Number,
    Relation,
    SetOperation,
    Sum,
    walk,
)

_LINE_OPERATIONS = 30_000
_SAME_DIGITS = 25
# What a value in machine precision takes of the budget, for each part of the expression.
_QUICK_SHARE = 12
_INTERVALS = frozenset({"()", "(]", "[)", "[]", "][", "[[", "]]", "([", "])"})


class Truth:
    """Evaluates statements at points within one budget of operations."""

    def __init__(self) -> None:
        self.evaluator = Evaluator(WORKING_DIGITS, _LINE_OPERATIONS)
        self.context = self.evaluator.context
        self.same = self.context.mpf(10) ** -_SAME_DIGITS
        self._compiled: dict[int, tuple[Node, Quick | None, int]] = {}
        self._rounded: tuple[Mapping[str, Any], dict[str, float]] | None = None

    def quick_value(self, node: Node, point: Mapping[str, Any]) -> float | None:
        """The real value in machine precision, None where there is none. `Unclear` unless it is certain."""
        found = self._compiled.get(id(node))
        if found is None:
            size = sum(1 for _ in walk(node))
            # The node is kept as well: its identity must not be given to another one.
            found = self._compiled[id(node)] = (node, compiled(node), size)
        _, quick, size = found
        if quick is None:
            raise Unclear
        self.evaluator.spend(1 + size // _QUICK_SHARE)
        if self._rounded is None or self._rounded[0] is not point:
            self._rounded = point, {name: float(value) for name, value in point.items()}
        return real(quick, self._rounded[1])

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
        if sign != "in" and (known := self._quickly_related(left, sign, right, point)) is not None:
            return known
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

    def _quickly_related(
        self, left: Node, sign: str, right: Node, point: Mapping[str, Any]
    ) -> bool | None:
        """The same where machine precision settles it, else None."""
        try:
            mine, other = (_quick_side(self, side, point) for side in (left, right))
        except Unclear:
            return None
        if mine is None or other is None:
            return False
        if abs(mine - other) <= CLEAR * max(abs(mine), abs(other), 1):
            return None
        return sign == "!=" or (sign in {"<", "<="} if mine < other else sign in {">", ">="})

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


def _quick_side(truth: Truth, node: Node, point: Mapping[str, Any]) -> float | None:
    if isinstance(node, Number) and not node.value:
        return 0.0
    return truth.quick_value(node, point)


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
