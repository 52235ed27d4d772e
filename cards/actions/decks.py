"""Which decks a learner takes new cards from, and cards she sets aside."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from cards.models import Card, Deck, Enrolment, Schedule, User

EXTRA_NEW_CARDS = 10


@transaction.atomic
def choose_decks(*, user: User, deck_ids: Collection[int], all_decks: bool) -> None:
    """Take new cards from these decks only, or from all. Cards already met stay scheduled."""
    Enrolment.objects.filter(user=user).exclude(deck_id__in=deck_ids).delete()
    known = Deck.objects.filter(pk__in=deck_ids)
    Enrolment.objects.bulk_create(
        [Enrolment(user=user, deck=deck) for deck in known], ignore_conflicts=True
    )
    user.learns_all_decks = all_decks
    user.save(update_fields=["learns_all_decks"])


@transaction.atomic
def learn_more_today(*, user: User, now: dt.datetime) -> None:
    """Ten more new cards than the daily limit, until the day is over."""
    today = user.study_day(now)
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    extra = row.extra_new_cards if row.extra_new_cards_on == today else 0
    row.extra_new_cards = min(extra + EXTRA_NEW_CARDS, 999)
    row.extra_new_cards_on = today
    row.save(update_fields=["extra_new_cards", "extra_new_cards_on"])


@transaction.atomic
def set_card_aside(*, user: User, card: Card, is_set_aside: bool) -> Schedule:
    """Suspend a card for this learner, or take it up again; its memory state stays as it is."""
    schedule, _ = Schedule.objects.get_or_create(user=user, card=card)
    Schedule.objects.filter(pk=schedule.pk).update(
        is_suspended=is_set_aside, version=F("version") + 1
    )
    schedule.refresh_from_db()
    return schedule
