"""Web pages: the text that readers see, as lines of Markdown that keep the page's line numbers."""

import html
import re

from cards.core.documents.drafts import Problem, ReadDocument
from cards.core.documents.html_tokens import Token, tokens
from cards.core.documents.text.extract import read_lines
from cards.core.documents.text.lines import MAX_CHARACTERS, Line, refuse_endless, tidy

_ATTRIBUTE = re.compile(
    r"([a-zA-Z-]{1,30})\s*=\s*(?:\"([^\"]{0,1000})\"|'([^']{0,1000})'|([^\s\"'>]{1,500}))"
)
_DROPPED = frozenset(
    {"script", "style", "nav", "footer", "aside", "form", "button", "svg", "iframe", "noscript",
     "template", "select", "object", "head", "menu", "dialog", "canvas", "video", "audio"}
)  # fmt: skip
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "blockquote", "figure", "figcaption", "ul",
     "ol", "dl", "table", "tbody", "thead", "body", "html", "hr", "center", "address", "fieldset"}
)  # fmt: skip
_INLINE = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "kbd": "`", "tt": "`"}
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush)[-:]\s*([\w+#]{1,20})")
MAX_LIST_DEPTH = 8


def matches_html(name: str, text: str) -> float:
    """How surely a file is a web page."""
    if re.match(r"\s*(?:<!doctype html|<html\b)", text[:500], re.I):
        return 0.9
    return 0.7 if name.lower().endswith((".html", ".htm", ".xhtml")) else 0.0


def read_html(name: str, text: str) -> ReadDocument:
    """Draft cards of a web page. Scripts, forms and menus are dropped unread."""
    problems: tuple[Problem, ...] = ()
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
        problems = (
            Problem(
                line=text.count("\n") + 1,
                message=f"The page is longer than {MAX_CHARACTERS:,} characters; the rest was not read.",
            ),
        )
    lines, refused = refuse_endless(html_lines(text))
    found = read_lines(name, lines)
    title = re.search(r"<title[^<>]{0,200}>([^<]{1,300})</title>", text[:20_000], re.I)
    return ReadDocument(
        drafts=found.drafts,
        problems=(*problems, *refused, *found.problems),
        title=html.unescape(title.group(1)).strip() if title else found.title,
    )


def html_lines(text: str) -> list[Line]:
    """The page as Markdown lines, numbered by where each begins in the source."""
    writer = _Writer()
    for token in tokens(text):
        writer.take(token)
    return writer.finish()


class _Writer:
    """Collects Markdown lines from tokens. Only depths are remembered, so nesting cannot hurt."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.current = ""
        self.current_line = 1
        self.dropped: list[str] = []
        self.lists: list[str] = []
        self.prefix = ""
        self.pre_depth = 0
        self.cells: list[str] | None = None
        self.rows = 0
        self.link = ""
        self.maths = 0  # inside <math>: its text repeats what the annotation says better

    def take(self, token: Token) -> None:
        if self._drops(token):
            return
        if not token.tag:
            self._text(token)
        elif self._is_maths(token):
            return
        elif token.tag in _INLINE and not self.pre_depth:
            self.current += _INLINE[token.tag]
        else:
            self._block(token)

    def _drops(self, token: Token) -> bool:
        if self.dropped:
            if token.tag == self.dropped[-1]:
                if token.is_end:
                    self.dropped.pop()
                elif len(self.dropped) < 200:
                    self.dropped.append(token.tag)
            return True
        if token.tag in _DROPPED and not token.is_end and "math/tex" not in token.attributes:
            if not token.attributes.rstrip().endswith("/"):
                self.dropped.append(token.tag)
            return True
        return False

    def _is_maths(self, token: Token) -> bool:
        if token.tag == "script":  # only reached for type="math/tex"
            mark = "$$" if "display" in token.attributes else "$"
            self.current += mark if not token.is_end else "$"
            return True
        if token.tag == "math":
            self.maths += -1 if token.is_end else 1
            self.maths = max(self.maths, 0)
            return True
        if token.tag == "annotation" and "tex" in token.attributes + "tex" * token.is_end:
            self.current += "$"
            self.maths += 1 if token.is_end else -1
            return True
        return False

    def _text(self, token: Token) -> None:
        if self.maths > 0:
            return
        if self.pre_depth:
            first, *rest = token.text.split("\n")
            self.current += first
            for offset, part in enumerate(rest, start=1):
                self._flush(token.line + offset - 1, keep_blank=True)
                self.current = part
            return
        # A character that means something in Markdown at the start of a line is only text here.
        text = re.sub(r"\s+", " ", token.text)
        if not self.current.strip() and text.strip():
            self.current_line = token.line + token.text[
                : len(token.text) - len(token.text.lstrip())
            ].count("\n")
            text = text.lstrip()
        self.current += text

    def _block(self, token: Token) -> None:
        tag = token.tag
        if re.fullmatch(r"h[1-6]", tag):
            self._paragraph(token.line)
            self.prefix = "" if token.is_end else "#" * int(tag[1]) + " "
        elif tag in ("td", "th", "tr", "table"):
            self._table(token)
        elif tag in ("ul", "ol"):
            self._list(token)
        elif tag == "li":
            self._flush(token.line)
            indent = "    " * (min(len(self.lists), MAX_LIST_DEPTH) - 1)
            mark = "1. " if self.lists and self.lists[-1] == "ol" else "- "
            self.prefix = "" if token.is_end else indent + mark
        elif tag in ("pre", "code"):
            self._pre(token)
        elif tag in ("dt", "dd"):
            self._flush(token.line)
            self.prefix = ": " if tag == "dd" and not token.is_end else ""
        elif tag in ("details", "summary"):
            self._details(token)
        elif tag == "br":
            self._flush(token.line)
        elif tag == "a":
            self._link(token)
        elif tag in ("sup", "sub"):
            mark = "^" if tag == "sup" else "_"
            self.current += "" if token.is_end else mark
        elif tag in _BLOCKS and self.cells is None:
            self._paragraph(token.line)

    def _table(self, token: Token) -> None:
        if token.tag in ("td", "th"):
            if self.cells is None:
                self.cells = []
            elif token.is_end:
                self.cells.append(self.current.strip().replace("|", "\\|"))
            self.current = ""
        elif token.tag == "tr":
            if token.is_end and self.cells:
                columns = len(self.cells)
                self.current = "| " + " | ".join(self.cells) + " |"
                self._flush(self.current_line)
                self.rows += 1
                if self.rows == 1:
                    self.current = "|" + "---|" * columns
                    self._flush(token.line)
            self.cells = None if token.is_end else []
            self.current_line = token.line
        else:
            self.cells, self.rows = None, 0
            self._paragraph(token.line)

    def _list(self, token: Token) -> None:
        self._flush(token.line)
        if token.is_end:
            self.lists = self.lists[:-1]
            if not self.lists:
                self._paragraph(token.line)
        elif len(self.lists) < 200:
            self.lists.append(token.tag)

    def _pre(self, token: Token) -> None:
        if token.tag == "code":
            self._name_language(token)
            return
        if token.is_end:
            if self.pre_depth:
                self._flush(token.line, keep_blank=True)
                self.pre_depth = 0
                self.current = "```"
                self._flush(token.line)
            return
        self._paragraph(token.line)
        language = _LANGUAGE.search(token.attributes)
        self.current = "```" + (language.group(1) if language else "")
        self._flush(token.line)
        self.pre_depth = 1

    def _name_language(self, token: Token) -> None:
        """`<pre><code class="language-…">`: the fence is open already."""
        language = _LANGUAGE.search(token.attributes)
        if language and self.pre_depth and self.lines and self.lines[-1].text == "```":
            number = self.lines[-1].number
            self.lines[-1] = Line(number=number, text=f"```{language.group(1)}")

    def _details(self, token: Token) -> None:
        if token.tag == "details":
            self._paragraph(token.line)
            self.current = "</details>" if token.is_end else ""
            self._flush(token.line)
        elif token.is_end:
            self.current = f"<summary>{self.current.strip()}</summary>"
            self._flush(self.current_line)
        else:
            self._flush(token.line)

    def _link(self, token: Token) -> None:
        if not token.is_end:
            self.link = next(
                (
                    a or b or c
                    for key, a, b, c in _ATTRIBUTE.findall(token.attributes)
                    if key.lower() == "href"
                ),
                "",
            )
            self.current += "[" if self.link else ""
        elif self.link:
            # The target itself is of no use on a card; the mark tells a list of links from prose.
            self.current += "](link)"
            self.link = ""

    def _paragraph(self, line: int) -> None:
        self._flush(line)
        if self.lines and self.lines[-1].text:
            self.lines.append(Line(number=self.lines[-1].number, text=""))

    def _flush(self, line: int, *, keep_blank: bool = False) -> None:
        text = self.current.rstrip() if self.pre_depth else self.current.strip()
        if text or keep_blank:
            number = line if self.pre_depth else self.current_line
            previous = self.lines[-1].number if self.lines else 1
            prefix = "" if self.pre_depth else self.prefix
            self.lines.append(Line(number=max(number, previous), text=tidy(prefix + text)))
            self.prefix = ""
        self.current = ""
        self.current_line = line

    def finish(self) -> list[Line]:
        self._flush(self.current_line)
        return self.lines
