"""Practice beside the schedule: which cards a round asks, and with which numbers."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cards.core.kinds import CardKind

SIZES = (10, 20, 50)
MOST_CARDS = SIZES[-1]


class KindGroup(StrEnum):
    """Sorts of cards as a learner chooses them: by what she does to answer."""

    RECALL = "recall"
    PICK = "pick"
    TYPE = "type"
    TALK = "talk"

    @property
    def label(self) -> str:
        return GROUP_LABELS[self]

    @property
    def kinds(self) -> tuple[CardKind, ...]:
        return tuple(kind for kind in CardKind if group_of(kind) is self)


GROUP_LABELS = {
    KindGroup.RECALL: "Say it from memory",
    KindGroup.PICK: "Pick or put in order",
    KindGroup.TYPE: "Calculate or type an answer",
    KindGroup.TALK: "Interview questions",
}


def group_of(kind: CardKind) -> KindGroup:
    if kind is CardKind.INTERVIEW:
        return KindGroup.TALK
    if kind in (CardKind.CHOICE, CardKind.ORDERING):
        return KindGroup.PICK
    return KindGroup.TYPE if kind.is_checked else KindGroup.RECALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A card that a round may ask; `note_key` is empty where it has no siblings."""

    card_id: int
    note_key: str = ""
    lapses: int = 0


def drawn_cards(candidates: Iterable[Candidate], count: int, seed: int) -> list[int]:
    """At most `count` cards in the order in which they are asked.

    Drawn by chance, each weighted by 1 + its lapses: what was forgotten more often comes more
    likely, but no round is the same few cards. Siblings come only when nothing else is left, since
    one gives the other away. The draw is that of Efraimidis and Spirakis, "Weighted random sampling
    with a reservoir" (2006): the largest u ** (1 / weight) win.
    """
    first: list[int] = []
    siblings: list[int] = []
    notes: set[str] = set()
    ordered = sorted(candidates, key=lambda one: (-luck(seed, one), one.card_id))
    for candidate in ordered:
        if candidate.note_key and candidate.note_key in notes:
            siblings.append(candidate.card_id)
            continue
        notes.add(candidate.note_key)
        first.append(candidate.card_id)
    chosen = (first + siblings)[:count]
    # The winners of the draw come mixed: else the most forgotten would always stand in front.
    return sorted(chosen, key=lambda card_id: hashed(f"{seed}:order:{card_id}"))


def luck(seed: int, candidate: Candidate) -> float:
    drawn = (hashed(f"{seed}:{candidate.card_id}") + 1) / 2**64
    return math.pow(drawn, 1 / (1 + candidate.lapses))


def practice_seed(seed: int, position: int) -> int:
    """The seed of the numbers drawn for one card of a round, 0 <= seed < 2**63.

    Its own: the numbers of the next review are not given away.
    """
    return hashed(f"{seed}:numbers:{position}") >> 1


def hashed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCount:
    """How a round stands; cards that were passed over or withdrawn are in none of the numbers."""

    knew: int
    missed: int
    left: int

    @property
    def done(self) -> int:
        return self.knew + self.missed

    @property
    def total(self) -> int:
        return self.done + self.left


def count_round(answers: Sequence[tuple[bool | None, bool]]) -> RoundCount:
    """From (knew it, or None before the rating; whether the card can still be asked)."""
    return RoundCount(
        knew=sum(knew is True for knew, _ in answers),
        missed=sum(knew is False for knew, _ in answers),
        left=sum(knew is None and is_askable for knew, is_askable in answers),
    )
