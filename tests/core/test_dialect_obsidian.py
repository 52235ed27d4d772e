import datetime as dt

import pytest

from cards.core.documents.drafts import ForeignSchedule
from cards.core.documents.registry import choose_reader, read_document
from cards.core.kinds import CardKind


def read(text, reader="obsidian-sr"):
    return read_document("note.md", text.encode(), reader=reader)


def pairs(text):
    return [(draft.prompt, draft.answer) for draft in read(text).drafts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("recall::share of positives found", [("recall", "share of positives found")]),
        ("recall :: found share", [("recall", "found share")]),
        ("bias:::offset", [("bias", "offset"), ("offset", "bias")]),
        ("front\n?\nback", [("front", "back")]),
        ("two\nlines\n?\nback\nmore\n\nprose", [("two\nlines", "back\nmore")]),
        ("a side\n??\nb side", [("a side", "b side"), ("b side", "a side")]),
        ("q\n?\na\n+++\nprose", [("q", "a")]),
        (
            "q\n?\n```python\nx = 1\n\ny = 2\n```\n\nprose",
            [("q", "```python\nx = 1\n\ny = 2\n```")],
        ),
        ("- item :: meaning", [("item", "meaning")]),
        ("`std::vector` :: dynamic array", [("`std::vector`", "dynamic array")]),
        ("first::card\nsecond::card", [("first", "card"), ("second", "card")]),
        ("first::card\nthis line is prose", [("first", "card")]),
    ],
)
def test_sides_are_found(text, expected):
    assert pairs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We call std::move(x) twice.",
        "The talk is at 12::30 in room 4.",
        "The host has fe80::1 as its address.",
        "See https://example.org/a::b for more.",
        "`a::b` and $x::y$ and \\(p::q\\)",
        "<!-- note::hidden -->",
        "```\na::b\n```",
        "| a::b | c |",
        "$$\na::b\n$$",
        "?\nalone",
    ],
)
def test_marks_in_code_formulas_addresses_and_times_are_no_cards(text):
    assert read(text).drafts == ()


def test_highlights_of_a_paragraph_are_gaps_with_hints_and_numbers():
    [first, second] = read("The ==loss==^[what falls] meets ==a minimum==[^1].").drafts
    assert first.prompt == "The {{c2::loss::what falls}} meets {{c1::a minimum}}."
    assert (first.cloze_ordinal, first.answer) == (1, "a minimum")
    assert (second.cloze_ordinal, second.answer) == (2, "loss")
    assert first.note_key == second.note_key


def test_numbered_double_braces_are_gaps_where_the_note_uses_them():
    [draft] = read("Adam keeps {{1::two moments::how many}} per weight.").drafts
    assert draft.prompt == "Adam keeps {{c1::two moments::how many}} per weight."


def test_comparisons_are_no_highlights():
    assert read("if a == b and c == d then stop").drafts == ()


@pytest.mark.parametrize(
    "text",
    [
        "q::a <!--SR:!2024-08-16,51,230-->",
        "q::a\n<!--SR:!2024-08-16,51,230-->",
        "q\n?\na\n<!--SR:!2024-08-16,51,230-->",
    ],
)
def test_a_schedule_is_taken_over_from_the_same_or_the_next_line(text):
    [draft] = read(text).drafts
    assert draft.answer == "a"
    assert draft.schedule == ForeignSchedule(
        due=dt.date(2024, 8, 16), interval_days=51.0, ease_hundredths=230
    )


def test_siblings_take_one_schedule_each():
    one, two = read("q:::a\n<!--SR:!2024-08-16,51,230!2024-09-01,3,90-->").drafts
    assert one.schedule.interval_days == 51
    assert two.schedule.due == dt.date(2024, 9, 1)
    assert two.schedule.ease_hundredths == 130  # never below the floor of our algorithm


@pytest.mark.parametrize(
    "comment", ["<!--SR:!2024-02-31,5,250-->", "<!--SR:!soon,5,250-->", "<!--SR:-->"]
)
def test_an_impossible_schedule_is_left_out(comment):
    [draft] = read(f"q::a\n{comment}").drafts
    assert draft.schedule is None


def test_a_schedule_of_fsrs_is_told_and_not_taken_over():
    document = read("q::a\n<!--SR:!fsrs,2024-08-16,1.2,3.4-->")
    assert document.drafts[0].schedule is None
    assert "FSRS" in document.problems[0].message


def test_a_tag_sets_the_deck_of_the_cards_that_follow():
    text = "a::1\n\n#flashcards/maths/limits\nb::2\n\n#flashcards/stats #flashcards/exam\nc::3"
    assert [(draft.deck_path, draft.tags) for draft in read(text).drafts] == [
        ("", ()),
        ("maths / limits", ()),
        ("stats", ("exam",)),
    ]


def test_a_tag_at_the_start_of_a_card_is_for_this_card():
    text = "#flashcards/a\n\n#flashcards/b one::1\n\ntwo::2"
    assert [(draft.prompt, draft.deck_path) for draft in read(text).drafts] == [
        ("one", "b"),
        ("two", "a"),
    ]


def test_a_tag_in_the_front_matter_holds_for_the_note():
    [draft] = read("---\ntags: [flashcards/a/b, notes]\n---\nq::a").drafts
    assert (draft.deck_path, draft.tags) == ("a / b", ("notes",))


def test_headings_are_the_section():
    [draft] = read("# Title\n## Losses\n### Hinge\nq::a").drafts
    assert draft.source_section == "Losses / Hinge"


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("q::a ^sr-id-x7Kq2p", "x7Kq2p"),
        ("q::a\n<!--ID: 1652637238-->", "1652637238"),
        ("q::a ^ID1652", "1652"),
        ("q::a <!-- notecardId: 1620000000 -->", "1620000000"),
        ("q\n?\na\n^sr-id-abc", "abc"),
    ],
)
def test_ids_of_other_tools_are_kept(text, identifier):
    [draft] = read(text).drafts
    assert (draft.explicit_id, draft.answer) == (identifier, "a")


def test_braces_of_obsidian_to_anki_hold_formulas():
    [draft] = read("Entropy is {1:$-\\sum p \\log p$} here.\n<!--ID: 99-->").drafts
    assert draft.kind is CardKind.CLOZE
    assert draft.answer == "$-\\sum p \\log p$"


def test_a_card_that_the_plugin_misses_is_told():
    document = read("`std::vector` :: dynamic array")
    [notice] = document.problems
    assert notice.is_notice
    assert "plugin" in notice.message


def test_a_hidden_question_makes_the_card_checked():
    [draft] = read("ln 2 :: 0.693\n<!-- q: numeric answer=0.693 tol=1e-3 -->").drafts
    assert draft.kind is CardKind.NUMBER
    assert draft.answer_spec["correct"] == "0.693"
    assert draft.answer_spec["options"] == {"atol": 0.001}


def test_hidden_points_make_the_card_an_interview_question():
    text = "Why dropout?::It regularises.\npoints:\n- noise on units\n- an ensemble\ndifficulty: hard\n\nrest"
    [draft] = read(text).drafts
    assert draft.kind is CardKind.INTERVIEW
    assert [point.text for point in draft.points] == ["noise on units", "an ensemble"]
    assert draft.difficulty == "hard"
    assert draft.answer == "It regularises."


def test_questions_in_the_style_of_hashcards_are_read_in_the_same_note():
    assert pairs("a::1\n\nQ: b\nA: 2\n") == [("a", "1"), ("b", "2")]


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ("#flashcards\nq::a", "obsidian-sr"),
        ("q::a\n<!--SR:!2024-08-16,51,230-->", "obsidian-sr"),
        ("front\n?\nback\n", "obsidian-sr"),
        ("a::1\nb::2\n", "obsidian-sr"),
        ("---\ndeck: A\n---\na :: b\n\nfront\n?\nback", "deck"),
        ("term :: meaning", "deck"),
    ],
)
def test_the_reader_is_chosen_by_evidence(text, reader):
    assert choose_reader("note.md", text).name == reader
