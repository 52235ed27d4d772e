"""Digests that tell whether two cards ask the same, and whether they show the same."""

import hashlib
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol

from cards.core.documents.cloze import find_gaps
from cards.core.documents.drafts import CardDraft
from cards.core.documents.synonyms import split_synonyms
from cards.core.kinds import CardKind


class Card(Protocol):
    """What a draft and a stored card have in common."""

    @property
    def kind(self) -> CardKind: ...
    @property
    def prompt(self) -> str: ...
    @property
    def answer(self) -> str: ...
    @property
    def cloze_ordinal(self) -> int | None: ...
    @property
    def points(self) -> Sequence[object]: ...


def fold(text: str) -> str:
    """NFC with blanks folded: what may change in a text without making it another."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fingerprint_text(*parts: str) -> str:
    """A short stable digest of folded texts."""
    joined = "\x1f".join(fold(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fingerprint(card: Card) -> str:
    """Equal for cards with the same kind, question and answer.

    A gap counts by the plain sentence and its own text, so that further gaps, hints and
    numbers in the sentence change nothing.
    """
    if card.kind is CardKind.CLOZE:
        return fingerprint_text(card.kind, plain_sentence(card.prompt), _gap_name(card))
    return fingerprint_text(card.kind, card.prompt, card.answer, *_point_texts(card))


def content_digest(draft: CardDraft) -> str:
    """Equal for drafts that show a learner the same and are checked the same: no new version."""
    shown: tuple[object, ...] = (
        draft.kind,
        draft.prompt,
        draft.answer,
        draft.explanation,
        draft.points,
        _stable(as_written(draft.answer_spec)),
        draft.follow_ups,
        draft.interview_kind,
        draft.difficulty,
        draft.minutes,
        draft.source_document,
        draft.source_section,
        draft.source_lines,
        draft.cloze_ordinal,
        draft.tags,
        draft.deck_path,
        # Cards without links keep the digest they had before there were any.
        *([draft.see] if draft.see else []),
    )
    # Appended only where there is one: the digests of all other cards stay what they were.
    if draft.coding is not None:
        shown += (draft.coding,)
    if draft.interviewer_hints:
        shown += (draft.interviewer_hints,)
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def as_written(specification: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A specification without an answer that was worked out: a file holds the calculation only."""
    if specification is None or not specification.get("derive"):
        return specification
    return {name: value for name, value in specification.items() if name != "correct"}


def _stable(value: object) -> object:
    """Mappings as sorted pairs: the database may return the keys in another order."""
    if hasattr(value, "items"):
        return sorted((str(name), _stable(inner)) for name, inner in value.items())
    if isinstance(value, list | tuple):
        return [_stable(inner) for inner in value]
    return repr(value)


def plain_sentence(prompt: str) -> str:
    """A stored cloze prompt with every gap filled in."""
    pieces, position = [], 0
    for gap in find_gaps(prompt):
        if gap.start >= position:
            pieces += [prompt[position : gap.start], gap.text]
            position = gap.end
    return "".join(pieces) + prompt[position:]


def _gap_name(card: Card) -> str:
    """The text of the gap, counted where one sentence asks for the same text twice."""
    wanted = fold(card.answer)
    ordinals: list[int] = []
    gaps = find_gaps(card.prompt)
    for ordinal in sorted({ordinal for gap in gaps for ordinal in gap.ordinals}):
        text = "; ".join(gap.text for gap in gaps if ordinal in gap.ordinals)
        if fold(text) == wanted:
            ordinals.append(ordinal)
    if len(ordinals) < 2 or card.cloze_ordinal not in ordinals:
        return wanted
    return f"{wanted}#{ordinals.index(card.cloze_ordinal) + 1}"


def _point_texts(card: Card) -> tuple[str, ...]:
    """Without synonyms: whoever adds one has not written another card."""
    texts = (str(getattr(point, "text", point)) for point in card.points)
    return tuple(split_synonyms(text)[0] for text in texts)


def front_of(card: Card) -> str:
    """The question, folded; of a sentence with gaps, the whole sentence."""
    return fold(plain_sentence(card.prompt) if card.kind is CardKind.CLOZE else card.prompt)


def back_of(card: Card) -> str:
    """The answer with the members of a list, folded."""
    return fold(" ".join((card.answer, *_point_texts(card))))


def front_key(card: Card) -> Hashable:
    """Equal for cards of one kind with one question; a gap also by its number."""
    return (card.kind, front_of(card), card.cloze_ordinal)


def back_key(card: Card) -> Hashable:
    """Equal for cards of one kind with one answer; None without an answer."""
    back = back_of(card)
    return (card.kind, back) if back else None


def comparable(card: Card) -> Hashable:
    """Gaps are compared with gaps of the same text only, and never with other kinds."""
    return (card.kind, fold(card.answer) if card.kind is CardKind.CLOZE else "")


def whole(card: Card) -> str:
    """Question and answer together."""
    return f"{front_of(card)} {back_of(card)}"
