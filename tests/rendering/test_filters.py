"""The template filters: the same words in templates, and nothing escaped twice."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from cards.models import Card

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


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
        (
            "{{ text|sentence_case }}",
            "Sign In With TOTP or E-Mail, as I do",
            "Sign in with TOTP or E-mail, as I do",
        ),
        ("{{ text|sentence_case }}", "\n  Sign In\n", "\n  Sign in\n"),
        ("{{ text|sentence_case }}", "Third-Party Log In <b", "Third-party log in &lt;b"),
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


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"kind": "question", "prompt": "What is\n$\\sigma'(0)$ for **one**?"}, "What is σ′(0) for one?"),
        ({"kind": "question", "prompt": "What does `${HOME}` say?"}, "What does ${HOME} say?"),
        ({"kind": "cloze", "prompt": "{{c1::a}} {{c2::b}}", "cloze_ordinal": 2}, "a […]"),
        (
            {"kind": "number", "prompt": "Half of ${a} and $\\frac{${a}}{b}$?",
             "answer_spec": {"parameters": {"a": "1..3"}}},
            "Half of a and a/b?",
        ),
    ],
    ids=["formula", "code", "gap", "figures"],
)  # fmt: skip
def test_a_prompt_becomes_one_readable_line(fields, line):
    template = Template(
        "{% autoescape off %}{% load cards %}{{ card|spoken_prompt }}{% endautoescape %}"
    )
    assert template.render(Context({"card": Card(**fields)})) == line


def test_no_template_cuts_a_prompt_as_its_author_wrote_it():
    cut = re.compile(r"(card|draft)\.prompt\|(truncat|slice|safe|striptags)|excerpt\|truncat")
    found = [path.name for path in TEMPLATES.rglob("*.html") if cut.search(path.read_text("utf-8"))]
    assert found == []
