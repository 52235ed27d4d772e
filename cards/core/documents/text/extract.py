"""From the text of a document to its drafts: the tree of sections, each by what it holds."""

import re
from collections.abc import Sequence
from itertools import takewhile

from cards.core.documents.drafts import ReadDocument
from cards.core.documents.text.blocks import Block, BlockKind, Section, SectionStyle
from cards.core.documents.text.codecards import add_code
from cards.core.documents.text.contradictions import find_contradictions
from cards.core.documents.text.fields import add_fields, add_formulas
from cards.core.documents.text.furniture import is_resources_title
from cards.core.documents.text.gather import FEWEST_MEMBERS, MOST_MEMBERS, Gathering, as_list
from cards.core.documents.text.labels import (
    ask_about,
    context_of,
    is_generic,
    is_instruction,
    is_question,
    with_context,
)
from cards.core.documents.text.lines import MAX_CHARACTERS, Line, number_lines
from cards.core.documents.text.lists import add_list
from cards.core.documents.text.members import gather_members
from cards.core.documents.text.parse import read_blocks
from cards.core.documents.text.prose import add_definitions, add_passage
from cards.core.documents.text.questions import add_question_section, answer_text
from cards.core.documents.text.sections import build_sections, empty_sections, mark_stubs
from cards.core.documents.text.shape import is_title_case
from cards.core.documents.text.tablecards import add_table
from cards.core.kinds import CardKind

_DECK_MARK = re.compile(r"^(?:Q|A|C):\s|^[^`\n]{1,200} :: ", re.M)
_ORDINARY_MARK = re.compile(
    r"^#{2,6} .{3,200}\?$|^\*\*.{3,200}\?\*\*$|^<summary>|^\d{1,3}\. .{3,200}\?$|^[-*] \*\*[^*\n]{1,80}\*\*|^[A-Z][^:\n]{2,60}:$",
    re.M,
)


def matches_text(name: str, text: str) -> float:
    """Any text can be read as an ordinary one, so this is the reader of last resort.

    A file with a few deck cards among many ordinary shapes would lose the latter as a deck.
    """
    marks = len(_DECK_MARK.findall(text[:MAX_CHARACTERS]))
    if marks and len(_ORDINARY_MARK.findall(text[:MAX_CHARACTERS])) >= 2 * marks:
        return 0.7
    if name.lower().endswith((".md", ".markdown", ".txt", ".text", ".rst", ".mkd", ".qmd")):
        return 0.3
    return 0.2 if text.strip() else 0.0


def read_text(name: str, text: str) -> ReadDocument:
    """Draft cards of an ordinary text: Markdown, an export, or plain lines."""
    numbered = number_lines(text)
    found = read_lines(name, numbered.lines)
    return ReadDocument(
        drafts=found.drafts,
        problems=(*numbered.problems, *found.problems),
        title=found.title,
    )


def read_lines(name: str, lines: Sequence[Line]) -> ReadDocument:
    """Like `read_text`, for lines that already carry their numbers in the author's file."""
    blocks, stubs = mark_stubs(read_blocks(lines))
    root = build_sections(blocks)
    gathering = Gathering(name)
    pending = [root]
    seen: set[tuple[str, str]] = set()
    while pending:
        section = pending.pop()
        if section.style is SectionStyle.HEADING and is_resources_title(section.title):
            continue
        fingerprint = (section.title.casefold(), answer_text(section.blocks)[:60])
        if section.title and section.style is SectionStyle.HEADING and fingerprint in seen:
            continue  # a teaser or a copy of an earlier section
        seen.add(fingerprint)
        _add_section(gathering, section)
        pending.extend(reversed(section.children))
    drafts = sorted(gathering.drafts, key=lambda draft: draft.lines)
    problems = [
        *stubs,
        *gathering.problems,
        *empty_sections(root, {problem.line for problem in stubs}),
        *find_contradictions(drafts),
    ]
    return ReadDocument(
        drafts=tuple(drafts),
        problems=tuple(sorted(problems, key=lambda problem: (problem.line, problem.message))),
        title=next((child.title for child in root.children), ""),
    )


def _add_section(gathering: Gathering, section: Section) -> None:
    asks = section.is_question or (
        section.style is SectionStyle.LABEL and is_question(section.title)
    )
    if asks and (section.blocks or not section.children) and not _holds_questions(section):
        items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
        if items and all(block.label or block.text.endswith("?") for block in items):
            # A list of further questions is no part of the answer to this one.
            section.blocks = [block for block in section.blocks if block.kind is not BlockKind.ITEM]
            add_list(gathering, section, gather_members(items))
        add_question_section(gathering, section)
        if any(block.kind is BlockKind.ITEM and ": " in block.text for block in section.blocks):
            _add_lists(gathering, section)
        return
    _add_group(gathering, section)
    _add_prose(gathering, section)
    _add_lists(gathering, section)
    add_fields(gathering, section)
    add_formulas(gathering, section)
    for block in section.blocks:
        if block.kind is BlockKind.TABLE:
            add_table(gathering, section, block)
        elif block.kind is BlockKind.CODE:
            add_code(gathering, section, block)


def _holds_questions(section: Section) -> bool:
    items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
    return len(items) >= FEWEST_MEMBERS and all(block.text.endswith("?") for block in items)


def _add_group(gathering: Gathering, section: Section) -> None:
    """The titles under a group as a list to recall: steps, numbered entries, named members."""
    children = [child for child in section.children if child.is_numbered and not child.is_question]
    steps = [child for child in children if child.is_step]
    if len(steps) >= FEWEST_MEMBERS:
        children = steps
    elif section.style is SectionStyle.HEADING:
        children = []  # chapters of a heading are a table of contents, not knowledge
    elif not children and not section.blocks and not is_question(section.title):
        children = [
            child
            for child in section.children
            if is_title_case(child.title) and not is_generic(child.title) and not child.is_question
        ]
    children = [child for child in children if _says_something(child) or child.is_step]
    head = section.title.casefold().split()[-1:]
    if head and children and not children[0].title.casefold().endswith(head[0]):
        children = list(
            takewhile(lambda child: not _is_sibling(section.title, child.title), children)
        )
    if not FEWEST_MEMBERS <= len(children) <= MOST_MEMBERS + 1 or not section.title:
        return
    names = [child.title for child in children]
    asked = ask_about(section)
    if steps:
        prompt = f"What are the steps of “{section.subject or section.title}”?"
    elif asked is not None:
        prompt = asked.prompt
    else:
        prompt = with_context(f"What belongs to {section.title}?", context_of(section))
    gathering.add(
        CardKind.LIST, prompt, as_list(names, is_ordered=bool(steps)), points=names,
        section=section, lines=(children[0].first, children[-1].last),
        pattern="steps" if steps else "group", confidence=0.85,
    )  # fmt: skip


def _is_sibling(title: str, other: str) -> bool:
    """Whether two titles name things of the same rank: "Two-Stage Detectors", "Single-Stage Detectors"."""
    words, others = title.casefold().split(), other.casefold().split()
    return len(words) == len(others) == 2 and words[0] != others[0] and words[1] == others[1]


def _says_something(section: Section) -> bool:
    """Whether there is more than code under a title: a title over code is a caption."""
    return bool(section.children) or any(
        block.kind is not BlockKind.CODE for block in section.blocks
    )


def _runs(section: Section) -> list[list[Block]]:
    """The blocks cut into runs: items with the paragraphs that belong to them, or paragraphs."""
    runs: list[list[Block]] = []
    for index, block in enumerate(section.blocks):
        if block.kind not in (BlockKind.ITEM, BlockKind.PARAGRAPH):
            runs.append([])
            continue
        following = section.blocks[index + 1] if index + 1 < len(section.blocks) else None
        run = runs[-1] if runs else []
        in_items = bool(run) and run[0].kind is BlockKind.ITEM
        belongs = block.kind is BlockKind.ITEM or (
            in_items and run[-1].kind is BlockKind.ITEM and _alternates(run, following)
        )
        if run and belongs == in_items:
            run.append(block)
        else:
            runs.append([block])
    return [run for run in runs if run]


def _alternates(run: list[Block], following: Block | None) -> bool:
    """Whether a paragraph after an item is the item's own text: title, text, title, text."""
    last = run[-1]
    titled = last.is_ordered or last.text.endswith("?") or bool(last.label)
    return (
        titled
        and len(last.text) <= 160
        and not last.text.endswith((".", ";"))
        and (
            following is None
            or following.kind is BlockKind.ITEM
            or len(run) > 1
            or last.text.endswith("?")
        )
    )


def _add_lists(gathering: Gathering, section: Section) -> None:
    lead = ""
    for run in _runs(section):
        if run[0].kind is BlockKind.PARAGRAPH:
            lead = run[-1].text if run[-1].text.endswith(":") else ""
            continue
        add_list(gathering, section, gather_members(run), lead)
        lead = ""


def _add_prose(gathering: Gathering, section: Section) -> None:
    paragraphs = [
        block
        for run in _runs(section)
        if run[0].kind is BlockKind.PARAGRAPH
        for block in run
        if not block.text.endswith(":")
    ]
    if not paragraphs:
        return
    formulas = sum(block.kind is BlockKind.FORMULA for block in section.blocks)
    formula = formulas > 0
    asked = ask_about(section)
    if formula and (
        is_instruction(section.title) or (asked is not None and asked.pattern == "formula")
    ):
        return  # the formula card carries the sentences around it
    if section.is_numbered and section.style is SectionStyle.HEADING and section.children:
        # What opens a numbered chapter is an introduction: only its definitions are knowledge.
        for block in paragraphs:
            add_definitions(gathering, section, block)
        return
    if formulas > 2 and section.style is SectionStyle.HEADING:
        return  # remarks on formulas that have lost their names
    whole = add_passage(gathering, section, paragraphs)
    if not whole and section.title:
        whole = add_passage(gathering, section, paragraphs[:1])
    for block in paragraphs:
        if not whole or len(block.text) > 320:
            add_definitions(gathering, section, block)
