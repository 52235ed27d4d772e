"""Cards from lines that carry a label and its value, and from formulas on lines of their own."""

from cards.core.documents.text.blocks import BlockKind, Section, SectionStyle
from cards.core.documents.text.gather import Gathering
from cards.core.documents.text.labels import (
    ask,
    ask_about,
    define,
    is_generic,
    is_instruction,
    names_a_thing,
    note_on,
    with_context,
)
from cards.core.documents.text.members import field_question
from cards.core.documents.text.pairs import is_glossary_title
from cards.core.documents.text.questions import answer_text
from cards.core.kinds import CardKind


def add_fields(gathering: Gathering, section: Section) -> None:
    subject = section.subject or section.title
    for block in section.blocks:
        if block.kind is not BlockKind.FIELD:
            continue
        lines = (block.first, block.last)
        if block.text.startswith("[") and block.text.endswith("]"):
            continue  # a placeholder of a template
        if _role(section) == "example":
            continue  # lines of an example, not words to define
        if is_glossary_title(section.title):
            subject = ""  # "Loss" is a word of the glossary here, not a property of something
        question = field_question(block.label, subject) if subject else None
        if question == "":
            continue
        asked = ask(block.label, subject) if subject else None
        if block.is_question:
            kind, prompt = CardKind.QUESTION, block.label
        elif question is not None:
            kind, prompt = CardKind.QUESTION, question
        elif asked is not None and asked.is_generic:
            kind, prompt = CardKind.QUESTION, asked.prompt
        elif names_a_thing(block.label):
            kind, prompt = CardKind.TERM, define(block.label, section.title)
        else:
            kind, prompt = CardKind.QUESTION, note_on(block.label, section.title)
        gathering.add(
            kind, prompt, block.text, section=section, lines=lines, pattern="field", confidence=0.85
        )


def _role(section: Section) -> str:
    asked = ask_about(section)
    return asked.role if asked is not None else ""


def add_formulas(gathering: Gathering, section: Section) -> None:
    formulas = [block for block in section.blocks if block.kind is BlockKind.FORMULA]
    if not formulas or not section.title:
        return
    items = [block.first for block in section.blocks if block.kind is BlockKind.ITEM]
    if items and formulas[0].first > items[0]:
        return  # an example among the items, not the formula of the title
    if (
        len(formulas) > 2
        and not is_generic(section.title)
        and section.style is SectionStyle.HEADING
    ):
        return  # formulas without names: nothing tells which one is asked for
    subject = section.subject or section.title
    context = section.path[-1] if section.path else ""
    if is_instruction(section.title):
        return  # the line that a step of a worked example ends in
    prompt = with_context(f"What is the formula of {subject}?", context)
    around = [
        block for block in section.blocks if block.kind in (BlockKind.FORMULA, BlockKind.PARAGRAPH)
    ]
    if any(block.text.startswith("Example:") for block in around):
        return  # worked on one case, which is not the formula that the title names
    generic = is_generic(section.title)
    answer = answer_text(around if generic or len(formulas) == 1 else formulas)
    if len(answer) > 600 or len(formulas) > 3:
        answer = "\n\n".join(block.text for block in formulas[:3])
    gathering.add(
        CardKind.QUESTION, prompt, answer, section=section,
        lines=(formulas[0].first, formulas[-1].last), pattern="formula",
        confidence=0.8 if len(formulas) == 1 else 0.6,
    )  # fmt: skip
