"""Collecting the drafts of a document: limits, duplicates, and what every draft must say."""

import re
from collections.abc import Iterable, Sequence

from cards.core.documents.drafts import CardDraft, KeyPoint, Problem
from cards.core.documents.text.blocks import Section
from cards.core.documents.text.inline import is_balanced, shorten
from cards.core.documents.text.labels import with_context
from cards.core.kinds import CardKind, InterviewKind

MAX_CARD_CHARACTERS = 1500  # a card over 1,600 holds more than one thing; this leaves room
MAX_ANSWER_CHARACTERS = 1100
MAX_PROMPT_CHARACTERS = 300
MAX_DRAFTS = 20_000
FEWEST_MEMBERS, MOST_MEMBERS = 2, 9


class Gathering:
    """The drafts and problems found so far. Prompts are unique: a second one gets its context."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.drafts: list[CardDraft] = []
        self.problems: list[Problem] = []
        self._answers: dict[str, str] = {}

    def add(
        self,
        kind: CardKind,
        prompt: str,
        answer: str,
        *,
        section: Section,
        lines: tuple[int, int],
        pattern: str,
        confidence: float,
        points: Sequence[str] = (),
        explanation: str = "",
        interview_kind: InterviewKind | None = None,
    ) -> bool:
        """Add one draft. False when the prompt or the answer cannot make a card."""
        prompt, answer = _one_line(prompt), answer.strip()
        if not _is_askable(prompt, answer, points, kind) or len(self.drafts) >= MAX_DRAFTS:
            return False
        if sum(map(len, (prompt, answer, explanation, *points))) > MAX_CARD_CHARACTERS:
            # The members of a list are its answer: said once is enough.
            answer = "" if points else shorten(answer, MAX_ANSWER_CHARACTERS)
            if not answer and not points:
                return False
        if sum(map(len, (prompt, answer, explanation, *points))) > MAX_CARD_CHARACTERS:
            return False
        prompt = self._unique(prompt, answer or " ".join(points), section)
        if not prompt:
            return False
        if not (is_balanced(prompt) and is_balanced(answer)):
            confidence = min(confidence, 0.6)
        self.drafts.append(
            CardDraft(
                kind=kind,
                prompt=prompt,
                answer=answer,
                explanation=explanation,
                points=tuple(KeyPoint(text=point) for point in points),
                source_document=self.document,
                source_section=" / ".join(section.path),
                source_lines=lines,
                lines=lines,
                pattern=pattern,
                confidence=round(confidence, 2),
                interview_kind=interview_kind,
            )
        )
        return True

    def _unique(self, prompt: str, answer: str, section: Section) -> str:
        """The prompt, with its section where another card asks the same; empty for a repetition."""
        for context in ("", *reversed(section.path)):
            candidate = with_context(prompt, context) if context else prompt
            known = self._answers.get(_folded(candidate))
            if known is None:
                self._answers[_folded(candidate)] = _folded(answer)
                return candidate
            if known == _folded(answer):
                return ""
        return ""

    def problem(self, line: int, message: str, *, is_notice: bool = True) -> None:
        self.problems.append(Problem(line=line, message=message, is_notice=is_notice))


def as_list(members: Iterable[str], *, is_ordered: bool = False) -> str:
    """Members as a Markdown list."""
    return "\n".join(
        f"{number}. {member}" if is_ordered else f"- {member}"
        for number, member in enumerate(members, start=1)
    )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).casefold().strip() or text


def _is_askable(prompt: str, answer: str, points: Sequence[str], kind: CardKind) -> bool:
    if not 3 < len(prompt) <= MAX_PROMPT_CHARACTERS:
        return False
    if kind is CardKind.INTERVIEW:
        return True
    too_short = len(answer) < 2 and not answer.isdigit()
    if not points and (too_short or answer.endswith(":")):
        return False
    return _folded(prompt) != _folded(answer)
