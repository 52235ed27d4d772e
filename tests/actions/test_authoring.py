import pytest
from django.db import IntegrityError

from cards.actions.authoring import StaleCardError, change_status, save_card, save_deck
from cards.models import Card, CardStatus, CardVersion, ChangeLabel, Deck, Schedule
from tests import factories
from tests.factories import NOON


def save(card, author, label=ChangeLabel.CLARIFIED):
    return save_card(card, user=author, label=label, now=NOON)


def numbers(card):
    return list(card.versions.values_list("number", "label"))


def test_a_card_written_by_hand_keeps_its_first_version(author):
    card = Card(deck=factories.make_deck(), prompt="What is a tensor?", answer="An array.")
    assert save(card, author)
    version = CardVersion.objects.get(card=card)
    assert (version.number, version.label, version.created_by) == (1, ChangeLabel.FIRST, author)
    assert version.content["prompt"] == "What is a tensor?"


def test_changed_content_becomes_a_version_with_its_label(author):
    card = factories.make_card()
    card.prompt = "Better words?"
    assert save(card, author, ChangeLabel.TYPO)
    card.refresh_from_db()
    assert card.version == 2
    assert numbers(card) == [(1, ChangeLabel.FIRST), (2, ChangeLabel.TYPO)]


def test_the_words_before_the_first_edit_are_kept_too(author):
    card = factories.make_card("Old words?")
    card.prompt = "New words?"
    save(card, author)
    contents = [version.content["prompt"] for version in card.versions.all()]
    assert contents == ["Old words?", "New words?"]


def test_saving_the_same_content_makes_no_version(author):
    card = factories.make_card()
    card.status = CardStatus.ARCHIVED
    card.tags = ["optimisers"]
    assert not save(card, author)
    card.refresh_from_db()
    assert (card.version, card.status, card.tags) == (1, CardStatus.ARCHIVED, ["optimisers"])
    assert not card.versions.exists()


def test_an_edit_moves_nobodys_schedule(author, learner):
    card = factories.make_card()
    factories.make_schedule(learner, card)
    before = Schedule.objects.values().get()
    card.answer = "Something else."
    save(card, author, ChangeLabel.MEANING)
    assert Schedule.objects.values().get() == before


def test_an_older_copy_of_a_card_is_not_saved(author):
    card = factories.make_card("First?")
    old = Card.objects.get(pk=card.pk)
    card.prompt = "Second?"
    save(card, author)
    old.prompt = "Third?"
    with pytest.raises(StaleCardError):
        save(old, author)
    assert Card.objects.get(pk=card.pk).prompt == "Second?"
    assert card.versions.count() == 2


def test_a_card_deleted_meanwhile_is_not_brought_back(author):
    card = factories.make_card()
    Card.objects.filter(pk=card.pk).delete()
    with pytest.raises(StaleCardError):
        save(card, author)


def test_an_edit_leaves_the_card_findable_by_its_file(author):
    card = factories.make_card(fingerprint="f" * 64, imported_digest="d" * 64)
    card.prompt = "Edited by hand?"
    save(card, author)
    card.refresh_from_db()
    assert (card.fingerprint, card.imported_digest) == ("f" * 64, "d" * 64)


@pytest.mark.parametrize("status", list(CardStatus))
def test_a_change_of_status_counts_only_what_changed(db, status):
    for other in CardStatus:
        factories.make_card(status=other)
    assert change_status(Card.objects.all(), status, now=NOON) == len(CardStatus) - 1
    assert set(Card.objects.values_list("status", flat=True)) == {status}
    assert Card.objects.filter(updated_at=NOON).count() == len(CardStatus) - 1


def test_a_renamed_deck_takes_its_whole_tree_along(db):
    top = factories.make_deck("Networks")
    middle = factories.make_deck("Training", parent=top)
    bottom = factories.make_deck("Optimisers", parent=middle)
    other = factories.make_deck("Networks of friends")
    slug = bottom.slug
    top.name = "Deep learning"
    assert save_deck(top) == 2
    bottom.refresh_from_db()
    assert bottom.path == "Deep learning / Training / Optimisers"
    assert bottom.slug == slug, "addresses that people saved stay good"
    assert Deck.objects.get(pk=other.pk).path == "Networks of friends"


def test_a_move_onto_another_deck_changes_nothing(db):
    top = factories.make_deck("Networks")
    factories.make_deck("Training", parent=top)
    stray = factories.make_deck("Training")
    stray.parent = top
    with pytest.raises(IntegrityError):
        save_deck(stray)
