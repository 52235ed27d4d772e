"""Builds the drafts of interview questions."""

import re
from dataclasses import replace

from cards.core.coding import PARTS, CodingTask, faults_of, python_block
from cards.core.documents.deck.choices import Report
from cards.core.documents.deck.context import DeckContext, text_of_keys
from cards.core.documents.deck.grammar import CODE_KEYS
from cards.core.documents.deck.raw import RawCard, RawField
from cards.core.documents.drafts import CardDraft, KeyPoint
from cards.core.documents.front_matter import nearest
from cards.core.interviews.hints import MOST_HINTS, too_long, too_many
from cards.core.kinds import CardKind, InterviewKind

LONGEST_MINUTES = 180
_FENCES = ("```", "~~~")


def build_interview(
    card: RawCard, shared: CardDraft, context: DeckContext, report: Report
) -> list[CardDraft]:
    """The draft of an `Interview:` card."""
    prompt = text_of_keys(card, "Interview")
    if not prompt:
        report(card.first_line, "The question after `Interview:` is empty.", "Interview")
        return []
    points = [
        KeyPoint(text=text, is_must=name == "Must")
        for name in ("Must", "Extra")
        for found in card.every(name)
        for _, text in found.items()
    ]
    if not any(point.is_must for point in points):
        message = "An interview question needs key points: list under `Must:` what has to be said."
        report(card.first_line, message, "Must")
    kind = _interview_kind(card, report)
    follow_ups = tuple(text for found in card.every("Follow-ups") for _, text in found.items())
    return [
        replace(
            shared,
            kind=CardKind.INTERVIEW,
            prompt=prompt,
            answer=text_of_keys(card, "A", "Answer"),
            points=tuple(points),
            follow_ups=follow_ups,
            interviewer_hints=_interviewer_hints(card, report),
            interview_kind=kind,
            coding=_coding(card, kind, report),
            minutes=_minutes(card, report),
            pattern="interview",
            confidence=1.0 if any(point.is_must for point in points) else 0.5,
        )
    ]


def _interview_kind(card: RawCard, report: Report) -> InterviewKind:
    found = card.get("Kind")
    if found is None:
        return InterviewKind.CONCEPTUAL
    value = re.sub(r"[\s_]+", "-", found.one_line().casefold()).replace("behavioral", "behavioural")
    if value not in set(InterviewKind):
        kinds = ", ".join(InterviewKind)
        suggestion = nearest(value, tuple(InterviewKind))
        hint = f"Did you mean {suggestion}?" if suggestion else f"Kinds: {kinds}."
        report(found.line, f"“{found.one_line()}” is no kind of interview. {hint}", "Kind")
        return InterviewKind.CONCEPTUAL
    return InterviewKind(value)


def _interviewer_hints(card: RawCard, report: Report) -> tuple[str, ...]:
    """The hints that can be given; what is too long or too much is left out and reported."""
    name = "Interviewer hints"
    hints: list[str] = []
    for line, text in (item for found in card.every(name) for item in found.items()):
        if message := too_long(text):
            report(line, message, name)
        elif text:
            hints.append(text)
            if len(hints) == MOST_HINTS + 1:
                report(line, f"{too_many(hints)[:-1]} or more.", name)
    return tuple(hints[:MOST_HINTS])


def _minutes(card: RawCard, report: Report) -> int | None:
    found = card.get("Minutes")
    if found is None:
        return None
    value = found.one_line()
    if not re.fullmatch(r"\d{1,3}", value) or not 1 <= int(value) <= LONGEST_MINUTES:
        report(found.line, f"Write whole minutes from 1 to {LONGEST_MINUTES}.", "Minutes")
        return None
    return int(value)


def _coding(card: RawCard, kind: InterviewKind, report: Report) -> CodingTask | None:
    """What can be run; None without tests, and where the code is at fault."""
    written = card.every(*CODE_KEYS)
    if not written:
        return None
    if kind is not InterviewKind.CODING:
        message = f"`{written[0].name}:` belongs to an interview of `Kind: coding`."
        report(written[0].line, message, written[0].name)
        return None
    codes = {found.name: _code(found, report) for found in written}
    if None in codes.values():
        return None
    if "Tests" not in codes:
        message = "Code can be run only with tests: add `Tests:` and a block of Python below it."
        report(written[0].line, message, "Tests")
        return None
    task = CodingTask(**{part: codes.get(name) or "" for part, name in PARTS.items()})
    faults = faults_of(task)
    for fault in faults:
        name = PARTS[fault.part]
        found = next(found for found in written if found.name == name)
        above = next(at for at, line in enumerate(found.lines) if line.lstrip()[:3] in _FENCES)
        report(found.line + above + fault.line, fault.message, name)
    return None if faults else task


def _code(found: RawField, report: Report) -> str | None:
    code = python_block(found.text())
    if code is None:
        message = f"Below `{found.name}:` stands one block of Python between ```python and ```."
        report(found.line, message, found.name)
    return code
