"""What probably went wrong with an incorrect number: its sign, a power of ten, a percentage, a rounding."""

from collections.abc import Mapping
from typing import Any

from cards.core.answers.compare.evaluate import Evaluator, TooMuchWork
from cards.core.answers.compare.functions import Undefined
from cards.core.answers.hints import NO_HINT, Hint
from cards.core.answers.parse.nodes import Node
from cards.core.answers.question_options import is_on


def number_hint(submitted: Node, correct: Node, options: Mapping[str, object]) -> Hint:
    """The likeliest slip between two numbers."""
    if not is_on(options, "hints", default=True):
        return NO_HINT
    evaluator = Evaluator()
    context = evaluator.context
    try:
        mine, right = evaluator.value(submitted, {}), evaluator.value(correct, {})
    except (Undefined, TooMuchWork):
        return NO_HINT
    if context.im(mine) or context.im(right) or context.isinf(mine) or context.isinf(right):
        is_opposite = mine == -right
        return Hint(code="sign", message="Check the sign.") if is_opposite else NO_HINT
    if not mine or not right:
        return NO_HINT
    # i·i is -1, and still a complex number, which has no order.
    mine, right = context.re(mine), context.re(right)

    def is_near(value: Any) -> bool:
        return bool(abs(value - right) <= abs(right) / 1000)

    tests = (
        (is_near(-mine), "sign", "Check the sign."),
        (is_near(mine * 100), "percent", "Off by a factor of 100: is this a percentage?"),
        (is_near(mine / 100), "percent", "Off by a factor of 100: is this a percentage?"),
        (_is_power_of_ten(context, mine / right), "power_of_ten", "Check the power of ten."),
        (is_near(1 / mine), "reciprocal", "This is the reciprocal."),
        (is_near(mine * mine), "root", "Was a root taken that should not be?"),
        (mine > 0 and is_near(context.sqrt(abs(mine))), "squared", "Is a square root missing?"),
        (is_near(mine * context.log(2)), "bits_or_nats", "Off by the factor ln 2: bits or nats?"),
        (is_near(mine / context.log(2)), "bits_or_nats", "Off by the factor ln 2: bits or nats?"),
        (abs(mine - right) <= abs(right) / 50, "rounding", "Close. Check the rounding."),
    )
    for holds, code, message in tests:
        if holds:
            return Hint(code=code, message=message)
    return NO_HINT


def _is_power_of_ten(context: Any, ratio: Any) -> bool:
    if ratio <= 0:
        return False
    power = context.log10(ratio)
    whole = context.nint(power)
    return bool(whole != 0 and abs(power - whole) < context.mpf("0.0004"))
