"""Markdown to HTML: CommonMark with tables and strikethrough, maths, code and gaps.

Three guards, each enough alone: the parser reads no HTML, an allow-list (nh3) goes over its
output, and the page's Content-Security-Policy refuses scripts and styles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any
from urllib.parse import quote

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cards.rendering.cloze import fill_gaps
from cards.rendering.code import render_code
from cards.rendering.formula_words import formula_words
from cards.rendering.formulas import Formula, take_formulas
from cards.rendering.mathml import formula_html, gap_label, gap_text, readable_source
from cards.rendering.placeholders import (
    FORMULA,
    GAP,
    MARK_CLOSE,
    MARK_OPEN,
    PRIVATE,
    formula_index,
    without_private_characters,
)

TEXT_LIMIT = 30_000
_CUT_NOTE = "\n\n*The rest of this text is too long to show.*"

# Rows that are shorter than their table are filled up, to 65,536 cells as the parser comes: then a
# few thousand characters are seconds of work and most of a megabyte. Learners write texts, too.
_TABLES: Any = import_module(
    "markdown_it.rules_block.table"
)  # its package hides it by its function
_TABLES.MAX_AUTOCOMPLETED_CELLS = 1_000
# No indented code: four spaces before a line are more often an accident of pasting than code.
_PARSER = (
    MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20})
    .enable(["table", "strikethrough"])
    .disable(["code", "html_block", "html_inline"])
)
# Pages own h1 and h2.
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
_ALIGNMENTS = {
    "text-align:left": "align-left",
    "text-align:center": "align-center",
    "text-align:right": "align-right",
}
_TAGS = set(
    "p br hr h3 h4 h5 h6 ul ol li blockquote em strong s a mark table thead tbody tr th td div pre "  # noqa: SIM905
    "code span".split()
)
_ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "span": {"class", "role", "aria-label"},
}
_NOTHING = Formula(source="", latex="", is_display=False)
_PIECES = re.compile(f"({PRIVATE.pattern})")
_SPACE = re.compile(r"\s+")


@dataclass(slots=True, kw_only=True)
class _Page:
    """One text on its way to HTML."""

    formulas: Sequence[Formula]
    gap_hints: tuple[str, ...]
    is_inline: bool
    is_marked: bool = field(default=False)  # between the two ends of a revealed gap

    def source(self, text: str) -> str:
        """Text with formulas as their authors wrote them: for code, links and alt texts."""
        return FORMULA.sub(lambda match: self._formula(match[0]).source, text)

    def readable(self, text: str) -> str:
        """The same with gaps as `[…]`, and without marks."""
        return readable_source(self.source(text), self.gap_hints)

    def words(self, text: str) -> str:
        """Text with its formulas in characters that one can read."""
        hints = self.gap_hints
        formulas = FORMULA.sub(
            lambda match: formula_words(self._formula(match[0]).latex, hints), text
        )
        return readable_source(formulas, hints)

    def formula(self, character: str) -> SafeString:
        if (formula := self._formula(character)) is _NOTHING:
            return SafeString("")
        return formula_html(
            formula.latex, formula.is_display and not self.is_inline, self.gap_hints
        )

    def gap(self, character: str) -> str:
        label = escape(gap_label(character, self.gap_hints))
        shown = escape(gap_text(character, self.gap_hints))
        return f'<span class="cloze-gap" role="img" aria-label="{label}">{shown}</span>'

    def follow_marks(self, character: str) -> None:
        """A gap may end within the formula that follows it: `{{c1::a $b}} c$`."""
        latex = self._formula(character).latex
        last = max(latex.rfind(MARK_OPEN), latex.rfind(MARK_CLOSE))
        if last >= 0:
            self.is_marked = latex[last] == MARK_OPEN

    def _formula(self, character: str) -> Formula:
        # Entities and percent signs can still spell a private character: it stands for nothing.
        index = formula_index(character)
        return self.formulas[index] if index < len(self.formulas) else _NOTHING


@lru_cache(maxsize=1024)
def render_markdown(text: str) -> SafeString:
    """HTML of a whole text: paragraphs, lists, tables, code, maths."""
    return _render(text, (), is_inline=False)


@lru_cache(maxsize=1024)
def render_inline(text: str) -> SafeString:
    """HTML of one line, without a paragraph around it: for titles, options, key points."""
    return _render(text, (), is_inline=True)


@lru_cache(maxsize=1024)
def render_cloze(text: str, ordinal: int, *, revealed: bool) -> SafeString:
    """HTML of a sentence with gaps, for the card of one gap: blank, or revealed as `<mark>`."""
    filled = fill_gaps(text, ordinal, revealed=revealed)
    return _render(filled.text, filled.gap_hints, is_inline=False, is_filled=True)


@lru_cache(maxsize=1024)
def plain_text(markdown: str) -> str:
    """The words of a text in one line, maths in readable characters: for lists, titles, announcements."""
    return _plain(without_private_characters(markdown), ())


def plain_cloze(text: str, ordinal: int, *, revealed: bool) -> str:
    """The words of a sentence with gaps, for the card of one gap; a blank is `[…]` or `[hint]`."""
    filled = fill_gaps(text, ordinal, revealed=revealed)
    return _plain(filled.text, filled.gap_hints)


def _render(
    text: str, gap_hints: tuple[str, ...], *, is_inline: bool, is_filled: bool = False
) -> SafeString:
    page, tokens = _parse(text, gap_hints, is_inline=is_inline, is_filled=is_filled)
    html = "".join(_html(tokens, page))
    clean = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=set(),
        attributes=_ALLOWED_ATTRIBUTES,
        attribute_filter=_without_placeholders,
        link_rel="noopener nofollow",
        url_schemes={"http", "https", "mailto"},
    )
    # The allow-list is for HTML; MathML has had its own, and goes in after it.
    return mark_safe(FORMULA.sub(lambda match: page.formula(match[0]), clean).strip())


def _without_placeholders(_tag: str, _name: str, value: str) -> str:
    # A formula put into an attribute would end it.
    return PRIVATE.sub("", value)


def _parse(
    text: str, gap_hints: tuple[str, ...], *, is_inline: bool, is_filled: bool
) -> tuple[_Page, list[Token]]:
    if len(text) > TEXT_LIMIT:
        text = text[:TEXT_LIMIT] + ("" if is_inline else _CUT_NOTE)
    if not is_filled:
        text = without_private_characters(text)
    text, formulas = take_formulas(text)
    page = _Page(formulas=formulas, gap_hints=gap_hints, is_inline=is_inline)
    if is_inline:
        tokens = _PARSER.parseInline(_SPACE.sub(" ", text).strip())
    else:
        tokens = _PARSER.parse(text)
    return page, tokens


def _plain(text: str, gap_hints: tuple[str, ...]) -> str:
    page, tokens = _parse(text, gap_hints, is_inline=False, is_filled=True)
    return _SPACE.sub(" ", page.words("".join(_words(tokens)))).strip()


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"inline", "image"}:
            yield from _words(token.children or [])
        elif token.type in {"softbreak", "hardbreak"} or (token.block and token.nesting != 0):
            yield " "
        else:
            yield token.content


def _html(tokens: Sequence[Token], page: _Page) -> Iterator[str]:
    for token in tokens:
        if token.type in {"inline", "image"}:
            # The policy of the page lets no foreign image in: its description says it.
            yield from _html(token.children or [], page)
        elif token.nesting == 0:
            yield from _leaf(token, page)
        elif token.hidden:  # the paragraphs of a tight list
            continue
        elif token.nesting == 1:
            yield _opening_tag(token, page)
        else:
            yield _closing_tag(token)


def _leaf(token: Token, page: _Page) -> Iterator[str]:
    match token.type:
        case "code_inline":
            yield f"<code>{_code(token.content, page)}</code>"
        case "fence":
            yield _fence(token, page)
        case "softbreak":
            yield "\n"
        case "hardbreak":
            yield "<br>\n"
        case "hr":
            yield "<hr>\n"
        case _:
            yield from _text(token.content, page)


def _opening_tag(token: Token, page: _Page) -> str:
    tag = _HEADINGS.get(token.tag, token.tag)
    opening = f"<{tag}{_attributes(token, page)}>"
    if tag == "table":
        return f'<div class="table" tabindex="0" role="group" aria-label="Table">{opening}\n'
    return opening


def _closing_tag(token: Token) -> str:
    tag = _HEADINGS.get(token.tag, token.tag)
    closing = f"</{tag}></div>" if tag == "table" else f"</{tag}>"
    return f"{closing}\n" if token.block else closing


def _text(content: str, page: _Page) -> Iterator[str]:
    """Each piece of a revealed gap is marked by itself: a mark cannot then cross an element."""
    for piece in _PIECES.split(content):
        if piece == MARK_OPEN:
            page.is_marked = True
        elif piece == MARK_CLOSE:
            page.is_marked = False
        elif piece:
            html = page.gap(piece) if GAP.fullmatch(piece) else escape(piece)
            yield f"<mark>{html}</mark>" if page.is_marked and not piece.isspace() else html
            if FORMULA.fullmatch(piece):
                page.follow_marks(piece)


def _code(content: str, page: _Page) -> str:
    """Code with its gaps and marks; formulas in it are just dollars."""
    if not PRIVATE.search(content):
        html = str(escape(content))
    else:
        html = "".join(_text(page.source(content), page))
    return f"<mark>{html}</mark>" if page.is_marked and "<mark>" not in html else html


def _fence(token: Token, page: _Page) -> str:
    language = page.readable(token.info).strip().split(" ", 1)[0]
    content = page.source(token.content)
    block = render_code(content, language)
    if PRIVATE.search(content):
        start, _, rest = block.partition("<code>")
        return f"{start}<code>{''.join(_text(content, page))}{rest[rest.index('</code>') :]}\n"
    return block + "\n"


def _attributes(token: Token, page: _Page) -> str:
    written = []
    for name, value in token.attrs.items():
        if name == "style":
            alignment = _ALIGNMENTS.get(str(value))
            written.append(f' class="{alignment}"' if alignment else "")
        elif name == "href":
            written.append(f' href="{escape(_address(str(value), page))}"')
        else:
            written.append(f' {name}="{escape(page.readable(str(value)))}"')
    return "".join(written)


def _address(address: str, page: _Page) -> str:
    """The link with its formulas and gaps back in it: Markdown percent-encoded the placeholders."""
    for character in {*_encoded(address)}:
        address = address.replace(quote(character), quote(page.readable(character)))
    return address


def _encoded(address: str) -> Iterator[str]:
    for match in re.finditer(r"%F[34](?:%[89AB][0-9A-F]){3}", address):
        character = bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")
        if PRIVATE.fullmatch(character):
            yield character
