"""Which key points a typed answer seems to contain: by the stems of their words and by
the synonyms that the author wrote behind the point.

A suggestion for the learner who ticks, never a verdict: negations and wrong reasons read the same.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cards.core.documents.synonyms import split_synonyms
from cards.core.documents.text.wordset import word_set

# Of the words of a point that carry meaning, so many have to be there: one alone says nothing
# unless the point has no other.
ENOUGH_WORDS = 0.5
FEWEST_WORDS = 2
# A shorter common beginning than this says nothing about two words.
SHORTEST_STEM = 3

STOP_WORDS = word_set(
    "a about after all also an and any are as at be because been before being between both",
    "but by can cannot could did do does each either etc every few for from get gets give",
    "gives had has have having how i if in into is it its itself just kind less like made",
    "make makes many may me might more most much must my need needs no nor not of off often",
    "on once one ones only or other others our out over own per say says see she should so",
    "some something such than that the their them then there these they thing things this",
    "those through thus to too under until up upon us use used uses using very was way we",
    "well were what when where which while who why will with within without would yet you",
    "your",
)
_SENTENCE_END = re.compile(r"[.!?]\s+|\n")
_WORDS = re.compile(r"[^\W_]+(?:['’][a-z]+)?")
# Written with a hyphen, as one word or as two.
_PREFIXES = re.compile(
    r"\b(?:(co|hyper|multi|non|over|re|semi|sub|under)-|(fine|mini|pre)[- ])(?=[^\W_])"
)
_IRREGULAR = {"matrices": "matrix", "indices": "index", "axes": "axis", "analyses": "analysis"}
_ENDINGS = (
    ("isations", ""), ("izations", ""), ("isation", ""), ("ization", ""),
    ("ational", "at"), ("fulness", ""), ("iveness", ""), ("ousness", ""),
    ("ations", "at"), ("ation", "at"), ("ments", ""), ("ment", ""), ("nesses", ""), ("ness", ""),
    ("ities", ""), ("ity", ""), ("ising", ""), ("izing", ""), ("ised", ""), ("ized", ""),
    ("ises", ""), ("izes", ""), ("ise", ""), ("ize", ""), ("ively", ""), ("ive", ""),
    ("ions", ""), ("ion", ""), ("ally", ""), ("als", ""), ("al", ""), ("ings", ""), ("ing", ""),
    ("edly", ""), ("ies", "y"), ("ied", "y"), ("ers", ""), ("er", ""), ("est", ""),
    ("ences", ""), ("ence", ""), ("ances", ""), ("ance", ""), ("ents", ""), ("ent", ""),
    ("ants", ""), ("ant", ""), ("ly", ""), ("ed", ""), ("es", ""), ("s", ""),
)  # fmt: skip


def stem(word: str) -> str:
    """A word without its ending, so that `normalised` and `normalisation` count as the same."""
    word = _IRREGULAR.get(word, word)
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)] + instead
            break
    if len(word) > SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "sz":
        word = word[:-1]  # `planning` is about a plan
    return word.removesuffix("e") if len(word) > SHORTEST_STEM else word


def stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in their order."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _PREFIXES.sub(r"\1\2", plain)
    return [word.split("'")[0].split("’")[0] for word in _WORDS.findall(plain)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer, ready to be compared."""

    stems: frozenset[str]
    sentences: Sequence[frozenset[str]]
    phrase: str  # the stems of all words, with a blank around each

    @classmethod
    def of(cls, answer: str) -> "Said":
        sentences = [frozenset(stems(sentence)) for sentence in _SENTENCE_END.split(answer)]
        return cls(
            stems=frozenset().union(*sentences), sentences=sentences, phrase=phrase_of(answer)
        )

    def has_enough(self, point: str) -> bool:
        wanted = set(stems(point))
        enough = max(ENOUGH_WORDS * len(wanted), min(FEWEST_WORDS, len(wanted)))
        return bool(wanted) and len(wanted & self.stems) >= enough

    def has_all(self, synonym: str) -> bool:
        """Its words in one sentence; where they mean little one by one (`my task was`), as they stand."""
        wanted = set(stems(synonym))
        if len(wanted) < FEWEST_WORDS:
            phrase = phrase_of(synonym)
            return bool(phrase.strip()) and phrase in self.phrase
        return any(wanted <= sentence for sentence in self.sentences)


def phrase_of(text: str) -> str:
    return f" {' '.join(map(stem, words(text)))} "


def suggested_points(answer: str, points: Sequence[str]) -> list[bool]:
    """For every point whether the answer seems to make it, in its own words or in a synonym's.

    All words of one synonym are needed, close together: an author gives them as short phrases.
    """
    said = Said.of(answer)
    found = []
    for written in points:
        point, synonyms = split_synonyms(written)
        found.append(said.has_enough(point) or any(map(said.has_all, synonyms)))
    return found
