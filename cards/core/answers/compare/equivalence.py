"""Whether two expressions are equal: decided by high-precision evaluation at points of the domain, not by simplifying."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from typing import Any

from cards.core.answers.compare.evaluate import (
    CONFIRMING_DIGITS,
    MAX_OPERATIONS,
    WORKING_DIGITS,
    Evaluator,
    TooMuchWork,
)
from cards.core.answers.compare.functions import Undefined
from cards.core.answers.compare.sample import Sampling
from cards.core.answers.parse.nodes import Constant, Node, symbols, walk

POINTS_WANTED = 6
POINTS_NEEDED = 3
POINTS_TRIED = 32
POINTS_CONFIRMED = 2
_SLACK_DIGITS = 7


class Agreement(Enum):
    """What one point says."""

    EQUAL = auto()
    DIFFERENT = auto()
    BOTH_UNDEFINED = auto()
    ONE_UNDEFINED = auto()
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`is_equal` None: not decided. `is_partial`: equal where both are defined, but one is undefined somewhere."""

    is_equal: bool | None
    is_partial: bool = False


class PointComparer:
    """Compares two expressions point by point within one budget of operations."""

    def __init__(
        self,
        left: Node,
        right: Node,
        *,
        allow_complex: bool,
        rtol: Fraction = Fraction(0),
        atol: Fraction = Fraction(0),
    ) -> None:
        self.left = left
        self.right = right
        self.rtol = rtol
        self.atol = atol
        self.allow_complex = allow_complex
        self.working = Evaluator(WORKING_DIGITS, MAX_OPERATIONS)
        self.confirming = Evaluator(CONFIRMING_DIGITS, MAX_OPERATIONS)

    def at(self, point: Mapping[str, Any], *, confirm: bool = False) -> Agreement:
        """Compare at 40 digits; whatever looks different or unclear is looked at again with 120."""
        found = self._agreement(self.working, point)
        if confirm or found in {Agreement.DIFFERENT, Agreement.UNCLEAR}:
            return self._agreement(self.confirming, point)
        return found

    def _value(self, evaluator: Evaluator, node: Node, point: Mapping[str, Any]) -> Any | None:
        context = evaluator.context
        try:
            value = evaluator.value(node, point)
        except Undefined:
            return None
        if self.allow_complex:
            return value
        imaginary = abs(context.im(value))
        if imaginary and imaginary > evaluator.scale * context.mpf(10) ** -(
            evaluator.digits - _SLACK_DIGITS
        ):
            return None
        return context.re(value)

    def _agreement(self, evaluator: Evaluator, point: Mapping[str, Any]) -> Agreement:
        context = evaluator.context
        numbers = {name: _number(context, part) for name, part in point.items()}
        left = self._value(evaluator, self.left, numbers)
        scale = evaluator.scale
        right = self._value(evaluator, self.right, numbers)
        scale = max(scale, evaluator.scale)
        if left is None or right is None:
            both = left is None and right is None
            return Agreement.BOTH_UNDEFINED if both else Agreement.ONE_UNDEFINED
        if context.isinf(left) or context.isinf(right):
            return Agreement.EQUAL if left == right else Agreement.DIFFERENT
        noise = scale * context.mpf(10) ** -(evaluator.digits - _SLACK_DIGITS)
        if self.rtol or self.atol:
            noise += max(abs(left), abs(right)) * _number(context, self.rtol)
            noise += _number(context, self.atol)
            return Agreement.DIFFERENT if abs(left - right) > noise else Agreement.EQUAL
        if abs(left - right) > noise:
            return Agreement.DIFFERENT
        size = max(abs(left), abs(right), context.mpf(1))
        # Cancellation of enormous terms leaves nothing to judge by; nor does a division by what is 0
        # but for rounding, as in x/sin(pi): the fewer digits, the smaller its result.
        if noise > size * context.mpf(10) ** -20 or noise > 1:
            return Agreement.UNCLEAR
        return Agreement.EQUAL


def _number(context: Any, part: Any) -> Any:
    if isinstance(part, Fraction):
        return context.mpf(part.numerator) / part.denominator
    if isinstance(part, tuple):
        return context.mpc(*(_number(context, side) for side in part))
    return context.mpmathify(part)


def mentions_imaginary(node: Node) -> bool:
    return any(isinstance(part, Constant) and part.name == "i" for part in walk(node))


def compare(left: Node, right: Node, sampling: Sampling) -> Comparison:
    """Compare two expressions over the domain of `sampling`; symmetric, and the same on every call."""
    if left == right:
        return Comparison(is_equal=True)
    names = sorted(symbols(left) | symbols(right))
    is_complex = (
        mentions_imaginary(left)
        or mentions_imaginary(right)
        or any(sampling.domain(name).sort == "complex" for name in names)
    )
    try:
        found = _compare_over(left, right, sampling, names, is_complex=is_complex)
        if found.is_equal is None and not is_complex:
            found = _compare_over(left, right, sampling, names, is_complex=True)
        if found.is_equal is None and names:
            found = _compare_over(left, right, sampling, names, is_complex=True, complex_plane=True)
    except TooMuchWork:
        return Comparison(is_equal=None)
    if found.is_equal and found.is_partial and sampling.is_strict:
        return Comparison(is_equal=False, is_partial=True)
    return found


def has_no_value(node: Node, sampling: Sampling) -> bool:
    """Whether an expression is undefined at every point that is looked at, as 1/0 and ln(x - x) are."""
    names = sorted(symbols(node))
    evaluator = Evaluator()
    context = evaluator.context
    try:
        for index in range(POINTS_WANTED if names else 1):
            point = sampling.point(names, index)
            try:
                evaluator.value(
                    node, {name: _number(context, part) for name, part in point.items()}
                )
            except Undefined:
                continue
            return False
    except TooMuchWork:
        return False
    return True


class _SignCount:
    """How often each real variable was positive and negative at points that counted."""

    def __init__(self, sampling: Sampling, names: list[str]) -> None:
        self.seen = {
            name: [0, 0] for name in names if sampling.domain(name).sort in {"real", "complex"}
        }

    def add(self, point: Mapping[str, Any]) -> None:
        for name, counts in self.seen.items():
            part = point[name]
            real = part[0] if isinstance(part, tuple) else part
            counts[real < 0] += 1

    def is_enough(self) -> bool:
        return all(min(counts) >= 2 for counts in self.seen.values())


def _compare_over(
    left: Node,
    right: Node,
    sampling: Sampling,
    names: list[str],
    *,
    is_complex: bool,
    complex_plane: bool = False,
) -> Comparison:
    comparer = PointComparer(
        left, right, allow_complex=is_complex, rtol=sampling.rtol, atol=sampling.atol
    )
    if not names:
        agreement = comparer.at({}, confirm=True)
        decided = {Agreement.EQUAL: True, Agreement.DIFFERENT: False}.get(agreement)
        return Comparison(is_equal=decided)
    agreeing = lopsided = 0
    counted = _SignCount(sampling, names)
    for index in range(POINTS_TRIED):
        point = sampling.point(names, index, complex_plane=complex_plane)
        agreement = comparer.at(point, confirm=agreeing < POINTS_CONFIRMED)
        if agreement is Agreement.DIFFERENT:
            return Comparison(is_equal=False)
        if agreement is Agreement.ONE_UNDEFINED:
            lopsided += 1
        elif agreement is Agreement.EQUAL:
            agreeing += 1
            counted.add(point)
            if agreeing >= POINTS_WANTED and counted.is_enough():
                break
    if agreeing < POINTS_NEEDED:
        return Comparison(is_equal=None)
    return Comparison(is_equal=True, is_partial=lopsided > 0)
