"""A learner's own cards: write one, edit it, remove it, take it back."""

import datetime as dt

from django.db import transaction

from cards.actions.authoring import keep_version, save_card
from cards.core.kinds import CardKind
from cards.core.personal_cards import MOST_CARDS, Sides
from cards.models import Card, CardStatus, ChangeLabel, Deck, Schedule, User


class TooManyCardsError(Exception):
    """She has written as many cards as one learner may."""

    def __str__(self) -> str:
        return (
            f"You have written {MOST_CARDS:,} cards, those you removed included: that is the most"
            " there can be. Take back a removed one and rewrite it."
        )


@transaction.atomic
def write_card(*, user: User, deck: Deck, sides: Sides, now: dt.datetime) -> Card:
    """Write a card of one's own; it is among the next new cards. Raises TooManyCardsError.

    The very same card is not written twice: after a double click or a lost connection it is the one
    of before, and one that she removed comes back.
    """
    lock_cards_of(user)
    own = Card.with_personal.filter(owner=user, deck=deck)
    same = own.filter(prompt=sides.prompt, answer=sides.answer).order_by("status", "pk").last()
    if same is not None:
        take_back_card(same, user=user, now=now)
        return same
    card = make_card(user=user, deck=deck, sides=sides, now=now)
    # The row makes it hers to study: decks give only shared cards.
    Schedule.objects.create(user=user, card=card)
    return card


def make_card(
    *,
    user: User,
    deck: Deck,
    sides: Sides,
    now: dt.datetime,
    question: Card | None = None,
    fingerprint: str = "",
) -> Card:
    """The card alone, within a transaction of the caller's. Raises TooManyCardsError."""
    lock_cards_of(user)
    if Card.with_personal.filter(owner=user).count() >= MOST_CARDS:
        raise TooManyCardsError
    card = Card(
        owner=user,
        deck=deck,
        kind=CardKind.QUESTION,
        prompt=sides.prompt,
        answer=sides.answer,
        status=CardStatus.PUBLISHED,
        question=question,
        fingerprint=fingerprint,
        position=question.position if question else 0,
        see=[link_to(question)] if question else [],
    )
    card.save()
    keep_version(card, user=user, label=ChangeLabel.FIRST, now=now)
    return card


def lock_cards_of(user: User) -> None:
    """Two pages of hers that write cards take turns: neither the limit nor a key point is met twice."""
    # Without a claim on the key: a review written meanwhile does not wait, nor wait in a circle.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def link_to(card: Card) -> dict[str, str]:
    """As an import stores a link between cards (Card.see)."""
    return {"reference": str(card.uid), "uid": str(card.uid), "title": card.prompt}


@transaction.atomic
def edit_card(card: Card, *, user: User, deck: Deck, sides: Sides, now: dt.datetime) -> bool:
    """Save what the card says and where it lies; its schedule stays. Whether its content changed.

    Raises StaleCardError when it was saved after this copy of it was loaded.
    """
    # An offer of an interview may bring it back meanwhile, and another tab may remove it: that is
    # no part of what it says.
    lock_cards_of(user)
    stored = Card.with_personal.select_for_update().filter(pk=card.pk)
    card.status = stored.values_list("status", flat=True).first() or card.status
    card.deck = deck
    card.prompt, card.answer = sides.prompt, sides.answer
    return save_card(card, user=user, label=ChangeLabel.CLARIFIED, now=now)


@transaction.atomic
def remove_card(card: Card, *, now: dt.datetime) -> bool:
    """Take the card out of the learner's days; whether it was in them. Its reviews stay."""
    return change_own_status(card, CardStatus.ARCHIVED, now=now)


@transaction.atomic
def take_back_card(card: Card, *, user: User, now: dt.datetime) -> bool:
    """Back into her days, with the schedule it had; whether it was removed."""
    # A card that was put back on the day it was made has none.
    Schedule.objects.get_or_create(user=user, card=card)
    return change_own_status(card, CardStatus.PUBLISHED, now=now)


def change_own_status(card: Card, status: CardStatus, *, now: dt.datetime) -> bool:
    rows = Card.with_personal.filter(pk=card.pk).exclude(status=status)
    return bool(rows.update(status=status, updated_at=now))
