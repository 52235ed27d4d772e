"""Filters that show the texts of cards: `{{ card.prompt|markdown }}`, `{{ option|inline }}`."""

from django import template
from django.utils.safestring import SafeString

from cards.rendering import (
    plain_cloze,
    plain_text,
    render_cloze,
    render_inline,
    render_markdown,
    render_math,
)

register = template.Library()


@register.filter
def markdown(text: str | None) -> SafeString:
    return render_markdown(text or "")


@register.filter
def inline(text: str | None) -> SafeString:
    return render_inline(text or "")


@register.filter
def math(latex: str | None) -> SafeString:
    """A formula within a line; `{{ latex|display_math }}` is one on a line of its own."""
    return render_math(latex or "")


@register.filter
def display_math(latex: str | None) -> SafeString:
    return render_math(latex or "", display=True)


@register.filter
def plain(text: str | None) -> str:
    return plain_text(text or "")


@register.filter
def cloze_blank(text: str | None, ordinal: int | None) -> SafeString:
    """The sentence with the gap of this ordinal left blank; a card without one asks the first."""
    return render_cloze(text or "", ordinal or 1, revealed=False)


@register.filter
def cloze_revealed(text: str | None, ordinal: int | None) -> SafeString:
    """The sentence with the gap of this ordinal filled and marked."""
    return render_cloze(text or "", ordinal or 1, revealed=True)


@register.filter
def plain_cloze_blank(text: str | None, ordinal: int | None) -> str:
    return plain_cloze(text or "", ordinal or 1, revealed=False)
