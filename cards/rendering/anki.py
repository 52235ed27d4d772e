"""Texts of cards for Anki: safe HTML or plain text, maths in the delimiters of its MathJax."""

import re
from collections.abc import Sequence
from urllib.parse import quote

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cards.core.documents.cloze import Gap, find_gaps
from cards.rendering.formulas import Formula, take_formulas
from cards.rendering.placeholders import (
    FORMULA,
    GAP,
    formula_index,
    gap_character,
    gap_index,
    without_private_characters,
)

_PARSER = (
    MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20})
    .enable(["table", "strikethrough"])
    .disable(["code", "html_block", "html_inline"])
)
_TAGS = set(
    "p br hr h1 h2 h3 h4 h5 h6 ul ol li blockquote em strong s a table thead tbody tr th td pre code".split()  # noqa: SIM905
)
_PLACEHOLDER = re.compile(f"{FORMULA.pattern}|{GAP.pattern}")
_BRACE_AT_END = re.compile(rf"\}}(?={GAP.pattern})")
_BRACE_BEFORE_END = re.compile(rf"\}}(?=\}}|{GAP.pattern})")
_DEEPEST_GAP = 4


def anki_html(text: str, *, has_gaps: bool = False) -> str:
    """HTML for a field of a note. With `has_gaps`, `{{c1::…}}` stays for Anki to hide."""
    page = _Page(text, has_gaps=has_gaps)
    tokens = _PARSER.parse(page.text)
    page.restore(tokens)
    html = nh3.clean(
        _PARSER.renderer.render(tokens, _PARSER.options, {}),
        tags=_TAGS,
        clean_content_tags=set(),
        attributes={
            "a": {"href", "title"},
            "ol": {"start"},
            "th": {"style"},
            "td": {"style"},
        },
        filter_style_properties={"text-align"},
        attribute_filter=_without_placeholders,
        link_rel="noopener nofollow",
        url_schemes={"http", "https", "mailto"},
    )
    if has_gaps:
        # As entities they show the same and end no gap.
        html = _BRACE_BEFORE_END.sub("&#125;", html.replace("::", ":&#58;"))
    return page.filled(html, is_html=True).strip()


def anki_text(text: str, *, has_gaps: bool = False) -> str:
    """The Markdown itself with its maths in `\\(…\\)` and `\\[…\\]`: our reader turns that back."""
    page = _Page(text, has_gaps=has_gaps)
    # Brackets at the end of a gap: our reader takes the blank off again.
    return page.filled(_BRACE_AT_END.sub("} ", page.text), is_html=False)


def _without_placeholders(_tag: str, _name: str, value: str) -> str:
    return _PLACEHOLDER.sub("", value)


class _Page:
    """One text with placeholders for its formulas and for the ends of its gaps."""

    def __init__(self, text: str, *, has_gaps: bool) -> None:
        self._ends: list[str] = []  # what each gap placeholder stands for: `{{c1::`, `::hint}}`
        self._formulas: list[Formula]
        text = without_private_characters(text)
        if has_gaps:
            text = self._without_gaps(text, 0)
        self.text, self._formulas = take_formulas(text)

    def restore(self, tokens: Sequence[Token]) -> None:
        """Put the source back where a formula is none: in code and in addresses; name pictures."""
        for token in tokens:
            self.restore(token.children or [])
            if token.type in {"code_inline", "fence"}:
                token.content = self._source(token.content)
            elif token.type == "image":
                token.type, token.tag = "text", ""
            if href := token.attrs.get("href"):
                for character in set(_PLACEHOLDER.findall(self.text)):
                    href = str(href).replace(quote(character), quote(self._source(character)))
                token.attrs["href"] = href

    def filled(self, text: str, *, is_html: bool) -> str:
        """The text with formulas and gaps in place of their placeholders."""
        depth = 0

        def fill(match: re.Match[str]) -> str:
            nonlocal depth
            character = match[0]
            if GAP.fullmatch(character):
                end = self._end(character)
                depth += 1 if end.startswith("{{") else -1
                return str(escape(end)) if is_html else end
            return self._formula(character, is_html=is_html, is_in_gap=depth > 0)

        return _PLACEHOLDER.sub(fill, text)

    def _formula(self, character: str, *, is_html: bool, is_in_gap: bool) -> str:
        formula = self._found(character)
        if formula is None:
            return ""
        latex = formula.latex
        if is_in_gap or GAP.search(latex):
            # To Anki the first `}}` ends a gap and `::` starts its hint, in maths as well.
            latex = _BRACE_BEFORE_END.sub("} ", latex).replace("::", ": :")
        latex = GAP.sub(lambda match: self._end(match[0]), latex)
        if is_html:
            latex = str(escape(latex))
        return rf"\[{latex}\]" if formula.is_display else rf"\({latex}\)"

    def _source(self, text: str) -> str:
        def source(match: re.Match[str]) -> str:
            formula = self._found(match[0])
            return formula.source if formula else ""

        return FORMULA.sub(source, text)

    def _found(self, character: str) -> Formula | None:
        # An entity can spell a placeholder that stands for nothing.
        index = formula_index(character)
        return self._formulas[index] if index < len(self._formulas) else None

    def _end(self, character: str) -> str:
        index = gap_index(character)
        return self._ends[index] if index < len(self._ends) else ""

    def _without_gaps(self, text: str, depth: int) -> str:
        pieces, position = [], 0
        for gap in find_gaps(text) if depth < _DEEPEST_GAP else ():
            if gap.start < position:
                continue  # within the gap before
            start, end = _content(text, gap)
            hint = "::" + gap.hint.replace("::", ": :").replace("}}", "} }") if gap.hint else ""
            opening = "".join(f"{{{{c{ordinal}::" for ordinal in gap.ordinals)
            pieces += [
                text[position : gap.start],
                self._placeholder(opening),
                self._without_gaps(text[start:end], depth + 1),
                self._placeholder(f"{hint}}}}}" * len(gap.ordinals)),
            ]
            position = gap.end
        return "".join(pieces) + text[position:]

    def _placeholder(self, end: str) -> str:
        character = gap_character(len(self._ends))
        if character is None:
            return end
        self._ends.append(end)
        return character


def _content(text: str, gap: Gap) -> tuple[int, int]:
    """Where the content of a gap starts and ends in the text, its hint left out."""
    start = text.index("::", gap.start) + 2
    end = gap.end - 2
    if gap.hint:
        at = text.find("::", start)
        while at >= 0 and _spelled(text[at + 2 : end]) != gap.hint:
            at = text.find("::", at + 1)
        end = at if at >= 0 else end
    return start, end


def _spelled(text: str) -> str:
    """A hint without the entities that a stored gap may be written with."""
    for entity, sign in (("&#58;", ":"), ("&#123;", "{"), ("&#125;", "}")):
        text = text.replace(entity, sign)
    return text.strip()
