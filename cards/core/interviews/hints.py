"""Hints an interviewer gives when an answer stalls: those the author wrote, or the usual ones."""

from collections.abc import Sequence

from cards.core.interviews.blueprints import QuestionKind
from cards.core.interviews.scaffolds import places_of

MOST_HINTS = 5
# One is said in a breath: whoever needs more is told the answer.
LONGEST_HINT = 300

# What helps somebody on without giving the answer away, from the gentlest on.
_HINTS = {
    QuestionKind.CODING: (
        "Which inputs could there be, and which are awkward?",
        "Say the plan in a sentence before typing.",
        "Walk through it with a tiny example.",
    ),
    QuestionKind.PRACTICAL: (
        "What would you look at first, and why?",
        "How would you tell this cause from the next likely one?",
        "What would you change, and how would you know that it helped?",
    ),
}
_USUAL_HINTS = (
    "Say it in one sentence first.",
    "Why does it work? Give a small example.",
    "When does it fail, and what would you do then?",
)
_CHECKED_HINTS = (
    "What is given, and what is asked for?",
    "Which formula connects them?",
    "Is the size of the result plausible?",
)


def usual_hints(kind: QuestionKind) -> tuple[str, ...]:
    """For a question without hints of its own: the parts an answer of this kind has, or usual questions."""
    places = places_of(kind)
    if places:
        return tuple(f"{place.label}: {place.hint}" for place in places if place.hint)
    if kind is QuestionKind.CHECKED:
        return _CHECKED_HINTS
    return _HINTS.get(kind, _USUAL_HINTS)


def too_long(hint: str) -> str:
    """What to tell the author of a hint, empty where it is short enough."""
    if len(hint) <= LONGEST_HINT:
        return ""
    return f"A hint has at most {LONGEST_HINT} characters; “{hint[:40]}…” has {len(hint):,}."


def too_many(hints: Sequence[str]) -> str:
    """What to tell the author of these hints, empty where they are few enough."""
    if len(hints) <= MOST_HINTS:
        return ""
    return f"A question has at most {MOST_HINTS} hints; these are {len(hints)}."
