import pytest

from cards.core.documents.registry import choose_reader, read_document
from cards.core.kinds import CardKind


def read(text, reader="anki-text"):
    return read_document("export.txt", text.encode(), reader=reader)


EXPORT = """#separator:tab
#html:true
#guid column:1
#notetype column:2
#deck column:3
#tags column:6
G7=}F|\tBasic\tML::Metrics\tWhat is <b>recall</b>?\tThe share<br>found\tmetrics exam
x1\tBasic (and reversed card)\tML\tbias\toffset\t
c9\tCloze\tML\tAdam keeps {{c1::two}} {{c2::moments::of what}}\tSee paper\t
t2\tBasic (type in the answer)\tML\tCapital of France?\tParis\t
"""


def test_every_header_is_used():
    drafts = read(EXPORT).drafts
    assert [(d.kind.value, d.prompt, d.answer) for d in drafts] == [
        ("question", "What is **recall**?", "The share\nfound"),
        ("question", "bias", "offset"),
        ("question", "offset", "bias"),
        ("cloze", "Adam keeps {{c1::two}} {{c2::moments::of what}}", "two"),
        ("cloze", "Adam keeps {{c1::two}} {{c2::moments::of what}}", "moments"),
        ("text", "Capital of France?", "Paris"),
    ]
    assert drafts[0].explicit_id == "G7=}F|"
    assert drafts[0].deck_path == "ML / Metrics"
    assert drafts[0].tags == ("metrics", "exam")
    assert drafts[1].note_key == drafts[2].note_key
    assert drafts[1].explicit_id != drafts[2].explicit_id
    assert drafts[3].explanation == "See paper"
    assert drafts[5].answer_spec["correct"] == "Paris"
    assert [d.lines[0] for d in drafts] == [7, 8, 8, 9, 9, 10]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#separator:comma\nq,a", [("q", "a")]),
        ("#separator:Semicolon\nq;a", [("q", "a")]),
        ("#separator:|\nq|a", [("q", "a")]),
        (
            '#separator:comma\n"q, with ""quotes""","two\nlines"',
            [('q, with "quotes"', "two\nlines")],
        ),
        ("#html:false\n<b>q</b>\ta", [("<b>q</b>", "a")]),
        ("#deck:A\nq;a", [("q", "a")]),
        ("#separator:tab\nq\ta\tmore", [("q", "a\n\nmore")]),
        ("#separator:tab\n\\(x\\) &lt; 1\t[latex]$y$[/latex]", [("$x$ < 1", "$y$")]),
        ("#separator:tab\nq<script>alert(1)</script>\ta<img src='javascript:x'>", [("q", "a")]),
        ("#separator:tab\nq[sound:a.mp3]\t<ul><li>a</li><li>b</li></ul>", [("q", "- a\n- b")]),
        ("#separator:tab\n#columns:Front\tBack\tTags\nq\ta\tt1", [("q", "a")]),
    ],
)
def test_rows_are_read(text, expected):
    assert [(d.prompt, d.answer) for d in read(text).drafts] == expected


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("#separator:tab\nonly", "one field only", 2),
        ("#separator:tab\n\tanswer", "first field", 2),
        ("#separator:tab\n#tags colum:3\nq\ta", "#tags column", 2),
        ("#separator:banana\nq\ta", "no separator", 1),
        ("#guid column:x\nq\ta", "number of a column", 1),
        ("#notetype:Cloze\nno gap\tx", "without a gap", 2),
        ("#notetype:Cloze\n{{c1::open\tx", "not closed", 2),
        ("#separator:tab\n" + "x" * 140_000 + "\ta\nq\ta", "cannot be read", 2),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(text, words, line):
    document = read(text)
    assert words in document.problems[0].message
    assert document.problems[0].line == line


def test_one_bad_row_does_not_stop_the_others():
    document = read("#separator:tab\na\t1\nbad\nb\t2")
    assert [d.prompt for d in document.drafts] == ["a", "b"]


def test_an_anki_gap_ends_with_its_own_braces():
    [draft] = read("#notetype:Cloze\n{{c1::\\(\\frac{a}{b}\\)}} is a ratio\t").drafts
    assert draft.answer == "$\\frac{a}{b}$"


def test_gaps_of_anki_are_cards_in_any_markdown_file():
    text = "# Notes\n\nPlain prose.\n\nThe {{c1::gradient}} points uphill.\n\nterm :: meaning\n"
    kinds = [d.kind for d in read(text, reader="deck").drafts]
    assert kinds == [CardKind.CLOZE, CardKind.TERM]


def test_the_reader_is_chosen_by_evidence():
    assert choose_reader("a.txt", EXPORT).name == "anki-text"
    assert choose_reader("a.txt", "the {{c1::gap}}\tnote\n").name == "anki-text"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is a kernel?\n---\nAn inner product.", [("What is a kernel?", "An inner product.")]),
        ("# Title\n---\nback\n---\nmore", [("Title", "back\n\nmore")]),
        ("The {{gap}} here", [("The {{c1::gap}} here", "gap")]),
    ],
)
def test_cards_of_mochi(text, expected):
    drafts = read_document("card.md", text.encode(), reader="mochi").drafts
    assert [(d.prompt, d.answer) for d in drafts] == expected


def test_a_mochi_card_with_one_side_is_told():
    [problem] = read_document("card.md", b"only this", reader="mochi").problems
    assert "---" in problem.message
