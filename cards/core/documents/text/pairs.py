"""Cards from `term: meaning` items: what the left side is decides what the card asks."""

import re

from cards.core.documents.text.blocks import Section
from cards.core.documents.text.gather import Gathering
from cards.core.documents.text.labels import (
    Asked,
    context_of,
    define,
    names_a_thing,
    note_on,
    with_context,
)
from cards.core.documents.text.members import Member, field_question
from cards.core.kinds import CardKind

_QUALITY = re.compile(r"(?:simple|easy|fast|slow|cheap|basic|good|bad|best|worst|old|new)$", re.I)
_GLOSSARY = re.compile(r"\b(?:glossary|terminology|definitions|vocabulary|key terms|words)\b", re.I)


def is_glossary_title(title: str) -> bool:
    return bool(_GLOSSARY.search(title))


def add_pair(
    gathering: Gathering,
    section: Section,
    member: Member,
    pair: tuple[str, str],
    asked: Asked | None,
    *,
    is_one_of_many: bool,
) -> None:
    left, right = pair
    if right.startswith("[") and right.endswith("]"):
        return  # a placeholder of a template
    lines = (member.first, member.last)
    subject = "" if is_glossary_title(section.title) else section.subject or section.title
    field = field_question(left, subject) if subject else None
    if field == "":
        return
    if field is not None:
        gathering.add(
            CardKind.QUESTION, field, right, section=section, lines=lines,
            pattern="field-bullet", confidence=0.8,
        )  # fmt: skip
        return
    kind, confidence = CardKind.TERM, 0.9
    if (
        asked is not None
        and asked.pattern in ("question", "use", "steps", "formula")
        and not asked.role
    ):
        prompt = f"{_without_context(asked.prompt)} – {left}?"
        kind, confidence = CardKind.QUESTION, 0.75
    elif asked is not None and asked.role and asked.role != "feature" and names_a_thing(left):
        prompt = _role_prompt(left, asked, subject, context_of(section))
    elif names_a_thing(left) and is_one_of_many:
        prompt = define(left, section.title or context_of(section))
    elif _QUALITY.match(left):
        return  # "Simple: 512 tokens" says something of its neighbours, not of "Simple"
    else:
        own = (
            section.title
            if asked is None or not asked.is_generic
            else f"{section.title} of {subject}"
        )
        prompt = note_on(left, own)
        kind, confidence = CardKind.QUESTION, 0.7
    gathering.add(
        kind,
        prompt,
        right,
        section=section,
        lines=lines,
        pattern="definition-bullet",
        confidence=confidence,
    )


def _role_prompt(left: str, asked: Asked, subject: str, context: str) -> str:
    if not subject:  # a word of a glossary
        return define(left, context)
    if asked.role == "parameter":
        return f"What does the parameter `{left.strip('`')}` mean in {subject}?"
    if asked.role == "symbol":
        return f"What does {left} stand for? ({subject})"
    if define(left).startswith("What are"):
        return with_context(define(left), subject)
    article = "an" if asked.role[0] in "aeiou" else "a"
    return f"What is {left}, {article} {asked.role} of {subject}?"


def _without_context(prompt: str) -> str:
    return re.sub(r"\?(?: \(.{1,200}\))?$", "", prompt).rstrip(".")
