"""Answers in words: “no solution”, “all real numbers”, “does not exist”."""

import re

PHRASES = {
    "does not exist": "undefined",
    "no solution": "empty_set",
    "no solutions": "empty_set",
    "all real numbers": "reals",
    "all reals": "reals",
    "empty set": "empty_set",
    "no real solution": "empty_set",
    "no real solutions": "empty_set",
    "there is no solution": "empty_set",
    "the empty set": "empty_set",
    "null set": "empty_set",
    "not defined": "undefined",
    "any real number": "reals",
    "every real number": "reals",
    "all real": "reals",
    "real numbers": "reals",
}
# Single words that would be products of letters anywhere but alone.
WHOLE_ANSWERS = {"none": "empty_set", "empty": "empty_set", "all": "reals"}
_PHRASE = re.compile(
    r"(?:" + "|".join(sorted(PHRASES, key=len, reverse=True)) + r")\b", re.IGNORECASE
)


def phrase_at(text: str, at: int) -> tuple[str, int] | None:
    """What the phrase that begins at a place means, and where it ends."""
    found = _PHRASE.match(text, at)
    return None if found is None else (PHRASES[found[0].lower()], found.end())
