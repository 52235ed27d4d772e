"""What an author does with a draft: what is still missing from it, and how two become one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cards.core.documents.cloze import find_gaps
from cards.core.documents.drafts import KeyPoint
from cards.core.documents.fingerprints import fold
from cards.core.kinds import CardKind

# Below this confidence of a reader, an author looks first.
FROM_LOOK = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftText:
    """The words of a draft that the queue edits."""

    kind: CardKind
    prompt: str
    answer: str = ""
    points: tuple[KeyPoint, ...] = ()


class UnmergeableError(Exception):
    """Two drafts cannot become one; the message says why."""


def faults(text: DraftText, *, has_specification: bool) -> list[str]:
    """Why a draft cannot be shown to learners yet; empty when it can."""
    if not text.prompt.strip():
        return ["It has no prompt."]
    if text.kind.is_checked:
        return [] if has_specification else ["Its correct answer is missing."]
    if text.kind is CardKind.CLOZE:
        return [] if find_gaps(text.prompt) else ["The sentence has no gap: write {{c1::…}}."]
    if text.kind is CardKind.LIST:
        return [] if text.points else ["A list needs its members, one on each line of the points."]
    if text.kind is CardKind.INTERVIEW:
        has_must = any(point.is_must for point in text.points)
        return [] if has_must else ["An interview question needs key points that must be said."]
    return [] if text.answer.strip() or text.points else ["It has no answer."]


def merged(first: DraftText, second: DraftText) -> DraftText:
    """One draft with the prompt of the first and all that both answer.

    A prompt of the second that asks something else goes before its answer: nothing is lost, and the
    author shortens. Raises UnmergeableError for kinds whose answer is more than words.
    """
    for text in (first, second):
        if text.kind.is_checked or text.kind is CardKind.CLOZE:
            raise UnmergeableError(f"A {text.kind.value} card cannot be merged: edit the two.")
    parts = [first.answer.strip()]
    if fold(first.prompt) != fold(second.prompt):
        parts.append(second.prompt.strip())
    parts.append(second.answer.strip())
    known = {fold(point.text) for point in first.points}
    added = [point for point in second.points if fold(point.text) not in known]
    return replace(
        first,
        answer="\n\n".join(part for part in parts if part),
        points=(*first.points, *added),
    )


def halves(text: DraftText) -> tuple[DraftText, DraftText]:
    """A proposal for two drafts: the first part of the answer, and the rest."""
    pieces = separated(text.answer)
    cut = len(text.points) - len(text.points) // 2
    first = replace(text, answer="\n\n".join(pieces[:1]), points=text.points[:cut])
    second = replace(text, answer="\n\n".join(pieces[1:]), points=text.points[cut:])
    return first, second


def separated(answer: str) -> Sequence[str]:
    """An answer by its paragraphs; one paragraph by its lines."""
    for separator in ("\n\n", "\n"):
        pieces = [piece.strip("\n") for piece in answer.split(separator) if piece.strip()]
        if len(pieces) > 1:
            return pieces
    return [answer] if answer.strip() else []
