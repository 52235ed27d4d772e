"""Which card an author means by a line `See:`: an id, a question, or a deck and a question."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from cards.core.documents.fingerprints import fold, plain_sentence
from cards.core.kinds import CardKind

CUT = "…"
"""Ends a question that the author did not write out."""
DECK_END = " > "


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A card that can be named. `key` is whatever the caller knows it by."""

    key: str
    front: str  # as `front_to_name` gives it
    document: str = ""
    deck_path: str = ""
    explicit_id: str = ""


def front_to_name(kind: CardKind, prompt: str) -> str:
    """The question as it can be named and shown in a link: a sentence with its gaps filled."""
    return fold(plain_sentence(prompt) if kind is CardKind.CLOZE else prompt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The card meant, or why none was found, in words for the author."""

    target: Target | None = None
    message: str = ""


@dataclass(slots=True)
class Targets:
    """All cards that can be named, found by id or question without looking at each."""

    _by_id: dict[str, list[Target]] = field(default_factory=lambda: defaultdict(list))
    _by_front: dict[str, list[Target]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def among(cls, targets: Iterable[Target]) -> "Targets":
        """The first of several gaps of a sentence stands for all of them."""
        self = cls()
        for target in targets:
            if target.explicit_id:
                self._by_id[target.explicit_id].append(target)
            self._by_front[_key(target.front)].append(target)
        return self

    def find(self, reference: str, *, document: str, deck_path: str) -> Found:
        """Look close to the card first: in its own file, then in its deck, then everywhere."""
        wanted, deck = reference.strip(), ""
        candidates = self._named(wanted)
        if not candidates and DECK_END in wanted:
            deck, _, rest = wanted.partition(DECK_END)
            candidates = [each for each in self._named(rest) if _is_in(each.deck_path, deck)]
        for nearby in (
            [each for each in candidates if each.document == document],
            [each for each in candidates if each.deck_path == deck_path],
            candidates,
        ):
            if len({(each.document, each.front) for each in nearby}) == 1:
                return Found(target=nearby[0])
            if nearby:
                break
        if candidates:
            places = " and ".join(sorted({each.deck_path for each in candidates})[:3])
            return Found(
                message=f"“{reference}” names several cards, in {places}: put the deck before it, "
                f"`deck{DECK_END}question`, or use an id."
            )
        return Found(
            message=f"No card is called “{reference}”: name an id, or the question as it stands there."
        )

    def _named(self, wanted: str) -> list[Target]:
        if wanted in self._by_id:
            return self._by_id[wanted]
        key = _key(wanted)
        if not key.endswith(CUT):
            return self._by_front.get(key, [])
        start = key.removesuffix(CUT).rstrip()
        if not start:
            return []
        return [
            target
            for front, targets in self._by_front.items()
            if front.startswith(start)
            for target in targets
        ]


def _key(text: str) -> str:
    return fold(text).casefold()


def _is_in(path: str, deck: str) -> bool:
    path, deck = _key(path), _key(deck)
    return path == deck or path.endswith(f"/ {deck}")
