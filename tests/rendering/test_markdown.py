"""Markdown: what becomes of each construct, of money, and of hostile or endless texts."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.rendering import plain_text, render_inline, render_markdown
from cards.rendering.markdown import TEXT_LIMIT
from tests.rendering.markup import dangers

X = '<math alttext="x"><mi>x</mi></math>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b** *c* ~~d~~", "<p>a <strong>b</strong> <em>c</em> <s>d</s></p>"),
        ("# a", "<h3>a</h3>"),
        ("## a", "<h4>a</h4>"),
        ("###### a", "<h6>a</h6>"),
        ("    four spaces", "<p>four spaces</p>"),
        ("a\nb  \nc", "<p>a\nb<br>\nc</p>"),
        ("- a\n- b", "<ul><li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3"><li>a</li>\n</ol>'),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("$x$", f"<p>{X}</p>"),
        (r"\(x\)", f"<p>{X}</p>"),
        ("**$x$**-th", f"<p><strong>{X}</strong>-th</p>"),
        ("[$x$](https://e.org)", f'<p><a href="https://e.org" rel="noopener nofollow">{X}</a></p>'),
        ("a $x$, b", f"<p>a {X}, b</p>"),
        ("$5 and $6", "<p>$5 and $6</p>"),
        ("$5, then $x$", f"<p>$5, then {X}</p>"),
        ("$5 for one and 6$", "<p>$5 for one and 6$</p>"),
        ("from $5k to$7", "<p>from $5k to$7</p>"),
        (r"\$x\$", "<p>$x$</p>"),
        ("`$x$` and `$y`", "<p><code>$x$</code> and <code>$y</code></p>"),
        ("$x", "<p>$x</p>"),
        ("$x\n\ny$", "<p>$x</p>\n<p>y$</p>"),
        ("$$", "<p>$$</p>"),
        ("![a *b*](https://e.org/x.png)", "<p>a <em>b</em></p>"),
        ("![](data:image/png;base64,AAAA)", "<p></p>"),
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](JaVaScRiPt&colon;alert(1))", "<p>[a](JaVaScRiPt:alert(1))</p>"),
        ("[a](ftp://e.org)", '<p><a rel="noopener nofollow">a</a></p>'),
        ("www.e.org", "<p>www.e.org</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text, html):
    assert render_markdown(text) == html


def test_a_bar_in_a_formula_does_not_split_a_table_cell():
    html = render_markdown("| a | b |\n|:--|--:|\n| $|x|$ | 2 |")

    assert html.count("<td") == 2
    assert 'class="align-left"' in html
    assert 'class="align-right">2' in html
    assert html.startswith('<div class="table" tabindex="0" role="group" aria-label="Table">')
    assert dangers(html) == []


@pytest.mark.parametrize(
    "text",
    [
        "$$\nx\n= 1\n$$",
        "before $$x\n- 1$$ after",
        "> $$\n> x\n> + 1\n> $$",
        "- item\n\n  \\[\n  x\n  # 1\n  \\]".replace("#", "="),
        "\\begin{align}\nx &= 1 \\\\\n&= 2\n\\end{align}",
        "\\begin{equation*}x = 1\\end{equation*}",
    ],
)
def test_display_maths_keeps_lines_that_markdown_would_take_for_its_own(text):
    html = render_markdown(text)

    assert html.count('class="math-display"') == 1
    assert 'display="block"' in html
    assert "math-error" not in html
    assert "<h" not in html
    assert "&gt;" not in html


def test_code_keeps_its_dollars_and_its_language():
    html = render_markdown('```python\nprice = "$x$"\n```\n\nand $x$')

    assert 'aria-label="Code, python"' in html
    assert "$x$" in html
    assert html.endswith(f"<p>and {X}</p>")


def test_a_fence_without_an_end_takes_the_rest():
    assert X not in render_markdown("~~~\n$x$\n\n$x$")


def test_a_formula_in_a_link_or_a_title_stays_text():
    html = render_markdown('[a](https://e.org/$x$ "b $x$") ![c $x$](/d)')

    assert 'href="https://e.org/%24x%24"' in html
    assert 'title="b $x$"' in html
    assert dangers(html) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b**", "a <strong>b</strong>"),
        ("# a\n\nb", "# a b"),
        ("$$x$$", X),
        ("- a", "- a"),
        ("<i>", "&lt;i&gt;"),
    ],
)
def test_inline_text_has_no_paragraph_and_no_blocks(text, html):
    assert render_inline(text) == html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"Is $\sigma(x)$ **convex**?", "Is σ(x) convex?"),
        (r"Read $\frac$ on", r"Read \frac on"),
        ("# A\n\n- b\n- `c`\n\n```py\nd = 1\n```", "A b c d = 1"),
        ("[a](https://e.org) ![b](/c)", "a b"),
        ("| a | b |\n|--|--|\n| $|x|$ | 2 |", "a b |x| 2"),
        ("a\nb", "a b"),
        ("a < b & c", "a < b & c"),
        ("", ""),
    ],
)
def test_plain_text_is_the_words_in_one_line(text, words):
    assert plain_text(text) == words


HOSTILE = [
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    '<a href="x" style="color:red" onclick=alert(1)>',
    "[a](data:text/html;base64,AAAA)",
    "[a](vbscript:x)",
    "[a](\x01javascript:alert(1))",
    "<javascript:alert(1)>",
    '[a](/b "\\" onmouseover=alert(1) x=\\"")',
    '```"><script>\nx\n```',
    '``` python" onclick="x\nx\n```',
    r"$\text{</mtext><script>alert(1)</script>}$",
    r'$\nosuch{"><img src=x onerror=alert(1)>}$',
    '[$"><script>$](https://e.org/$"><script>$)',
    '![$"onerror=x$](/x "$"><script>$")',
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "\U000f0000\U00100000\U0010fff0 [a](/\U000f0000) $x$",
    "[a](%F3%B0%80%80) $x$ [b](/%F4%80%80%80)",
    "```[a](%F3%B0%80%80) [b](/%F4%80%80%80) &#983040; &#1048576; &#1114096; &#1114097;",
    "&#983040; [a](/&#983040; '&#983041;') $x$ &#xF0001; `&#983040;` ![&#983041;](/)",
    "[a]: javascript:alert(1)\n\n[a]",
    "|a|\n|:-:|\n|<script>|",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(text):
    assert dangers(render_markdown(text)) == []
    assert dangers(render_inline(text)) == []


_PIECES = st.sampled_from(
    [
        *HOSTILE,
        *[
            "$",
            "$$",
            "`",
            "```",
            "~~~",
            "*",
            "**",
            "_",
            "~~",
            "[",
            "](",
            ")",
            ">",
            "#",
            "-",
            "|",
            "\n",
            "\n\n",
            "\\(",
            "\\)",
            "\\[",
        ],
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=10).map("".join))
def test_no_text_at_all_brings_a_style_a_script_or_an_exception(text):
    assert dangers(render_markdown(text)) == []
    assert dangers(render_inline(text)) == []
    assert not any(character >= "\U000f0000" for character in plain_text(text))


def test_a_wide_table_with_short_rows_is_not_filled_up_without_end():
    wide = "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "|\n" * 2_800
    assert render_markdown(wide).count("<td") < 2_000
    sparse = "|a|b|c|\n|-|-|-|\n" + "|x|\n" * 100
    assert render_markdown(sparse).count("<td") == 300


def test_a_text_beyond_the_limit_is_cut_and_says_so():
    html = render_markdown("word " * TEXT_LIMIT)

    assert "too long to show" in html
    assert len(html) < TEXT_LIMIT + 200


@pytest.mark.parametrize(
    "piece",
    [
        "$", "$a ", "$x$ ", "$$ ", "\\( ", "\\begin{align}", "`", "`a` ", "`" * 3 + "\n", "*a ", "_*",
        "**", "[", "![", "[a](", "<", "> ", "- ", "1. ", "|", "| a |\n|-|\n", "\\", "&", "~~",
        "{", "}", "$\\frac{", "](x", "$a{", "a\n\n", "<a ",
    ],
)  # fmt: skip
def test_a_hundred_thousand_characters_of_anything_end_soon(piece):
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    html = render_markdown.__wrapped__(text)

    assert time.process_time() - started < 5
    assert dangers(html) == []
