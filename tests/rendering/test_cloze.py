"""Gaps: hidden, revealed, nested, in formulas and code; a hidden gap never reaches the page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.rendering import plain_cloze, render_cloze
from tests.rendering.markup import dangers

BLANK = '<span class="cloze-gap" role="img" aria-label="blank">[…]</span>'


@pytest.mark.parametrize(
    ("text", "hidden", "revealed"),
    [
        ("a {{c1::b}} c", f"<p>a {BLANK} c</p>", "<p>a <mark>b</mark> c</p>"),
        ("{{c2::b}} {{c1::a}}", f"<p>b {BLANK}</p>", "<p>b <mark>a</mark></p>"),
        (
            "{{c1::a::a *hint*}}",
            '<p><span class="cloze-gap" role="img" aria-label="blank: a *hint*">[a *hint*]</span></p>',
            "<p><mark>a</mark></p>",
        ),
        ("{{c1::a}}{{c1::b}}", f"<p>{BLANK}{BLANK}</p>", "<p><mark>a</mark><mark>b</mark></p>"),
        ("{{c1::a {{c2::b}}}}", f"<p>{BLANK}</p>", "<p><mark>a b</mark></p>"),
        ("{{c2::a {{c1::b}}}}", f"<p>a {BLANK}</p>", "<p>a <mark>b</mark></p>"),
        ("`a {{c1::b}}`", f"<p><code>a {BLANK}</code></p>", "<p><code>a <mark>b</mark></code></p>"),
        (
            "{{c1::**a** b}}",
            f"<p>{BLANK}</p>",
            "<p><strong><mark>a</mark></strong><mark> b</mark></p>",
        ),
        ("{{c1::a\n\nb}}", f"<p>{BLANK}</p>", "<p><mark>a</mark></p>\n<p><mark>b</mark></p>"),
        ("{{c1::<i>}}", f"<p>{BLANK}</p>", "<p><mark>&lt;i&gt;</mark></p>"),
        ("{{c1::open", "<p>{{c1::open</p>", "<p>{{c1::open</p>"),
        ("{{x}} {{c::a}}", "<p>{{x}} {{c::a}}</p>", "<p>{{x}} {{c::a}}</p>"),
    ],
)
def test_a_gap_is_blank_or_marked(text, hidden, revealed):
    assert render_cloze(text, 1, revealed=False) == hidden
    assert render_cloze(text, 1, revealed=True) == revealed


@pytest.mark.parametrize(
    ("text", "hidden", "revealed"),
    [
        ("$x = {{c1::2}}$", "x = […]", '<mrow class="math-mark"><mn>2</mn></mrow>'),
        (r"$x = {{c1::\frac{1}{2}}}$", "x = […]", '<mrow class="math-mark"><mfrac>'),
        ("$a_{{c1::2}}$", "a_[…]", '<mrow class="math-mark"><mn>2</mn></mrow>'),
        ("$a_{{{c1::2}}}$", "a_{[…]}", '<mrow class="math-mark"><mn>2</mn></mrow>'),
        ("$$x = {{c1::2::a number}}$$", "x = [a number]", "math-mark"),
        (r"$\text{a {{c1::b}}}$", r"\text{a […]}", "<mtext>a\u00a0b</mtext>"),
        (r"$\left{{c1::(}} x \right)$", None, "<mo>(</mo>"),
    ],
)
def test_a_formula_may_have_gaps(text, hidden, revealed):
    html = render_cloze(text, 1, revealed=False)

    if hidden is not None:
        assert f'alttext="{hidden}"' in html
        assert "math-error" not in html
    assert revealed in render_cloze(text, 1, revealed=True)


def test_a_gap_may_hold_a_formula_with_its_braces():
    text = r"It is {{c1::$\frac{a}{\sqrt{b}}$::fraction}}."

    assert plain_cloze(text, 1, revealed=False) == "It is [fraction]."
    assert plain_cloze(text, 1, revealed=True) == "It is a/√b."
    assert "<mark><math" in render_cloze(text, 1, revealed=True)


def test_a_gap_in_a_code_block_leaves_the_block_whole():
    text = "```python\nx = {{c1::f(1)}}\n```"
    hidden = render_cloze(text, 1, revealed=False)

    assert f"x = {BLANK}" in hidden
    assert "f(1)" not in hidden
    assert "x = <mark>f(1)</mark>" in render_cloze(text, 1, revealed=True)
    assert dangers(hidden) == []


_AROUND = st.text(alphabet=st.sampled_from("a $`*_[](){}|\\<>\n#-~:\"'&"), max_size=14)


@settings(deadline=None, max_examples=200)
@given(_AROUND, _AROUND)
def test_whatever_stands_around_a_hidden_gap_its_content_stays_hidden(before, after):
    html = render_cloze(f"{before}{{{{c1::SECRET}}}}{after}", 1, revealed=False)

    assert "SECRET" not in html
    assert dangers(html) == []


@settings(deadline=None, max_examples=200)
@given(_AROUND, _AROUND, _AROUND)
def test_whatever_a_revealed_gap_holds_the_page_stays_well_formed(before, gap, after):
    html = render_cloze(f"{before}{{{{c1::{gap}}}}}{after}", 1, revealed=True)

    assert dangers(html) == []
    words = plain_cloze(f"{before}{{{{c1::{gap}}}}}{after}", 1, revealed=True)
    assert not any(character >= "\U000f0000" for character in words)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 5_990 + "{{c1::" + "SECRET " * 200 + "}}",
        "{{c2::" * 30 + "{{c1::SECRET}}" + "}}" * 30,
    ],
)
def test_no_limit_cuts_a_hidden_gap_open(text):
    assert "SECRET" not in render_cloze(text, 1, revealed=False)


@pytest.mark.parametrize("piece", ["{{c1::", "{{c1::a}}", "{{c1::a::", "}}", "{", "{{c1::{"])
def test_a_hundred_thousand_characters_of_gaps_end(piece):
    assert dangers(render_cloze((piece * 100_000)[:100_000], 1, revealed=True)) == []
