"""Code blocks, and the contrast of their colours on both papers."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from cards.rendering import render_code
from cards.rendering.code import HIGHLIGHT_LIMIT
from tests.rendering.markup import dangers


def test_known_languages_are_coloured_by_classes():
    html = render_code("def f(): return 'a<b'", "python")

    assert '<span class="k">def</span>' in html
    assert "a&lt;b" in html
    assert 'class="code" tabindex="0" role="group" aria-label="Code, python"' in html
    assert dangers(html) == []


@pytest.mark.parametrize("language", ["", "nosuch", "text", '"><script>', "x" * 100])
def test_code_in_no_known_language_is_plain(language):
    html = render_code("if a < b: pass", language)

    assert "<pre><code>if a &lt; b: pass</code></pre>" in html
    assert 'aria-label="Code"' in html


def test_very_long_code_is_plain():
    assert "<span" not in render_code("a = 1\n" * HIGHLIGHT_LIMIT, "python")


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("sheet", ["code.css", "math.css"])
def test_every_text_colour_has_enough_contrast_on_both_papers(sheet):
    css = (Path(settings.BASE_DIR) / "static" / "css" / sheet).read_text(encoding="utf-8")
    pairs = re.findall(
        r"(?:--code-\w+|[^-]color): light-dark\((#\w{6}), (#\w{6})\)", css.replace("\n", " ")
    )

    assert len(pairs) >= 5
    for light, dark in pairs:
        for paper in ("#ffffff", "#f5f5f2", "#f3f2ec"):
            assert _contrast(light, paper) >= 4.5, (light, paper)
        for paper in ("#1c1f2a", "#171a24"):
            assert _contrast(dark, paper) >= 4.5, (dark, paper)


def test_every_class_of_a_formula_has_a_rule():
    from cards.rendering import mathml

    css = (Path(settings.BASE_DIR) / "static" / "css" / "math.css").read_text(encoding="utf-8")
    names = {
        *mathml._CLASS_OF_DECLARATION.values(),
        *mathml._CLASS_OF_NOTATION.values(),
        *mathml._CLASS_OF_CLASS.values(),
        *[
            "math-strike-both",
            "math-overline",
            "math-underline",
            "math-gap",
            "math-prime",
            "math-error",
        ],
        *[
            "math-display",
            "math-inline",
            "math-back-3",
            "math-back-4",
            "math-back-5",
            "math-back-18",
        ],
    }

    assert [name for name in sorted(names) if not re.search(rf"\.{name}\b", css)] == []
