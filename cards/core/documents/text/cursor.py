"""The place in a text where the block reader stands, and what it has read so far."""

from cards.core.documents.text import furniture
from cards.core.documents.text.blocks import Block, BlockKind
from cards.core.documents.text.inline import clean_title
from cards.core.documents.text.lines import Line
from cards.core.documents.text.shape import Shape, shape_of


class Cursor:
    """Lines with the index of the current one. Every reading function moves it on or leaves it."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.texts = [line.text for line in lines]
        self.shape: Shape = shape_of(lines)
        self.at = 0
        self.blocks: list[Block] = []
        self.heading_level = 0
        self.indents: list[int] = []
        self.in_contents = False
        self.separator_pending = False
        self.has_open_style = False

    def text(self, offset: int) -> str:
        index = self.at + offset
        return self.texts[index].strip() if 0 <= index < len(self.texts) else ""

    def next_text(self) -> str:
        for index in range(self.at + 1, min(self.at + 4, len(self.texts))):
            if self.texts[index].strip():
                return self.texts[index].strip()
        return ""

    def add(self, kind: BlockKind, text: str, *, last: int | None = None, **values: object) -> bool:
        first = self.lines[self.at].number
        self.blocks.append(
            Block(kind=kind, text=text, first=first, last=last or first, **values)  # type: ignore[arg-type]
        )
        self.at += 1
        return True

    def skip(self, count: int = 1) -> bool:
        self.at += count
        return True

    def add_heading(self, text: str, level: int, *, is_numbered: bool = False) -> bool:
        title = clean_title(text)
        self.indents = []
        self.in_contents = furniture.is_contents_title(title)
        if self.in_contents or not title:
            return self.skip()
        self.heading_level = level
        return self.add(
            BlockKind.HEADING,
            title,
            level=level,
            is_numbered=is_numbered,
            is_question=title.endswith("?"),
        )
