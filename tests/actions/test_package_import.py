"""Importing packages of Anki: a second import changes nothing, edits keep history, our own come home."""

import io
import sqlite3
import zipfile

import pytest
from django.core.management import call_command

from cards.actions.imports import Change, SourceFile, apply_import, plan_import
from cards.models import Card, CardStatus
from tests.anki_packages import BASIC, CLOZE, REVERSED, note, package, zipped
from tests.factories import NOON, make_schedule, make_user

pytestmark = pytest.mark.django_db

NOTES = (
    note("a", BASIC, "What is recall?", "The share found"),
    note("b", REVERSED, "bias", "offset"),
    note("c", CLOZE, "Adam keeps {{c1::two}} {{c2::moments}}", "", ordinals=(0, 1)),
)


def load(content, name="deck.apkg"):
    plan = plan_import([SourceFile(name=name, content=content)])
    apply_import(plan, now=NOON, publishes=True)
    return plan


def changes(plan):
    return {change: number for change, number in plan.counts().items() if number}


@pytest.mark.parametrize("newer", [False, True], ids=["json", "tables"])
def test_a_second_import_changes_nothing(newer):
    assert changes(load(package(*NOTES, newer=newer))) == {Change.NEW: 5}
    before = list(Card.objects.order_by("pk").values())
    # The other layout of the same notes is the same as well.
    assert changes(load(package(*NOTES, newer=not newer))) == {Change.SAME: 5}
    assert list(Card.objects.order_by("pk").values()) == before


def test_both_ways_of_a_note_are_siblings():
    load(package(*NOTES))
    keys = list(Card.objects.exclude(note_key="").values_list("note_key", flat=True))
    assert (len(keys), len(set(keys))) == (4, 2)
    assert Card.objects.filter(deck__path="ML / Metrics").count() == 5


def test_an_edited_note_keeps_its_history_however_much_changed():
    load(package(*NOTES))
    card = Card.objects.get(explicit_id="a")
    schedule = make_schedule(make_user(), card)
    edited = note("a", BASIC, "Quite another question?", "And another answer")
    assert changes(load(package(edited, *NOTES[1:]))) == {Change.SAME: 4, Change.EDITED: 1}
    card.refresh_from_db()
    assert (card.prompt, card.version) == ("Quite another question?", 2)
    schedule.refresh_from_db()
    assert schedule.card_id == card.pk


def test_a_broken_package_loses_no_card_and_stops_no_other():
    load(package(*NOTES))
    plan = plan_import(
        [
            SourceFile(name="deck.apkg", content=b"PK\x03\x04 broken"),
            SourceFile(name="other.apkg", content=package(note("z", BASIC, "q", "b"))),
        ]
    )
    apply_import(plan, now=NOON)
    assert changes(plan) == {Change.KEPT: 5, Change.NEW: 1}
    assert Card.objects.filter(status=CardStatus.PUBLISHED).count() == 5


def test_the_command_reads_packages_in_a_folder(tmp_path):
    (tmp_path / "deck.apkg").write_bytes(package(*NOTES))
    call_command("import_documents", str(tmp_path), stdout=io.StringIO())
    assert Card.objects.count() == 5


# --- Our own export, on its way back ---

DECK = """---
deck: Deep learning / Basics
---

Epoch :: One pass over the *training* set, with $n < N$ steps.

Bias ::: The offset

Q: Why does a deep stack of sigmoids learn slowly?
A: Each layer multiplies the gradient:

- by at most `1/4`
- at every layer
Explain: See **the slope**.

C: Adam keeps ==two== running ==moments==.

Q: What is the largest slope of the sigmoid?
= 0.25
"""


def exported(tmp_path):
    target = tmp_path / "cards.apkg"
    call_command(
        "export_cards", "--format", "apkg", "--output", str(target), "--force", verbosity=0
    )
    return target.read_bytes()


def test_our_own_package_comes_back_onto_the_same_cards(tmp_path):
    load(DECK.encode(), "deck.md")
    before = list(Card.objects.order_by("pk").values())
    plan = load(exported(tmp_path), "cards.apkg")
    assert changes(plan) == {Change.SAME: len(before)}
    assert list(Card.objects.order_by("pk").values()) == before


def test_what_was_edited_in_anki_comes_back_as_an_edit(tmp_path):
    load(DECK.encode(), "deck.md")
    content = edited(
        exported(tmp_path), "UPDATE notes SET flds = replace(flds, 'One pass', 'A pass')"
    )
    assert changes(load(content, "cards.apkg"))[Change.EDITED] == 1
    card = Card.objects.get(prompt="Epoch")
    assert card.answer == "A pass over the *training* set, with $n < N$ steps."
    assert (card.version, card.document.name, card.deck.path) == (
        2,
        "deck.md",
        "Deep learning / Basics",
    )
    # The deck file still says what it said: the edit is the newer word.
    assert Change.EDITED not in changes(load(DECK.encode(), "deck.md"))


def test_a_checked_card_edited_in_anki_stays_and_is_named(tmp_path):
    load(DECK.encode(), "deck.md")
    content = edited(exported(tmp_path), "UPDATE notes SET flds = replace(flds, '0.25', '0.5')")
    plan = load(content, "cards.apkg")
    assert Change.EDITED not in changes(plan)
    assert "edit it here" in plan.documents[0].problems[0].message


def edited(content, script):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    database.executescript(script)
    changed = database.serialize()
    database.close()
    return zipped({"collection.anki2": changed})


def test_more_cards_than_the_site_allows_are_refused(settings):
    settings.IMPORT_MOST_CARDS = 3
    sources = [
        SourceFile(name="a.md", content=b"one :: 1\n\ntwo :: 2\n"),
        SourceFile(name="b.md", content=b"three :: 3\n\nfour :: 4\n"),
    ]
    plan = plan_import(sources)
    assert changes(plan) == {Change.NEW: 2}
    [problem] = plan.documents[1].problems
    assert "at most 3" in problem.message


def test_ids_of_an_export_are_known_though_the_file_was_edited_first(tmp_path):
    load(DECK.encode(), "deck.md")
    numbers = {card.prompt: card.pk for card in Card.objects.all()}
    call_command(
        "export_cards", "--format", "markdown", "--with-ids", "--output", str(tmp_path), verbosity=0
    )
    text = (tmp_path / "deck.md").read_text()
    question = "Why does a deep stack of sigmoids learn slowly?"
    answer = text[text.index("A: Each layer") : text.index("- at every layer")]
    edited_text = text.replace(question, "What slows deep sigmoid nets?").replace(
        answer, "A: Quite another text.\n"
    )
    plan = load(edited_text.encode(), "deck.md")
    assert Change.NEW not in changes(plan)
    assert Change.ARCHIVED not in changes(plan)
    assert Card.objects.get(prompt="What slows deep sigmoid nets?").pk == numbers[question]
