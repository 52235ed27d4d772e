"""The template filters: the same words in templates, and nothing escaped twice."""

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("source", "text", "html"),
    [
        ("{{ text|markdown }}", "**a** < b", "<p><strong>a</strong> &lt; b</p>"),
        ("{{ text|markdown }}", None, ""),
        ("{{ text|inline }}", "*a*", "<em>a</em>"),
        ("{{ text|math }}", "x", '<math alttext="x"><mi>x</mi></math>'),
        ("{{ text|plain }}", "**a** < $b$", "a &lt; b"),
        ("{{ text|cloze_revealed:1 }}", "{{c1::a}} b", "<p><mark>a</mark> b</p>"),
        ("{{ text|plain_cloze_blank:1 }}", "{{c1::a}} b", "[…] b"),
        ("{{ text|plain_cloze_blank:None }}", "{{c1::a}} b", "[…] b"),
    ],
)
def test_a_filter_shows_a_text(source, text, html):
    template = Template("{% load rendering %}" + source)

    assert template.render(Context({"text": text})) == html


def test_display_maths_and_blanks_come_with_their_boxes():
    template = Template("{% load rendering %}{{ formula|display_math }}{{ text|cloze_blank:1 }}")

    html = template.render(Context({"formula": "x", "text": "{{c1::SECRET}}"}))

    assert 'class="math-display"' in html
    assert 'class="cloze-gap"' in html
    assert "SECRET" not in html
