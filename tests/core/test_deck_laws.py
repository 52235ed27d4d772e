"""Laws of reading and writing decks, over texts made of the pieces that marks are made of."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cards.core.documents.deck.write import essence
from cards.core.documents.export_markdown import export_markdown
from cards.core.documents.registry import read_document

PIECES = st.sampled_from(
    """Q: |A: |C: |Interview: |Recall: |Explain: |Section: |Source: |Tags: a, #b|Kind: |Must:|Extra:
    |Answer: |Follow-ups:|Interviewer hints:|Id: x|See: y|See: |Deck: d|Lines: 3-4|Difficulty: hard|Minutes: 3|= |Derive: diff(x, x)|Variables: x|Tolerance: 1 %
    |Wrong: 2 -> no|Hints: off|Accept: y|Parameters: s in 1..9|Options: {"a": 1}|- [x] |- [ ] |- |1. | :: | ::: |::
    |==|==^[h]|[^2]|{{c1::|{{c2::|}}|{{1::|{1:|{|}|$|$$|\\(|\\)|`|```|~~~|<!--|-->|<!--ID: 7-->|^sr-id-k|^ID5
    |<!--SR:!2024-08-16,5,250-->|<!-- q: numeric answer=2 -->|?|??|+++|---|# |## |#flashcards/a|word|two words
    |0.5|14 GB|x^2|[a, b]|(0, 1]|[gap]|![](u)|[t](u)|https://e.org/a::b|é|\\|\t|  |    |*|> |&#58;|;|,|->|"|'|:
    |Starter:|Tests:|Hidden tests:|```python|assert f(1)|points:|source: x|#separator:tab|#guid column:1""".replace(
        "\n    ", ""
    ).split("|")
)
LINES = st.lists(PIECES, max_size=5).map("".join)
SOUP = st.lists(LINES, max_size=14).map("\n".join)
WORDS = st.sampled_from(
    ["loss", "$x$", "`a::b`", "a line", "==", "- item", "# no", "A: x", "", "    code"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map("\n".join)


@pytest.mark.parametrize("reader", ["deck", "obsidian-sr", "hashcards", "anki-text", "mochi"])
@settings(max_examples=60, deadline=None)
@given(text=st.one_of(SOUP, st.text(max_size=200)))
def test_no_text_makes_a_reader_raise(reader, text):
    document = read_document("any.md", text.encode("utf-8", "replace"), reader=reader)
    last = max(text.count("\n") + text.count("\r") + 1, 1)
    for problem in document.problems:
        assert 1 <= problem.line <= last + 1
    for draft in document.drafts:
        assert draft.prompt
        assert draft.note_key
        assert draft.pattern
        assert 1 <= draft.lines[0] <= draft.lines[1] <= last


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=200))
def test_no_bytes_make_a_reader_raise(content):
    read_document("any.bin", content)


@settings(max_examples=250, deadline=None)
@example(text="# Q:  :: \nInterview: Q: ")
@example(text="#flashcards/a ::: Q: \n\n```\nA: ")
@example(text="Q: a\nA: ```\nx\n```\n\nQ: b\nA: y\n\n```\nz\n```")
@given(text=SOUP)
def test_a_written_deck_reads_back_the_same(text):
    first = read_document("any.md", text.encode(), reader="deck")
    written = export_markdown(first.drafts, with_ids=True)
    second = read_document("any.md", written.encode(), reader="deck")
    assert [essence(draft, with_ids=True) for draft in second.drafts] == [
        essence(draft, with_ids=True) for draft in first.drafts
    ]


@settings(max_examples=60, deadline=None)
@given(prompt=TEXTS, answer=TEXTS, explanation=TEXTS)
def test_texts_of_any_other_origin_survive_the_deck_format(prompt, answer, explanation):
    [draft] = read_document("a.md", b"Q: q\nA: a\n", reader="deck").drafts
    clean = [text.strip() for text in (prompt, answer, explanation)]
    if not clean[0] or not clean[1]:
        return
    card = replace(draft, prompt=clean[0], answer=clean[1], explanation=clean[2])
    read = read_document("a.md", export_markdown([card]).encode(), reader="deck")
    assert [essence(found, with_ids=False) for found in read.drafts] == [
        essence(card, with_ids=False)
    ]
