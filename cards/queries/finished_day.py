"""What the study page says when nothing is left: when to come back, and what else there is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cards.models import Card, Deck, Schedule, User
from cards.queries.changed_cards import changed_cards
from cards.queries.progress import next_due
from cards.queries.study import StudyState, new_cards_for, subtree_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedDay:
    waits_until: dt.datetime | None  # a drill that is too far away to be shown early
    next_due: dt.date | None
    next_count: int
    next_due_words: str
    can_learn_more: bool
    is_library_empty: bool
    changed: Sequence[Schedule]  # cards she knows that have another meaning now


def finished_day(user: User, deck: Deck | None, state: StudyState) -> FinishedDay:
    deck_ids = subtree_ids(deck) if deck else None
    coming = next_due(user, state.today, deck_ids)
    return FinishedDay(
        waits_until=state.next_drill_at,
        next_due=coming.day if coming else None,
        next_count=coming.cards if coming else 0,
        next_due_words=day_words(coming.day, state.today) if coming else "",
        can_learn_more=bool(
            new_cards_for(
                user, deck_ids, 1, takes_planned_first=user.takes_planned_first(state.today)
            )
        ),
        changed=changed_cards(user, state.today),
        is_library_empty=not has_cards(deck_ids),
    )


def has_cards(deck_ids: Sequence[int] | None) -> bool:
    cards = Card.objects.published()
    if deck_ids is not None:
        cards = cards.filter(deck_id__in=deck_ids)
    return cards.exists()


def day_words(day: dt.date, today: dt.date) -> str:
    """`tomorrow`, `on Friday`, `on 3 March`."""
    ahead = (day - today).days
    if ahead == 1:
        return "tomorrow"
    return f"on {day:%A}" if ahead < 7 else f"on {day.day} {day:%B}"
