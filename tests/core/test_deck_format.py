from pathlib import Path
from time import process_time

import pytest

from cards.core.documents.registry import read_document
from cards.core.kinds import CardKind, Difficulty, InterviewKind

SAMPLE = Path(__file__).parents[1] / "data" / "decks" / "every_construct.md"


def read(text):
    return read_document("deck.md", text.encode(), reader="deck")


def only(text):
    document = read(text)
    assert document.problems == ()
    [draft] = document.drafts
    return draft


def test_the_sample_deck_gives_its_nine_cards():
    document = read_document(SAMPLE.name, SAMPLE.read_bytes())
    assert document.problems == ()
    assert [draft.kind for draft in document.drafts] == [
        CardKind.TERM,
        CardKind.QUESTION,
        CardKind.CLOZE,
        CardKind.CLOZE,
        CardKind.EXPRESSION,
        CardKind.NUMBER,
        CardKind.CHOICE,
        CardKind.QUANTITY,
        CardKind.INTERVIEW,
    ]
    assert {draft.deck_path for draft in document.drafts} == {
        "Deep learning / Activation functions"
    }
    assert {draft.source_document for draft in document.drafts} == {"lecture_notes.txt"}
    assert [draft.lines for draft in document.drafts][:2] == [(12, 12), (14, 17)]
    assert all(draft.note_key and draft.pattern for draft in document.drafts)
    assert document.title == "Activation functions"


def test_an_interview_question_has_all_its_parts():
    draft = read_document(SAMPLE.name, SAMPLE.read_bytes()).drafts[-1]
    assert draft.interview_kind is InterviewKind.CONCEPTUAL
    assert draft.difficulty is Difficulty.MEDIUM
    assert draft.minutes == 3
    assert [point.is_must for point in draft.points] == [True, True, True, False, False]
    assert draft.points[0].text == "dead units: zero gradient for negative inputs"
    assert len(draft.follow_ups) == 2
    assert draft.interviewer_hints == ("Look at its slope on both sides of zero.",)
    assert draft.answer.startswith("I would keep ReLU")


@pytest.mark.parametrize(
    "text",
    [
        "Just prose about `a :: b` and $x == y$.",
        "We use fe80::1 and std::vector and 12::30.",
        "See https://example.org/?q=a::b",
        "```\nQ: in code\nA: no card\nterm :: meaning\n```",
        "$$\na :: b\n$$",
        "$$ a :: b $$",
        r"\( a :: b \) and \[ c :: d \]",
        "<!--\nterm :: meaning\n-->",
        "> quoted :: text",
        "| cell :: one | two |\n|---|---|",
        "- [ ] an open task\n- [x] a done one",
        "==highlighted== prose is no gap",
        "= a line with a sign",
    ],
)
def test_prose_makes_no_card(text):
    assert read(text).drafts == ()


@pytest.mark.parametrize(
    ("text", "prompt", "answer"),
    [
        ("a :: b", "a", "b"),
        ("- a :: b", "a", "b"),
        ("`x :: y` :: b", "`x :: y`", "b"),
        ("$a :: b$ :: c :: d", "$a :: b$", "c :: d"),
        ("a :: b\nwraps here", "a", "b\nwraps here"),
        ("a :: b\n\n  indented", "a", "b\n\nindented"),
        ("a :: b\n\nprose", "a", "b"),
        ("a :: b\n\n- prose list", "a", "b"),
        ("Q: a\nA: b", "a", "b"),
        ("Q: a\nwraps\n\n$$\nx\n$$\n\nmore\nA: b", "a\nwraps\n\n$$\nx\n$$\n\nmore", "b"),
        ("Q: a\nA:\nb", "a", "b"),
        ("Q: a\nA:\n\nb", "a", "b"),
        ("Q: a\nA: b\n\n- one\n- two\n\nprose", "a", "b\n\n- one\n- two"),
        ("Q: a\nA: b\n\n| x |\n|---|\n| 1 |", "a", "b\n\n| x |\n|---|\n| 1 |"),
        ("Q: a\nA: b\n\n```\nQ: code\n\nA: too\n```", "a", "b\n\n```\nQ: code\n\nA: too\n```"),
        ("Q: a\nA: b\n\nparagraph\n\nExplain: c", "a", "b\n\nparagraph"),
        ("Q: a\nA: b\n\nprose\n\n## Heading\n\nprose", "a", "b"),
        ("Q: a\nA: b\n  - nested\n    - deeper", "a", "b\n- nested\n  - deeper"),
        ("Q: a\nA: see b :: c in line", "a", "see b :: c in line"),
        ("Q: a\nA: list\n- x :: y", "a", "list\n- x :: y"),
        ("Q: a\nA: b\n- [x] done", "a", "b\n- [x] done"),
    ],
)
def test_a_card_takes_what_belongs_to_it(text, prompt, answer):
    document = read(text)
    assert (document.drafts[0].prompt, document.drafts[0].answer) == (prompt, answer)
    assert len(document.drafts) == 1


def test_a_term_asked_both_ways_gives_two_siblings():
    one, two = read("a ::: b\nId: x").drafts
    assert (one.prompt, two.prompt) == ("a", "b")
    assert one.note_key == two.note_key
    assert one.explicit_id != two.explicit_id


def test_every_shared_key_is_read():
    draft = only(
        "---\ndeck: D / E\nsource: a.txt\ntags: [x]\n---\n# Title\n\n## Part\n\nQ: a\nA: b\nExplain: c\n"
        "Section: 4.1\nSource: b.txt\nLines: 151-169\nTags: y, #z\nDifficulty: Hard\nId: my.card_1\n"
    )
    assert (draft.explanation, draft.source_section, draft.source_document) == (
        "c",
        "4.1",
        "b.txt",
    )
    assert (draft.source_lines, draft.tags) == ((151, 169), ("x", "y", "z"))
    assert (draft.difficulty, draft.explicit_id) == (Difficulty.HARD, "my.card_1")
    assert draft.note_key == "id:my.card_1"


@pytest.mark.parametrize(
    ("head", "section"),
    [
        ("# Title\n\n", "Title"),
        ("# Title\n\n## A\n\n", "A"),
        ("# Title\n\n## A\n\n### B\n\n", "A / B"),
        ("## A\n\n### B\n\n## C\n\n", "C"),
        ("# One\n\n# Two\n\n## A\n\n", "Two / A"),
        ("## A ##\n\n", "A"),
        ("", ""),
    ],
)
def test_the_heading_path_is_the_section(head, section):
    assert only(head + "a :: b").source_section == section


@pytest.mark.parametrize(
    ("sentence", "prompt", "answers"),
    [
        ("a ==b== c", "a {{c1::b}} c", ["b"]),
        ("==a== and ==b==^[hint]", "{{c1::a}} and {{c2::b::hint}}", ["a", "b"]),
        ("{{c1::a}} ==b== {{c2::c}}", "{{c1::a}} {{c3::b}} {{c2::c}}", ["a", "c", "b"]),
        ("{{c1::a}} {{c1::b}}", "{{c1::a}} {{c1::b}}", ["a; b"]),
        ("{{c1::a::h}} x", "{{c1::a::h}} x", ["a"]),
        (r"==$\frac{a}{b}$== x", r"{{c1::$\frac{a}{b}$}} x", [r"$\frac{a}{b}$"]),
        (r"$x = {{c1::\frac{a}{b}}}$", r"$x = {{c1::\frac{a}{b}}}$", [r"\frac{a}{b}"]),
        ("`a == b` is ==true==", "`a == b` is {{c1::true}}", ["true"]),
        ("if a == b, ==stop==", "if a == b, {{c1::stop}}", ["stop"]),
        ("==std::vector==", "{{c1::std&#58;&#58;vector}}", ["std::vector"]),
        ("==`a::b`==", "{{c1::`a::b`}}", ["`a::b`"]),
        ("==}}==", "{{c1::&#125;&#125;}}", ["}}"]),
        ("{{c1::a {{c2::b}} c}}", "{{c1::a {{c2::b}} c}}", ["a b c", "b"]),
        ("{{c1,2::a}} {{c2::b}}", "{{c1,2::a}} {{c2::b}}", ["a", "a; b"]),
        ("a ==b\nc== d", "a {{c1::b\nc}} d", ["b\nc"]),
    ],
)
def test_gaps_are_found(sentence, prompt, answers):
    document = read(f"C: {sentence}")
    assert {draft.prompt for draft in document.drafts} == {prompt}
    assert [draft.answer for draft in document.drafts] == answers
    assert len({draft.note_key for draft in document.drafts}) == 1


def test_a_recall_list_keeps_its_members_in_order():
    draft = only("Recall: parts\n- one\n  more\n- two\n\nExplain: why")
    assert draft.kind is CardKind.LIST
    assert [point.text for point in draft.points] == ["one\nmore", "two"]
    assert all(point.is_must for point in draft.points)
    assert draft.explanation == "why"


def test_a_question_of_kind_list_is_a_recall_list():
    draft = only("Q: parts\nA:\n- one\n- two\nKind: list")
    assert [point.text for point in draft.points] == ["one", "two"]


def test_paragraphs_of_an_interview_answer_belong_to_it_until_the_next_card():
    text = "Interview: a\nMust:\n- b\nAnswer: one\n\ntwo\n\nthree\n\nc :: d"
    interview, term = read(text).drafts
    assert interview.answer == "one\n\ntwo\n\nthree"
    assert term.prompt == "c"


def test_ids_and_schedules_of_obsidian_are_read_in_our_format_too():
    draft = only("a :: b ^sr-id-k3\n<!--SR:!2024-08-16,51,230-->")
    assert draft.explicit_id == "k3"
    assert draft.schedule.interval_days == 51


def test_ten_megabytes_of_prose_are_read_quickly():
    prose = "`code` and $maths$ and words " * 70 + "\n\n"
    text = "a :: b\n\n" + prose * (10_000_000 // len(prose)) + "c :: d\n"
    assert [draft.prompt for draft in read(text).drafts] == ["a", "c"]


def test_more_cards_than_a_file_may_hold_are_told(monkeypatch):
    monkeypatch.setattr("cards.core.documents.deck.reader.MOST_CARDS", 3)
    document = read("\n".join(f"term {number} :: meaning" for number in range(6)))
    assert len(document.drafts) == 3
    assert "At most 3 cards" in document.problems[0].message
    assert document.problems[0].line == 4


@pytest.mark.parametrize(
    "piece",
    [
        "\\(",
        "\\[\n",
        "`",
        "` `` ",
        "$a ",
        "{{c1::",
        "==a ",
        "<a ",
        "<!-- ",
        "a::",
        "- ",
        "C: ==",
        "[",
        "$$\n",
    ],
)
def test_a_line_of_nothing_but_openers_is_read_in_linear_time(piece):
    for reader in ("deck", "obsidian-sr", "hashcards"):
        text = "C: " + piece * (40_000 // len(piece))
        started = process_time()
        read_document("a.md", text.encode(), reader=reader)
        assert process_time() - started < 3
