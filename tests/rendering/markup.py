"""Reads HTML as a browser would, to find what must never be in it."""

from html.parser import HTMLParser

_HARMLESS_TAGS = frozenset(
    [
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "em",
        "strong",
        "s",
        "a",
        "mark",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "pre",
        "code",
        "span",
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "ms",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "mpadded",
        "mphantom",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mprescripts",
        "mtable",
        "mtr",
        "mtd",
        "b",
        "i",
        "u",
    ]
)


class _Watch(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in _HARMLESS_TAGS:
            self.found.append(f"<{tag}>")
        if tag not in {"br", "hr"}:
            self.open.append(tag)
        for name, value in attrs:
            if name in {"style", "src", "srcdoc", "id", "xlink:href"} or name.startswith("on"):
                self.found.append(f"{tag} {name}")
            address = (value or "").lower()
            is_known = address.startswith(("http:", "https:", "mailto:"))
            if name == "href" and ":" in address.split("/")[0] and not is_known:
                self.found.append(f"{tag} href={value}")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.found.append(f"misplaced </{tag}>")


def dangers(html):
    """Everything in the HTML that is not allowed there; empty when all is well."""
    watch = _Watch()
    watch.feed(str(html))
    watch.close()
    private = [c for c in html if c >= "\U000f0000"]
    return watch.found + watch.open + [f"private {ord(c):x}" for c in private]
