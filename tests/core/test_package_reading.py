"""Packages of Anki in both layouts: what becomes of their notes, fields, decks and pictures."""

import pytest

from cards.core.documents.dialects.anki_html import read_field
from cards.core.documents.registry import read_document
from cards.core.kinds import CardKind
from tests.anki_packages import (
    BASIC,
    CLOZE,
    COUNTRY,
    REVERSED,
    TYPED,
    collection,
    note,
    package,
    zipped,
)

LAYOUTS = pytest.mark.parametrize("newer", [False, True], ids=["json", "tables"])


def read(*notes, **options):
    return read_document("deck.apkg", package(*notes, **options))


def sides(document):
    return [(draft.kind.value, draft.prompt, draft.answer) for draft in document.drafts]


@LAYOUTS
def test_every_kind_of_note_becomes_its_cards(newer):
    document = read(
        note("a", BASIC, "What is <b>recall</b>?", "The share found", tags=" metrics ml::exam "),
        note("b", REVERSED, "bias", "offset"),
        note("c", CLOZE, "Adam keeps {{c1::two}} {{c2::moments::of what}}", "See paper", ordinals=(0, 1)),
        note("d", TYPED, "Capital of France?", "Paris"),
        newer=newer,
    )  # fmt: skip
    assert sides(document) == [
        ("question", "What is **recall**?", "The share found"),
        ("question", "bias", "offset"),
        ("question", "offset", "bias"),
        ("cloze", "Adam keeps {{c1::two}} {{c2::moments::of what}}", "two"),
        ("cloze", "Adam keeps {{c1::two}} {{c2::moments::of what}}", "moments"),
        ("text", "Capital of France?", "Paris"),
    ]
    assert document.problems == ()
    first, forward, backward, gap, other, typed = document.drafts
    assert first.deck_path == "ML / Metrics"
    assert first.tags == ("metrics", "ml::exam")
    assert (first.explicit_id, first.lines) == ("a", (1, 1))
    assert forward.note_key == backward.note_key != first.note_key
    assert forward.explicit_id != backward.explicit_id
    assert (gap.explicit_id, gap.cloze_ordinal) == ("c", 1)
    assert (other.explicit_id, other.cloze_ordinal) == ("c", 2)
    assert gap.explanation == "See paper"
    assert typed.answer_spec["correct"] == "Paris"


@LAYOUTS
def test_a_template_with_words_of_its_own_asks_with_them(newer):
    document = read(note("x", COUNTRY, "Peru", "Lima", "Amazon", ""), newer=newer)
    assert sides(document)[:2] == [
        ("question", "Capital of Peru?", "Lima"),
        ("question", "River of Peru?", "Amazon"),
    ]


def test_of_an_unusual_note_the_first_field_asks_and_all_others_answer():
    odd = {"id": 99, "name": "gone", "fields": [], "sides": []}
    document = read(note("x", odd, "One", "Two", "", "Three", ordinals=(0,)))
    assert sides(document) == [("question", "One", "Two\n\nThree")]


def test_a_note_without_card_rows_is_still_asked_once():
    assert len(read(note("x", REVERSED, "a", "b", ordinals=())).drafts) == 1


def test_a_borrowed_card_stays_in_its_own_deck():
    document = read(
        note("x", BASIC, "a", "b", deck="Filtered", odid=501),
        note("y", BASIC, "c", "d", deck="Home"),
    )
    assert document.drafts[0].deck_path == "Home"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (r"\(a &lt; b\) and \[c_1\]", "$a < b$ and $$c_1$$"),
        ("[$]x^2[/$] [$$]y[/$$]", "$x^2$ $$y$$"),
        (r"[latex]\alpha[/latex] [latex]$x$ is[/latex]", r"$\alpha$ $x$ is"),
        ("<anki-mathjax>x*y*z</anki-mathjax>", "$x*y*z$"),
        ('<anki-mathjax block="true">a<br>b</anki-mathjax>', "$$a\nb$$"),
        ("x<sup>2</sup> and a<sub>ij</sub>", "x^2 and a_(ij)"),
        ("<b>bold </b>text<b></b>", "**bold** text"),
        ("a*b*c and snake_case", r"a\*b\*c and snake_case"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<p>one</p>\n<p>two</p>", "one\n\ntwo"),
        ("<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>", "- a\n    1. b\n    2. c\n- d"),
        ("<ul>\n<li>\n<p>a</p>\n</li>\n<li>b</li>\n</ul>", "- a\n\n- b"),
        ("<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td>2</td></tr></table>",
         "| a | b\\|c |\n|---|---|\n| 1 | 2 |"),
        ("<pre><code>a*b<br>  c</code></pre>", "```\na*b\n  c\n```"),
        ("<code>a*b</code>", "`a*b`"),
        ('<a href="https://example.org/x">here</a> <a href="javascript:alert(1)">there</a>',
         "[here](<https://example.org/x>) there"),
        ('see <img src="plot.png" alt="a falling curve">', "see a falling curve"),
        ("q<script>alert(1)</script><style>b{}</style>[sound:a.mp3]", "q"),
        ("&lt;b&gt; &amp; &nbsp;x", "<b> &  x"),
    ],
)  # fmt: skip
def test_html_of_a_field_becomes_markdown(html, markdown):
    assert read_field(html, escapes=True).text == markdown


def test_a_picture_is_named_and_its_words_are_kept():
    document = read(
        note("a", BASIC, 'Which curve? <img src="roc.png" alt="an ROC curve">', "The upper"),
        note("b", BASIC, "Which is it?", '<img src="only.png">'),
    )
    assert sides(document) == [("question", "Which curve? an ROC curve", "The upper")]
    kept, lost = document.problems
    assert "roc.png" in kept.message
    assert kept.is_notice
    assert "only.png" in lost.message
    assert (lost.line, lost.is_notice) == (2, False)


def test_what_is_no_card_is_told_by_its_note():
    document = read(
        note("a", BASIC, "", "back"), note("b", CLOZE, "no gap", ""), note("c", BASIC, "front", "<br>"),
        note("d", CLOZE, "{{c1::image-occlusion:rect:left=1}}", ""), note("a", BASIC, "again", "x"),
        note("e", BASIC, "fine", "x"),
    )  # fmt: skip
    assert [draft.prompt for draft in document.drafts] == ["fine"]
    assert [problem.line for problem in document.problems] == [1, 2, 3, 4, 5]
    words = [
        "question is empty",
        "without a gap",
        "answer is empty",
        "parts of a picture",
        "same id",
    ]
    for problem, expected in zip(document.problems, words, strict=True):
        assert expected in problem.message


def test_a_thousand_problems_are_not_a_thousand_lines():
    document = read(*(note(str(number), BASIC, "", "b") for number in range(1000)))
    assert len(document.problems) < 210
    assert any("800 more" in problem.message for problem in document.problems)


def test_a_package_of_other_name_is_known_by_its_content():
    [draft] = read_document("renamed.md", package(note("a", BASIC, "q", "b"))).drafts
    assert draft.kind is CardKind.QUESTION


def test_the_newest_collection_of_a_package_counts():
    entries = {"collection.anki2": collection(note("old", BASIC, "old", "x")),
               "collection.anki21": collection(note("new", BASIC, "new", "x"))}  # fmt: skip
    assert [d.prompt for d in read_document("a.apkg", zipped(entries)).drafts] == ["new"]
