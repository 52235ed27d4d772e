"""What leaves the site: rows for programs, notes for Anki, deck files that import to the same."""

import json
import uuid

import pytest
from django.core.management import call_command

from cards.actions.imports import Change, SourceFile, apply_import, plan_import
from cards.core.documents.anki_notes import NoteType
from cards.models import Card, CardStatus, Deck, Document
from cards.queries.anki_notes import anki_notes, as_html, as_text
from cards.queries.exports import card_row, deck_files, exported_cards, is_deck_file, note_names
from tests.factories import NOON, make_card, make_choice_card, make_deck, make_number_card

pytestmark = pytest.mark.django_db

LIVING = (CardStatus.DRAFT, CardStatus.PUBLISHED)

DECK = """---
deck: Mathematics / Calculus
source: guide.txt
tags: [maths]
---

# Calculus

Gradient ::: The vector of all $\\partial f / \\partial x_i$.
Explain: It points uphill.

C: The slope of ==$x^2$== at 1 is ==2==.

Q: What is $\\sqrt{2}$ squared?
= 2
Tolerance: exact
Section: Roots
Lines: 3-4

Interview: How does gradient descent stop?
Kind: conceptual
Difficulty: medium
Minutes: 4
Must:
- a small gradient
Extra:
- a budget
Follow-ups:
- And with noise?
Interviewer hints:
- What does the learning rate decide?
Answer: When the gradient is small.
"""


def load(name="mathematics/calculus.md", text=DECK, **options):
    plan = plan_import([SourceFile(name=name, content=text.encode())])
    assert not any(entry.has_errors for entry in plan.documents)
    apply_import(plan, now=NOON, **({"publishes": True} | options))


def export(**options):
    return exported_cards(**({"statuses": LIVING} | options))


def plan_of(files):
    sources = [SourceFile(name=file.name, content=file.text.encode()) for file in files]
    return plan_import(sources, verifies_answers=False)


def notes():
    return list(anki_notes(export(), note_names()))


def test_the_library_exported_as_decks_imports_to_the_same():
    call_command("load_library", verbosity=0)
    cards, documents = Card.objects.count(), set(Document.objects.values_list("name", flat=True))
    assert cards > 1000
    for with_ids in (False, True):
        files = list(deck_files(export(), with_ids=with_ids))
        assert [prompt for file in files for prompt in file.changed] == []
        plan = plan_of(files)
        assert {entry.source.name for entry in plan.documents} == documents
        assert dict(plan.counts()) == {Change.SAME: cards}
        assert [problem for entry in plan.documents for problem in entry.problems] == []


def test_a_row_says_all_that_a_card_is():
    load()
    rows = [card_row(card) for card in export()]
    assert json.loads(json.dumps(rows)) == rows
    number = rows[4]
    assert number["deck"] == "Mathematics / Calculus"
    assert number["kind"] == "number"
    assert number["answer_spec"]["correct"] == "2"
    assert number["source"] == {"document": "guide.txt", "section": "Roots", "lines": [3, 4]}
    assert number["status"] == "published"
    interview = rows[5]
    assert interview["points"] == [
        {"text": "a small gradient", "is_must": True},
        {"text": "a budget", "is_must": False},
    ]
    assert interview["interviewer_hints"] == ["What does the learning rate decide?"]
    assert {row["id"] for row in rows} == {str(card.uid) for card in Card.objects.all()}


def test_an_export_takes_a_deck_with_its_decks_and_the_wanted_states():
    top = make_deck("Maths")
    inner = make_deck("Calculus", parent=top)
    make_deck("Mathsematics")
    for deck in (inner, top, Deck.objects.get(path="Mathsematics")):
        for status in CardStatus:
            make_card(f"{status} in {deck.name}", deck=deck, status=status)
    prompts = [card.prompt for card in exported_cards(statuses=LIVING, deck=top)]
    assert prompts == [
        "draft in Maths", "published in Maths", "draft in Calculus", "published in Calculus",
    ]  # fmt: skip


def test_reading_many_cards_takes_few_queries(django_assert_num_queries):
    load()
    for number in range(20):
        make_card(deck=make_deck(f"Deck of {number}"))
    with django_assert_num_queries(2):
        assert len([card_row(card) for card in export()]) == 26
        note_names()


def test_a_deck_file_has_the_name_of_its_document():
    load()
    [file] = deck_files(export())
    assert (file.name, file.cards) == ("mathematics/calculus.md", 6)
    assert plan_of([file]).counts() == {Change.SAME: 6}


def test_part_of_a_document_does_not_take_its_name():
    # Imported under that name, it would archive the cards that are not in it.
    load()
    Card.objects.filter(kind="interview").update(deck=make_deck("Interviews"))
    files = list(deck_files(export()))
    assert [(file.name, file.cards) for file in files] == [
        ("interviews.md", 1), ("mathematics-calculus.md", 5),
    ]  # fmt: skip


def test_cards_written_on_the_site_do_not_mix_with_those_of_a_document():
    load()
    make_card("By hand?", deck=Deck.objects.get(path="Mathematics / Calculus"))
    files = {file.name: file.cards for file in deck_files(export())}
    assert files == {"mathematics/calculus.md": 6, "mathematics-calculus.md": 1}


def test_an_archived_card_does_not_keep_a_file_from_its_name():
    load()
    Card.objects.filter(kind="interview").update(status=CardStatus.ARCHIVED)
    [file] = deck_files(export())
    assert (file.name, file.cards) == ("mathematics/calculus.md", 5)
    [file] = deck_files(export(statuses=tuple(CardStatus)))
    assert (file.name, file.cards) == ("mathematics/calculus.md", 6)


def test_two_files_never_share_a_name():
    load("Activation-functions.md", DECK.replace("Mathematics / Calculus", "Other"))
    make_card(deck=make_deck("Activation functions"))
    names = [file.name for file in deck_files(export())]
    assert sorted(names) == ["Activation-functions-2.md", "activation-functions.md"]


@pytest.mark.parametrize(
    ("name", "is_safe"),
    [
        ("library/maths/linear algebra.md", True), ("Übung (1).markdown", True),
        ("../secret.md", False), ("a/../../b.md", False), ("/etc/motd.md", False),
        ("C:\\a.md", False), (".hidden.md", False), ("a/.git/b.md", False), ("a//b.md", False),
        ("notes.txt", False), ("a\nb.md", False), ("", False),
    ],
)  # fmt: skip
def test_only_a_plain_relative_name_is_written_to(name, is_safe):
    assert is_deck_file(name) is is_safe


def test_an_id_lets_a_card_survive_any_edit():
    load(text=DECK.replace("C: The slope of ==$x^2$== at 1 is ==2==.", "Sink :: Where flow ends."))
    [file] = deck_files(export(), with_ids=True)
    load(file.name, file.text)
    assert [each.text for each in deck_files(export(), with_ids=True)] == [file.text]
    edited = file.text
    for old, new in (("The vector of all", "Collects"), ("Gradient", "Nabla"), ("squared?", "²?")):
        assert old in edited
        edited = edited.replace(old, new)
    plan = plan_import([SourceFile(name=file.name, content=edited.encode())])
    assert dict(plan.counts()) == {Change.SAME: 2, Change.EDITED: 3}


def test_ids_of_the_author_are_kept():
    load(text=DECK.replace("Tolerance: exact\n", "Tolerance: exact\n^sr-id-root\n"))
    [file] = deck_files(export(), with_ids=True)
    assert "^sr-id-root\n" in file.text
    assert file.text.count("^sr-id-") == 4


def test_siblings_are_one_note_named_by_their_oldest_card():
    load()
    found = notes()
    assert [(note.note_type, list(note.ordinals)) for note in found] == [
        (NoteType.BOTH_WAYS, [0, 1]), (NoteType.CLOZE, [0, 1]), (NoteType.BASIC, [0]),
        (NoteType.BASIC, [0]),
    ]  # fmt: skip
    firsts = Card.objects.filter(position__in=[1, 3, 5, 6]).order_by("position")
    assert [note.guid for note in found] == [str(card.uid) for card in firsts]


def test_a_sentence_with_a_further_gap_keeps_the_name_of_its_note():
    load()
    before = next(note.guid for note in notes() if note.note_type is NoteType.CLOZE)
    load(text=DECK.replace("C: The slope", "C: The ==slope=="))
    after = next(note for note in notes() if note.note_type is NoteType.CLOZE)
    assert after.guid == before
    assert len(after.ordinals) == 3


def test_siblings_that_came_apart_have_names_of_their_own():
    load()
    Card.objects.filter(position=2).update(deck=make_deck("Elsewhere"))
    Card.objects.filter(position=4).update(deck=make_deck("And here"))
    names = [note.guid for note in notes()]
    assert len(set(names)) == len(names) == 6


def test_an_interview_shows_its_points_its_answer_and_what_follows():
    load()
    note = as_html(notes()[-1])
    assert note.front == "<p>How does gradient descent stop?</p>"
    for text in ("<li>a small gradient</li>", "<li>a budget</li>", "When the gradient is small."):
        assert text in note.back
    assert "<li>And with noise?</li>" in note.extra
    assert tuple(note.tags) == ("maths", "source::guide.txt")


def test_maths_comes_in_the_delimiters_of_each_format():
    load()
    note = notes()[0]
    assert as_html(note).back == r"<p>The vector of all \(\partial f / \partial x_i\).</p>"
    assert as_text(note).back == r"The vector of all \(\partial f / \partial x_i\)."
    assert as_html(notes()[2]).back == r"<p>\[2\]</p>"


def test_a_choice_shows_its_options_and_on_the_back_the_right_one():
    make_choice_card(explanation="Tanh is odd.")
    [note] = [as_html(note) for note in notes()]
    assert sorted(note.front.split("<li>")[1:]) == sorted(
        f"{option}</li>\n" + ("</ul>" if f"{option}</li>\n</ul>" in note.front else "")
        for option in ("Sigmoid", "Tanh", "ReLU")
    )
    assert note.back == "<ul>\n<li>Tanh</li>\n</ul>"
    assert note.extra == "<p>Tanh is odd.</p>"


def test_random_figures_are_drawn_once_and_alike_in_every_text():
    spec = {"kind": "number", "correct": "2*k", "options": {}, "parameters": {"k": "1..9000"}}
    make_card("Twice ${k}?", kind="number", answer="2*k", answer_spec=spec,
              explanation="From ${k}.", uid=uuid.UUID(int=7))  # fmt: skip
    [note] = notes()
    figure = note.front.removeprefix("Twice ").removesuffix("?")
    assert 1 <= int(figure) <= 9000
    assert note.extra == f"From {figure}."
    assert note.back.rstrip("$").endswith(f" {2 * int(figure)}")
    assert notes() == [note]


def test_a_question_without_usable_answer_shows_what_is_written():
    make_number_card(correct="1 +* 2")
    [note] = notes()
    assert (note.front, note.back) == ("What is the largest slope of the sigmoid?", "1 +* 2")


def test_a_changed_card_is_newer_to_anki():
    card = make_card("Why?")
    [before] = notes()
    Card.objects.filter(pk=card.pk).update(
        answer="So.", updated_at=card.updated_at.replace(year=2099)
    )
    [after] = notes()
    assert after.guid == before.guid
    assert after.changed_at_seconds > before.changed_at_seconds
    assert after.created_at_milliseconds == before.created_at_milliseconds
