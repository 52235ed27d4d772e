"""Decks for hashcards: `Q:`/`A:` and `C:` with `[gaps]`, each running on to the next."""

import re
from dataclasses import replace
from pathlib import PurePath

from cards.core.documents.cloze import Marks
from cards.core.documents.deck.grammar import Grammar
from cards.core.documents.deck.reader import read_with
from cards.core.documents.drafts import Problem, ReadDocument
from cards.core.documents.front_matter import split_front_matter
from cards.core.documents.scanning import MASKED, LineRole, mask, scan_lines

HASHCARDS = Grammar(
    name="hashcards",
    marks=Marks(brackets=True),
    has_keys=False,
    texts_run_on=True,
    reports_prose=True,
)
_STARTER = re.compile(r"^(?:Q|C):", re.MULTILINE)
_BRACKET_GAP = re.compile(
    r"^C:[^\n=]*(?<![!\\\]])\[(?![\^\[])[^\[\]\n]{1,300}\](?![(\[])", re.MULTILINE
)
_LINK = re.compile(r"(?<!!)\[[^\[\]\n]{1,300}\]\(")


def matches_hashcards(name: str, text: str) -> float:
    """How much a text looks like a deck for hashcards."""
    front, body = split_front_matter(text)
    if not _STARTER.search(body):
        return 0.0
    if front.syntax == "toml" and "name" in front.values:
        return 0.94
    if _BRACKET_GAP.search(body) and not re.search(r"^C:.*==\S", body, re.MULTILINE):
        return 0.88
    return 0.65 if re.search(r"^A:", body, re.MULTILINE) else 0.0


def read_hashcards(name: str, text: str) -> ReadDocument:
    """Read such a deck, and say where hashcards itself reads it otherwise."""
    front, body = split_front_matter(text)
    uses_highlights = re.search(r"^C:.*==\S", body, re.MULTILINE)
    marks = replace(HASHCARDS.marks, highlights=bool(uses_highlights))
    document = read_with(replace(HASHCARDS, marks=marks), name, text)
    deck = PurePath(name).stem
    drafts = tuple(
        draft if draft.deck_path else replace(draft, deck_path=deck) for draft in document.drafts
    )
    notices = _differences(body, front.body_line)
    problems = sorted([*document.problems, *notices], key=lambda problem: problem.line)
    return replace(document, drafts=drafts, problems=tuple(problems))


def _differences(body: str, first_line: int) -> list[Problem]:
    notices = []
    for line in scan_lines(body, first_line):
        message = ""
        if line.role is LineRole.FENCE and re.match(r"^[QAC]:", line.text):
            message = "This line of code was left in its place; hashcards begins a card here."
        elif line.role is LineRole.PLAIN and line.text.startswith("C:"):
            masked = mask(line.text, escaped_brackets=True)
            hidden = any(
                sign in "[]" and cover == MASKED and line.text[max(0, at - 1)] != "\\"
                for at, (sign, cover) in enumerate(zip(line.text, masked, strict=True))
            )
            if hidden or _LINK.search(line.text):
                message = (
                    "Brackets of a formula, code or link were kept as they are; hashcards makes "
                    "gaps of them."
                )
        if message:
            notices.append(Problem(line=line.number, message=message, is_notice=True))
    return notices
