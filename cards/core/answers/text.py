"""A word or short phrase. Case, accents, hyphens, blanks and a leading article do not count; typing errors as allowed.

Options: `accept` (other right phrases; `accepted`, `alternatives`), `reject` (phrases that are wrong however near),
`max_edits` (typing errors allowed, 0 by default; `typos`), `case_sensitive` (False).
"""

from collections.abc import Iterable, Mapping

from cards.core.answers.parse.context import Parsed
from cards.core.answers.phrases import (
    MOST_EDITS,
    Phrases,
    count_edits,
    fold,
    fold_keeping_case,
    phrases_option,
    quote,
    read_phrase,
    whole_number_option,
)
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.verdict import Outcome, Verdict

# In one or two letters every other letter makes another word.
_SHORTEST_WITH_TYPOS = 3


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read one phrase."""
    phrase = read_phrase(submitted)
    return Parsed(node=Phrases(items=(phrase,), end=len(phrase)), text=phrase)


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare with the correct phrase and every accepted one; rejected phrases win over typing errors."""
    typed, right = submitted.text, correct.text
    accepted = (right, *phrases_option(options, "accept", "accepted", "alternatives"))
    rejected = phrases_option(options, "reject", "rejected")
    edits = whole_number_option(
        options, "max_edits" if "max_edits" in options else "typos", 0, most=MOST_EDITS
    )
    if options.get("case_sensitive"):
        return _grade_keeping_case(typed, accepted)
    match = nearest(typed, accepted, rejected, edits)
    if match is not None:
        spelling = count_edits(fold(typed), fold(match), MOST_EDITS)
        return Verdict(
            outcome=Outcome.CORRECT,
            message=f"Right; it is spelled {quote(match)}." if spelling else "",
        )
    if fold(typed) not in map(fold, rejected) and _is_near(typed, accepted, edits + 1):
        return Verdict(
            outcome=Outcome.INCORRECT, message="Close: check the spelling.", hint="spelling"
        )
    return Verdict(outcome=Outcome.INCORRECT, message="That is not the phrase asked for.")


def nearest(
    typed: str, accepted: Iterable[str], rejected: Iterable[str], max_edits: int
) -> str | None:
    """The accepted phrase meant by what was typed, or None. A rejected phrase that is as near decides against it."""
    folded = fold(typed)
    refused = [fold(phrase) for phrase in rejected]
    if folded in refused:
        return None
    best, distance = None, max_edits + 1
    for phrase in accepted:
        apart = _typing_errors(folded, fold(phrase), max_edits)
        if apart < distance:
            best, distance = phrase, apart
    if distance and any(count_edits(folded, phrase, distance) <= distance for phrase in refused):
        return None
    return best


def _typing_errors(typed: str, phrase: str, limit: int) -> int:
    """Edits between two folded phrases; a different figure (`L1`, `L2`) is never a slip of the finger."""
    if typed == phrase:
        return 0
    if len(phrase) < _SHORTEST_WITH_TYPOS or _digits(typed) != _digits(phrase):
        return limit + 1
    return count_edits(typed, phrase, limit)


def _digits(phrase: str) -> str:
    return "".join(character for character in phrase if character.isdigit())


def _is_near(typed: str, accepted: Iterable[str], limit: int) -> bool:
    folded = fold(typed)
    return any(
        len(folded) > limit * 3 and _typing_errors(folded, fold(phrase), limit) <= limit
        for phrase in accepted
    )


def _grade_keeping_case(typed: str, accepted: Iterable[str]) -> Verdict:
    phrases = [fold_keeping_case(phrase) for phrase in accepted]
    plain = fold_keeping_case(typed)
    if plain in phrases:
        return Verdict(outcome=Outcome.CORRECT)
    if plain.casefold() in (phrase.casefold() for phrase in phrases):
        return Verdict(
            outcome=Outcome.INCORRECT,
            message="Capital and small letters count here.",
            hint="case",
        )
    return Verdict(outcome=Outcome.INCORRECT, message="That is not the phrase asked for.")
