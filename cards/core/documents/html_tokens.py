"""The tags and texts of a web page, found in one linear scan.

The standard library's parser needs quadratic time on unclosed tags in some Python versions, and
a page comes from a stranger.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})((?:\s|/)[^<>]{0,4000})?>")
_RAW = re.compile(r"<(script|style)\b([^<>]{0,1000})>", re.I)
_RAW_END = {name: re.compile(rf"</{name}\s{{0,20}}>", re.I) for name in ("script", "style")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A tag, or the text between two tags, with the line it begins in."""

    line: int
    text: str = ""  # of text between tags, entities resolved
    tag: str = ""
    attributes: str = ""
    is_end: bool = False


def tokens(text: str) -> Iterator[Token]:
    at = 0
    line = 1
    while at < len(text):
        opening = text.find("<", at)
        if opening != at:
            end = opening if opening != -1 else len(text)
            yield Token(line=line, text=html.unescape(text[at:end]))
            line += text.count("\n", at, end)
            at = end
            continue
        skipped = _skipped_end(text, at)
        found = _TAG.match(text, at) if skipped is None else None
        if skipped is not None:
            end = skipped
        elif found:
            tag = found.group(2).lower()
            yield Token(
                line=line, tag=tag, is_end=bool(found.group(1)), attributes=found.group(3) or ""
            )
            end = found.end()
        else:
            yield Token(line=line, text="<")
            end = at + 1
        line += text.count("\n", at, end)
        at = end


def _skipped_end(text: str, at: int) -> int | None:
    """Where a comment, declaration or script that begins here ends; None when none does."""
    for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">")):
        if text.startswith(opening, at):
            end = text.find(closing, at)
            # One that never closes hides the rest of the page, as it does in a browser.
            return end + len(closing) if end != -1 else len(text)
    found = _RAW.match(text, at)
    if found is None or "math/tex" in found.group(2):
        return None
    closed = _RAW_END[found.group(1).lower()].search(text, found.end())
    return closed.end() if closed else len(text)
