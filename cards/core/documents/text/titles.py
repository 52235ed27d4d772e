"""Headings and labels: explicit ones, and those only the lines around them give away."""

import re

from cards.core.documents.text import code, furniture
from cards.core.documents.text import linepatterns as patterns
from cards.core.documents.text.blocks import BlockKind
from cards.core.documents.text.cursor import Cursor
from cards.core.documents.text.inline import clean, clean_title
from cards.core.documents.text.labels import is_generic
from cards.core.documents.text.lines import Line
from cards.core.documents.text.mathsigns import is_formula
from cards.core.documents.text.shape import badge, is_title_case, may_be_title


def heading(cursor: Cursor, line: Line) -> bool:
    text = line.stripped
    found = patterns.HASH_HEADING.match(line.text)
    if found and cursor.shape.has_hash_headings:
        return cursor.add_heading(found.group(2), len(found.group(1)))
    underline = cursor.text(1)
    underlined = patterns.SETEXT.match(underline) and not patterns.ITEM.match(line.text)
    if text and underlined and may_be_title(clean_title(text)) and not cursor.text(-1):
        cursor.add_heading(text, 1 if underline[0] == "=" else 2)
        return cursor.skip()
    found = patterns.NUMBERED_HEADING.match(text)
    if found and cursor.shape.has_numbered_sections and len(text) < 110:
        title = clean_title(found.group(2))
        if may_be_title(title.rstrip("?")):
            return cursor.add_heading(title, found.group(1).count(".") + 1, is_numbered=True)
    found = patterns.CHAPTER.match(text)
    if found and int(found.group(1)) in cursor.shape.numbered_chapters:
        chapter = patterns.NUMBERED_HEADING.match(_heading_ahead(cursor))
        title = clean_title(found.group(2))
        if chapter and chapter.group(1).startswith(f"{found.group(1)}.") and may_be_title(title):
            return cursor.add_heading(title, 1, is_numbered=True)
    return False


def _heading_ahead(cursor: Cursor) -> str:
    for index in range(cursor.at + 1, min(cursor.at + 8, len(cursor.texts))):
        if patterns.NUMBERED_HEADING.match(cursor.texts[index].strip()):
            return cursor.texts[index].strip()
    return ""


def separated_heading(cursor: Cursor, line: Line) -> bool:
    if not cursor.separator_pending:
        return False
    cursor.separator_pending = False
    found = patterns.ITEM.match(line.text)
    if not found:
        return False
    base = cursor.heading_level
    cursor.add_heading(re.sub(r"^\d{1,2}\.\s+", "", found.group(3)), base + 1 + line.indent // 4)
    cursor.heading_level = base
    return True


def glued_label(cursor: Cursor, line: Line) -> bool:
    text = line.stripped
    step = patterns.STEP_LABEL.match(text)
    if step and len(text) < 100 and may_be_title(clean_title(step.group(2)).rstrip(":?")):
        title = clean_title(step.group(2)).rstrip(":")
        return cursor.add(BlockKind.LABEL, title, is_numbered=True, label=step.group(1).lower())
    found = patterns.GLUED_LABEL.match(text)
    if not found:
        return False
    title = clean_title(found.group(2).rstrip(":"))
    following = cursor.text(1)
    if not text.endswith(":") and not patterns.ITEM.match(following):
        return False
    return cursor.add(BlockKind.LABEL, title, is_numbered=True)


def label(cursor: Cursor, line: Line) -> bool:
    text = line.stripped
    bold = patterns.BOLD_LINE.match(text)
    if bold and not text.endswith(":"):
        title = clean_title(bold.group(1)).rstrip(":")
        asked = title.endswith("?")
        return bool(title) and cursor.add(BlockKind.LABEL, title, is_question=asked)
    if patterns.ANSWER.match(text) and not bold:
        return False  # "A4) In this order:" belongs to the question above
    if not patterns.LABEL.match(text) or code.is_code_argument(text):
        return _question_line(cursor, line)
    title = clean_title(clean(text).rstrip(":* "))
    if not title or len(title.split()) > 9 or ". " in title or "$" in title:
        return False
    if not is_title_case(title) and re.search(r"\b(?:is|are|by|as|of|equals)$", title):
        return False  # half a sentence, which the next line completes
    if re.search(r"[·=]", title) and not is_title_case(title):
        return False
    return cursor.add(BlockKind.LABEL, title, is_question=title.endswith("?"))


def _question_line(cursor: Cursor, line: Line) -> bool:
    """A short line that only asks, with its answer below: `Why attention?`"""
    text = line.stripped
    if not text.endswith("?") or len(text) > 160 or not text[0].isupper():
        return False
    alone = cursor.shape.is_flat or (not cursor.text(-1) and not cursor.text(1))
    if not alone or ". " in text or not cursor.next_text():
        return False
    if cursor.shape.is_flat and patterns.FIELD.match(text):
        return False
    return cursor.add(BlockKind.LABEL, clean_title(text), is_question=True)


def bare_title(cursor: Cursor, line: Line) -> bool:
    text = line.stripped
    if cursor.shape.has_hash_headings or not text:
        return False
    glued = badge(text) if cursor.shape.has_badges else None
    if glued is not None:
        cursor.add(BlockKind.FIELD, glued[0], label="Task", is_numbered=True)
        cursor.at -= 1
        return cursor.add_heading(glued[1], 2)
    numbered = patterns.CHAPTER.match(text)
    title = clean_title(numbered.group(2) if numbered else text)
    if not may_be_title(title.rstrip("?")) or is_formula(text):
        return False
    if cursor.shape.is_flat:
        return _flat_title(cursor, title)
    previous_blank = not cursor.text(-1)
    if not previous_blank or cursor.text(1) or not cursor.next_text():
        return False
    if patterns.FIELD.match(text) and not numbered and not is_title_case(title):
        return False
    return cursor.add_heading(title, _bare_level(cursor, title, is_numbered=numbered is not None))


def _bare_level(cursor: Cursor, title: str, *, is_numbered: bool) -> int:
    if is_numbered:
        return 2
    # Nothing but its length and what follows tells a page's title from one inside the page.
    if not is_generic(title) and (len(title.split()) >= 5 or len(cursor.next_text()) > 260):
        return 1
    last = cursor.blocks[-1] if cursor.blocks else None
    if last is not None and last.kind is BlockKind.HEADING:
        return min(last.level + 1, 5)
    if last is not None and last.kind is BlockKind.PARAGRAPH and last.text.endswith(":"):
        return min(cursor.heading_level + 1, 5)
    return max(cursor.heading_level, 1)


def _flat_title(cursor: Cursor, title: str) -> bool:
    previous, following = cursor.text(-1), cursor.text(1)
    if not is_title_case(title) or patterns.FIELD.match(title):
        return False
    if previous.endswith(":") and cursor.shape.has_numbered_sections:
        return False
    if not following or furniture.is_drawing(following) or furniture.tree_item(following):
        return False
    if cursor.shape.has_numbered_sections and _follows_plain_text(cursor):
        return False
    if not cursor.shape.has_numbered_sections:
        if may_be_title(following) and is_title_case(following) and not badge(following):
            return cursor.add_heading(title, 1)
        return cursor.add_heading(title, 2)
    if patterns.ITEM.match(following) and cursor.text(2).startswith(("- ", "* ", "• ")):
        glossary = furniture.is_page_words(title) or patterns.ITEM_PAIR.match(following)
        if not glossary:
            return cursor.add(BlockKind.LABEL, title)
    opens = (
        following.startswith("|")
        or patterns.LABEL.match(following)
        or patterns.NUMBERED_HEADING.match(following)
        or patterns.ITEM.match(following)
        or code.starts_code(following, may_be_heading=False)
        or (may_be_title(following) and is_title_case(following))
    )
    if not opens:
        return False
    return cursor.add_heading(title, 1 if cursor.heading_level != 1 else 2)


def _follows_plain_text(cursor: Cursor) -> bool:
    """Short lines in a row are list items that lost their marks, not titles."""
    last = cursor.blocks[-1] if cursor.blocks else None
    return last is not None and last.kind is BlockKind.PARAGRAPH and not last.text.endswith(".")
