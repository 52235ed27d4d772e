"""Texts of cards as HTML: Markdown, maths, code and gaps. Pure functions of the text, cached."""

from cards.rendering.cloze import FilledText, fill_gaps
from cards.rendering.code import render_code
from cards.rendering.markdown import (
    plain_cloze,
    plain_text,
    render_cloze,
    render_inline,
    render_markdown,
)
from cards.rendering.mathml import render_math

__all__ = [
    "FilledText",
    "fill_gaps",
    "plain_cloze",
    "plain_text",
    "render_cloze",
    "render_code",
    "render_inline",
    "render_markdown",
    "render_math",
]
