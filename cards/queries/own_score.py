"""Why one's own score is what it is: every due item of a week, and every grade that did not count."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cards.core.standings import ONE_DAY, is_verified, why_uncounted
from cards.models import Card, Review, ReviewKind, User
from cards.queries.due_items import promises


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """A due item with the review that cleared it; `shares` one that stands for its sibling."""

    card: Card
    day: dt.date
    review: Review | None
    is_open: bool
    shares: bool

    @property
    def is_verified(self) -> bool:
        return self.review is not None and is_verified(self.review)


@dataclass(frozen=True, slots=True, kw_only=True)
class UncountedGrade:
    review: Review
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnScore:
    items: Sequence[DueItem]
    uncounted: Sequence[UncountedGrade]


def own_score(user: User, monday: dt.date, today: dt.date) -> OwnScore:
    """Two queries."""
    last = min(monday + 6 * ONE_DAY, today)
    reviews = list(
        Review.objects.filter(user=user, studied_on__range=(monday, last))
        .exclude(kind=ReviewKind.UNDO)
        .select_related("card__deck", "reverted_by")
        .order_by("pk")
    )
    cleared: dict[tuple[int, dt.date], Review] = {}
    uncounted = []
    for review in reviews:
        reason = "undone" if is_undone(review) else why_uncounted(review)
        if reason is None:
            cleared[review.card_id, review.studied_on] = review
        else:
            uncounted.append(UncountedGrade(review=review, reason=str(reason)))
    items = []
    seen: set[tuple[dt.date, str]] = set()
    rows = (
        promises([user.pk], monday, last).select_related("card__deck").order_by("due_after", "pk")
    )
    for promise in rows:
        card, day = promise.card, promise.due_after
        assert day is not None
        key = (day, card.note_key) if card.note_key and card.deck.buries_siblings else None
        cleared_by = cleared.get((card.pk, day))
        items.append(
            DueItem(
                card=card,
                day=day,
                review=cleared_by,
                is_open=day == today and cleared_by is None,
                shares=key in seen,
            )
        )
        if key:
            seen.add(key)
    return OwnScore(items=items, uncounted=uncounted)


def is_undone(review: Review) -> bool:
    return getattr(review, "reverted_by", None) is not None
