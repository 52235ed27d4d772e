"""Finds texts that are probably one text before and after an edit, among thousands, without comparing all with all."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping

THRESHOLD = 0.85
"""Twice the common words over all words. At 0.85 one word in seven may differ."""

_WORD = re.compile(r"\w+|[^\w\s]")
_NEGATIONS = frozenset({"not", "no", "never", "without", "none", "least", "most", "min", "max"})


def words_of(text: str) -> Counter[str]:
    """The words and signs of a text with their counts; case does not count."""
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def similarity(left: Counter[str], right: Counter[str]) -> float:
    """From 0 to 1. A different figure or a negation makes two questions, however alike."""
    total = left.total() + right.total()
    if not total:
        return 0.0
    common = (left & right).total()
    differing = (left - right) + (right - left)
    if any(word in _NEGATIONS or any(sign.isdigit() for sign in word) for word in differing):
        return 0.0
    return 2 * common / total


def similar_pairs(
    new: Mapping[int, str], old: Mapping[int, str], threshold: float = THRESHOLD
) -> list[tuple[int, int]]:
    """Pairs that are each other's best match, without a second as good. Keys as given."""
    new_words = {key: words_of(text) for key, text in new.items()}
    old_words = {key: words_of(text) for key, text in old.items()}
    frequency: Counter[str] = Counter()
    for words in (*new_words.values(), *old_words.values()):
        frequency.update(words.keys())
    index: defaultdict[str, list[int]] = defaultdict(list)
    for key, words in old_words.items():
        for word in _rarest(words, frequency, threshold):
            index[word].append(key)
    best_old: dict[int, tuple[float, int, bool]] = {}
    best_new: dict[int, tuple[float, int, bool]] = {}
    for key, words in new_words.items():
        candidates = {
            other for word in _rarest(words, frequency, threshold) for other in index[word]
        }
        for other in sorted(candidates):
            if not _sizes_allow(words.total(), old_words[other].total(), threshold):
                continue
            score = similarity(words, old_words[other])
            if score >= threshold:
                _keep_best(best_old, key, other, score)
                _keep_best(best_new, other, key, score)
    return [
        (key, other)
        for key, (_, other, is_unique) in best_old.items()
        if is_unique and best_new[other][1] == key and best_new[other][2]
    ]


def _keep_best(
    best: dict[int, tuple[float, int, bool]], key: int, other: int, score: float
) -> None:
    known = best.get(key)
    if known is None or score > known[0]:
        best[key] = (score, other, True)
    elif score == known[0]:
        best[key] = (score, known[1], False)


def _rarest(words: Counter[str], frequency: Counter[str], threshold: float) -> list[str]:
    """Two texts above the threshold share at least one of these words (prefix filtering)."""
    ordered = sorted(words, key=lambda word: (frequency[word], word))
    needed = words.total() * threshold / (2 - threshold)
    spare, chosen = words.total() - needed, []
    for word in ordered:
        chosen.append(word)
        spare -= words[word]
        if spare < 0:
            break
    return chosen


def _sizes_allow(left: int, right: int, threshold: float) -> bool:
    return 2 * min(left, right) >= threshold * (left + right)
