"""Formulas in a line of plain text: read as on the page, in characters that anything can show."""

from pathlib import Path

import pytest

from cards.rendering import plain_cloze
from cards.rendering.formula_words import formula_words
from cards.rendering.formulas import take_formulas

LIBRARY = Path(__file__).resolve().parents[2] / "cards" / "library"


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\sigma(x)=\frac{1}{1+e^{-x}}", "σ(x) = 1/(1+e^(−x))"),
        (r"\frac{\partial L}{\partial w}", "∂L/∂w"),
        (r"\hat{y}=\mathbf{W}^\top x + b", "ŷ = W^⊤ x + b"),
        (r"\mathbb{E}_{x\sim p}[\log q(x)]", "E_(x∼p)[log q(x)]"),
        (r"\sum_{i=1}^n \lVert x_i \rVert_2^2", "∑_(i=1)^n ‖x_i‖₂²"),
        (r"x \in \mathbb{R}^{n\times d},\; \sqrt{d_k}", "x ∈ ℝ^(n×d), √d_k"),
        (r"\sqrt[3]{x+1}", "³√(x + 1)"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "(1 2; 3 4)"),
        (r"\operatorname*{arg\,max}_\theta p(x\mid\theta)", "arg max_θ p(x ∣ θ)"),
        (r"-x + (-2) \cdot 3 \le |x|", "−x + (−2) ⋅ 3 ≤ |x|"),
        (r"p \log p - \KL(p \,\|\, q)", "p log p − D_KL(p‖q)"),
        (r"\int_0^1 x^2\,dx", "∫₀¹ x² dx"),
        (r"3\times10^{-3}", "3 × 10⁻³"),
        (r"f'(x) = x^{(i)}", "f′(x) = x^(i)"),
        (r"\binom{n}{k}", "(n over k)"),
        (r"\widehat{ab}+\vec{v}", "hat(ab) + v⃗"),
        (r"\text{if }x>0", "if x > 0"),
        (r"a\phantom{b}c", "ac"),
    ],
)
def test_a_formula_becomes_characters_that_one_can_read(latex, words):
    assert formula_words(latex) == words


@pytest.mark.parametrize(
    "latex",
    [r"\frac", r"\unknownmacro{x}", "x" * 5_000, r"\sqrt{" * 80 + "x" + "}" * 80],
    ids=["broken", "unknown", "long", "deep"],
)
def test_a_formula_that_cannot_be_shown_stays_its_source(latex):
    assert formula_words(latex) == latex


def test_a_gap_within_a_formula_is_a_blank_or_its_hint():
    text = r"$\frac{a}{ {{c1::b^2::what}} } = {{c2::c}}$"
    assert plain_cloze(text, 1, revealed=False) == "a/[what] = c"
    assert plain_cloze(text, 2, revealed=False) == "a/b² = […]"


def test_no_formula_of_the_library_is_left_as_latex():
    lines = [
        line
        for path in LIBRARY.rglob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "${" not in line  # a figure that is drawn, not a formula
    ]
    formulas = {formula.latex for line in lines for formula in take_formulas(line)[1]}
    assert len(formulas) > 500
    assert {latex for latex in formulas if "\\" in formula_words(latex)} == set()
