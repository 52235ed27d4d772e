"""The cards that a learner keeps forgetting: her list of them, and what a round may ask of it."""

from django.db.models import QuerySet

from cards.core.practice import Candidate
from cards.models import CardStatus, Schedule, User


def leeches_of(user: User) -> QuerySet[Schedule]:
    """With their cards, the most often forgotten first; as many as `queries.progress` counts."""
    return (
        Schedule.objects.filter(user=user, is_leech=True, card__status=CardStatus.PUBLISHED)
        .select_related("card__deck")
        .order_by("-lapses", "pk")
    )


def leech_candidates(user: User) -> list[Candidate]:
    """Those that are not set aside; one query."""
    rows = (
        leeches_of(user).filter(is_suspended=False).values_list("card", "card__note_key", "lapses")
    )
    return [Candidate(card_id=pk, note_key=note, lapses=lapses) for pk, note, lapses in rows]
