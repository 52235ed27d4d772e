"""Inline markup of one line: links, emphasis, shortcodes and stray marks, never maths or code."""

import re
from collections.abc import Callable

# Every quantifier is bounded or cannot cross its own terminator, so no line can make these slow.
_PROTECTED = re.compile(
    r"(`[^`]{1,400}`|\$\$[^$]{1,1000}\$\$|\$[^$]{1,600}\$|\\\([^\\]{0,40}(?:\\[^)][^\\]{0,80}){0,20}\\\))"
)
_IMAGE = re.compile(r"!\[[^\]]{0,300}\]\([^()]{0,600}\)")
_SHORTCODE_LINK = re.compile(r"\[([^\[\]]{1,300})\]\(\{\{<[^>]{0,300}>\}\}\)")
_LINK = re.compile(
    r"\[([^\[\]]{1,300})\]\([^()\s]{0,600}(?:\([^()\s]{0,200}\))?(?:\s\"[^\"]{0,200}\")?\)"
)
_REFERENCE_LINK = re.compile(r"\[([^\[\]]{1,300})\]\[[^\[\]]{0,100}\]")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]{1,200}\|)?([^\[\]|]{1,200})\]\]")
_SHORTCODE = re.compile(r"\{\{[<%][^{}]{0,400}[>%]\}\}")
_ANCHOR = re.compile(r"\s*\{#[\w:.-]{1,120}\}")
_FOOTNOTE = re.compile(r"\[\^[\w-]{1,40}\]")
_CITATION = re.compile(r"(?<=[\w)])\s?\[\d{1,3}\](?=[\s.,;:]|$)")
_COMMENT = re.compile(r"<!--.{0,200}?-->")
_TAG = re.compile(
    r"</?(?:b|i|em|strong|span|u|font|mark|small|kbd|code|sub|sup|br|p|a)\b[^<>]{0,200}>", re.I
)
_BARE_URL = re.compile(r"<?\b(?:https?|ftp)://[^\s<>]{1,500}>?")
_BOLD = re.compile(r"(\*\*|__)(?=[^\s*_])([^*]{1,400}?)(?<=\S)\1")
_ITALIC_STAR = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{1,300})(?<=[^\s*])\*(?![\w*])")
_ITALIC_UNDERSCORE = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]{1,300})(?<=[^\s_])_(?![\w_])")
_ESCAPE = re.compile(r"\\([#*_\[\]<>+.!~|-])")
_STRAY_STARS = re.compile(r"^\*{1,3}(?=[A-Z])|(?<=\w)\*{1,3}(?=:?$)")
_MARKED = re.compile(r"[\[\]*_<{\\]|[^\x00-\u21ff]")
_SPACES = re.compile(r"\s{2,}")
_PICTOGRAM = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u26ff\u2700-\u27bf\u2b50\u2b55\ufe0f\u200d\u231a-\u23ff]+"
)


def outside_maths_and_code(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to the stretches between maths and code spans only."""
    parts = _PROTECTED.split(text)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


def clean(text: str) -> str:
    """The text as a reader sees it: link texts kept, markup and pictograms dropped."""
    # A link text may hold maths or code, so links go before the protected spans are cut out.
    for pattern, kept in (
        (_IMAGE, ""),
        (_COMMENT, ""),
        (_SHORTCODE_LINK, r"\1"),
        (_LINK, r"\1"),
        (_SHORTCODE, ""),
    ):
        text = pattern.sub(kept, text)
    text = outside_maths_and_code(text, _clean_prose)
    return _SPACES.sub(" ", text).strip()


def _clean_prose(text: str) -> str:
    if not _MARKED.search(text):
        return text
    for pattern, kept in (
        (_FOOTNOTE, ""),
        (_WIKI_LINK, r"\1"),
        (_REFERENCE_LINK, r"\1"),
        (_CITATION, ""),
        (_ANCHOR, ""),
        (_TAG, ""),
        (_BOLD, r"\2"),
        (_ITALIC_STAR, r"\1"),
        (_ITALIC_UNDERSCORE, r"\1"),
        (_STRAY_STARS, ""),
        (_PICTOGRAM, ""),
        (_ESCAPE, r"\1"),
    ):
        text = pattern.sub(kept, text)
    return text


def clean_title(text: str) -> str:
    """A heading without its number's dot, year tag, closing hashes, pictograms and stray marks."""
    text = clean(text.strip().rstrip("#"))
    text = re.sub(r"\*{2,}", "", text)
    text = re.sub(r"^[^\w$`\"“(¿]+", "", text)
    text = re.sub(
        r"\s*\((?:202[4-9]|20[3-9]\d)(?:[- ](?:specific|trend|edition|update))?\)\s*$", "", text
    )
    return _SPACES.sub(" ", text).strip().rstrip("*").strip()


def without_links(text: str) -> str:
    """What is left of a line when links, addresses, images and shortcodes are taken away."""
    for pattern in (_IMAGE, _COMMENT, _SHORTCODE_LINK, _LINK, _SHORTCODE, _REFERENCE_LINK):
        text = pattern.sub("", text)
    text = _WIKI_LINK.sub("", text)
    return _BARE_URL.sub("", text).strip()


def has_link(text: str) -> bool:
    return bool(_LINK.search(text) or _SHORTCODE_LINK.search(text) or _BARE_URL.search(text))


def is_balanced(text: str) -> bool:
    """Whether maths, code and brackets are closed, so that a cut here loses nothing."""
    if text.count("$") % 2 or text.count("`") % 2:
        return False
    return all(text.count(left) == text.count(right) for left, right in ("()", "[]", "{}"))


def shorten(text: str, limit: int) -> str:
    """The text up to `limit` characters, cut between sentences or words where maths is closed."""
    if len(text) <= limit:
        return text
    for mark in (". ", "; ", ", ", " "):
        end = text.rfind(mark, 0, limit)
        while end > limit // 2:
            if is_balanced(text[:end]):
                return text[:end].rstrip(" ,;") + ("." if mark == ". " else " …")
            end = text.rfind(mark, 0, end)
    return ""
