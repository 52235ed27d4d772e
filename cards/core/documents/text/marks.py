"""Blocks that explicit marks give: fences, tables, items, questions, code, definition lists."""

from cards.core.documents.text import code, furniture, tables
from cards.core.documents.text import linepatterns as patterns
from cards.core.documents.text.blocks import BlockKind
from cards.core.documents.text.cursor import Cursor
from cards.core.documents.text.inline import clean, clean_title
from cards.core.documents.text.lines import Line
from cards.core.documents.text.shape import is_title_case, may_be_title

MAX_DEPTH = 8


def blank(cursor: Cursor, line: Line) -> bool:
    return line.is_blank and cursor.skip()


def fence(cursor: Cursor, line: Line) -> bool:
    found = patterns.FENCE.match(line.text)
    if not found:
        return False
    mark, language = found.group(1), found.group(2)
    end = cursor.at + 1
    while end < len(cursor.texts) and not cursor.texts[end].strip().startswith(mark):
        end += 1
    body = "\n".join(cursor.texts[cursor.at + 1 : end])
    cursor.add(
        BlockKind.CODE,
        patterns.dedent(body),
        last=cursor.lines[min(end, len(cursor.lines) - 1)].number,
        language=language.lower(),
    )
    cursor.at = end + 1
    return True


def comment_or_details(cursor: Cursor, line: Line) -> bool:
    text = line.stripped
    if text.startswith("<!--"):
        cursor.separator_pending = "list-separator" in text
        end = cursor.at
        while end < len(cursor.texts) - 1 and "-->" not in cursor.texts[end]:
            end += 1
        return cursor.skip(end - cursor.at + 1)
    summary = patterns.SUMMARY.search(text)
    if summary:
        return cursor.add(
            BlockKind.LABEL, clean_title(summary.group(1)), is_question=True, is_numbered=True
        )
    if patterns.DETAILS_END.match(text):
        return cursor.add(BlockKind.LABEL, "")
    return bool(patterns.DETAILS_TAG.match(text)) and cursor.skip()


def display_maths(cursor: Cursor, line: Line) -> bool:
    text = line.stripped
    closing = {"$$": "$$", r"\[": r"\]"}.get(text[:2])
    if closing is None:
        return False
    if len(text) > 3 and text.rstrip(".,").endswith(closing):
        return cursor.add(BlockKind.FORMULA, text.rstrip(".,"))
    for end in range(cursor.at + 1, min(cursor.at + 40, len(cursor.texts))):
        if cursor.texts[end].strip().rstrip(".,").endswith(closing):
            body = " ".join(part.strip() for part in cursor.texts[cursor.at : end + 1])
            number = cursor.lines[end].number
            cursor.add(BlockKind.FORMULA, body.strip().rstrip(".,"), last=number)
            cursor.at = end + 1
            return True
    return False


def table(cursor: Cursor, line: Line) -> bool:
    found = tables.pipe_table(cursor.texts, cursor.at)
    if found is None:
        return False
    end, rows, offsets = found
    start = cursor.at
    cursor.add(
        BlockKind.TABLE,
        "",
        last=cursor.lines[end - 1].number,
        rows=rows,
        row_lines=tuple(cursor.lines[start + offset].number for offset in offsets),
    )
    cursor.at = end
    return True


def flattened_table(cursor: Cursor, line: Line) -> bool:
    """A table that lost its cells: a header line and a line for each row, between blanks."""
    if cursor.shape.is_flat or cursor.text(-1) or not cursor.text(2):
        return False
    end = tables.flattened_end(cursor.texts, cursor.at)
    if end is None:
        return False
    start = cursor.at
    cursor.add(
        BlockKind.TABLE,
        "",
        last=cursor.lines[end - 1].number,
        rows=tuple((text.strip(),) for text in cursor.texts[start:end]),
        row_lines=tuple(each.number for each in cursor.lines[start:end]),
        is_flattened=True,
    )
    cursor.at = end
    return True


def tree(cursor: Cursor, line: Line) -> bool:
    found = furniture.tree_item(line.text)
    if found is None:
        return False
    depth, text = found
    return cursor.add(BlockKind.ITEM, clean(text), depth=min(depth, MAX_DEPTH))


def dropped(cursor: Cursor, line: Line) -> bool:
    text = line.stripped
    if furniture.is_contents_title(clean_title(text)):
        cursor.in_contents = True
        return cursor.skip()
    if cursor.in_contents:
        if patterns.ITEM.match(line.text) or patterns.CHAPTER.match(text):
            return cursor.skip()
        cursor.in_contents = False
    is_furniture = (
        furniture.is_rule(text)
        or furniture.is_date(text)
        or furniture.is_page_words(text)
        or furniture.is_drawing(text)
        or furniture.is_link_only(text)
        or bool(patterns.NOTE_DEFINITION.match(text))
        or not clean(text).strip("*_-#>| ")
        or text == "+"
    )
    return is_furniture and cursor.skip()


def question_and_answer(cursor: Cursor, line: Line) -> bool:
    found = patterns.QUESTION.match(line.stripped)
    if not found:
        return False
    question = found.group(1)
    while cursor.text(1) and not patterns.ANSWER.match(cursor.text(1)) and len(question) < 600:
        if patterns.QUESTION.match(cursor.text(1)) or question.rstrip("* ").endswith("?"):
            break
        question += " " + cursor.text(1)
        cursor.at += 1
    return cursor.add(BlockKind.LABEL, clean(question), is_question=True, is_numbered=True)


def item(cursor: Cursor, line: Line) -> bool:
    found = patterns.ITEM.match(line.text)
    if not found or _is_lone_numbered_title(cursor, line):
        return False
    indent, mark, content = len(found.group(1)), found.group(2), found.group(3)
    while cursor.indents and indent < cursor.indents[-1]:
        cursor.indents.pop()
    if not cursor.indents or indent > cursor.indents[-1] + 1:
        cursor.indents.append(indent)
    depth = min(len(cursor.indents) - 1, MAX_DEPTH)
    first = cursor.at
    content, end = _with_continuation(cursor, content, indent)
    asked = patterns.BOLD_QUESTION.match(content) or patterns.QUESTION_AND_TEXT.match(content)
    text = clean(asked.group(2) if asked else content)
    if not text.strip("*_- ") or furniture.is_link_only(content):
        return cursor.skip(end - first)
    cursor.add(
        BlockKind.ITEM,
        patterns.unglue(text),
        last=cursor.lines[end - 1].number,
        depth=depth,
        is_ordered=mark[-1:] in ".)",
        label=clean(asked.group(1)) if asked else "",
    )
    cursor.at = end
    return True


def _is_lone_numbered_title(cursor: Cursor, line: Line) -> bool:
    """`1. Identify the rules` between blank lines with prose below is a heading, not a list."""
    found = patterns.CHAPTER.match(line.text)
    if not found or cursor.shape.is_flat or cursor.shape.has_hash_headings or cursor.text(1):
        return False
    title = clean_title(found.group(2))
    following = cursor.next_text()
    return (
        not cursor.text(-1)
        and may_be_title(title.rstrip("?"))
        and not title.endswith("?")
        and bool(following)
        and not patterns.CHAPTER.match(following)
    )


def _with_continuation(cursor: Cursor, content: str, indent: int) -> tuple[str, int]:
    end = cursor.at + 1
    if cursor.shape.is_flat:
        return content, end
    while end < len(cursor.lines) and len(content) < 4000:
        following = cursor.lines[end]
        if following.is_blank or patterns.starts_block(following.text):
            break
        if following.indent <= indent and is_title_case(following.stripped):
            break
        content += " " + following.stripped
        end += 1
    return content, end


def unfenced_code(cursor: Cursor, line: Line) -> bool:
    language = ""
    start = cursor.at
    if code.is_language_word(line.text) and start + 1 < len(cursor.texts):
        if not (
            code.looks_like_code(cursor.texts[start + 1])
            or code.starts_code(cursor.texts[start + 1], may_be_heading=False)
        ):
            return False
        language = line.stripped.lower()
        start += 1
    elif not code.starts_code(line.text, may_be_heading=cursor.shape.has_hash_headings):
        return False
    end = code.code_end(cursor.texts, start)
    body = patterns.dedent("\n".join(cursor.texts[start:end]))
    cursor.add(
        BlockKind.CODE,
        body,
        last=cursor.lines[end - 1].number,
        language=language or code.guess_language(body),
        is_flattened=patterns.lost_indentation(body)
        or (cursor.shape.is_flat and not code.is_safe_when_flat(body)),
    )
    cursor.at = end
    return True


def definition_list(cursor: Cursor, line: Line) -> bool:
    found = patterns.DEFINITION.match(cursor.text(1))
    if not found or patterns.starts_block(line.text) or len(line.stripped) > 120:
        return False
    number = cursor.lines[cursor.at + 1].number
    if not furniture.is_link_only(found.group(1)) and not furniture.is_page_words(line.stripped):
        title = clean_title(line.stripped)
        cursor.add(BlockKind.FIELD, clean(found.group(1)), label=title, last=number)
        return cursor.skip()
    return cursor.skip(2)
