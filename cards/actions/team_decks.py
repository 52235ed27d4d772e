"""What a team learns: assign a deck, withdraw it, take it up as a member."""

import datetime as dt

from django.db import transaction

from cards.actions.teams import TeamError, lock
from cards.models import Deck, Enrolment, Membership, TeamDeck, User

MAXIMUM_DECKS = 50


@transaction.atomic
def assign_deck(
    *, organiser: Membership, deck: Deck, due_on: dt.date | None, now: dt.datetime
) -> TeamDeck:
    """Give the team a deck, or a deck it has another date. Raises TeamError when it has too many."""
    lock(organiser.team_id)
    decks = TeamDeck.objects.filter(team_id=organiser.team_id)
    if decks.exclude(deck=deck).count() >= MAXIMUM_DECKS:
        raise TeamError(
            f"The team has {MAXIMUM_DECKS} decks, which is the most. Withdraw one first."
        )
    team_deck, _ = TeamDeck.objects.update_or_create(
        team_id=organiser.team_id,
        deck=deck,
        defaults={"due_on": due_on},
        create_defaults={
            "due_on": due_on,
            "assigned_by_id": organiser.user_id,
            "created_at": now,
        },
    )
    return team_deck


def withdraw_deck(team_deck: TeamDeck) -> None:
    """The team no longer learns the deck; what its members took up, they keep."""
    TeamDeck.objects.filter(pk=team_deck.pk).delete()


@transaction.atomic
def take_up(*, user: User, deck: Deck) -> bool:
    """Take new cards from the deck and those below it; False when she did so already."""
    if user.learns_all_decks:
        return False
    known = set(Enrolment.objects.filter(user=user).values_list("deck_id", flat=True))
    missing = [below for below in Deck.objects.all().subtree(deck) if below.pk not in known]
    Enrolment.objects.bulk_create(
        [Enrolment(user=user, deck=below) for below in missing], ignore_conflicts=True
    )
    return bool(missing)
