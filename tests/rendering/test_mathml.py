"""Formulas: every construct that cards use, against golden MathML, and what hostile ones become."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.rendering import render_math
from cards.rendering.latex import MACROS
from cards.rendering.mathml import LATEX_LIMIT, formula_html
from tests.rendering.markup import dangers

GOLDEN = Path(__file__).parent.parent / "data" / "rendering" / "formulas.json"
FORMULAS = json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("latex", FORMULAS)
def test_a_formula_becomes_the_mathml_that_was_looked_at(latex):
    assert render_math(latex) == FORMULAS[latex]


@pytest.mark.parametrize("latex", FORMULAS)
def test_no_formula_of_the_subject_is_an_error_or_has_a_style(latex):
    html = render_math(latex, display=True)

    assert "math-error" not in html
    assert dangers(html) == []


@pytest.mark.parametrize("name", MACROS)
def test_every_macro_is_one_that_can_be_read(name):
    arguments = "{a}" * len(set(re.findall(r"#\d", MACROS[name])))

    assert "math-error" not in render_math(rf"x \{name}{arguments} y")


@pytest.mark.parametrize(
    ("latex", "has"),
    [
        (r"\overline{x+y}", 'class="math-overline"'),
        (r"\underline{x}", 'class="math-underline"'),
        (r"\xrightarrow{n}", ">⟶<"),
        (r"\xleftarrow[a]{b}", ">⟵<"),
        (r"\boxed{x}", 'class="math-box"'),
        (r"\cancel{x}", 'class="math-strike-up"'),
        (r"\xcancel{x}", 'class="math-strike-both"'),
        (r"\textcolor{red}{x}", 'class="math-red"'),
        (r"a \! b", "math-back-3"),
        (r"f'", 'class="math-prime"'),
        (r"\begin{array}{c|c} a & b \end{array}", "math-rule-right"),
        (r"a &= b \\ &= c", "<mtable"),
        (r"\text{if $x$}", "<mtext>if\u00a0</mtext>"),
        (r"\operatorname{softmax}(x)", "\u2061"),
    ],
)
def test_what_browsers_cannot_draw_or_the_policy_refuses_has_a_substitute(latex, has):
    html = render_math(latex)

    assert has in html
    assert "menclose" not in html
    assert dangers(html) == []


def test_an_equation_has_no_number_and_no_anchor():
    html = render_math(r"\begin{align} a &= b \label{x} \\ c &= d \nonumber \end{align}")

    assert "<mtable" in html
    assert "(1)" not in html
    assert " id=" not in html


def test_display_maths_scrolls_in_a_box_that_the_keyboard_reaches():
    html = render_math("x < y", display=True)

    assert html.startswith('<span class="math-display" tabindex="0" role="group" aria-label="')
    assert 'alttext="x &lt; y"' in html
    assert 'display="block"' in html


def test_a_long_formula_in_a_line_scrolls_too_and_a_short_one_does_not():
    assert 'class="math-inline"' in render_math("+".join(["a_{1}"] * 20))
    assert 'class="math-inline"' not in render_math("a_{1}")


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\frac{a", "reached end of input"),
        (r"\nosuch{x}", "Unknown command"),
        (r"\href{javascript:alert(1)}{x}", "Unknown command"),
        (r"\def\a{\a\a}\a", "Too many expansions"),
        (r"\require{x}", "Unknown command"),
        ("", "it is empty"),
        ("   ", "it is empty"),
        ("x" * (LATEX_LIMIT + 1), "longer than 4,000"),
        ("\\left(" * 200 + "x" + "\\right)" * 200, "nested too deeply"),
        ("\\sqrt " * 500 + "x", "nested too deeply"),
    ],
)
def test_a_broken_formula_shows_its_source_and_the_reason(latex, reason):
    html = render_math(latex)

    assert html.startswith('<code class="math-error" title="This formula could not be read: ')
    assert reason in html


def test_the_source_of_a_broken_formula_is_escaped():
    html = render_math(r'\nosuch{"><script>alert(1)</script>')

    assert "<script" not in html
    assert dangers(html) == []


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\x01b", "\ufffe", "\ud800", "\U000f0000", "\U0010fff0x"]
)
def test_characters_that_are_no_text_leave_a_formula(text):
    html = render_math(f"{text}+y")

    assert "math-error" not in html
    assert text.strip("abxy") not in html


def test_a_gap_in_a_formula_is_labelled_and_its_hint_is_text():
    html = formula_html("x = \U00100000", False, ("<b>",))

    assert '<mtext class="math-gap">[&lt;b&gt;]</mtext>' in html
    assert 'alttext="x = [&lt;b&gt;]"' in html


_PIECES = st.sampled_from(
    [
        r"\frac",
        r"\text{",
        r"\textcolor{red}",
        r"\color{",
        r"\sqrt",
        r"{",
        r"}",
        r"[",
        r"]",
        r"&",
        r"\\",
        r"^",
        r"_",
        r"$",
        r"%",
        r"#",
        r"<",
        r">",
        r'"',
        r"'",
        r"`",
        r"=",
        r";",
        r":",
        r"style=",
        r"onclick=",
        r"javascript:",
        r"<script>",
        r"</math>",
        r"<svg/onload=x>",
        r"\begin{cases}",
        r"\end{cases}",
        r"\begin{align}",
        r"\end{align}",
        r"\left(",
        r"\right)",
        r"\overline",
        r"\xrightarrow{",
        r"\cancel{",
        r"\mathcal{L}",
        r"\newcommand{\a}{",
        r"\a",
        r"\tag{",
        r"\label{",
        r"\substack{",
        r"\operatorname{",
        r"\boxed{",
        r"x",
        r"1",
        r"𝛼",
        r"é",
        r"&lt;",
        r"\!",
        r"\hspace{",
        r"\unknown",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(_PIECES | st.text(max_size=4), max_size=12).map(" ".join), st.booleans())
def test_no_formula_at_all_brings_a_style_a_script_or_an_exception(latex, display):
    html = render_math(latex, display=display)

    assert dangers(html) == []


def test_a_formula_takes_well_under_a_millisecond():
    formulas = list(FORMULAS)[:12] * 10
    started = time.process_time()
    for latex in formulas:
        formula_html.__wrapped__(latex, True, ())
    each = (time.process_time() - started) / len(formulas)

    assert each < 0.002  # measured 0.1 ms; the rest is room for a busy machine
