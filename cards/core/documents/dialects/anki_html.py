"""The HTML inside Anki fields as Markdown: enough for what people write there, nothing that runs."""

import re
from html.parser import HTMLParser

_HAS_HTML = re.compile(r"</?[A-Za-z][^<>]{0,300}>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,12});")
_MATHS = (
    (re.compile(r"\\\((.{0,2000}?)\\\)", re.DOTALL), "$"),
    (re.compile(r"\\\[(.{0,2000}?)\\\]", re.DOTALL), "$$"),
    (re.compile(r"\[\$\](.{0,2000}?)\[/\$\]", re.DOTALL), "$"),
    (re.compile(r"\[\$\$\](.{0,2000}?)\[/\$\$\]", re.DOTALL), "$$"),
    (re.compile(r"\[latex\](.{0,2000}?)\[/latex\]", re.DOTALL), ""),
)
_SOUND = re.compile(r"\[sound:[^\]\n]{0,300}\]")
_BLOCKS = frozenset({"div", "p", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "blockquote"})
_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_DROPPED = frozenset({"script", "style", "head", "title", "iframe", "object"})


def field_to_markdown(field: str, *, is_html: bool) -> str:
    """One field of a note as Markdown."""
    text = field
    if is_html and _HAS_HTML.search(field):
        converter = _Converter()
        converter.feed(field)
        converter.close()
        text = converter.markdown()
    for pattern, sign in _MATHS:
        text = pattern.sub(lambda match, sign=sign: _maths(match[1], sign), text)  # type: ignore[misc]
    text = _SOUND.sub("", text).replace("\xa0", " ")
    text = re.sub(r"[ \t]+\n", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _maths(inner: str, sign: str) -> str:
    return f"{sign}{inner.strip()}{sign}" if inner.strip() else ""


class _Converter(HTMLParser):
    """Writes Markdown while it reads. Unknown tags disappear, their text stays."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._dropping = 0
        self._in_code = 0

    def markdown(self) -> str:
        return "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropping += 1
        elif self._dropping:
            return
        elif tag == "br":
            self._pieces.append("\n")
        elif tag == "hr":
            self._pieces.append("\n\n")
        elif tag == "pre":
            self._in_code += 1
            self._pieces.append("\n\n```\n")
        elif tag == "li":
            self._pieces.append("\n- ")
        elif tag == "img":
            source = dict(attrs).get("src") or ""
            if source and not source.lower().startswith(("javascript:", "data:")):
                self._pieces.append(f"![]({source.replace(' ', '%20')})")
        elif tag in _BLOCKS:
            self._new_line()
        elif tag in _SIGNS and not self._in_code:
            self._pieces.append(_SIGNS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropping = max(0, self._dropping - 1)
        elif self._dropping:
            return
        elif tag == "pre":
            self._in_code = max(0, self._in_code - 1)
            self._pieces.append("\n```\n\n")
        elif tag in _BLOCKS:
            self._new_line()
        elif tag in _SIGNS and not self._in_code:
            self._pieces.append(_SIGNS[tag])

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._pieces.append(data)

    def _new_line(self) -> None:
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self._pieces.append("\n")
