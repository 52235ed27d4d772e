"""Importing packages of Anki: a second import changes nothing, edits keep history, our own come home."""

import io

import pytest
from django.core.management import call_command

from cards.actions.imports import Change, SourceFile, apply_import, plan_import
from cards.models import Card, CardStatus
from tests.anki_packages import BASIC, CLOZE, REVERSED, note, package
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
