"""Answers that Anki compares letter by letter."""

from cards.core.kinds import CardKind


def typed_answer(answer: str) -> dict[str, object]:
    """The specification of an answer that the learner types word for word."""
    return {
        "kind": CardKind.TEXT.value,
        "correct": answer,
        "options": {},
        "accepted": [],
        "wrong": [],
        "parameters": {},
        "constraints": [],
        "hints": True,
    }
