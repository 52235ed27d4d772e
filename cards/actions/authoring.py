"""Writing cards and decks by hand: versions of a card's content, its status, and moves of decks."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, QuerySet

from cards.actions.standings import note_absences
from cards.models import Card, CardStatus, CardVersion, ChangeLabel, Deck, User
from cards.models.deck import CARDS_A_DECK, PATH_SEPARATOR


class StaleCardError(Exception):
    """Somebody else saved the card after this copy of it was loaded."""


@transaction.atomic
def save_card(card: Card, *, user: User | None, label: ChangeLabel, now: dt.datetime) -> bool:
    """Save a card as its author left it; say whether its content became a new version.

    Nobody's schedule moves: the label tells learners and reports what the edit meant. Fingerprint
    and digest stay those of the last import, so that the file still finds its card.
    Raises StaleCardError when the stored card is newer than the one given.
    """
    if card._state.adding:
        card.version = 1
        card.save()
        keep_version(card, user=user, label=ChangeLabel.FIRST, now=now)
        return True
    stored = Card.with_personal.select_for_update().filter(pk=card.pk).first()
    if stored is None or stored.version != card.version:
        raise StaleCardError
    is_new_content = stored.content() != card.content()
    if is_new_content:
        # Reviews name the version they saw; one that was never written down would be lost now.
        if not stored.versions.filter(number=stored.version).exists():
            keep_version(stored, user=None, label=ChangeLabel.FIRST, now=stored.created_at)
        card.version += 1
    card.save()
    if stored.status != card.status:
        note_absences(now)
    if is_new_content:
        keep_version(card, user=user, label=label, now=now)
    return is_new_content


def revert_card(
    card: Card, version: CardVersion, *, user: User | None, label: ChangeLabel, now: dt.datetime
) -> bool:
    """Let the card say what it said in one of its versions, as a new one; whether anything changed.

    Raises StaleCardError as `save_card` does.
    """
    card.set_content(version.content)
    return save_card(card, user=user, label=label, now=now)


def keep_version(card: Card, *, user: User | None, label: ChangeLabel, now: dt.datetime) -> None:
    CardVersion.objects.create(
        card=card,
        number=card.version,
        content=card.content(),
        label=label,
        created_at=now,
        created_by=user,
    )


@transaction.atomic
def change_status(cards: QuerySet[Card], status: CardStatus, *, now: dt.datetime) -> int:
    """Publish, archive or withdraw cards; how many were something else before."""
    # Without the order: UPDATE cannot sort by a column of the deck.
    changed = cards.order_by().exclude(status=status).update(status=status, updated_at=now)
    note_absences(now)
    return changed


@transaction.atomic
def save_deck(deck: Deck) -> int:
    """Save a deck and rewrite the paths of those below it; how many were rewritten.

    The caller has made sure that the parent does not lie below the deck.
    """
    deck.save()
    rewritten = 0
    waiting = [deck]
    while waiting:
        parent = waiting.pop()
        for child in parent.children.all():
            child.parent = parent
            before = child.path
            child.save()
            rewritten += child.path != before
            waiting.append(child)
    return rewritten


@transaction.atomic
def delete_decks(decks: Sequence[Deck]) -> int:
    """Delete decks with no shared cards; the cards of learners' own move to the deck above. How many.

    Raises ProtectedError where something else is left in one, or nothing lies above.
    """
    kept = Card.with_personal.filter(deck__in=decks, owner__isnull=False).count()
    # The lowest first: a deck with decks below it cannot go.
    for deck in sorted(decks, key=lambda deck: deck.path.count(PATH_SEPARATOR), reverse=True):
        if home := deck.parent:
            own = Card.with_personal.filter(deck=deck, owner__isnull=False)
            own.update(deck=home, sequence=home.position * CARDS_A_DECK + F("position"))
        deck.delete()
    return kept
