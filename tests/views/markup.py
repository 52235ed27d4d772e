"""What a page may not contain under our content security policy."""

from html.parser import HTMLParser

DATA_BLOCKS = {"application/json"}


class InlineCodeFinder(HTMLParser):
    """Collects inline scripts, styles and event attributes: the policy would block each of them."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.ids = []
        self.script_is_open = False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "style":
            self.found.append("<style>")
        self.script_is_open = (
            tag == "script"
            and "src" not in attributes
            and attributes.get("type") not in DATA_BLOCKS
        )
        for name, value in attributes.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f'{name}="{value}"')
            if str(value).strip().lower().startswith("javascript:"):
                self.found.append(f'{name}="{value}"')

    def handle_data(self, text):
        if self.script_is_open and text.strip():
            self.found.append(f"<script>{text.strip()[:40]}")

    def handle_endtag(self, tag):
        if tag == "script":
            self.script_is_open = False


def inline_code(html):
    finder = InlineCodeFinder()
    finder.feed(html)
    return finder.found


def repeated_ids(html):
    finder = InlineCodeFinder()
    finder.feed(html)
    return sorted({name for name in finder.ids if finder.ids.count(name) > 1})
