"""Pick one of several options, or all that apply. The order of picking does not count.

Options: `options` (the texts offered; `choices`), `multiple` (whether several may be picked; by default
when the correct answer is a list of other than one).
"""

from collections.abc import Mapping

from cards.core.answers.parse.context import Fault, Parsed, Unreadable
from cards.core.answers.phrases import (
    Phrases,
    fold_keeping_case,
    phrases_option,
    quote,
    read_phrases,
)
from cards.core.answers.seam import BadQuestion, SymbolicJudge, unreadable_verdict
from cards.core.answers.verdict import Outcome, Verdict


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read what was picked: a text or a list of texts, each one of the options offered."""
    offered = offered_options(options)
    picked = tuple(_recognise(phrase, offered) for phrase in _split(submitted, offered))
    if not picked and not isinstance(submitted, list | tuple):
        raise Unreadable(Fault.EMPTY, "Pick an option first.")
    distinct = tuple(dict.fromkeys(picked))
    if options.get("multiple") is False and len(distinct) > 1:
        raise Unreadable(Fault.KIND, "Pick one option only.")
    return Parsed(node=Phrases(items=distinct), text=", ".join(distinct))


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare what was picked with what should have been, as sets."""
    picked, right = set(picked_texts(submitted)), set(picked_texts(correct))
    if picked == right:
        return Verdict(outcome=Outcome.CORRECT)
    if not picked:
        return unreadable_verdict(Unreadable(Fault.EMPTY, "Pick an option first."))
    if len(right) == 1 and len(picked) == 1:
        return Verdict(outcome=Outcome.INCORRECT, message="That is not the right option.")
    missed, surplus = len(right - picked), len(picked - right)
    if missed and not surplus:
        return Verdict(
            outcome=Outcome.INCORRECT,
            message="What you picked is right, but something is missing.",
            hint="missing_option",
        )
    if surplus and not missed:
        return Verdict(
            outcome=Outcome.INCORRECT,
            message=f"Everything right is among your picks, but {surplus} of them "
            f"{'does' if surplus == 1 else 'do'} not belong there.",
            hint="extra_option",
        )
    return Verdict(
        outcome=Outcome.INCORRECT,
        message=f"{len(picked & right)} of your {len(picked)} picks "
        f"{'is' if len(picked & right) == 1 else 'are'} right.",
    )


def offered_options(options: Mapping[str, object]) -> tuple[str, ...]:
    """The texts offered; empty when the author listed none. Raises BadQuestion for two that read alike."""
    offered = phrases_option(options, "options", "choices")
    if len({fold_keeping_case(text) for text in offered}) < len(offered):
        raise BadQuestion("Two of the options are the same.")
    return offered


def picked_texts(parsed: Parsed) -> tuple[str, ...]:
    """The options picked, as the author wrote them."""
    return parsed.node.items if isinstance(parsed.node, Phrases) else ()


def _split(submitted: object, offered: tuple[str, ...]) -> tuple[str, ...]:
    """Lists as they are; one text is split at commas only when it is no option itself."""
    phrases = read_phrases(submitted)
    if len(phrases) == 1 and offered and _find(phrases[0], offered) is None:
        parts = [part.strip() for part in phrases[0].replace(";", ",").split(",")]
        if len(parts) > 1 and all(_find(part, offered) is not None for part in parts):
            return tuple(parts)
    return phrases


def _find(phrase: str, offered: tuple[str, ...]) -> str | None:
    if phrase in offered:
        return phrase
    plain = fold_keeping_case(phrase)
    same = [text for text in offered if fold_keeping_case(text) == plain]
    if not same:
        same = [text for text in offered if fold_keeping_case(text).casefold() == plain.casefold()]
    return same[0] if len(same) == 1 else None


def _recognise(phrase: str, offered: tuple[str, ...]) -> str:
    if not offered:
        return fold_keeping_case(phrase)
    found = _find(phrase, offered)
    if found is None:
        raise Unreadable(
            Fault.SYMBOL, f"{quote(phrase)} is not one of the options.", 0, len(phrase)
        )
    return found
