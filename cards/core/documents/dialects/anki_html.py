"""The HTML inside Anki fields as Markdown: enough for what people write there, nothing that runs."""

import re
from dataclasses import dataclass, field
from html import unescape

from cards.core.documents.html_tokens import Token, tokens

_HAS_HTML = re.compile(r"</?[A-Za-z][^<>]{0,300}>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,12});")
# Bounded, so that openers that nothing closes stay cheap.
_MATHS = re.compile(
    r"\\\((?P<inline>.{0,2000}?)\\\)"
    r"|\\\[(?P<display>.{0,2000}?)\\\]"
    r"|\[\$\](?P<dollar>.{0,2000}?)\[/\$\]"
    r"|\[\$\$\](?P<dollars>.{0,2000}?)\[/\$\$\]"
    r"|\[latex\](?P<latex>.{0,2000}?)\[/latex\]"
    r"|<anki-mathjax(?P<attributes>[^<>]{0,200})>(?P<mathjax>.{0,2000}?)</anki-mathjax>",
    re.DOTALL | re.I,
)
_SIGNS_OF = {"inline": "$", "display": "$$", "dollar": "$", "dollars": "$$", "latex": ""}
_TAG = re.compile(r"<[^<>]{0,300}>")
_BREAK = re.compile(r"<br\s*/?>|</?div[^<>]{0,300}>", re.I)
_SOUND = re.compile(r"\[sound:[^\]\n]{0,300}\]")
# Private characters around the number of a formula while its field is read as HTML.
_FORMULA = re.compile("\ue000(\\d{1,6})\ue001")
_PRIVATE = re.compile("[\ue000\ue001]")
_ATTRIBUTE = re.compile(
    r"([a-zA-Z-]{1,30})\s*=\s*(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'>]{1,500}))"
)
_PARAGRAPHS = frozenset({"p", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section"})
_BLOCKS = _PARAGRAPHS | {"div", "ul", "ol", "dl", "dt", "dd"}
_MARKER = re.compile(r"^ *(?:-|\d{1,9}\.) $")
_SIGNS = {
    "b": "**",
    "strong": "**",
    "i": "*",
    "em": "*",
    "code": "`",
    "kbd": "`",
    "s": "~~",
    "del": "~~",
}
_DROPPED = frozenset({"script", "style", "head", "title", "iframe", "object", "svg", "template"})
_EMPHASIS = re.compile(r"(?<!\\)[*`]|(?<![\\\w])_(?=\w)|(?<=\w)_(?!\w)")
_DEEPEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldText:
    """A field as Markdown, and the names of the pictures that it showed."""

    text: str
    pictures: tuple[str, ...] = ()


def field_to_markdown(field: str, *, is_html: bool) -> str:
    """One field of a note as Markdown. Pictures stay as links to their files."""
    return read_field(field, is_html=is_html, keeps_pictures=True).text


def read_field(
    field: str, *, is_html: bool = True, keeps_pictures: bool = False, escapes: bool = False
) -> FieldText:
    """One field of a note. With `escapes`, signs that mean something in Markdown only are text.

    Without `keeps_pictures`, a picture leaves its alternative text and is named.
    """
    formulas: list[str] = []

    def taken(match: re.Match[str]) -> str:
        formulas.append(_formula(match, is_html=is_html))
        return f"\ue000{len(formulas) - 1}\ue001"

    text = _MATHS.sub(taken, _PRIVATE.sub("", field))
    pictures: tuple[str, ...] = ()
    if is_html and (escapes or _HAS_HTML.search(text)):
        writer = _Writer(keeps_pictures=keeps_pictures, escapes=escapes)
        for token in tokens(text):
            writer.take(token)
        text, pictures = writer.markdown(), tuple(writer.pictures)
    text = _FORMULA.sub(
        lambda match: formulas[int(match[1])] if int(match[1]) < len(formulas) else "", text
    )
    text = _SOUND.sub("", text).replace("\xa0", " ")
    text = re.sub(r"[ \t]+\n", "\n", text)
    return FieldText(text=re.sub(r"\n{3,}", "\n\n", text).strip(), pictures=pictures)


def _formula(match: re.Match[str], *, is_html: bool) -> str:
    """LaTeX with our signs. Anki's editor leaves tags and entities inside formulas."""
    name = match.lastgroup or ""
    if name == "mathjax":
        sign = "$$" if "block" in (match["attributes"] or "") else "$"
    else:
        sign = _SIGNS_OF.get(name, "$")
    inner = match[name] or ""
    if is_html or name == "mathjax":
        inner = unescape(_TAG.sub("", _BREAK.sub("\n", inner)))
    inner = inner.replace("\xa0", " ").strip()
    if (
        not sign
        and "$" not in inner
        and "\\" in inner
        and not inner.startswith(("\\begin", "\\[", "\\("))
    ):
        sign = "$"
    if not sign:
        inner = re.sub(r"^\\\[(.*)\\\]$", r"$$\1$$", inner, flags=re.DOTALL)
    return f"{sign}{inner}{sign}" if inner else ""


@dataclass(slots=True)
class _Open:
    """An element whose text is still being collected."""

    tag: str
    pieces: list[str] = field(default_factory=list)
    link: str = ""


class _Writer:
    """Writes Markdown while it reads. Unknown tags disappear, their text stays."""

    def __init__(self, *, keeps_pictures: bool, escapes: bool) -> None:
        self.pictures: list[str] = []
        self._keeps_pictures = keeps_pictures
        self._escapes = escapes
        self._stack = [_Open("")]
        self._lists: list[int] = []  # the number of the next item; 0 in bullets
        self._dropping = 0
        self._pre = 0
        self._rows = 0

    def markdown(self) -> str:
        while len(self._stack) > 1:
            self._close_last(is_whole=False)
        return "".join(self._stack[0].pieces)

    def take(self, token: Token) -> None:
        if token.tag in _DROPPED:
            self._dropping = max(0, self._dropping + (-1 if token.is_end else 1))
        elif self._dropping:
            return
        elif not token.tag:
            self._text(token.text)
        elif token.is_end:
            self._end(token.tag)
        else:
            self._start(token)

    def _text(self, text: str) -> None:
        is_code = self._pre or self._is_in("code") or self._is_in("kbd")
        if not is_code and text.isspace() and "\n" in text and _MARKER.match(self._last()):
            return
        if self._escapes and not is_code:
            text = _EMPHASIS.sub(lambda match: "\\" + match[0], text)
        self._write(text)

    def _start(self, token: Token) -> None:
        tag = token.tag
        if tag == "br":
            self._write("\n")
        elif tag == "hr":
            self._write("\n\n")
        elif tag == "img":
            self._picture(token.attributes)
        elif tag == "pre":
            self._new_line()
            self._pre += 1
            self._open("pre")
        elif tag in ("ul", "ol"):
            self._new_line()
            self._lists = [*self._lists[:20], 1 if tag == "ol" else 0]
        elif tag == "li":
            self._item()
        elif tag in ("tr", "td", "th") or tag in ("sup", "sub"):
            self._open(tag)
        elif tag == "a":
            self._open("a", link=_attributes(token.attributes).get("href", ""))
        elif tag in _SIGNS and not self._pre:
            self._open(tag)
        elif tag in _BLOCKS:
            self._rows = 0 if tag == "table" else self._rows
            self._new_line(is_paragraph=tag in _PARAGRAPHS)

    def _end(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists = self._lists[:-1]
            self._new_line()
        elif self._is_in(tag):
            while self._stack[-1].tag != tag:
                self._close_last(is_whole=False)
            self._close_last(is_whole=True)
        elif tag in _BLOCKS:
            self._new_line(is_paragraph=tag in _PARAGRAPHS)

    def _item(self) -> None:
        self._new_line()
        indent = "    " * max(0, len(self._lists) - 1)
        if self._lists and self._lists[-1]:
            self._write(f"{indent}{self._lists[-1]}. ")
            self._lists[-1] += 1
        else:
            self._write(f"{indent}- ")

    def _picture(self, written: str) -> None:
        attributes = _attributes(written)
        source, alternative = attributes.get("src", ""), attributes.get("alt", "")
        if source.lower().startswith(("javascript:", "data:")):
            source = ""
        self.pictures.append(source or "a picture")
        if not self._keeps_pictures:
            self._text(alternative)
        elif source:
            self._write(f"![]({source.replace(' ', '%20')})")

    def _open(self, tag: str, link: str = "") -> None:
        if len(self._stack) < _DEEPEST:
            self._stack.append(_Open(tag, link=link))

    def _is_in(self, tag: str) -> bool:
        return any(opened.tag == tag for opened in self._stack)

    def _close_last(self, *, is_whole: bool) -> None:
        closed = self._stack.pop()
        text = "".join(closed.pieces)
        if closed.tag == "pre":
            self._pre = max(0, self._pre - 1)
            fence = "```" if "```" not in text else "~~~~"
            text = f"\n{fence}\n" + text.strip("\n") + f"\n{fence}\n\n" if text.strip() else ""
        elif closed.tag in ("td", "th"):
            text = " ".join(text.split()).replace("|", "\\|") + " | "
        elif closed.tag == "tr":
            text = self._row(text)
        elif closed.tag in ("sup", "sub") and text.strip():
            mark = "^" if closed.tag == "sup" else "_"
            text = mark + (text if len(text) == 1 else f"({text})")
        elif closed.tag == "a" and is_whole and closed.link.startswith(("http://", "https://")):
            text = f"[{text}](<{closed.link}>)" if text.strip() else ""
        elif closed.tag in _SIGNS and is_whole:
            text = _wrapped(text, _SIGNS[closed.tag])
        self._write(text)

    def _row(self, cells: str) -> str:
        self._rows += 1
        line = f"| {cells.strip()}\n"
        if self._rows == 1:
            columns = len(re.findall(r"(?<!\\)\|", line)) - 1
            return "\n\n" + line + "|" + "---|" * columns + "\n"
        return line

    def _write(self, text: str) -> None:
        if text:
            self._stack[-1].pieces.append(text)

    def _new_line(self, *, is_paragraph: bool = False) -> None:
        last = self._last()
        if _MARKER.match(last):
            return
        if not last.endswith("\n"):
            self._write("\n\n" if is_paragraph else "\n")
        elif is_paragraph and last == "\n":
            self._write("\n")  # three are two in the end

    def _last(self) -> str:
        return next((one.pieces[-1] for one in reversed(self._stack) if one.pieces), "\n\n")


def _wrapped(text: str, sign: str) -> str:
    """The text between two signs. Markdown wants no blank inside them, and no paragraph."""
    core = text.strip()
    if not core or "\n" in core:
        return text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if sign == "`" and "`" in core:
        sign, core = "``", f" {core} "
    return text[:start] + sign + core + sign + text[end:]


def _attributes(written: str) -> dict[str, str]:
    return {
        name.lower(): unescape(one or two or three)
        for name, one, two, three in _ATTRIBUTE.findall(written)
    }
