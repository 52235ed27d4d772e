"""The shapes a line can have, as values: what the block reader produces and sections hold."""

from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    HEADING = "heading"
    LABEL = "label"  # "Advantages:" on its own line; opens a group
    FIELD = "field"  # "Best for: small data", a label with its value on one line
    ITEM = "item"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    CODE = "code"
    FORMULA = "formula"
    STUB = "stub"  # a sentence that announces a formula which is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a text. Fields that a kind does not use keep their defaults."""

    kind: BlockKind
    text: str = ""  # cleaned, but for code
    first: int
    last: int
    level: int = 0  # of a heading or label, 1 is the outermost
    depth: int = 0  # of an item
    is_ordered: bool = False
    # A label or heading with its own number ("3.Recall:", "Step 2: …"), or a field that was glued
    # to the title after it.
    is_numbered: bool = False
    is_question: bool = False  # the block is the question of a question-and-answer pair
    label: str = ""  # of a field
    language: str = ""  # of code
    is_flattened: bool = False  # code whose indentation was lost
    rows: tuple[tuple[str, ...], ...] = ()  # of a table, header first
    row_lines: tuple[int, ...] = ()


class SectionStyle(StrEnum):
    DOCUMENT = "document"
    HEADING = "heading"
    LABEL = "label"


@dataclass(slots=True, kw_only=True)
class Section:
    """A heading or label with what stands under it. Built by `sections`, then only read."""

    title: str = ""
    style: SectionStyle = SectionStyle.DOCUMENT
    subject: str = ""  # whom a generic title is about: "K-means" for "Advantages"
    path: tuple[str, ...] = ()  # titles of the enclosing headings, outermost first, own included
    first: int = 1
    last: int = 1
    level: int = 0
    is_numbered: bool = False
    is_step: bool = False  # "Step 2: …": its siblings are a procedure
    is_question: bool = False
    is_interview: bool = False
    blocks: list[Block] = field(default_factory=list)
    children: list["Section"] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.blocks and not self.children
