"""Personal cards: how much a learner may write for herself, and what a missed key point becomes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cards.core.documents.synonyms import split_synonyms

MOST_CARDS = 2_000
LONGEST_PROMPT = 6_000
LONGEST_ANSWER = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What a card asks and what it answers, in Markdown."""

    prompt: str
    answer: str


def card_for_point(question: str, points: Sequence[str], missing: int) -> Sides:
    """A card that asks for one key point of a question and gives the others.

    The others are cues: without them, the cards for two points of one question would ask the same.
    """
    names = [point_words(point) for point in points]
    answer = names.pop(missing)
    if not names:
        return Sides(prompt=f"{question.strip()}\n\nWhat is the point to make?", answer=answer)
    others = "\n".join(f"- {name}" for name in names)
    prompt = (
        f"{question.strip()}\n\nA good answer says, among other things:\n\n{others}\n\n"
        "Which point is missing?"
    )
    return Sides(prompt=prompt, answer=answer)


def point_words(point: str) -> str:
    """The point in one line, without the other ways to say it."""
    return " ".join(split_synonyms(point)[0].split())


def point_fingerprint(point: str) -> str:
    """The same for a point whose synonyms, spacing or capitals changed."""
    return hashlib.blake2b(point_words(point).casefold().encode(), digest_size=16).hexdigest()
