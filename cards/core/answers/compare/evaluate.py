"""The value of an expression at a point, in floating point of 40 or 120 digits, with a limit on the work done.

Never big integers: mpmath's exponents are unlimited, so size costs nothing, and what would cost
precision instead (the sine of an enormous number) counts as undefined.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mpmath.ctx_mp import MPContext

from cards.core.answers.compare.functions import FUNCTIONS, Undefined, unknown_function
from cards.core.answers.parse.nodes import (
    Call,
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

WORKING_DIGITS = 40
CONFIRMING_DIGITS = 120
MAX_OPERATIONS = 20_000
_MAX_RESULT_BITS = 10_000_000
# What a call costs, in the time of one addition: the limit is one of time, without a clock.
_COSTS = {"zeta": 300} | dict.fromkeys(
    (
        "gamma",
        "lgamma",
        "digamma",
        "beta",
        "factorial",
        "double_factorial",
        "binomial",
        "permutations",
        "erf",
        "erfc",
        "normal_cdf",
        "gelu",
    ),
    25,
)
_COST_OF_CALL = 3
_COST_OF_POWER = 4

# mpmath keeps precision in the context and changes it while it computes: one context per thread.
_local = threading.local()


class TooMuchWork(ArithmeticError):  # noqa: N818 - a finding, not a failure of ours
    """The limit of operations for one comparison is spent."""


def context_of(digits: int) -> Any:
    """The mpmath context of this thread for a number of digits."""
    contexts: dict[int, Any] = _local.__dict__.setdefault("contexts", {})
    if digits not in contexts:
        context = MPContext()
        context.dps = digits
        contexts[digits] = context
    return contexts[digits]


@contextmanager
def work_limit(operations: int) -> Iterator[None]:
    """All evaluating inside, by this thread, shares one budget on top of the budget of each comparison."""
    before = getattr(_local, "allowance", None)
    _local.allowance = operations if before is None else min(operations, before)
    try:
        yield
    finally:
        _local.allowance = before


def _cost(node: Node) -> int:
    if isinstance(node, Call):
        return _COSTS.get(node.name, _COST_OF_CALL)
    return _COST_OF_POWER if isinstance(node, Power) else 1


class Evaluator:
    """Evaluates within one budget of operations. `scale` is the largest magnitude met since it was reset: the size of rounding noise."""

    def __init__(self, digits: int = WORKING_DIGITS, operations: int = MAX_OPERATIONS) -> None:
        self.digits = digits
        self.context = context_of(digits)
        self.operations_left = operations
        self.scale: Any = self.context.mpf(0)

    def value(self, node: Node, point: Mapping[str, Any]) -> Any:
        """The value, real or complex. Raises `Undefined` where there is none, `TooMuchWork` at the limit."""
        self.scale = self.context.mpf(0)
        before = self.operations_left
        try:
            found = self._value(node, point)
        except (ZeroDivisionError, ValueError, OverflowError, TypeError) as error:
            raise Undefined(str(error)) from error
        except self.context.NoConvergence as error:
            raise Undefined("no convergence") from error
        finally:
            self._share(before - self.operations_left)
        if self.context.isnan(found):
            raise Undefined("not a number")
        return found

    def spend(self, operations: int) -> None:
        """Take from the budget what is done elsewhere."""
        self.operations_left -= operations
        if self.operations_left < 0:
            raise TooMuchWork
        self._share(operations)

    def _share(self, operations: int) -> None:
        allowance: int | None = getattr(_local, "allowance", None)
        if allowance is None:
            return
        _local.allowance = allowance - operations
        if _local.allowance < 0:
            raise TooMuchWork

    def _value(self, node: Node, point: Mapping[str, Any]) -> Any:
        self.operations_left -= _cost(node)
        if self.operations_left < 0:
            raise TooMuchWork
        found = self._computed(node, point)
        size = abs(found)
        if size > self.scale and not self.context.isinf(size):
            self.scale = size
        return found

    def _computed(self, node: Node, point: Mapping[str, Any]) -> Any:  # noqa: C901 - one line per sort
        context = self.context
        match node:
            case Number(value=value):
                whole = context.mpf(value.numerator)
                return whole if value.denominator == 1 else whole / value.denominator
            case Symbol(name=name):
                return context.mpmathify(point[name])
            case Constant(name=name):
                return self._constant(name)
            case Negative(operand=operand):
                return -self._value(operand, point)
            case Sum(terms=terms):
                total = context.mpf(0)
                for term in terms:
                    total += self._value(term, point)
                return total
            case Product(factors=factors):
                total = context.mpf(1)
                for factor in factors:
                    total *= self._value(factor, point)
                return total
            case Quotient(numerator=numerator, denominator=denominator):
                return self._quotient(
                    self._value(numerator, point), self._value(denominator, point)
                )
            case Power(base=base, exponent=exponent):
                return self.power(self._value(base, point), self._value(exponent, point))
            case Call(name=name, arguments=arguments):
                values = [self._value(argument, point) for argument in arguments]
                function = FUNCTIONS.get(name)
                if function is None:
                    return unknown_function(context, name, values)
                return function(context, *values)
        raise Undefined(f"a {type(node).__name__} has no value")

    def _constant(self, name: str) -> Any:
        context = self.context
        if name == "e":
            return +context.e
        if name == "pi":
            return +context.pi
        if name == "i":
            return context.mpc(0, 1)
        if name == "inf":
            return context.inf
        raise Undefined(name)

    def _quotient(self, numerator: Any, denominator: Any) -> Any:
        if denominator == 0:
            raise Undefined("division by zero")
        return numerator / denominator

    def power(self, base: Any, exponent: Any) -> Any:
        """base ** exponent, undefined when the result is beyond any use."""
        context = self.context
        if base == 0 and context.re(exponent) < 0:
            raise Undefined("division by zero")
        if base != 0 and not context.isinf(base) and not context.isinf(exponent):
            bits = abs(exponent) * (abs(context.mag(base)) + 4)
            if bits > _MAX_RESULT_BITS:
                raise Undefined("out of range")
        return context.power(base, exponent)
