"""Who may see which card, page and review."""

import uuid

import pytest
from django.http import Http404

from cards.access import (
    access_blueprint,
    access_card,
    access_deck,
    access_own_review,
    access_presented_card,
    may_see_card,
)
from cards.actions.decks import set_card_aside
from cards.actions.study import record_review
from cards.core.scheduling import Rating
from cards.models import CardStatus
from tests.factories import NOON, make_card, make_deck, make_schedule, present

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "stranger_sees", "member_sees", "author_sees"),
    [
        (CardStatus.PUBLISHED, True, True, True),
        (CardStatus.DRAFT, False, False, True),
        (CardStatus.ARCHIVED, False, True, True),
    ],
)
def test_who_sees_a_card_hangs_on_its_status_and_on_having_learned_it(
    learner, stranger, author, status, stranger_sees, member_sees, author_sees
):
    card = make_card(status=status)
    make_schedule(learner, card)
    assert may_see_card(stranger, card) is stranger_sees
    assert may_see_card(learner, card) is member_sees
    assert may_see_card(author, card) is author_sees


def test_to_have_set_an_archived_card_aside_is_not_to_have_learned_it(learner):
    card = make_card()
    set_card_aside(user=learner, card=card, is_set_aside=True)
    card.status = CardStatus.ARCHIVED
    card.save()
    assert not may_see_card(learner, card)


def test_an_unseen_card_looks_the_same_as_one_that_is_not_there(learner):
    draft = make_card(status=CardStatus.DRAFT)
    words = set()
    for uid in (draft.uid, uuid.uuid4()):
        with pytest.raises(Http404) as error:
            access_card(learner, uid)
        words.add(str(error.value))
    assert len(words) == 1


def test_a_card_comes_with_its_deck(learner, django_assert_num_queries):
    card = make_card()
    with django_assert_num_queries(1):
        assert access_card(learner, card.uid).deck.name == card.deck.name


def test_a_deck_comes_with_its_parent_and_an_unknown_one_is_not_found(
    learner, django_assert_num_queries
):
    make_deck("Adam", parent=make_deck("Optimizers"))
    child = make_deck("SGD", parent=make_deck("More optimizers"))
    with django_assert_num_queries(1):
        assert access_deck(learner, child.slug).parent.name == "More optimizers"
    with pytest.raises(Http404):
        access_deck(learner, "nowhere")


def test_a_page_made_for_one_learner_opens_nothing_for_another(learner, stranger):
    card = make_card()
    page = present(learner, card)
    assert access_presented_card(learner, page) == card
    with pytest.raises(Http404):
        access_presented_card(stranger, page)


def test_a_page_outlives_the_withdrawal_of_its_card_but_not_its_deletion(learner):
    card = make_card()
    page = present(learner, card)
    card.status = CardStatus.ARCHIVED
    card.save()
    assert access_presented_card(learner, page) == card
    card.delete()
    with pytest.raises(Http404):
        access_presented_card(learner, page)


def test_only_the_learner_herself_reaches_her_review(learner, stranger, author):
    card = make_card()
    review = record_review(
        user=learner, card=card, presentation=present(learner, card), rating=Rating.GOOD, now=NOON
    ).review
    assert access_own_review(learner, review.pk) == review
    for other in (stranger, author):
        with pytest.raises(Http404):
            access_own_review(other, review.pk)


@pytest.mark.parametrize("access", [access_deck, access_blueprint])
def test_a_null_character_names_nothing(learner, access):
    # Forms name decks and blueprints too; PostgreSQL fails when it is asked for such a name.
    with pytest.raises(Http404):
        access(learner, "a\0b")
