"""Due items as the log tells them: who had how many on which day (see core/standings.py)."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from cards.core.standings import COUNTED_FROM_DAYS
from cards.models import CardAbsence, Review, ReviewKind
from cards.models.review import SCHEDULED_KINDS

DueCounts = dict[tuple[int, dt.date], int]


def promises(user_ids: Collection[int], first: dt.date, last: dt.date) -> QuerySet[Review]:
    """The reviews that promised a due item between two dates and stand; absent cards are left out."""
    reviewed_before = Review.objects.filter(
        user=OuterRef(OuterRef("user")),
        card=OuterRef("card"),
        studied_on=OuterRef(OuterRef("due_after")),
        kind=ReviewKind.REVIEW,
        reviewed_at__lte=OuterRef("noted_at"),
    )
    absence = CardAbsence.objects.filter(
        ~Exists(reviewed_before),
        Q(last_day__isnull=True) | Q(last_day__gte=OuterRef("due_after")),
        card=OuterRef("card"),
        first_day__lte=OuterRef("due_after"),
    )
    return Review.objects.filter(
        ~Exists(absence),
        card__owner__isnull=True,
        user__in=user_ids,
        due_after__range=(first, last),
        kind__in=SCHEDULED_KINDS,
        scheduled_days_after__gte=COUNTED_FROM_DAYS,
        reverted_by__isnull=True,
    )


# Siblings of a note are one item where the deck shows only one of them a day.
ITEM = Case(
    When(
        ~Q(card__note_key="") & Q(card__deck__buries_siblings=True),
        then=Concat(Value("note "), F("card__note_key")),
    ),
    default=Concat(Value("card "), Cast("card_id", CharField())),
    output_field=CharField(),
)


def due_counts(user_ids: Collection[int], first: dt.date, last: dt.date) -> DueCounts:
    """Due items by user and day, in one query; days without any are left out."""
    rows = (
        promises(user_ids, first, last)
        .order_by()
        .values_list("user_id", "due_after")
        .annotate(due=Count(ITEM, distinct=True))
    )
    return {(user_id, day): due for user_id, day, due in rows if day is not None}
