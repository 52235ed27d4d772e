"""Org files: each line rewritten as Markdown in place, so that line numbers stay true."""

import re

from cards.core.documents.drafts import ReadDocument
from cards.core.documents.text.extract import read_lines
from cards.core.documents.text.inline import outside_maths_and_code
from cards.core.documents.text.lines import Line, number_lines

_HEADING = re.compile(
    r"^(\*{1,8})\s+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)\s+)?(?:\[#[A-C]\]\s+)?(\S.*)$"
)
_TAGS = re.compile(r"\s+:[\w@#%:]{1,200}:\s*$")
_LINK = re.compile(r"\[\[([^\[\]]{1,500})\](?:\[([^\[\]]{1,300})\])?\]")
_BLOCK = re.compile(r"^\s*#\+(begin|end)_(\w{1,30})\b\s*(\S{0,30})", re.I)
_KEYWORD = re.compile(r"^\s*#\+(\w{1,40}):\s*(.*)$")
_TERM = re.compile(r"^(\s*[-+*]\s+)(\S.{0,200}?)\s+::\s+(\S.*)$")
_TABLE_RULE = re.compile(r"^\s*\|[-+]{3,}\|?\s*$")
_TIMESTAMP = re.compile(r"[<\[]\d{4}-\d{2}-\d{2}[^<>\[\]]{0,40}[>\]]")
_VERBATIM = re.compile(r"(?<![\w=~])([=~])(?=\S)([^=~\n]{1,200})(?<=\S)\1(?![\w=~])")
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,300})(?<=[^\s*])\*(?![\w*])")
_ITALIC = re.compile(r"(?<![\w/:])/(?=[^\s/])([^/\n]{1,300})(?<=[^\s/])/(?![\w/])")


def matches_org(name: str, text: str) -> float:
    """How surely a file is an Org file."""
    if name.lower().endswith(".org"):
        return 0.9
    return 0.4 if re.search(r"^#\+(?:title|begin_src|options):?", text[:5000], re.I | re.M) else 0.0


def read_org(name: str, text: str) -> ReadDocument:
    """Draft cards of an Org file."""
    numbered = number_lines(text)
    lines, title = _as_markdown(numbered.lines)
    found = read_lines(name, lines)
    return ReadDocument(
        drafts=found.drafts,
        problems=(*numbered.problems, *found.problems),
        title=title or found.title,
    )


def _as_markdown(lines: tuple[Line, ...]) -> tuple[list[Line], str]:
    title = ""
    rewritten: list[Line] = []
    in_drawer = in_code = False
    for line in lines:
        text = line.text
        block = _BLOCK.match(text)
        keyword = _KEYWORD.match(text)
        if block:
            is_code = block.group(2).lower() in ("src", "example", "export")
            in_code = is_code and block.group(1).lower() == "begin"
            text = ("```" + block.group(3) * in_code) if is_code else ""
        elif in_code:
            pass
        elif keyword:
            title = keyword.group(2) if keyword.group(1).lower() == "title" else title
            text = ""
        elif re.match(r"^\s*:(?:PROPERTIES|LOGBOOK):\s*$", text):
            in_drawer, text = True, ""
        elif in_drawer:
            in_drawer = not re.match(r"^\s*:END:\s*$", text)
            text = ""
        elif re.match(r"^\s*# |^\s*(?:SCHEDULED|DEADLINE|CLOSED):", text):
            text = ""
        else:
            text = _line_as_markdown(text)
        rewritten.append(Line(number=line.number, text=text))
    return rewritten, title


def _line_as_markdown(text: str) -> str:
    heading = _HEADING.match(text)
    if heading:
        level = min(len(heading.group(1)), 6)
        return f"{'#' * level} {_inline(_TAGS.sub('', heading.group(2)))}"
    if _TABLE_RULE.match(text):
        return re.sub(r"-+", "---", text.replace("+", "|"))
    term = _TERM.match(text)
    if term:
        text = f"{term.group(1)}{term.group(2)}: {term.group(3)}"
    return _inline(text)


def _inline(text: str) -> str:
    text = _LINK.sub(lambda found: f"[{found.group(2) or found.group(1)}](link)", text)
    return outside_maths_and_code(text, _emphasis)


def _emphasis(text: str) -> str:
    text = _TIMESTAMP.sub("", text)
    text = _VERBATIM.sub(r"`\2`", text)
    return _ITALIC.sub(r"*\1*", _BOLD.sub(r"**\1**", text))
