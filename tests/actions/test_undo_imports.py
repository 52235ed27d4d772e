"""Import runs as rows, and taking one back as a whole."""

import io

import pytest
from django.core.management import CommandError, call_command

from cards.actions.authoring import save_card
from cards.actions.imports import Change, SourceFile, apply_import, plan_import
from cards.actions.undo_imports import UndoError, undo_import
from cards.models import (
    Card,
    CardStatus,
    CardVersion,
    ChangeLabel,
    DraftSource,
    ImportRun,
    ImportStatus,
    Schedule,
    UndoOutcome,
)
from tests.factories import NOON, make_attempt, make_schedule, make_user

pytestmark = pytest.mark.django_db

TERM = "Sigmoid :: The squashing function with values in (0, 1).\n"
DECK = f"""---
deck: Activation functions
---

{TERM}
Q: Why does a deep stack of sigmoids learn slowly?
A: Each layer multiplies the gradient by at most one quarter.
Id: slow

Q: Which activation clips at zero?
A: ReLU
"""
EDITED = DECK.replace("at most one quarter", "a quarter at most").replace(TERM, "") + (
    "\nQ: Which one is zero-centred?\nA: Tanh\n"
)


def load(text, name="deck.md", **options):
    plan = plan_import([SourceFile(name=name, content=text.encode())])
    apply_import(plan, now=NOON, **({"publishes": True} | options))
    return ImportRun.objects.first()


def undo(run, user=None):
    return undo_import(run, user=user, now=NOON)


def stored(fields=("pk", "status", "prompt", "answer", "explicit_id", "imported_digest", "deck")):
    return list(Card.objects.order_by("pk").values(*fields))


def outcomes(run):
    return {change.excerpt[:12]: change.outcome for change in run.changes.all()}


def test_each_import_is_a_row_with_its_files_and_counts(author):
    load(DECK)
    run = load(EDITED, user=author)
    assert (run.status, run.user, run.origin) == (ImportStatus.DONE, author, "command")
    assert run.counts == {"same": 1, "edited": 1, "new": 1, "archived": 1}
    [file] = run.files.all()
    assert (file.name, file.size, file.content) == ("deck.md", len(EDITED.encode()), None)
    assert set(run.changes.values_list("change", flat=True)) == {"edited", "new", "archived"}


def test_a_library_that_did_not_change_leaves_no_row():
    load(DECK, is_library=True)
    load(DECK, is_library=True)
    assert ImportRun.objects.count() == 1


def test_a_run_counts_each_learner_once(learner, teammate):
    load(DECK)
    for card in Card.objects.all():
        make_schedule(learner, card)
    make_schedule(teammate, Card.objects.get(explicit_id="slow"))
    assert load(EDITED).learners == 2


def test_an_undo_leaves_everything_as_it_was_before(learner):
    load(DECK)
    before = stored()
    schedule = make_schedule(learner, Card.objects.get(explicit_id="slow"))
    as_it_was = Schedule.objects.filter(pk=schedule.pk).values().get()
    run = load(EDITED)
    assert stored() != before
    undo(run)
    assert stored() == before
    assert Schedule.objects.filter(pk=schedule.pk).values().get() == as_it_was
    card = Card.objects.get(explicit_id="slow")
    assert list(card.versions.values_list("number", flat=True)) == [1, 2, 3]
    assert card.versions.get(number=3).content == card.versions.get(number=1).content
    assert card.version == 3


def test_an_undo_of_an_undone_import_changes_nothing(author):
    load(DECK)
    run = undo(load(EDITED), author)
    versions, cards = CardVersion.objects.count(), stored()
    again = undo_import(run, user=None, now=NOON)
    assert (again.undone_by, again.status) == (author, ImportStatus.UNDONE)
    assert (CardVersion.objects.count(), stored()) == (versions, cards)


def test_new_cards_are_deleted_unless_somebody_studied_them(learner):
    run = load(DECK)
    studied, answered = Card.objects.filter(explicit_id="")
    make_schedule(learner, studied)
    make_attempt(learner, answered)
    run = undo(run)
    assert set(Card.objects.values_list("pk", "status", "left_document")) == {
        (studied.pk, CardStatus.ARCHIVED, True),
        (answered.pk, CardStatus.ARCHIVED, True),
    }
    assert sorted(outcomes(run).values()) == ["archived", "archived", "deleted"]


def test_the_file_can_be_imported_again_after_an_undo(learner):
    run = load(DECK)
    make_schedule(learner, Card.objects.get(explicit_id="slow"))
    undo(run)
    again = load(DECK)
    assert again.counts == {"new": 2, "revived": 1}
    assert set(Card.objects.values_list("status", flat=True)) == {CardStatus.PUBLISHED}


@pytest.mark.parametrize("explicit_id", ["slow", ""], ids=["an edited card", "a new card"])
def test_a_card_edited_by_hand_since_stays_and_is_listed(author, explicit_id):
    load(DECK)
    run = load(EDITED)
    card = Card.objects.get(explicit_id=explicit_id, **({} if explicit_id else {"answer": "Tanh"}))
    card.answer = "Better words."
    save_card(card, user=author, label=ChangeLabel.CLARIFIED, now=NOON)
    run = undo(run)
    card.refresh_from_db()
    assert (card.answer, card.status) == ("Better words.", CardStatus.PUBLISHED)
    [kept] = run.changes.filter(outcome=UndoOutcome.KEPT)
    assert kept.card == card
    assert "edited since" in kept.note


def test_a_card_that_a_later_import_brought_back_is_left_alone():
    load(DECK)
    run = load(EDITED)
    load(DECK)
    run = undo(run)
    assert Card.objects.get(kind="term").status == CardStatus.PUBLISHED
    assert outcomes(run)["Sigmoid"] == "kept"


def test_a_revived_card_goes_back_to_the_archive():
    load(DECK)
    load(DECK.replace(TERM, ""))
    undo(load(DECK))
    assert Card.objects.get(kind="term").status == CardStatus.ARCHIVED


def test_contents_that_the_import_swapped_are_swapped_back():
    load("Q: First?\nA: One.\nId: a\n\nQ: Second?\nA: Two.\nId: b\n")
    before = stored()
    undo(load("Q: Second?\nA: Two.\nId: a\n\nQ: First?\nA: One.\nId: b\n"))
    assert stored() == before


def test_an_import_that_never_happened_cannot_be_undone():
    run = ImportRun.objects.create(status=ImportStatus.PLANNED, origin="admin", created_at=NOON)
    with pytest.raises(UndoError, match="carried out"):
        undo(run)


def test_an_undo_takes_few_queries_however_many_cards(django_assert_max_num_queries):
    load(DECK)
    many = "".join(f"\nQ: Question {n}?\nA: Answer {n}.\n" for n in range(60))
    run = load(EDITED + many)
    with django_assert_max_num_queries(60):
        undo(run)
    assert Card.objects.count() == 3


def test_a_probable_edit_can_be_a_new_card_instead(learner):
    load(DECK)
    card = Card.objects.get(answer="ReLU")
    make_schedule(learner, card)
    edited = DECK.replace("Which activation clips at zero?", "Which activation is clipped at zero?")
    plan = plan_import([SourceFile(name="deck.md", content=edited.encode())])
    assert plan.counts()[Change.PROBABLE_EDIT] == 1
    apply_import(plan.with_new_cards({card.pk}), now=NOON, publishes=True)
    card.refresh_from_db()
    assert card.status == CardStatus.ARCHIVED
    new = Card.objects.get(prompt="Which activation is clipped at zero?")
    assert (new.pk != card.pk, new.schedules.count()) == (True, 0)
    again = plan_import([SourceFile(name="deck.md", content=edited.encode())])
    assert not again.changes_anything


def test_drafts_keep_the_lines_they_came_from():
    load("# Notes\n\n" + DECK.split("---\n")[2], publishes=False)
    source = DraftSource.objects.get(card__answer="ReLU")
    assert source.text == "Q: Which activation clips at zero?\nA: ReLU"
    assert (source.first_line, source.last_line) == (10, 11)


def test_published_cards_keep_no_lines():
    load(DECK)
    assert not DraftSource.objects.exists()


def test_a_discarded_draft_stays_discarded_when_its_document_comes_again():
    load(DECK, publishes=False)
    Card.objects.filter(answer="ReLU").update(status=CardStatus.DISCARDED)
    run = load(DECK.replace("(0, 1)", "(0; 1)"), publishes=True)
    assert Card.objects.get(answer="ReLU").status == CardStatus.DISCARDED
    assert "new" not in run.counts
    assert Card.objects.count() == 3


# --- The command ---


def test_the_command_undoes_and_says_what_it_left_alone(author):
    load(DECK)
    run = load(EDITED)
    card = Card.objects.get(answer="Tanh")
    card.answer = "Better words."
    save_card(card, user=author, label=ChangeLabel.CLARIFIED, now=NOON)
    out, err = io.StringIO(), io.StringIO()
    call_command("undo_import", str(run.pk), stdout=out, stderr=err)
    assert "2  As before the import" in out.getvalue()
    assert "Which one is zero-centred?: It was edited since" in err.getvalue()


def test_the_command_lists_the_imports_there_are():
    run = load(DECK)
    out = io.StringIO()
    call_command("undo_import", stdout=out)
    assert f"{run.pk}  " in out.getvalue()
    assert "deck.md" in out.getvalue()


def test_the_command_refuses_an_import_that_is_not_there():
    make_user()
    with pytest.raises(CommandError, match="There is no import 99"):
        call_command("undo_import", "99")


# --- The dry run on the command line ---


def run_command(path, *options):
    out = io.StringIO()
    call_command("import_documents", str(path), *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def edited_file(tmp_path):
    load(DECK)
    text = DECK.replace("Which activation clips", "Which of the activations clips")
    path = tmp_path / "deck.md"
    path.write_text(text.replace("at most one quarter", "a quarter at most"))
    return path


def test_the_dry_run_shows_both_texts_and_counts_each_learner_once(edited_file, learner):
    for card in Card.objects.all():
        make_schedule(learner, card)
    text = run_command(edited_file, "--dry-run")
    assert "- Each layer multiplies the gradient by at most one quarter." in text
    assert "+ Each layer multiplies the gradient by a quarter at most." in text
    assert f"--as-new {Card.objects.get(answer='ReLU').uid}" in text
    assert "Learners who have one of the changed cards: 1." in text
    assert set(Card.objects.values_list("version", flat=True)) == {1}


def test_a_probable_edit_is_named_a_new_card_on_the_command_line(edited_file):
    card = Card.objects.get(answer="ReLU")
    run_command(edited_file, "--as-new", str(card.uid), "--publish")
    card.refresh_from_db()
    assert card.status == CardStatus.ARCHIVED
    assert Card.objects.published().get(answer="ReLU").pk != card.pk


def test_only_a_probable_edit_can_be_named_a_new_card(edited_file):
    card = Card.objects.get(explicit_id="slow")
    with pytest.raises(CommandError, match="no probable edit"):
        run_command(edited_file, "--as-new", str(card.uid))
    assert set(Card.objects.values_list("version", flat=True)) == {1}
