"""Which cards need their author's attention: the signs of it, what is more than noise, how heavy it weighs.

Nothing here knows a learner: signs are counts, and an answer is a sign from two learners on.
"""

import hashlib
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

FEWEST_LEARNERS = 2
# Below these a share or a median says little.
FEWEST_REVIEWS = 20
FEWEST_DECK_REVIEWS = 50
FEWEST_DURATIONS = 10
FEWEST_TIMED_CARDS = 3
STANDARD_ERRORS = 2.0
SLOWER_BY = 2.0
SLOWER_BY_SECONDS = 10
LONGEST_SHOWN_ANSWER = 80


class EvidenceKind(StrEnum):
    APPEAL = "appeal"
    WRONG_ANSWER = "wrong-answer"
    LEECH = "leech"
    RETENTION = "retention"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sign. When its level rises, it is new evidence, also after an author waved it through."""

    kind: EvidenceKind
    key: str
    level: int
    weight: int
    words: str
    answer: str = ""  # a common wrong answer, as it was typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Scheduled reviews of one card: how many, how many passed, and their durations in steps."""

    reviews: int = 0
    recalled: int = 0
    median_seconds: float | None = None


def people(number: int) -> str:
    return f"{number} learner" if number == 1 else f"{number} learners"


def appealed(number: int, newest: int) -> Evidence:
    """Open appeals; `newest` is the number of the newest one."""
    words = "An open appeal" if number == 1 else f"{number} open appeals"
    return Evidence(
        kind=EvidenceKind.APPEAL, key="appeal", level=newest, weight=8 * min(number, 5),
        words=f"{words}: somebody says that an answer was judged wrongly.",
    )  # fmt: skip


def forgotten(learners: int) -> Evidence:
    return Evidence(
        kind=EvidenceKind.LEECH, key="leech", level=learners, weight=3 * min(learners, 10),
        words=f"A leech for {people(learners)}: it is learned and forgotten again and again.",
    )  # fmt: skip


def answered_wrongly(answer: str, *, number: int, learners: int, times: int) -> Evidence:
    shown = answer if len(answer) <= LONGEST_SHOWN_ANSWER else f"{answer[:LONGEST_SHOWN_ANSWER]}…"
    return Evidence(
        kind=EvidenceKind.WRONG_ANSWER, key=f"wrong:{number}", level=learners,
        weight=2 * min(learners, 10), answer=answer,
        words=f"{people(learners)} gave the same wrong answer, {times} times in all: “{shown}”.",
    )  # fmt: skip


def recalled_less(card: Tally, others: Tally) -> Evidence | None:
    """Recalled clearly less often than the other cards of its deck, beyond what chance explains."""
    if card.reviews < FEWEST_REVIEWS or others.reviews < FEWEST_DECK_REVIEWS:
        return None
    usual = others.recalled / others.reviews
    if upper_bound(card.recalled, card.reviews) >= usual:
        return None
    share = card.recalled / card.reviews
    gap = round(100 * (usual - share))
    return Evidence(
        kind=EvidenceKind.RETENTION, key="retention", level=gap // 5, weight=2 + gap // 5,
        words=f"Recalled in {card.recalled} of {card.reviews} reviews ({share:.0%});"
        f" the other cards of its deck in {usual:.0%}.",
    )  # fmt: skip


def upper_bound(recalled: int, reviews: int) -> float:
    """The upper end of Wilson's interval: what the true share may well be."""
    share, z = recalled / reviews, STANDARD_ERRORS
    middle = share + z * z / (2 * reviews)
    spread = z * math.sqrt(share * (1 - share) / reviews + z * z / (4 * reviews * reviews))
    return min(1.0, (middle + spread) / (1 + z * z / reviews))


def takes_longer(seconds: float | None, others: Collection[float]) -> Evidence | None:
    """Clearly slower than what is usual in its deck, given the medians of the other cards there."""
    if seconds is None or len(others) < FEWEST_TIMED_CARDS:
        return None
    usual = sorted(others)[len(others) // 2]
    if seconds < SLOWER_BY * usual or seconds < usual + SLOWER_BY_SECONDS:
        return None
    ratio = seconds / max(usual, 1.0)
    return Evidence(
        kind=EvidenceKind.TIME, key="time", level=int(2 * ratio), weight=min(6, 1 + int(ratio)),
        words=f"Half of the answers take longer than {seconds:.0f} s;"
        f" in its deck {usual:.0f} s are usual.",
    )  # fmt: skip


def median_of(histogram: Mapping[int, int], step_seconds: float) -> float | None:
    """The median of durations counted in steps, taken at the middle of its step."""
    total = sum(histogram.values())
    if total < FEWEST_DURATIONS:
        return None
    seen = 0
    for step in sorted(histogram):
        seen += histogram[step]
        if 2 * seen >= total:
            return (step + 0.5) * step_seconds
    return None


def is_new(evidence: Evidence, waved_through: Mapping[str, int]) -> bool:
    """Whether it is more than an author has seen and found fine."""
    return evidence.level > waved_through.get(evidence.key, -1)


def folded_answer(submitted: str) -> str:
    """An answer without what two people type differently by chance."""
    return "".join(submitted.split()).casefold()


def answer_key(submitted: str, reading: str) -> int:
    """A number that is the same for the same answer: as it was read, or else as it was typed.

    Two answers share one by chance once in 10^19; then a count is too high by one.
    """
    written = f"={reading}" if reading else folded_answer(submitted)
    digest = hashlib.blake2b(written.encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
