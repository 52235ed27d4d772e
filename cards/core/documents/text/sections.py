"""Blocks to a tree of headings and labels, where every generic label knows whom it is about."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from cards.core.documents.drafts import Problem
from cards.core.documents.text.blocks import Block, BlockKind, Section, SectionStyle
from cards.core.documents.text.furniture import is_resources_title
from cards.core.documents.text.labels import is_generic, named_subject
from cards.core.documents.text.mathsigns import announces_formula
from cards.core.documents.text.prose import sentences
from cards.core.documents.text.shape import is_title_case

_INTERVIEW = re.compile(
    r"\binterview|\b(?:conceptual|behaviou?ral|coding|practice|theory) questions\b", re.I
)


_USE = re.compile(r"^[Uu]se (?=\S*[._(A-Z])")


def build_sections(blocks: Sequence[Block]) -> Section:
    """The document as a tree. Duplicated sections (teasers of an earlier one) are left out."""
    root = Section()
    stack = [root]
    grouping = _Grouping(root)
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.kind is BlockKind.HEADING:
            while stack[-1].level >= block.level:
                stack.pop()
            section = _open_heading(block, stack[-1])
            stack.append(section)
            grouping = _Grouping(section)
            grouping.titles = _label_titles(blocks, index + 1)
        elif block.kind is BlockKind.LABEL:
            grouping.open_label(block, following)
        else:
            grouping.current.blocks.append(block)
            grouping.current.last = block.last
    _spread_lines(root)
    return root


def _open_heading(block: Block, parent: Section) -> Section:
    subject = parent.subject if is_generic(block.text) and parent.subject else block.text
    subject = _USE.sub("", subject)  # "Use torch.mm" is about torch.mm
    section = Section(
        title=block.text,
        style=SectionStyle.HEADING,
        subject=subject,
        path=(*parent.path, block.text),
        first=block.first,
        last=block.last,
        level=block.level,
        is_numbered=block.is_numbered,
        is_question=block.is_question,
        is_interview=parent.is_interview or bool(_INTERVIEW.search(block.text)),
    )
    parent.children.append(section)
    return section


def _label_titles(blocks: Sequence[Block], start: int) -> Counter[str]:
    titles: Counter[str] = Counter()
    for index in range(start, len(blocks)):  # a slice would copy the rest for every heading
        block = blocks[index]
        if block.kind is BlockKind.HEADING:
            break
        if block.kind is BlockKind.LABEL:
            titles[block.text.lower()] += 1
    return titles


class _Grouping:
    """Which label is inside which, under one heading. Only the order and emptiness can tell."""

    def __init__(self, heading: Section) -> None:
        self.heading = heading
        self.group: Section | None = None  # a label with nothing but further labels under it
        self.topic: Section | None = None  # the last label that names a thing of its own
        self.plain: Section | None = None  # the last label without a number
        self.current = heading
        self.titles: Counter[str] = Counter()

    def open_label(self, block: Block, following: Block | None) -> None:
        if not block.text:
            self.current = self.group or self.heading
            return
        generic = is_generic(block.text) and not block.is_question
        if block.is_numbered:
            plain = (
                self.plain
                if self.plain is not None and not (block.label and self.plain.blocks)
                else None
            )
            self.current = self._open(block, plain or self.heading)
            return
        empty = following is None or (
            following.kind in (BlockKind.LABEL, BlockKind.HEADING) and not following.is_numbered
        )
        parent = self._parent(generic=generic, empty=empty, title=block.text)
        section = self._open(block, parent)
        if empty and following is not None and following.kind is BlockKind.LABEL:
            self.group = section
        elif parent is self.heading and self.group is not None:
            self.group = None
        if not generic and not block.is_question:
            self.topic = section
        self.plain = section
        self.current = section

    def _parent(self, *, generic: bool, empty: bool, title: str) -> Section:
        group = self.group
        if group is not None:
            group_is_generic = is_generic(group.title) or _names_several(group.title)
            has_topics = any(
                not is_generic(child.title) and not child.is_question for child in group.children
            )
            if generic and (group_is_generic or has_topics):
                return self.heading
            if not empty or generic:
                return group
            return self.heading
        if generic and self.topic is not None and self.titles[title.lower()] > 1:
            return self.topic
        return self.heading

    def _open(self, block: Block, parent: Section) -> Section:
        named = parent.title if parent.style is SectionStyle.LABEL else ""
        own = not is_generic(block.text)
        if own:
            subject = named_subject(block.text)
        elif named and not is_generic(named) and not _names_several(named):
            subject = named
        else:
            subject = self.heading.subject
        section = Section(
            title=block.text,
            style=SectionStyle.LABEL,
            subject=subject,
            path=self.heading.path,
            first=block.first,
            last=block.last,
            level=parent.level + 1,
            is_numbered=block.is_numbered,
            is_step=bool(block.label),
            is_question=block.is_question,
            is_interview=parent.is_interview or bool(_INTERVIEW.search(block.text)),
        )
        parent.children.append(section)
        return section


def _names_several(title: str) -> bool:
    """Whether a group's title announces members ("Key Operations You Must Know")."""
    return bool(
        re.match(
            r"(?:key|core|common|basic|main|advanced|types|important|popular|typical|major|beyond|modern|traditional|classical)\b",
            title,
            re.I,
        )
    )


def _spread_lines(section: Section) -> None:
    pending = [section]
    order: list[Section] = []
    while pending:
        current = pending.pop()
        order.append(current)
        pending.extend(current.children)
    for current in reversed(order):
        for child in current.children:
            current.last = max(current.last, child.last)


def mark_stubs(blocks: Sequence[Block]) -> tuple[list[Block], list[Problem]]:
    """Find lines that announce a formula or a list which is not there.

    A card made from them would ask for something the document does not say. Sentences before the
    announcement on the same line are kept.
    """
    kept: list[Block] = []
    problems: list[Problem] = []
    for index, block in enumerate(blocks):
        rest = [other for other in blocks[index + 1 : index + 4] if not _is_badge(other)]
        following = rest[0] if rest else None
        after = rest[1] if len(rest) > 1 else None
        if not _is_stub(block, following, after):
            kept.append(block)
            continue
        problems.append(Problem(line=block.first, message=_stub_message(block)))
        before = _sentences_before(block.text)
        if before and block.kind in (BlockKind.PARAGRAPH, BlockKind.FIELD):
            kept.append(_replace_text(block, before))
    return kept, problems


def _is_badge(block: Block) -> bool:
    return block.kind is BlockKind.FIELD and block.is_numbered


def _is_stub(block: Block, following: Block | None, after: Block | None) -> bool:
    if block.kind is BlockKind.LABEL:
        return _label_is_stub(block, following, after)
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.FIELD) or not block.text.endswith(":"):
        return False
    if following is None or following.kind in (BlockKind.HEADING, BlockKind.LABEL):
        return True
    if following.kind in (BlockKind.PARAGRAPH, BlockKind.FIELD):
        return announces_formula(block.text)
    return False


def _label_is_stub(block: Block, following: Block | None, after: Block | None) -> bool:
    if block.is_question or block.is_numbered or not block.text:
        return False
    if following is None:
        return not is_title_case(block.text)
    if following.kind is BlockKind.HEADING:
        return True
    if following.kind is BlockKind.LABEL and not following.is_numbered:
        return not is_title_case(block.text)
    if following.text.startswith(("e.g.", "E.g.", "For example")):
        return True
    if following.kind is BlockKind.FIELD:
        return after is None or after.kind is not BlockKind.FIELD
    return False


def _stub_message(block: Block) -> str:
    quoted = block.text if len(block.text) <= 60 else "…" + block.text[-58:]
    what = "a formula" if announces_formula(block.text) else "something"
    return (
        f"“{quoted}” announces {what}, and nothing follows. Add what is missing or delete the line."
    )


def _sentences_before(text: str) -> str:
    return " ".join(sentences(text)[:-1])


def _replace_text(block: Block, text: str) -> Block:
    return Block(
        kind=block.kind, text=text, first=block.first, last=block.last, label=block.label,
        is_question=block.is_question,
    )  # fmt: skip


def empty_sections(root: Section, reported: Collection[int] = ()) -> list[Problem]:
    """A notice for each heading with nothing under it, but for lines that are reported already."""
    problems = []
    pending = list(root.children)
    while pending:
        section = pending.pop()
        pending.extend(section.children)
        explained = any(section.first <= line <= section.first + 4 for line in reported)
        if (
            section.is_empty
            and section.style is SectionStyle.HEADING
            and not explained
            and not is_resources_title(section.title)
        ):
            problems.append(
                Problem(
                    line=section.first,
                    message=f"“{section.title}” has nothing under it that a card could ask.",
                    is_notice=True,
                )
            )
    return problems
