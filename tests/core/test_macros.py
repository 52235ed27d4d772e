"""Commands of an author's own in formulas, as macros.tex beside the decks defines them."""

import time

import pytest

from cards.core.documents.macros import (
    LONGEST_FORMULA,
    MOST_MACROS,
    expand_macros,
    macros_for,
    read_macros,
)
from cards.core.documents.registry import read_document

DEFINITIONS = r"""% commands of our decks
\R \mathbb{R}   % the real numbers
\norm \left\lVert #1 \right\rVert
\E \operatorname{E}\left[#1\right]
\newcommand{\KL}[2]{D\left(#1 \,\|\, #2\right)}
\newcommand{\Loss}[1][\theta]{L(#1)}
\renewcommand\half{\frac{1}{2}}
\def\pair#1#2{\langle #1, #2 \rangle}
\DeclareMathOperator*{\argmin}{arg\,min}
\newcommand{\both}[1]{%
  \norm{#1} + \half
}
\grad \nabla
"""


def expanded(text, definitions=DEFINITIONS):
    macros = read_macros(definitions.encode())
    assert macros.problems == ()
    return expand_macros(text, macros)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"$x \in \R^n$", r"$x \in \mathbb{R}^n$"),
        (r"\(\R\) and \[\R\]", r"\(\mathbb{R}\) and \[\mathbb{R}\]"),
        (r"$\norm{a + \norm b}$", r"$\left\lVert a + \left\lVert b \right\rVert \right\rVert$"),
        (r"$\E{\{x\}}$", r"$\operatorname{E}\left[\{x\}\right]$"),
        (r"$\KL{p}{q}$", r"$D\left(p \,\|\, q\right)$"),
        (r"$\Loss + \Loss[w]$", r"$L(\theta) + L(w)$"),
        (r"$\half$", r"$\frac{1}{2}$"),
        (r"$\pair x \alpha$", r"$\langle x, \alpha \rangle$"),
        (r"$\argmin_w$", r"$\operatorname*{arg\,min}_w$"),
        (r"$\both{v}$", r"$\left\lVert v \right\rVert + \frac{1}{2}$"),
        (r"$\pair{\grad}{\grad}x$", r"$\langle \nabla, \nabla \rangle x$"),
        (r"$\grad{}f$ and $\grad f$", r"$\nabla{}f$ and $\nabla f$"),
    ],
)
def test_a_macro_is_written_out_in_a_formula(written, meant):
    assert expanded(written) == (meant, [])


@pytest.mark.parametrize(
    "text",
    [
        r"$\Real$ and $\unknown{x}$ stay",
        r"Outside of a formula \R is a word",
        r"In code `\R` stays",
        "```\n$\\R$\n```",
        r"It costs $5 and \R and $10",
        r"$a \\R$ is a line break and a letter",
        r"${R}$",
    ],
)
def test_what_is_no_macro_in_a_formula_stays(text):
    assert expanded(text) == (text, [])


def test_every_line_keeps_its_place():
    text = "a\n\n$$\n\\R +\n\\norm{x}\n$$\n\nb $\\R$"
    written, problems = expanded(text)
    assert problems == []
    assert written.count("\n") == text.count("\n")
    assert written.split("\n")[3] == r"\mathbb{R} +"


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ("just words", "no definition"),
        (r"\newcommand{\x}{\frac{1}{2}", "no definition"),
        (r"\newcommand{\x}[1]{#2}", "does not declare"),
        (r"\x \frac{1}{2", "does not close"),
        (r"\let\x\y", "no definition"),
        (r"\usepackage{amsmath}", "no definition"),
        (rf"\x {'y' * 3000}", "characters"),
    ],
)
def test_a_definition_that_cannot_be_read_is_a_problem_with_its_line(definition, words):
    macros = read_macros(f"\n{definition}\n\\R \\mathbb{{R}}\n".encode())
    [problem] = macros.problems
    assert problem.line == 2
    assert words in problem.message
    assert list(macros.by_name) == ["R"]


@pytest.mark.parametrize(
    ("definitions", "formula", "words"),
    [
        (r"\loop \loop", r"$\loop$", "leads to itself"),
        (r"\a \b" "\n" r"\b \a", r"$\a$", "leads to itself"),
        (
            "\n".join(rf"\{chr(97 + n)}x \{chr(98 + n)}x\{chr(98 + n)}x" for n in range(18)),
            r"$\ax$",
            "too many others",
        ),
        (
            "\n".join(rf"\{chr(97 + n)}x \{chr(98 + n)}x{{#1#1}}" for n in range(18)),
            r"$\ax{aaaa}$",
            "more than",
        ),
        (r"\two #1 #2", r"$\two{a}$", "takes 2 arguments"),
    ],
)
def test_a_formula_that_cannot_be_written_out_stays_with_a_problem(definitions, formula, words):
    start = time.process_time()
    written, [problem] = expanded(f"x\n{formula}", definitions)
    assert time.process_time() - start < 2
    assert written == f"x\n{formula}"
    assert problem.line == 2
    assert words in problem.message


@pytest.mark.parametrize("unit", [r"\R", r"\norm{", "$\\R$ ", "\\(", r"\\", r"\norm", "$$", r"\a"])
def test_hostile_text_ends_soon(unit):
    text = unit * 30_000
    start = time.process_time()
    for hostile in (text, f"${text}$", f"$$\n{text}\n$$"):
        expanded(hostile)
    read_macros(text.encode())
    read_macros((rf"\newcommand{{\x}}{{{text}" + "\n").encode() * 20)
    assert time.process_time() - start < 10


def test_a_formula_over_the_limit_is_a_problem_only_if_it_uses_a_macro():
    long = "x" * LONGEST_FORMULA
    assert expanded(f"${long}$") == (f"${long}$", [])
    assert len(expanded(f"${long}\\R$")[1]) == 1


def test_no_more_macros_are_read_than_anybody_writes():
    names = (
        f"\\{chr(97 + n // 676)}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)} x" for n in range(2000)
    )
    macros = read_macros("\n".join(names).encode())
    assert len(macros.by_name) == MOST_MACROS
    assert macros.problems[-1].line == MOST_MACROS + 1


def test_the_nearest_folder_counts():
    files = {"macros.tex": read_macros(b""), "a/b/macros.tex": read_macros(b"\\x y")}
    assert macros_for("deck.md", files) is files["macros.tex"]
    assert macros_for("a/deck.md", files) is files["macros.tex"]
    assert macros_for("a/b/c/deck.md", files) is files["a/b/macros.tex"]
    assert macros_for("deck.md", {}) is None


def test_a_deck_is_read_with_its_macros_and_names_the_lines_of_what_fails():
    macros = read_macros(b"\\R \\mathbb{R}\n\\loop \\loop")
    text = "Q: Where does $x$ live?\nA: In $\\R^n$.\n\nC: $\\loop$ in [words]\n"
    read = read_document("deck.md", text.encode(), reader="hashcards", macros=macros)
    assert read.drafts[0].answer == r"In $\mathbb{R}^n$."
    assert read.drafts[1].prompt == r"$\loop$ in {{c1::words}}"
    assert [problem.line for problem in read.problems if not problem.is_notice] == [4]
