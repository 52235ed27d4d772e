"""Antiderivatives: the difference from the correct answer must not depend on the variable of integration.

Options (besides those of `question_options`):
    variable    the variable of integration (default: the first variable of the correct answer)
    constant    "required" (default): an added constant such as C must stand there; "any": it may be left out
Every declared name that the correct answer does not use may serve as the constant; ln x stands for ln |x|
unless `domain: strict`.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from cards.core.answers import hints, verdicts
from cards.core.answers.compare.evaluate import Evaluator, TooMuchWork
from cards.core.answers.compare.functions import Undefined
from cards.core.answers.compare.items import described, is_structure
from cards.core.answers.compare.sample import Sampling
from cards.core.answers.parse import Parsed, parse_answer
from cards.core.answers.parse.nodes import Constant, Node, symbols
from cards.core.answers.question_options import parse_context, sampling, substituted, text_of
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.verdict import Verdict

_USUAL_CONSTANTS = ("C", "c", "K", "k", "const", "constant")
_POINTS = 16


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read an antiderivative."""
    return parse_answer(text_of(submitted), parse_context(options))


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare up to a constant, and look for that constant."""
    if is_structure(submitted.node):
        return verdicts.wrong_kind(submitted, "An expression", described(submitted.node))
    if submitted.node == Constant(name="undefined"):
        return verdicts.incorrect(submitted)
    mine, right = substituted(submitted.node, options), substituted(correct.node, options)
    variable = _variable(right, options)
    free = _constants(mine, right, variable)
    where = sampling(options)
    try:
        decided, is_partial = _differs_by_constant(mine, right, variable, where)
        has_constant = any(_is_added(mine, name, variable, where) for name in free)
    except TooMuchWork:
        return verdicts.undecided(submitted)
    if decided is None:
        return verdicts.undecided(submitted)
    if not decided or (is_partial and where.is_strict):
        hint = hints.expression_hint(submitted.node, correct.node, options)
        return verdicts.incorrect(submitted, hint.message, hint.code)
    if not has_constant and _is_constant_required(options):
        message = "Right but for the constant of integration: add + C."
        return verdicts.incorrect(submitted, message, "missing_constant")
    return verdicts.correct(submitted, *((verdicts.EQUAL_WHERE_DEFINED,) if is_partial else ()))


def _is_constant_required(options: Mapping[str, object]) -> bool:
    written = options.get("constant", "required")
    if isinstance(written, str):
        return written.strip().lower() not in {"any", "optional", "none", "no", "false", "ignore"}
    return bool(written)


def _variable(correct: Node, options: Mapping[str, object]) -> str:
    written = options.get("variable") or options.get("var")
    if isinstance(written, str):
        return written
    used = symbols(correct)
    declared = parse_context(options).variables
    return next((name for name in declared if name in used), next(iter(sorted(used)), "x"))


def _constants(mine: Node, right: Node, variable: str) -> list[str]:
    """The names that may be constants of integration: not in the correct answer, or usual ones."""
    known = symbols(right)
    return [
        name
        for name in sorted(symbols(mine))
        if name != variable and (name not in known or name in _USUAL_CONSTANTS)
    ]


def _numbers(context: Any, point: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, part in point.items():
        real = part[0] if isinstance(part, tuple) else part
        found[name] = context.mpf(real.numerator) / real.denominator
    return found


class _Difference:
    """Values of left - right, None where either is undefined."""

    def __init__(self, left: Node, right: Node) -> None:
        self.left = left
        self.right = right
        self.evaluator = Evaluator()
        self.context = self.evaluator.context

    def at(self, point: Mapping[str, Any]) -> tuple[Any, Any] | None:
        """The value and the size of its rounding noise."""
        try:
            left = self.evaluator.value(self.left, point)
            scale = self.evaluator.scale
            right = self.evaluator.value(self.right, point)
        except Undefined:
            return None
        scale = max(scale, self.evaluator.scale, 1)
        return left - right, scale * self.context.mpf(10) ** -33


def _differs_by_constant(
    mine: Node, right: Node, variable: str, where: Sampling
) -> tuple[bool | None, bool]:
    """Whether the difference is constant on each side of zero; and whether it is undefined somewhere.

    ln|x| and ln(-x) + C may differ by another constant on either side of a gap, so each side counts for itself.
    """
    difference = _Difference(mine, right)
    context = difference.context
    others = sorted((symbols(mine) | symbols(right)) - {variable})
    base = _numbers(context, where.point(others, 0))
    levels: dict[bool, list[tuple[Any, Any]]] = {True: [], False: []}
    is_partial = False
    for index in range(_POINTS):
        at = _numbers(context, where.point([variable], index))
        found = difference.at({**base, **at})
        if found is None or (context.im(found[0]) and _is_undefined(mine, right, {**base, **at})):
            is_partial = True
            continue
        levels[bool(at[variable] > 0)].append(found)
    if sum(len(level) for level in levels.values()) < 3:
        return None, is_partial
    for level in levels.values():
        for value, noise in level[1:]:
            if abs(value - level[0][0]) > noise + level[0][1]:
                return False, is_partial
    return True, is_partial


def _is_undefined(mine: Node, right: Node, point: Mapping[str, Any]) -> bool:
    """Whether exactly one side leaves the real numbers."""
    evaluator = Evaluator()
    slack = Fraction(1, 10**30)
    context = evaluator.context
    limit = context.mpf(slack.numerator) / slack.denominator
    sides = [abs(context.im(evaluator.value(node, point))) > limit for node in (mine, right)]
    return bool(sides[0] != sides[1])


def _is_added(mine: Node, name: str, variable: str, where: Sampling) -> bool:
    """Whether changing the constant shifts the whole function: `x + C`, also `x + 2C` or `x + ln C`, but not `C x`."""
    evaluator = Evaluator()
    context = evaluator.context
    others = sorted(symbols(mine) - {variable, name})
    base = _numbers(context, where.point(others, 0))
    shifts: list[Any] = []
    for index in range(_POINTS):
        at = _numbers(context, where.point([variable], index))
        try:
            low = evaluator.value(mine, {**base, **at, name: context.mpf("1.3771")})
            high = evaluator.value(mine, {**base, **at, name: context.mpf("2.9137")})
        except Undefined:
            continue
        shifts.append(high - low)
    if len(shifts) < 3 or abs(shifts[0]) < context.mpf(10) ** -20:
        return False
    return all(abs(shift - shifts[0]) < context.mpf(10) ** -25 for shift in shifts)
