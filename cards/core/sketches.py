"""Which prompts may ask the same: a sketch of four numbers that a database finds by index.

MinHash (Broder 1997): each number is the least hash of a prompt's words under one of four hash
functions. Two prompts share a given number with the probability |common| / |all| of their words, so
two that have 60 % of their words in common share at least one in 97 of 100 cases.
"""

import hashlib
import struct

from cards.core.documents.similarity import similarity, words_of

SKETCH_SIZE = 4
ALIKE_FROM = 0.6
# Words that say nothing of what a prompt is about.
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "give",
        "has",
        "have",
        "how",
        "in",
        "is",
        "it",
        "its",
        "name",
        "of",
        "on",
        "one",
        "or",
        "that",
        "the",
        "their",
        "there",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


def telling_words(text: str) -> frozenset[str]:
    """The words of a prompt that say what it is about."""
    return frozenset(word for word in words_of(text) if word[0].isalnum()) - STOP_WORDS


def sketch(text: str) -> tuple[int | None, ...]:
    """Four numbers of 64 bits; None where a prompt has no telling word."""
    hashes = [hashes_of(word) for word in telling_words(text)]
    return tuple(map(min, zip(*hashes, strict=True))) if hashes else (None,) * SKETCH_SIZE


def hashes_of(word: str) -> tuple[int, ...]:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8 * SKETCH_SIZE)
    return struct.unpack(f">{SKETCH_SIZE}q", digest.digest())


def likeness(left: str, right: str) -> float:
    """From 0 to 1: the share of common words. Another figure or a negation makes another question."""
    if not similarity(words_of(left), words_of(right)):
        return 0.0
    one, other = telling_words(left), telling_words(right)
    return len(one & other) / len(one | other) if one | other else 0.0
