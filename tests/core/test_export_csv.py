"""The table for Anki: what its headers say, what no spreadsheet runs, what our reader gets back."""

import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cards.core.documents.anki_notes import AnkiNote, NoteType
from cards.core.documents.export_csv import csv_lines
from cards.core.documents.registry import choose_reader, read_document
from cards.core.kinds import CardKind

# Texts as the site keeps them: no blanks at the ends, none before a line's end.
TEXTS = st.text(st.sampled_from("=+-@＝|,;\"'\t\n \\$#abé∇1"), min_size=1, max_size=30).filter(
    lambda text: (
        text.strip() == text and not re.search(r"[ \t]\n|\n{3}", text) and not text.startswith("﻿")
    )
)


def note(**fields):
    defaults = {
        "guid": "8542efe4-df32-45f8-af71-4d44bd232637", "note_type": NoteType.BASIC,
        "deck_path": "Deep learning / Activation functions", "front": "Why?", "back": "Because.",
    }  # fmt: skip
    return AnkiNote(**(defaults | fields))


def written(*notes):
    return "".join(csv_lines(notes))


def cells(text):
    lines = text.splitlines(keepends=True)
    return list(csv.reader(io.StringIO("".join(line for line in lines[7:]), newline="")))


def test_the_headers_let_anki_place_every_column():
    head = written().splitlines()
    assert head[:2] == ["#separator:Comma", "#html:false"]
    columns = head[2].removeprefix("#columns:").split(",")
    special = dict(re.findall(r"#(\w+) column:(\d)", "\n".join(head)))
    assert {name: columns[int(place) - 1] for name, place in special.items()} == {
        "guid": "GUID", "notetype": "Note type", "deck": "Deck", "tags": "Tags",
    }  # fmt: skip
    assert columns[4:] == ["Front", "Back"]


def test_a_row_names_the_note_the_deck_and_the_tags():
    [row] = cells(written(note(tags=("source::a guide.txt", "maths"))))
    assert row == [
        "8542efe4-df32-45f8-af71-4d44bd232637", "Basic", "Deep learning::Activation functions",
        "source::a_guide.txt maths", "Why?", "Because.",
    ]  # fmt: skip


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "  =1", "\n=1"])
@pytest.mark.parametrize("side", ["front", "back"])
def test_no_cell_starts_as_a_formula(start, side):
    [row] = cells(written(note(**{side: start})))
    cell = row[4 if side == "front" else 5]
    assert cell == "\u00a0" + start


def test_a_sign_within_a_text_stays_as_it_is():
    [row] = cells(written(note(front="a = b", back="2 - 1")))
    assert row[4:] == ["a = b", "2 - 1"]


@settings(max_examples=80, deadline=None)
@given(front=TEXTS, back=TEXTS)
@example(front="=cmd|' /C calc'!A0", back="- a\n- b")
def test_our_reader_gets_every_text_back(front, back):
    document = read_document("cards.csv", written(note(front=front, back=back)).encode())
    [draft] = document.drafts
    assert (draft.prompt, draft.answer) == (front, back)
    assert draft.explicit_id == "8542efe4-df32-45f8-af71-4d44bd232637"
    assert draft.deck_path == "Deep learning / Activation functions"
    assert not document.problems


def test_the_file_is_recognised_as_a_text_of_anki():
    assert choose_reader("cards.csv", written(note())).name == "anki-text"


def test_gaps_come_back_as_cards_with_their_numbers():
    sentence = r"Half of {{c1::\(\frac{1}{ \sqrt{2} }\)}} and {{c3::two::a number}}."
    text = written(note(note_type=NoteType.CLOZE, front=sentence, back="", extra="Why."))
    drafts = read_document("cards.csv", text.encode()).drafts
    assert [(draft.kind, draft.cloze_ordinal, draft.answer) for draft in drafts] == [
        (CardKind.CLOZE, 1, r"$\frac{1}{ \sqrt{2} }$"),
        (CardKind.CLOZE, 3, "two"),
    ]


def test_an_explanation_follows_the_answer():
    [row] = cells(written(note(extra="A theorem.")))
    assert row[5] == "Because.\n\nA theorem."


def test_a_term_asked_both_ways_is_one_note():
    [row] = cells(written(note(note_type=NoteType.BOTH_WAYS)))
    assert row[1] == "Basic (and reversed card)"


def test_an_explanation_is_no_part_of_the_question_backwards():
    both = note(
        note_type=NoteType.BOTH_WAYS, front="Bias", back="A shift.", extra="Not a prejudice."
    )
    rows = cells(written(both))
    assert [(row[1], *row[4:]) for row in rows] == [
        ("Basic", "Bias", "A shift.\n\nNot a prejudice."),
        ("Basic", "A shift.", "Bias\n\nNot a prejudice."),
    ]
    assert rows[0][0] != rows[1][0]
