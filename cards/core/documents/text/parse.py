"""Lines to blocks: one pass that tries each shape a line can have, the most telling first."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cards.core.documents.text import equations, furniture, marks, notebooks, titles
from cards.core.documents.text import linepatterns as patterns
from cards.core.documents.text.blocks import Block, BlockKind
from cards.core.documents.text.code import looks_like_code
from cards.core.documents.text.cursor import Cursor
from cards.core.documents.text.inline import clean, clean_title
from cards.core.documents.text.lines import Line
from cards.core.documents.text.mathsigns import is_formula

MAX_PARAGRAPH = 6_000  # a paragraph longer than this is no answer to anything


def read_blocks(lines: Sequence[Line]) -> list[Block]:
    """The blocks of a document, in order, furniture left out."""
    cursor = Cursor([_without_quote(line) for line in lines])
    cursor.at = _after_front_matter(cursor.texts)
    while cursor.at < len(cursor.lines):
        before = cursor.at
        line = cursor.lines[cursor.at]
        for attempt in _ATTEMPTS:
            if attempt(cursor, line):
                break
        if cursor.at == before:  # a shape that matched must move on, whatever it matched
            cursor.at += 1
    return _with_lost_bullets(cursor.blocks)


def _with_lost_bullets(blocks: list[Block]) -> list[Block]:
    """Two or more short lines in a row under a label or an item are items without their marks."""
    found = list(blocks)
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and _may_be_item(blocks[end], blocks[end - 1] if end else None):
            end += 1
        before = blocks[start - 1] if start else None
        after_items = before is not None and before.kind is BlockKind.ITEM
        after_label = before is not None and before.kind is BlockKind.LABEL
        if (after_label and end - start >= 2) or (after_items and end > start):
            for index in range(start, end):
                found[index] = replace(blocks[index], kind=BlockKind.ITEM)
        start = max(end, start + 1)
    return found


def _may_be_item(block: Block, before: Block | None) -> bool:
    return (
        block.kind is BlockKind.PARAGRAPH
        and block.first == block.last
        and len(block.text) <= 90
        and not block.text.endswith((".", ":", "?", "!", ","))
        and (before is None or block.first == before.last + 1)
    )


def field(cursor: Cursor, line: Line) -> bool:
    text = patterns.unglue(line.stripped) if cursor.shape.is_flat else line.stripped
    found = patterns.FIELD.match(text)
    if not found or not patterns.is_field_label(found.group(1)):
        return _dash_field(cursor, line)
    if not cursor.shape.is_flat and cursor.text(1) and not patterns.FIELD.match(cursor.text(1)):
        joined = not patterns.starts_block(cursor.texts[cursor.at + 1])
        if joined and not cursor.text(-1) and len(found.group(1).split()) > 3:
            return False
    if not cursor.blocks and furniture.names_a_text(found.group(1)):
        return cursor.add_heading(text, 1)  # "Cheat sheet: training runs"
    asked = found.group(1).rstrip("*").endswith("?")
    label = clean_title(found.group(1))
    if label.casefold() in ("a", "ans", "answer"):
        return False
    return bool(label) and cursor.add(
        BlockKind.FIELD, clean(found.group(2)), label=label, is_question=asked
    )


def _dash_field(cursor: Cursor, line: Line) -> bool:
    found = patterns.DASH_FIELD.match(line.stripped)
    if not found or not patterns.is_field_label(found.group(1)):
        return False
    around = (cursor.text(-1) or cursor.text(-2), cursor.next_text())
    if not any(patterns.DASH_FIELD.match(text) for text in around):
        return False
    return cursor.add(BlockKind.FIELD, clean(found.group(2)), label=clean_title(found.group(1)))


def _is_rest_of_code(cursor: Cursor, text: str) -> bool:
    """A line of code that a lost bracket or quote has cut off from its region."""
    last = cursor.blocks[-1] if cursor.blocks else None
    return (
        cursor.shape.is_flat
        and last is not None
        and last.kind is BlockKind.CODE
        and not text.endswith(".")
        and (looks_like_code(text) or " # " in text)
    )


def paragraph(cursor: Cursor, line: Line) -> bool:
    text = line.stripped
    if _is_rest_of_code(cursor, text):
        return cursor.skip()
    end = cursor.at + 1
    if not cursor.shape.is_flat:
        while end < len(cursor.lines) and not cursor.lines[end].is_blank:
            following = cursor.texts[end]
            if patterns.starts_block(following) or furniture.is_drawing(following.strip()):
                break
            # Only short lines can be formulas; the joined text must not be cleaned line by line.
            if any(len(part) < 300 and is_formula(clean(part)) for part in (following, text)):
                break
            if len(text) > MAX_PARAGRAPH:
                break
            text += " " + following.strip()
            end += 1
    answer = patterns.ANSWER.match(text)
    text, _ = furniture.cut_teaser(clean(answer.group(1) if answer else text))
    start = cursor.at
    last = cursor.lines[end - 1].number
    if text:
        kind = BlockKind.FORMULA if is_formula(text) else BlockKind.PARAGRAPH
        cursor.add(kind, text, last=last)
    cursor.at = max(end, start + 1)
    return True


def _without_quote(line: Line) -> Line:
    found = patterns.QUOTE.match(line.text)
    if not found:
        return line
    return Line(number=line.number, text=line.text[found.end() :])


def _after_front_matter(texts: list[str]) -> int:
    if not texts or texts[0].strip() not in ("---", "+++", ";;;"):
        return 0
    mark = texts[0].strip()
    for index in range(1, min(len(texts), 200)):
        if texts[index].strip() == mark:
            return index + 1
    return 0


_ATTEMPTS: tuple[Callable[[Cursor, Line], bool], ...] = (
    marks.blank,
    marks.fence,
    marks.comment_or_details,
    notebooks.cell_output,
    notebooks.raw_html,
    marks.display_maths,
    marks.table,
    marks.flattened_table,
    titles.heading,
    titles.separated_heading,
    marks.tree,
    marks.dropped,
    marks.question_and_answer,
    titles.glued_label,
    marks.item,
    marks.unfenced_code,
    marks.definition_list,
    equations.equation_fields,
    titles.label,
    titles.bare_title,
    field,
    paragraph,
)
