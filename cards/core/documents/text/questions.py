"""Questions the document itself asks: with an answer a card, without one an interview question."""

import re

from cards.core.documents.text.blocks import Block, BlockKind, Section
from cards.core.documents.text.gather import FEWEST_MEMBERS, MOST_MEMBERS, Gathering, as_list
from cards.core.documents.text.labels import with_context
from cards.core.documents.text.members import gather_members
from cards.core.kinds import CardKind, InterviewKind

_ASKING = re.compile(
    r"^(?:what|why|how|when|which|where|who|can you|could you|do you|did you|have you|is|are|does|should|would)\b.{3,}"
    r"|^(?:explain|describe|define|compare|derive|tell me|walk me|discuss|implement|design|debug|write|code|calculate"
    r"|choose between|handle|evaluate|approach to|build|parse|experience with|working with|handling|learning from)\b",
    re.I,
)
_KINDS: tuple[tuple[InterviewKind, re.Pattern[str]], ...] = (
    (InterviewKind.BEHAVIOURAL, re.compile(r"behaviou?r|tell me about|describe a time|stay updated|prioriti[sz]e|conflict|disagree|cross-functional|failure|\bteams?\b", re.I)),
    (InterviewKind.CODING, re.compile(r"\bcoding\b|^(?:implement|code|write|program|parse|calculate)\b|from scratch", re.I)),
    (InterviewKind.SYSTEM_DESIGN, re.compile(r"system design|^design\b|how would you (?:build|design|architect|scale)|architect", re.I)),
    (InterviewKind.PRACTICAL, re.compile(r"practical|^(?:debug|handle|improve|choose|evaluate|approach)|in production|how would you|how to", re.I)),
)  # fmt: skip


def is_interview_question(text: str) -> bool:
    """Whether a line asks somebody something, with or without a question mark."""
    if len(text) > 300:
        return False
    return text.rstrip("* ").endswith("?") or bool(_ASKING.match(text))


def interview_kind(text: str, section: Section) -> InterviewKind:
    for kind, pattern in _KINDS:
        if pattern.search(text):
            return kind
    # A title such as "Coding Questions" decides where the question itself is neutral.
    for kind, pattern in _KINDS:
        if pattern.search(section.title) or any(
            pattern.search(title) for title in section.path[-1:]
        ):
            return kind
    return InterviewKind.CONCEPTUAL


def add_unanswered(
    gathering: Gathering, section: Section, question: str, lines: tuple[int, int]
) -> None:
    """A question without an answer in the document: the author has to fill in the key points."""
    question = question.strip().rstrip(":")
    added = gathering.add(
        CardKind.INTERVIEW,
        question if question.endswith(("?", ".")) else f"{question}.",
        "",
        section=section,
        lines=lines,
        pattern="interview-question",
        confidence=0.4,
        interview_kind=interview_kind(question, section),
    )
    if added:
        gathering.problem(
            lines[0],
            f"“{question[:80]}” has no answer here: write the key points of a good answer before it is published.",
        )


def add_question_section(gathering: Gathering, section: Section) -> None:
    """The card of a heading or label that is a question, from everything under it."""
    prompt = _question_prompt(section)
    lines = (section.first, max((block.last for block in section.blocks), default=section.first))
    answer = answer_text(section.blocks)
    members = gather_members([block for block in section.blocks if block.kind is BlockKind.ITEM])
    prose = [block for block in section.blocks if block.kind is not BlockKind.ITEM]
    if not answer:
        if not section.children:
            add_unanswered(gathering, section, prompt, lines)
        return
    if not prose and FEWEST_MEMBERS <= len(members) <= MOST_MEMBERS:
        texts = [member.text for member in members]
        gathering.add(
            CardKind.LIST, prompt, as_list(texts), points=texts, section=section,
            lines=(members[0].first, members[-1].last), pattern="question-and-list", confidence=0.9,
        )  # fmt: skip
        return
    gathering.add(
        CardKind.QUESTION, prompt, answer, section=section, lines=lines,
        pattern="question-and-answer", confidence=0.95,
    )  # fmt: skip


def _question_prompt(section: Section) -> str:
    title = section.title
    context = section.path[-1] if section.path else ""
    if len(title.split()) <= 3 and context and context != title:
        return with_context(title, context)
    return title


def answer_text(blocks: list[Block]) -> str:
    """Blocks as one Markdown text: paragraphs, lists, formulas and code."""
    parts: list[str] = []
    previous: BlockKind | None = None
    for block in blocks:
        text = _as_markdown(block)
        if not text:
            continue
        together = block.kind is BlockKind.ITEM and previous is BlockKind.ITEM
        parts.append(("\n" if together else "\n\n") + text if parts else text)
        previous = block.kind
    return "".join(parts).strip()


def _as_markdown(block: Block) -> str:
    if block.kind is BlockKind.ITEM:
        mark = "1." if block.is_ordered else "-"
        return f"{'  ' * block.depth}{mark} {block.label + ' ' if block.label else ''}{block.text}"
    if block.kind is BlockKind.CODE:
        return f"```{block.language}\n{block.text}\n```"
    if block.kind is BlockKind.FIELD:
        return f"{block.label}: {block.text}"
    if block.kind is BlockKind.TABLE and not block.is_flattened:
        header, *rows = block.rows
        lines = [header, tuple("---" for _ in header), *rows]
        return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    return block.text if block.kind in (BlockKind.PARAGRAPH, BlockKind.FORMULA) else ""
