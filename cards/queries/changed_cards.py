"""Cards that a learner knows and whose meaning changed since she saw them last."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from cards.core.changed_cards import SOON_DAYS
from cards.models import CardVersion, ChangeLabel, MeaningAnswer, Schedule, User

MOST_OFFERED = 100
ANSWERS_SHOWN_DAYS = 14


def offered_schedules(user: User, today: dt.date) -> QuerySet[Any]:
    """Her schedules of changed cards that are due later than soon, without those she answered.

    Each has `changed_in`, the number of the version that changed the meaning last.
    """
    changes = CardVersion.objects.filter(label=ChangeLabel.MEANING)
    change = changes.filter(card=OuterRef("card"), created_at__gt=OuterRef("last_studied_at"))
    answered = MeaningAnswer.objects.filter(
        user=user,
        card=OuterRef("card"),
        card_version__gte=OuterRef("changed_in"),
        undone_at__isnull=True,
    )
    return (
        Schedule.objects.studied()
        .introduced()
        .filter(
            user=user,
            due__gt=today + dt.timedelta(days=SOON_DAYS),
            card__in=changes.values("card"),  # few, by index: most cards never change
        )
        .annotate(changed_in=Subquery(change.order_by("-number").values("number")[:1]))
        .filter(changed_in__isnull=False)
        .filter(~Exists(answered))
        .order_by("due", "pk")
    )


def changed_cards(user: User, today: dt.date) -> Sequence[Schedule]:
    """One query."""
    return list(offered_schedules(user, today).select_related("card__deck")[:MOST_OFFERED])


def recent_answers(user: User, now: dt.datetime) -> Sequence[MeaningAnswer]:
    """What can still be taken back: answers of the last days, newest first."""
    since = now - dt.timedelta(days=ANSWERS_SHOWN_DAYS)
    answers = MeaningAnswer.objects.filter(user=user, answered_at__gte=since, undone_at=None)
    return list(answers.select_related("card__deck").order_by("-pk")[:MOST_OFFERED])
