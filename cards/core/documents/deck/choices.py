"""Builds the specifications of choices and orderings, and what every checked answer has."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cards.core.documents.deck.declarations import DeclarationError, read_switch, read_wrong
from cards.core.documents.deck.raw import RawCard, RawField
from cards.core.kinds import CardKind

Report = Callable[..., None]  # report(line, message, field="", is_notice=False)
_NUMBERED = re.compile(r"^\d{1,3}[.)][ \t]+(\S.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAnswer:
    """What the `=` line, the options or the steps of a card come to."""

    kind: CardKind
    specification: dict[str, Any]
    shown: str  # the correct answer as text
    prompt: str


def read_choice(
    card: RawCard, options: list[RawField], prompt: str, report: Report
) -> CheckedAnswer | None:
    """The options of a task list."""
    texts = [option.text() for option in options]
    right = [option.text() for option in options if option.name == "[x]"]
    if len(set(texts)) < len(texts):
        double = next(option for option in options if texts.count(option.text()) > 1)
        report(double.line, "Two options are the same. Every option has to differ.", "options")
        return None
    if len(texts) < 2:
        report(options[0].line, "A choice needs at least two options.", "options")
        return None
    if not right:
        report(options[0].line, "No option is right: mark it with `[x]`.", "options")
        return None
    multiple = len(right) > 1
    if (choose := card.get("Choose")) is not None:
        value = choose.one_line().casefold()
        if value not in {"one", "several"} or (value == "one" and multiple):
            message = "Write `Choose: one` or `Choose: several`; with two `[x]` only `several`."
            report(choose.line, message, "Choose")
        else:
            multiple = value == "several"
    specification = common_specification(
        card, CardKind.CHOICE, right, {"options": texts, "multiple": multiple}, report
    )
    for wrong in specification["wrong"]:
        if wrong["answer"] not in texts:
            message = f"“{wrong['answer']}” is none of the options."
            report(card.every("Wrong")[0].line, message, "Wrong")
    return CheckedAnswer(
        kind=CardKind.CHOICE, specification=specification, shown="\n".join(right), prompt=prompt
    )


def read_ordering(card: RawCard, prompt: str, report: Report) -> CheckedAnswer | None:
    """The steps of a numbered list, in the question or under `A:`."""
    listed = card.get("A", "Answer")
    lines = (listed.text() if listed else prompt).split("\n")
    start = len(lines)
    while start and (_NUMBERED.match(lines[start - 1]) or not lines[start - 1].strip()):
        start -= 1
    steps = [match[1].strip() for line in lines[start:] if (match := _NUMBERED.match(line))]
    if len(steps) < 2 or len(set(steps)) < len(steps):
        message = "An ordering needs two or more different lines `1. …`, `2. …` below the question."
        report(card.first_line, message, "Kind")
        return None
    if not listed:
        prompt = "\n".join(lines[:start]).strip()
    specification = common_specification(
        card, CardKind.ORDERING, steps, {"options": sorted(steps)}, report
    )
    return CheckedAnswer(
        kind=CardKind.ORDERING, specification=specification, shown="\n".join(steps), prompt=prompt
    )


def common_specification(
    card: RawCard, kind: CardKind, correct: object, options: dict[str, Any], report: Report
) -> dict[str, Any]:
    """The specification with the keys that every checked kind shares."""
    wrong = []
    for found in card.every("Wrong"):
        for line, text in found.items():
            try:
                wrong.append(read_wrong(text))
            except DeclarationError as error:
                report(line, str(error), "Wrong")
    hints = True
    if (switch := card.get("Hints")) is not None:
        try:
            hints = read_switch(switch.one_line())
        except DeclarationError as error:
            report(switch.line, str(error), "Hints")
    return {
        "kind": kind.value,
        "correct": correct,
        "options": options,
        "accepted": [],
        "wrong": wrong,
        "parameters": {},
        "constraints": [],
        "hints": hints,
    }
