"""What survives an edit: which drafts of a re-read source are cards that learners already have."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cards.core.documents.drafts import CardDraft, Problem
from cards.core.documents.fingerprints import (
    back_key,
    back_of,
    comparable,
    content_digest,
    fingerprint,
    fingerprint_text,
    fold,
    front_key,
    whole,
)
from cards.core.documents.similarity import similar_pairs
from cards.core.kinds import CardKind

__all__ = [
    "ExistingCard",
    "Fate",
    "Match",
    "Matching",
    "content_digest",
    "fingerprint",
    "fingerprint_text",
    "match",
]

SHORT_ANSWER = 12
"""Below so many characters, an equal answer alone ("0", "Tanh") says little about being one card."""


class Fate(StrEnum):
    """What a draft is, seen from the cards that exist."""

    NEW = "new"
    SAME = "same"  # same question and answer; explanation, tags or options may still differ
    EDITED = "edited"
    PROBABLE_EDIT = "probable-edit"  # keeps its history, and the author is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingCard:
    """A stored card, as far as identity needs it. `position` orders the cards of the source."""

    key: Hashable
    kind: CardKind
    prompt: str
    answer: str = ""
    points: tuple[str, ...] = ()
    explicit_id: str = ""
    fingerprint: str = ""  # as `fingerprint` gave it when the card was stored
    note_key: str = ""
    cloze_ordinal: int | None = None
    position: int = 0
    is_archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The fate of one draft; `key` names the existing card unless it is new."""

    draft: CardDraft
    fate: Fate
    key: Hashable = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """One match per draft in the given order, and the cards that no draft stands for any more."""

    matches: tuple[Match, ...]
    left_over: tuple[Hashable, ...] = ()  # to be archived; those already archived are not named
    problems: tuple[Problem, ...] = ()


def match(existing: Sequence[ExistingCard], drafts: Sequence[CardDraft]) -> Matching:
    """Decide for every draft of one source which existing card it is, surest evidence first."""
    matcher = _Matcher(existing, drafts)
    matcher.by_explicit_id()
    matcher.by_fingerprint()
    matcher.by_front()
    matcher.by_sibling()
    matcher.by_back_and_neighbours()
    matcher.by_similarity()
    return matcher.result()


class _Matcher:
    """Pairs drafts with existing cards, by index, rule after rule; what is paired stays paired."""

    def __init__(self, existing: Sequence[ExistingCard], drafts: Sequence[CardDraft]) -> None:
        # Live cards first: an archived twin is only revived when no live card fits.
        order = sorted(existing, key=lambda card: (card.is_archived, card.position))
        self._existing = order
        self._drafts = drafts
        self._paired: dict[int, int] = {}  # draft index -> existing index
        self._fates: dict[int, Fate] = {}
        self._taken: set[int] = set()
        self._problems: list[Problem] = []
        self._prints = [fingerprint(draft) for draft in drafts]
        self._old_prints = [card.fingerprint or fingerprint(card) for card in order]

    def by_explicit_id(self) -> None:
        first_lines: dict[tuple[str, int | None], int] = {}
        old = self._group_existing(lambda card: card.explicit_id or None)
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for index, draft in enumerate(self._drafts):
            if not draft.explicit_id:
                continue
            name = (draft.explicit_id, draft.cloze_ordinal)
            if name in first_lines:
                message = (
                    f"The id “{draft.explicit_id}” stands twice, first on line "
                    f"{first_lines[name]}. Give one of the two cards another id."
                )
                self._problems.append(Problem(line=draft.lines[0], message=message, field="Id"))
                continue
            first_lines[name] = draft.lines[0]
            groups[draft.explicit_id].append(index)
        for identifier, indices in groups.items():
            self._pair_siblings(indices, old.get(identifier, []))

    def by_fingerprint(self) -> None:
        old: defaultdict[str, list[int]] = defaultdict(list)
        for index in self._free_existing():
            old[self._old_prints[index]].append(index)
        seen: dict[str, int] = {}
        for index in range(len(self._drafts)):
            key = self._prints[index]
            if index not in self._paired and old[key]:
                self._pair(index, old[key].pop(0), Fate.SAME)
            if key in seen and not self._drafts[index].explicit_id:
                message = f"The same card stands on line {seen[key]} already."
                line = self._drafts[index].lines[0]
                self._problems.append(Problem(line=line, message=message, is_notice=True))
            seen.setdefault(key, self._drafts[index].lines[0])

    def by_front(self) -> None:
        old = self._group_existing(front_key)
        for index in self._free_drafts():
            draft = self._drafts[index]
            for candidate in old.get(front_key(draft), []):
                if candidate not in self._taken and self._ids_agree(index, candidate):
                    self._pair(index, candidate, Fate.EDITED)
                    break

    def by_sibling(self) -> None:
        """The other direction of a term, once one direction is known."""
        notes = {
            self._drafts[index].note_key: self._existing[self._paired[index]].note_key
            for index in self._paired
            if self._drafts[index].note_key and self._existing[self._paired[index]].note_key
        }
        old = self._group_existing(lambda card: (card.note_key, card.kind), live_only=True)
        for index in self._free_drafts():
            draft = self._drafts[index]
            if draft.kind is CardKind.CLOZE or draft.note_key not in notes:
                continue
            candidates = [
                candidate
                for candidate in old.get((notes[draft.note_key], draft.kind), [])
                if candidate not in self._taken
            ]
            if len(candidates) == 1 and self._ids_agree(index, candidates[0]):
                self._pair(index, candidates[0], Fate.EDITED)

    def by_back_and_neighbours(self) -> None:
        old = self._group_existing(back_key, live_only=True)
        new: defaultdict[Hashable, list[int]] = defaultdict(list)
        for index in self._free_drafts():
            new[back_key(self._drafts[index])].append(index)
        neighbours = self._neighbours()
        found: list[tuple[int, int]] = []
        for key, indices in new.items():
            candidates = old.get(key, [])
            if len(indices) == len(candidates) == 1:
                before, after = neighbours[indices[0]]
                if self._fits_between(candidates[0], before, after):
                    found.append((indices[0], candidates[0]))
        for index, candidate in found:
            if self._ids_agree(index, candidate):
                self._pair(index, candidate, Fate.PROBABLE_EDIT)

    def by_similarity(self) -> None:
        new: defaultdict[Hashable, list[int]] = defaultdict(list)
        old = self._group_existing(comparable, live_only=True)
        for index in self._free_drafts():
            new[comparable(self._drafts[index])].append(index)
        for group, indices in new.items():
            candidates = old.get(group, [])
            if not candidates:
                continue
            pairs = similar_pairs(
                {index: whole(self._drafts[index]) for index in indices},
                {candidate: whole(self._existing[candidate]) for candidate in candidates},
            )
            for index, candidate in pairs:
                if self._ids_agree(index, candidate):
                    self._pair(index, candidate, Fate.PROBABLE_EDIT)

    def result(self) -> Matching:
        matches = tuple(
            Match(
                draft=draft,
                fate=self._fates.get(index, Fate.NEW),
                key=self._existing[self._paired[index]].key if index in self._paired else None,
            )
            for index, draft in enumerate(self._drafts)
        )
        left_over = tuple(
            card.key
            for index, card in enumerate(self._existing)
            if index not in self._taken and not card.is_archived
        )
        return Matching(matches=matches, left_over=left_over, problems=tuple(self._problems))

    # Pairing

    def _pair(self, draft: int, candidate: int, fate: Fate) -> None:
        same = self._prints[draft] == self._old_prints[candidate]
        self._paired[draft] = candidate
        self._taken.add(candidate)
        self._fates[draft] = Fate.SAME if same else fate

    def _pair_siblings(self, drafts: list[int], candidates: list[int]) -> None:
        """Cards under one id: gaps by their text, then by their number; else one by one."""
        tests: list[Callable[[CardDraft, ExistingCard], bool]] = [
            lambda draft, card: (
                draft.cloze_ordinal is not None
                and card.cloze_ordinal is not None
                and fold(draft.answer) == fold(card.answer)
            ),
            lambda draft, card: draft.cloze_ordinal == card.cloze_ordinal,
        ]
        for test in tests:
            for index in drafts:
                for candidate in candidates:
                    if (
                        index not in self._paired
                        and candidate not in self._taken
                        and test(self._drafts[index], self._existing[candidate])
                    ):
                        self._pair(index, candidate, Fate.EDITED)

    def _ids_agree(self, draft: int, candidate: int) -> bool:
        """Two different ids are two different cards, however alike."""
        new, old = self._drafts[draft].explicit_id, self._existing[candidate].explicit_id
        return not (new and old) or new == old

    def _free_drafts(self) -> list[int]:
        return [index for index in range(len(self._drafts)) if index not in self._paired]

    def _free_existing(self) -> list[int]:
        return [index for index in range(len(self._existing)) if index not in self._taken]

    def _group_existing(
        self, key_of: Callable[[ExistingCard], Hashable], *, live_only: bool = False
    ) -> dict[Hashable, list[int]]:
        groups: defaultdict[Hashable, list[int]] = defaultdict(list)
        for index in self._free_existing():
            card = self._existing[index]
            if not (live_only and card.is_archived) and (key := key_of(card)) is not None:
                groups[key].append(index)
        return groups

    def _neighbours(self) -> list[tuple[int | None, int | None]]:
        """For every draft, the existing cards of the nearest paired drafts before and after."""
        count = len(self._drafts)
        before: list[int | None] = [None] * count
        after: list[int | None] = [None] * count
        latest: int | None = None
        for index in range(count):
            before[index] = latest
            latest = self._paired.get(index, latest)
        latest = None
        for index in reversed(range(count)):
            after[index] = latest
            latest = self._paired.get(index, latest)
        return list(zip(before, after, strict=True))

    def _fits_between(self, candidate: int, before: int | None, after: int | None) -> bool:
        if before is None and after is None:
            return len(back_of(self._existing[candidate])) >= SHORT_ANSWER
        is_between = (before is None or before < candidate) and (after is None or candidate < after)
        if len(back_of(self._existing[candidate])) >= SHORT_ANSWER:
            return is_between
        return is_between and candidate in {
            (before if before is not None else -9) + 1,
            (after if after is not None else -9) - 1,
        }
