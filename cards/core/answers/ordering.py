"""Put the options in their order.

Options: `options` (the texts to order, in any order; by default those of the correct answer).
"""

from collections.abc import Mapping

from cards.core.answers import choice
from cards.core.answers.parse.context import Fault, Parsed, Unreadable
from cards.core.answers.phrases import Phrases, quote, read_phrases
from cards.core.answers.seam import SymbolicJudge, unreadable_verdict
from cards.core.answers.verdict import Outcome, Verdict


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read a list of options in order; one text is split at commas, semicolons, `>` or lines."""
    offered = choice.offered_options(options)
    is_text = isinstance(submitted, str) and submitted.strip()
    phrases = _split(str(submitted), offered) if is_text else read_phrases(submitted)
    if not phrases:
        raise Unreadable(Fault.EMPTY, "Put the items in order first.")
    items = tuple(choice.picked_texts(choice.parse([phrase], options))[0] for phrase in phrases)
    for index, item in enumerate(items):
        if item in items[:index]:
            raise Unreadable(Fault.KIND, f"{quote(item)} stands there twice; place each item once.")
    return Parsed(node=Phrases(items=items), text=", ".join(items))


def _split(submitted: str, offered: tuple[str, ...]) -> tuple[str, ...]:
    for separators in ("\n", ";", ">→", ","):
        phrases = read_phrases(submitted, separators=separators)
        if len(phrases) > 1 and (not offered or set(phrases) <= set(offered)):
            return phrases
    return read_phrases(submitted, separators=",;\n>→")


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare place by place; the feedback says how far the beginning is right."""
    placed, right = choice.picked_texts(submitted), choice.picked_texts(correct)
    if placed == right:
        return Verdict(outcome=Outcome.CORRECT)
    if strange := next((item for item in placed if item not in right), None):
        if not choice.offered_options(options):
            return unreadable_verdict(
                Unreadable(Fault.SYMBOL, f"{quote(strange)} is not one of the items to order.")
            )
        return Verdict(
            outcome=Outcome.INCORRECT,
            message=f"{quote(strange)} does not belong in the order.",
            hint="extra_option",
        )
    if len(placed) < len(right):
        return Verdict(
            outcome=Outcome.INCORRECT,
            message=f"{len(placed)} of {len(right)} items are placed.",
            hint="missing_option",
        )
    if placed == right[::-1]:
        return Verdict(
            outcome=Outcome.INCORRECT,
            message="This is exactly the opposite order.",
            hint="reversed",
        )
    first_wrong = next(
        index for index, (one, other) in enumerate(zip(placed, right, strict=True)) if one != other
    )
    in_place = (
        "The first item is already wrong."
        if not first_wrong
        else f"The first {first_wrong} {'is' if first_wrong == 1 else 'are'} in place; look at what follows."
    )
    return Verdict(outcome=Outcome.INCORRECT, message=in_place, hint="order")
