"""Texts for Anki: maths in its delimiters, gaps that end where they should, nothing that runs."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.documents.cloze import find_gaps
from cards.core.documents.dialects.anki_html import field_to_markdown
from cards.rendering.anki import anki_html, anki_text

# As Anki finds the end of a gap: the first two braces, wherever they are.
ANKI_GAP = re.compile(r"\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}", re.DOTALL)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Slope $a < b$", r"<p>Slope \(a &lt; b\)</p>"),
        ("$$x_1*y_1*z$$", r"<p>\[x_1*y_1*z\]</p>"),
        (r"\begin{align}a&=b\end{align}", r"<p>\[\begin{align}a&amp;=b\end{align}\]</p>"),
        ("costs $5 and $6", "<p>costs $5 and $6</p>"),
        ("`$x$` is code", "<p><code>$x$</code> is code</p>"),
        ("- one\n- *two*", "<ul>\n<li>one</li>\n<li><em>two</em></li>\n</ul>"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("![a plot](https://e.org/p.png)", "<p>a plot</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html_with_maths_for_mathjax(text, html):
    assert anki_html(text) == html


def test_a_column_keeps_its_alignment():
    html = anki_html("| a |\n|--:|\n| $\\lvert x|$ |")
    assert '<td style="text-align:right">\\(\\lvert x|\\)</td>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))",
        "$</p><script>alert(1)</script>$", '[a](https://e.org/$"onclick="alert(1)$)',
        "{{c1::<script>::<img onerror=x>}}", "`<script>`", "![<script>](x)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("has_gaps", [False, True])
def test_nothing_that_runs_gets_into_a_note(text, has_gaps):
    html = anki_html(text, has_gaps=has_gaps)
    tags = re.findall(r"<[^>]*>", html)
    assert not [tag for tag in tags if not re.fullmatch(r"</?(?:p|code)>|<a [^<>]*>|</a>", tag)]
    assert not [
        tag for tag in tags if "onclick=" in tag.replace('"onclick', "") or "script:" in tag
    ]


def test_a_link_with_dollars_leads_where_it_did():
    html = anki_html("[a](https://e.org/$x$)")
    assert html == '<p><a href="https://e.org/%24x%24" rel="noopener nofollow">a</a></p>'


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("It is {{c1::one}}.", "one"),
        (r"It is {{c1::$\frac{1}{\sqrt{2}}$}}.", r"\(\frac{1}{\sqrt{2} }\)"),
        (r"$y = {{c1::\frac{1}{x^{2}}}}$", r"\frac{1}{x^{2} } "),
        ("It is {{c1::`std::vector`}}.", "<code>std:&#58;vector</code>"),
        ("It is {{c1::`{{x}}`}}.", "<code>{{x&#125;}</code>"),
        ("It is {{c1::{a}}}.", "{a&#125;"),
        ("{{c1::**bold** and $x$::a $hint$}} it", r"<strong>bold</strong> and \(x\)"),
    ],
)
def test_anki_sees_a_gap_end_where_it_ends(text, content):
    [(number, found, _hint)] = ANKI_GAP.findall(anki_html(text, has_gaps=True))
    assert (number, found) == ("1", content)


def test_a_hint_stays_behind_its_gap():
    assert "{{c2::$$$::sort}}".replace("$$$", "ReLU") in anki_html(
        "Uses {{c2::ReLU::sort}} only", has_gaps=True
    )


def test_gaps_within_gaps_and_shared_gaps_stay_gaps():
    assert anki_text("{{c1::a {{c2::b}} c}}", has_gaps=True) == "{{c1::a {{c2::b}} c}}"
    assert anki_text("{{c1,2::a::h}} b", has_gaps=True) == "{{c1::{{c2::a::h}}::h}} b"


def test_maths_outside_of_gaps_is_left_alone():
    text = r"{{c1::a}} $\frac{1}{\sqrt{2}}$"
    assert anki_text(text, has_gaps=True) == r"{{c1::a}} \(\frac{1}{\sqrt{2}}\)"


def test_a_text_without_gaps_may_speak_of_gaps():
    assert anki_html("`{{c1::x}}`") == "<p><code>{{c1::x}}</code></p>"


PIECES = st.sampled_from(
    [
        "$x$",
        "$\\frac{a}{b}$",
        "$$y$$",
        "`a::b`",
        "**b**",
        "word",
        " ",
        "\n\n",
        "- ",
        "<b>",
        "&",
        "5",
    ]
)
TEXTS = (
    st.lists(PIECES, max_size=8).map(" ".join).map(lambda text: " ".join(text.split(" ")).strip())
)


@settings(max_examples=80, deadline=None)
@given(text=TEXTS)
def test_our_reader_turns_the_plain_text_back(text):
    tidy = re.sub(r"[ ]+\n", "\n", text)
    tidy = re.sub(r"\n{3,}", "\n\n", tidy)
    assert field_to_markdown(anki_text(tidy), is_html=False) == tidy


@settings(max_examples=80, deadline=None)
@given(text=st.text(st.sampled_from("{}c12:$\\` x<&\U000f0000\U00100000\n"), max_size=40))
def test_any_text_makes_html_without_placeholders(text):
    for has_gaps in (False, True):
        html = anki_html(text, has_gaps=has_gaps)
        assert not re.search("[\U000f0000-\U0010ffff]", html)
        assert not re.search(r"<(?!/?(?:p|code|pre|br|em|strong|blockquote|h\d|hr)\b)", html)


@settings(max_examples=60, deadline=None)
@given(content=TEXTS.filter(lambda text: text and "\n" not in text))
def test_as_many_gaps_for_anki_as_for_us(content):
    text = f"It is {{{{c1::{content}}}}} and {{{{c2::so}}}}."
    ours = [gap.ordinals for gap in find_gaps(text)]
    theirs = [(int(number),) for number, _, _ in ANKI_GAP.findall(anki_html(text, has_gaps=True))]
    assert theirs == ours == [(1,), (2,)]
