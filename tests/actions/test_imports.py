"""Importing decks: what an edit keeps, what a second run changes, what a broken file costs."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from cards.actions.imports import Change, SourceFile, apply_import, plan_import
from cards.models import Card, CardStatus, CardVersion, Deck, Document, Enrolment, Schedule
from tests.factories import NOON, make_schedule, make_user

pytestmark = pytest.mark.django_db

DECK = """---
deck: Deep learning / Activation functions
source: guide.txt
---

# Activation functions

Sigmoid :: The squashing function with values in (0, 1).

Q: Why does a deep stack of sigmoids learn slowly?
A: Each layer multiplies the gradient by at most one quarter.

C: Sigmoid saturates for ==large inputs==, where its slope is close to ==zero==.

Q: What is the largest slope of the sigmoid?
= 0.25
Tolerance: exact
"""


def load(*texts, **options):
    sources = [
        SourceFile(name=f"deck{number}.md", content=text.encode())
        for number, text in enumerate(texts)
    ]
    plan = plan_import(sources, verifies_answers=options.pop("verifies_answers", True))
    documents = apply_import(plan, now=NOON, publishes=True, **options)
    return plan, documents


def changes(plan):
    return {change: number for change, number in plan.counts().items() if number}


def test_a_first_import_makes_decks_cards_and_first_versions():
    plan, _ = load(DECK)
    assert changes(plan) == {Change.NEW: 5}
    assert Deck.objects.get(path="Deep learning / Activation functions").cards.count() == 5
    assert CardVersion.objects.count() == 5
    card = Card.objects.get(kind="term")
    assert (card.source_document, card.status) == ("guide.txt", CardStatus.PUBLISHED)


def test_a_second_import_changes_nothing(django_assert_max_num_queries):
    load(DECK)
    before = list(Card.objects.order_by("pk").values())
    with django_assert_max_num_queries(12):
        plan, _ = load(DECK)
    assert changes(plan) == {Change.SAME: 5}
    assert not plan.changes_anything
    assert list(Card.objects.order_by("pk").values()) == before
    assert CardVersion.objects.count() == 5


def test_an_edited_answer_keeps_every_schedule():
    load(DECK)
    card = Card.objects.get(kind="question")
    schedule = make_schedule(make_user(), card)
    plan, _ = load(DECK.replace("at most one quarter", "a quarter at most"))
    assert changes(plan) == {Change.SAME: 4, Change.EDITED: 1}
    [planned] = [entry for entry in plan.documents[0].cards if entry.change is Change.EDITED]
    assert planned.learners == 1
    card.refresh_from_db()
    assert "a quarter at most" in card.answer
    assert card.version == 2
    schedule.refresh_from_db()
    assert schedule.card_id == card.pk
    first = CardVersion.objects.get(card=card, number=1)
    assert "at most one quarter" in first.content["answer"]


def test_hints_and_synonyms_are_added_to_a_question_without_moving_a_schedule():
    question = "Interview: Why ReLU?\nMust:\n- a constant slope\n- gates\nAnswer: It passes gradients on.\n"
    load(question)
    card = Card.objects.get()
    schedule = make_schedule(make_user(), card)
    before = Schedule.objects.values().get()
    richer = question.replace("slope", "slope (also: gradient of one)").replace(
        "Answer:", "Interviewer hints:\n- Draw its slope.\nAnswer:"
    )
    plan, _ = load(richer)
    assert changes(plan) == {Change.EDITED: 1}
    assert Card.objects.get() == schedule.card
    assert Schedule.objects.values().get() == before
    card.refresh_from_db()
    assert card.interviewer_hints == ["Draw its slope."]
    assert card.points[0]["text"] == "a constant slope (also: gradient of one)"
    assert CardVersion.objects.get(number=2).label == "clarified", "nobody is asked to see it again"
    load(question)
    assert Card.objects.get().interviewer_hints == []


def test_the_hints_and_synonyms_of_the_library_reach_cards_that_were_loaded_before_them():
    library = Path(__file__).resolve().parents[2] / "cards" / "library"
    names = [
        "projects-and-interviews/behavioural-questions.md",
        "ml-foundations/learning-paradigms.md",
    ]
    texts = {name: (library / name).read_text(encoding="utf-8") for name in names}
    before = {
        name: re.sub(
            r" \(also: .*\)$|^Interviewer hints:\n(?:- .*\n)+", "", text, flags=re.MULTILINE
        )
        for name, text in texts.items()
    }
    for step in (before, texts):
        sources = [SourceFile(name=name, content=text.encode()) for name, text in step.items()]
        plan = plan_import(sources, verifies_answers=False)
        apply_import(plan, now=NOON, publishes=True)
        if step is before:
            keys = set(Card.objects.values_list("pk", flat=True))
            assert not Card.objects.exclude(interviewer_hints=[]).exists()
            make_schedule(make_user(), Card.objects.filter(kind="interview")[0])
            schedules = list(Schedule.objects.values())
    asked = Card.objects.filter(kind="interview")
    assert changes(plan) == {Change.SAME: len(keys) - asked.count(), Change.EDITED: asked.count()}
    assert set(Card.objects.values_list("pk", flat=True)) == keys
    assert all(card.interviewer_hints and card.version == 2 for card in asked)
    assert list(Schedule.objects.values()) == schedules


def test_an_edited_question_is_a_probable_edit_that_keeps_the_card():
    load(DECK)
    card = Card.objects.get(kind="question")
    plan, _ = load(DECK.replace("Why does a deep stack", "Why does a very deep stack"))
    assert changes(plan)[Change.PROBABLE_EDIT] == 1
    card.refresh_from_db()
    assert "very deep" in card.prompt


def test_a_card_that_left_the_file_is_archived_and_comes_back_with_its_history():
    load(DECK)
    card = Card.objects.get(kind="term")
    schedule = make_schedule(make_user(), card)
    without = DECK.replace("Sigmoid :: The squashing function with values in (0, 1).\n", "")
    plan, _ = load(without)
    assert changes(plan) == {Change.SAME: 4, Change.ARCHIVED: 1}
    card.refresh_from_db()
    assert card.status == CardStatus.ARCHIVED
    plan, _ = load(DECK)
    assert changes(plan) == {Change.SAME: 4, Change.REVIVED: 1}
    card.refresh_from_db()
    assert card.status == CardStatus.PUBLISHED
    assert card.schedules.get() == schedule


def test_a_card_that_an_author_archived_stays_archived():
    load(DECK)
    Card.objects.filter(kind="term").update(status=CardStatus.ARCHIVED)
    load(DECK)
    load(DECK.replace("values in (0, 1)", "values between 0 and 1"))
    assert Card.objects.get(kind="term").status == CardStatus.ARCHIVED


def test_a_card_that_moves_to_another_file_of_the_import_keeps_its_history():
    other = "---\ndeck: Deep learning / Basics\n---\n\nEpoch :: One pass over the training set.\n"
    term = "Sigmoid :: The squashing function with values in (0, 1).\n"
    load(DECK, other)
    card = Card.objects.get(prompt__contains="Sigmoid", kind="term")
    plan, documents = load(DECK.replace(term, ""), other + "\n" + term)
    assert Change.ARCHIVED not in changes(plan)
    assert Change.NEW not in changes(plan)
    card.refresh_from_db()
    assert card.document == documents[1]
    assert card.deck.path == "Deep learning / Basics"


def test_an_edit_made_in_the_admin_stays_while_the_file_says_the_same():
    load(DECK)
    card = Card.objects.get(kind="term")
    Card.objects.filter(pk=card.pk).update(answer="Better words.")
    plan, _ = load(DECK)
    assert changes(plan) == {Change.SAME: 5}
    card.refresh_from_db()
    assert card.answer == "Better words."


def test_gaps_of_one_sentence_are_siblings_and_single_cards_have_none():
    load(DECK)
    notes = Card.objects.filter(kind="cloze").values_list("note_key", flat=True)
    assert len(set(notes)) == 1
    assert set(Card.objects.exclude(kind="cloze").values_list("note_key", flat=True)) == {""}


def test_the_gaps_of_one_sentence_may_share_an_id():
    text = DECK + "\nC: A ==kernel== slides over an ==image==.\nId: slide\n"
    load(text)
    plan, _ = load(text.replace("slides over", "moves over"))
    assert Card.objects.filter(explicit_id="slide").count() == 2
    assert set(changes(plan)) == {Change.SAME, Change.EDITED}


def test_a_file_with_an_error_loses_no_card():
    load(DECK)
    broken = DECK.replace("Tolerance: exact", "Tolerance: roughly")
    plan, _ = load(broken)
    assert Change.ARCHIVED not in changes(plan)
    [problem] = [p for p in plan.documents[0].problems if not p.is_notice]
    assert problem.field == "Tolerance"
    assert Card.objects.filter(status=CardStatus.PUBLISHED).count() == 5


def test_a_file_that_is_no_text_any_more_loses_no_card():
    load(DECK)
    sources = [SourceFile(name="deck0.md", content=b"\x00\x01\x02binary" * 50)]
    plan = plan_import(sources)
    apply_import(plan, now=NOON)
    assert changes(plan) == {Change.KEPT: 5}
    assert Card.objects.filter(status=CardStatus.PUBLISHED).count() == 5


def test_a_broken_file_does_not_stop_the_others():
    plan, _ = load("\x00\x01", DECK)
    assert changes(plan) == {Change.NEW: 5}
    assert plan.documents[0].has_errors


def test_a_plan_alone_changes_nothing():
    plan_import([SourceFile(name="deck0.md", content=DECK.encode())])
    assert not Card.objects.exists()
    assert not Document.objects.exists()


def test_an_answer_that_does_not_verify_is_a_problem_at_its_line_and_no_card():
    wrong = DECK + "\nQ: Is this checked?\n= 0.5\nWrong: 1/2 -> That is the right answer.\n"
    plan, _ = load(wrong)
    assert changes(plan) == {Change.NEW: 5}
    [problem] = [p for p in plan.documents[0].problems if not p.is_notice]
    assert "wrong" in problem.field.lower()
    assert wrong.splitlines()[problem.line - 1].startswith("Q: Is this checked?")


def test_a_new_topic_is_learned_by_those_who_learn_its_deck():
    load(DECK)
    parent = Deck.objects.get(path="Deep learning")
    user = make_user()
    Enrolment.objects.create(user=user, deck=parent)
    load(DECK, "---\ndeck: Deep learning / Basics\n---\n\nEpoch :: One pass over the data.\n")
    assert Enrolment.objects.filter(user=user, deck__path="Deep learning / Basics").exists()


def test_a_slash_inside_a_name_is_no_new_level():
    load("---\ndeck: MLOps / CI/CD\n---\n\nCanary :: A release to a few users first.\n")
    assert Deck.objects.get(name="CI/CD").parent.name == "MLOps"


def test_the_command_says_what_it_would_do_and_where_the_problems_are(tmp_path, capsys):
    (tmp_path / "deck.md").write_text(DECK.replace("Tolerance: exact", "Tolerence: exact"))
    call_command("import_documents", str(tmp_path), "--dry-run")
    captured = capsys.readouterr()
    assert "Nothing was changed (dry run)." in captured.out
    assert "deck.md:" in captured.err
    assert not Card.objects.exists()


def test_the_command_writes_one_json_line_per_card(tmp_path, capsys):
    import json

    (tmp_path / "deck.md").write_text(DECK)
    call_command("import_documents", str(tmp_path / "deck.md"), "--format", "jsonl")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 5
    assert rows[0]["document"] == "deck.md"
    assert rows[0]["change"] == "new"
    assert {"section", "lines", "kind", "prompt", "answer"} <= set(rows[0])
    assert Card.objects.count() == 5
    assert set(Card.objects.values_list("status", flat=True)) == {CardStatus.DRAFT}


def test_the_nearest_macros_file_of_a_folder_counts_and_becomes_no_document(tmp_path, capsys):
    (tmp_path / "inner" / "deep").mkdir(parents=True)
    (tmp_path / "macros.tex").write_text(r"\R \mathbb{R}" "\nnonsense\n")
    (tmp_path / "inner" / "macros.tex").write_text(r"\R \mathbf{R}")
    for folder in (".", "inner/deep"):
        (tmp_path / folder / "deck.md").write_text("Q: Real numbers?\nA: $\\R$\n")
    call_command("import_documents", str(tmp_path))
    answers = dict(Card.objects.values_list("document__name", "answer"))
    assert answers == {"deck.md": r"$\mathbb{R}$", "inner/deep/deck.md": r"$\mathbf{R}$"}
    assert Document.objects.count() == 2
    output = capsys.readouterr()
    assert "macros.tex:2: " in output.err
    assert "macros.tex" not in output.out


def test_a_changed_macro_is_an_edit_that_keeps_the_card():
    deck = SourceFile(name="deck.md", content=b"Q: Real numbers?\nA: $\\R$\n")
    for replacement, change in ((rb"\mathbb{R}", Change.NEW), (rb"\mathbf{R}", Change.EDITED)):
        macros = SourceFile(name="macros.tex", content=rb"\R " + replacement)
        plan = plan_import([deck, macros])
        assert changes(plan) == {change: 1}
        apply_import(plan, now=NOON)
    assert Card.objects.get().version == 2
