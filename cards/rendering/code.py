"""Code blocks, coloured by Pygments with classes: their colours are in static/css/code.css."""

from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from cards.rendering.placeholders import PRIVATE

# Some lexers take quadratic time on hostile text; nobody reads colours in code this long.
HIGHLIGHT_LIMIT = 10_000
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def render_code(source: str, language: str = "") -> SafeString:
    """A code block in a focusable box of its own, which scrolls where the screen is narrow.

    An unknown language, code beyond `HIGHLIGHT_LIMIT` and code with gaps in it stay uncoloured.
    """
    lexer = _lexer(language)
    # Not role=region: a landmark for each block would drown the ones that help to navigate.
    label = f"Code, {lexer.name.lower()}" if lexer else "Code"
    # A gap's element may not be cut in two by the element of a token.
    if lexer is None or len(source) > HIGHLIGHT_LIMIT or PRIVATE.search(source):
        html = escape(source)
    else:
        html = mark_safe(highlight(source, lexer, _FORMATTER))
    return mark_safe(
        f'<div class="code" tabindex="0" role="group" aria-label="{escape(label)}">'
        f"<pre><code>{html}</code></pre></div>"
    )


@lru_cache(maxsize=128)
def _lexer(language: str) -> Lexer | None:
    name = language.strip().lower()
    if not name or len(name) > 30 or name in {"text", "plain", "none"}:
        return None
    try:
        return get_lexer_by_name(name, stripnl=False)
    except ClassNotFound:
        return None
