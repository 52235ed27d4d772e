"""What a notebook leaves behind in an export to Markdown: outputs of its cells, and tables as raw HTML."""

import re

from cards.core.documents.text.blocks import BlockKind
from cards.core.documents.text.cursor import Cursor
from cards.core.documents.text.lines import Line

MOST_LINES = 2_000
_INDENT = 4
_RAW = re.compile(
    r"^</?(?:div|style|script|table|thead|tbody|tfoot|tr|th|td|colgroup|col|caption|center)\b", re.I
)
_STYLE = re.compile(r"^<(style|script)\b", re.I)


def cell_output(cursor: Cursor, line: Line) -> bool:
    """Indented lines below a cell of code, behind a blank: what running it printed."""
    last = cursor.blocks[-1] if cursor.blocks else None
    if last is None or last.kind is not BlockKind.CODE or not last.language:
        return False
    if line.indent < _INDENT or cursor.text(-1):
        return False
    end = cursor.at
    while end < min(len(cursor.lines), cursor.at + MOST_LINES):
        following = cursor.lines[end]
        if not following.is_blank and following.indent < _INDENT:
            break
        end += 1
    return cursor.skip(end - cursor.at)


def raw_html(cursor: Cursor, line: Line) -> bool:
    """A line of HTML that is layout or a table: its cells would be read as prose."""
    text = line.stripped
    if not _RAW.match(text):
        return False
    style = _STYLE.match(text)
    if style is None or cursor.has_open_style:
        return cursor.skip()
    closing = f"</{style.group(1).lower()}>"
    for end in range(cursor.at, min(len(cursor.texts), cursor.at + MOST_LINES)):
        if closing in cursor.texts[end].lower():
            return cursor.skip(end - cursor.at + 1)
    cursor.has_open_style = True  # not to be searched for again from every line
    return cursor.skip()
