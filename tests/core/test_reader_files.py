"""Web pages, Org files and tables of values, and the choice of a reader for a file."""

import pathlib

import pytest

from cards.core.documents.csv_rows import find_delimiter, read_csv
from cards.core.documents.html import html_lines, read_html
from cards.core.documents.org import read_org
from cards.core.documents.registry import READERS, choose_reader, read_document
from cards.core.kinds import CardKind

SAMPLES = pathlib.Path(__file__).parent.parent / "data" / "documents"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def test_a_web_page_gives_cards_with_the_lines_of_its_source():
    found = read_html("page.html", sample("page.html"))
    assert [(draft.lines, draft.prompt, draft.answer) for draft in found.drafts] == [
        ((5, 6), "What is a random forest?", "Many trees, each grown on a bootstrap sample."),
        ((10, 10), "What are the advantages of Trees?", "- robust\n- few settings"),
        ((11, 11), "What is Leaf? (Advantages)", "a node without children"),
        ((12, 12), "What is Gini? (Trees)", "1 − Σp^2"),
        ((13, 13), "Why many trees? (Advantages)", "Their errors cancel out."),
        ((14, 15), "Which Python code: trees? (Advantages)", "```python\nforest.fit(X)\n```"),
    ]
    assert found.title == "Trees & forests"


def test_scripts_styles_menus_and_forms_are_dropped_unread():
    text = "\n".join(line.text for line in html_lines(sample("page.html")))
    for dropped in ("alert", "color: red", "Home", "Copyright"):
        assert dropped not in text


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>a<script>What is x?</p>", ["a"]),  # a script that never closes hides the rest
        ("<p>a<!-- What is x?", ["a"]),
        ("<p>3 < 4 and 5 > 4</p>", ["3 < 4 and 5 > 4"]),
        ("<h2>A <i>b</i></h2>c", ["## A *b*", "", "c"]),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", ["1. a", "    - b", ""]),
        ("<p>x<sup>2</sup> &lt; 1&nbsp;m</p>", ["x^2 < 1 m", ""]),
        ('<script type="math/tex">x^2</script>', ["$x^2$"]),
        ('<math><mi>x</mi><annotation encoding="application/x-tex">x_1</annotation></math>', ["$x_1$"]),
        ("</li></ul></td></pre></table><p>a", ["a"]),
    ],
)  # fmt: skip
def test_html_becomes_lines_of_markdown(page: str, expected: list[str]):
    lines = [line.text for line in html_lines(page)]
    while lines and not lines[-1] and expected[-1]:
        lines.pop()
    assert lines == expected


def test_an_org_file_is_read_like_markdown():
    found = read_org("export.org", sample("export.org"))
    assert [(draft.lines, draft.prompt) for draft in found.drafts] == [
        ((7, 7), "What is Gradient descent?"),
        ((9, 9), "What is Momentum, a variant of Gradient descent?"),
        ((9, 10), "What are the variants of Gradient descent?"),
        ((10, 10), "What is Adam, a variant of Gradient descent?"),
        ((12, 14), "Which Python code: gradient descent?"),
    ]
    assert found.title == "Optimisers"
    assert found.problems == ()


def test_a_table_of_values_is_read_by_its_header():
    found = read_csv("cards.csv", sample("cards.csv"))
    first, second = found.drafts
    assert (first.kind, first.prompt, first.answer) == (
        CardKind.QUESTION,
        "What is a kernel?",
        "A similarity, computed without the map",
    )
    assert (first.deck_path, first.tags, first.lines) == ("SVM / Kernels", ("svm", "maths"), (2, 2))
    assert (second.kind, second.prompt) == (CardKind.TERM, "Margin")
    assert [(problem.line, problem.message[:24]) for problem in found.problems] == [
        (4, "This row has no question")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;b\nc;d\n", [("a", "b"), ("c", "d")]),
        ("a\tb, c\nd\te\n", [("a", "b, c"), ("d", "e")]),
        ('id,word,meaning\n1,"two\nlines",x\n', [("two\nlines", "x")]),
        ("1,a,b\n2,c,d\n", [("a", "b"), ("c", "d")]),
        ("Name,Year,Idea\nVGG,2014,depth\nLeNet,1998,convolution\n", [("VGG", "- Year: 2014\n- Idea: depth"), ("LeNet", "- Year: 1998\n- Idea: convolution")]),
    ],
)  # fmt: skip
def test_rows_with_and_without_a_header(text: str, expected: list[tuple[str, str]]):
    assert [(draft.prompt, draft.answer) for draft in read_csv("x.csv", text).drafts] == expected


def test_a_cell_over_several_lines_keeps_the_line_numbers_true():
    found = read_csv("x.csv", 'q,a\n"two\nlines",x\nlast,y\n')
    assert [draft.lines for draft in found.drafts] == [(2, 3), (4, 4)]


def test_a_question_asked_twice_is_left_out_with_a_notice():
    found = read_csv("x.csv", "What is a?,b\nwhat  is A?,c\n")
    assert len(found.drafts) == 1
    assert [(problem.line, problem.is_notice) for problem in found.problems] == [(2, True)]


def test_a_file_without_columns_says_what_to_do():
    found = read_csv("x.csv", "only words\nhere\n")
    assert found.drafts == ()
    assert "separator" in found.problems[0].message
    assert find_delimiter("only words") is None


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("study_guide.md", "text"),
        ("questions.md", "text"),  # a few Q:/A: cards among other shapes: not a deck
        ("flat_guide.txt", "text"),
        ("export.org", "org"),  # "term :: meaning" is Org's own syntax there
        ("page.html", "html"),
        ("cards.csv", "csv"),
    ],
)
def test_each_file_goes_to_the_reader_of_its_shape(name: str, reader: str):
    chosen = choose_reader(name, sample(name))
    assert chosen is not None
    assert chosen.name == reader
    assert read_document(name, sample(name).encode()).drafts


def test_reader_names_are_unique():
    names = [reader.name for reader in READERS]
    assert len(names) == len(set(names))
