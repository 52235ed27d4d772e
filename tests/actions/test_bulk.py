"""Changing many cards at once, and taking it back."""

import datetime as dt
import json

import pytest

from cards.actions.bulk import BulkStep, change_in_bulk, undo_bulk
from cards.models import BulkChange, BulkVerb, Card, CardAbsence, CardVersion, Review, Schedule
from tests import factories
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)


def numbers(*cards):
    return [card.pk for card in cards]


def states():
    return list(
        Card.objects.order_by("pk").values_list(
            "pk", "status", "deck_id", "position", "sequence", "tags", "version"
        )
    )


STEPS = {
    "publish": lambda deck: BulkStep(verb=BulkVerb.PUBLISH),
    "archive": lambda deck: BulkStep(verb=BulkVerb.ARCHIVE),
    "make_draft": lambda deck: BulkStep(verb=BulkVerb.MAKE_DRAFT),
    "move": lambda deck: BulkStep(verb=BulkVerb.MOVE, deck=deck),
    "tag": lambda deck: BulkStep(verb=BulkVerb.TAG, tags=("new", "β")),
    "untag": lambda deck: BulkStep(verb=BulkVerb.UNTAG, tags=("old",)),
}


@pytest.fixture
def shelf():
    """Cards of several decks and statuses, and the deck they may move to."""
    target = factories.make_deck("Target", position=7)
    factories.make_card(deck=target, position=4)
    decks = [factories.make_deck(position=n) for n in (1, 2)]
    cards = [
        factories.make_card(deck=decks[n % 2], position=n, status=status, tags=tags)
        for n, (status, tags) in enumerate(
            [("draft", []), ("published", ["old"]), ("archived", ["old", "x"]), ("draft", ["new"])]
        )
    ]
    return cards, target


@pytest.mark.parametrize("name", STEPS)
def test_what_was_done_is_undone_to_the_letter(shelf, author, name):
    cards, target = shelf
    before = states()
    change = change_in_bulk(numbers(*cards), STEPS[name](target), user=author, now=NOON)
    assert states() != before
    assert change.number == sum(a != b for a, b in zip(states(), before, strict=True))
    assert undo_bulk(change, user=author, now=LATER) == (change.number, 0)
    assert states() == before
    change.refresh_from_db()
    assert (change.undone_at, change.undone_by) == (LATER, author)


@pytest.mark.parametrize("name", STEPS)
def test_a_second_click_changes_nothing(shelf, author, name):
    cards, target = shelf
    step = STEPS[name](target)
    change = change_in_bulk(numbers(*cards), step, user=author, now=NOON)
    after = states()
    assert change_in_bulk(numbers(*cards), step, user=author, now=LATER) is None
    assert states() == after
    undo_bulk(change, user=author, now=LATER)
    assert undo_bulk(change, user=author, now=LATER) == (0, 0)


def test_moved_cards_follow_those_that_are_there_in_their_order(shelf, author):
    cards, target = shelf
    change_in_bulk(numbers(*cards), STEPS["move"](target), user=author, now=NOON)
    there = list(Card.objects.filter(deck=target).in_author_order())
    assert there[1:] == cards
    assert [card.position for card in there] == [4, 5, 6, 7, 8]
    for card in there:
        placed = card.sequence
        card.place()
        assert card.sequence == placed


def test_what_somebody_changed_since_is_left_alone_by_the_undo(shelf, author):
    cards, target = shelf
    change = change_in_bulk(numbers(*cards), STEPS["archive"](target), user=author, now=NOON)
    Card.objects.filter(pk=cards[0].pk).update(status="published")
    assert undo_bulk(change, user=author, now=LATER) == (change.number - 1, 1)
    cards[0].refresh_from_db()
    assert cards[0].status == "published"


def test_a_deck_that_is_gone_keeps_the_undo_from_nothing_else(author):
    source, target = factories.make_deck(), factories.make_deck()
    stays = factories.make_card(deck=factories.make_deck())
    moved = factories.make_card(deck=source)
    change = change_in_bulk(
        numbers(stays, moved), BulkStep(verb=BulkVerb.MOVE, deck=target), user=author, now=NOON
    )
    source.delete()
    assert undo_bulk(change, user=author, now=LATER) == (1, 1)
    moved.refresh_from_db()
    assert moved.deck == target


def test_contents_versions_and_schedules_stay(shelf, author, learner):
    cards, target = shelf
    factories.make_schedule(learner, cards[1])
    before = Schedule.objects.values().get()
    for make in STEPS.values():
        change_in_bulk(numbers(*cards), make(target), user=author, now=NOON)
    assert Schedule.objects.values().get() == before
    assert not CardVersion.objects.exists()


def test_an_archived_card_that_was_learned_is_noted_as_away(shelf, author, learner):
    cards, target = shelf
    Review.objects.create(
        user=learner, card=cards[1], kind="learn", schedule_version=0, reviewed_at=NOON,
        studied_on=TODAY, quality=4, ease_hundredths_before=250, ease_hundredths_after=250,
    )  # fmt: skip
    change = change_in_bulk(numbers(*cards), STEPS["archive"](target), user=author, now=NOON)
    assert CardAbsence.objects.filter(card=cards[1], last_day=None).exists()
    undo_bulk(change, user=author, now=LATER)
    assert not CardAbsence.objects.filter(card=cards[1], last_day=None).exists()


def test_statements_grow_with_thousands_not_with_cards(author, django_assert_max_num_queries):
    deck, target = factories.make_deck(), factories.make_deck()
    Card.objects.bulk_create(
        Card(deck=deck, prompt=f"Question {n}?", position=n, tags=[]) for n in range(2_500)
    )
    chosen = list(Card.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(20):
        change = change_in_bulk(
            chosen, BulkStep(verb=BulkVerb.MOVE, deck=target), user=author, now=NOON
        )
    with django_assert_max_num_queries(20):
        assert undo_bulk(change, user=author, now=LATER) == (2_500, 0)


def test_the_record_holds_plain_json(shelf, author):
    cards, target = shelf
    change_in_bulk(numbers(*cards), STEPS["tag"](target), user=author, now=NOON)
    change = BulkChange.objects.get()
    assert json.loads(json.dumps(change.groups)) == change.groups
    assert change.target == "new, β"
