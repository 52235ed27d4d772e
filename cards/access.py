"""Who may touch what: the only way from a request to an object. A stranger gets 404."""

import uuid

from django.http import Http404

from cards.core.presentation import Presentation
from cards.models import Attempt, Card, CardStatus, Deck, Review, User
from cards.models.card import card_with_deck


def access_deck(user: User, slug: str) -> Deck:
    """Any deck: what is in it decides what is seen."""
    deck = Deck.objects.filter(slug=slug).select_related("parent").first()
    if deck is None:
        raise Http404("There is no such deck.")
    return deck


def access_card(user: User, uid: uuid.UUID) -> Card:
    """A published card; drafts for staff; an archived one for those who once learned it."""
    card = Card.objects.select_related("deck").filter(uid=uid).first()
    if card is None or not may_see_card(user, card):
        raise Http404("There is no such card.")
    return card


def may_see_card(user: User, card: Card) -> bool:
    if card.status == CardStatus.PUBLISHED or user.is_staff:
        return True
    return (
        card.status == CardStatus.ARCHIVED
        and card.schedules.filter(user=user, introduced_on__isnull=False).exists()
    )


def access_presented_card(user: User, presentation: Presentation) -> Card:
    """The card a page of this learner's showed, whatever became of the card since."""
    if presentation.user_id != user.pk:
        raise Http404("This page was made for somebody else.")
    card = card_with_deck(presentation.card_id)
    if card is None:
        raise Http404("This card no longer exists.")
    return card


def access_own_review(user: User, review_id: int) -> Review:
    review = Review.objects.filter(user=user, pk=review_id).select_related("card").first()
    if review is None:
        raise Http404("There is no such review.")
    return review


def access_own_attempt(user: User, attempt_id: int) -> Attempt:
    attempts = Attempt.objects.filter(user=user, pk=attempt_id)
    attempt = attempts.select_related("appeal", "card__deck").first()
    if attempt is None:
        raise Http404("There is no such answer.")
    return attempt
