"""Take cards for what an interview missed into tomorrow's reviews, and take that back the same day.

The only way from an interview to a schedule, and only on the learner's word.
"""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import F

from cards.actions.authoring import save_card
from cards.actions.personal_cards import lock_cards_of, make_card, remove_card
from cards.actions.study import undo_review, undone_fields, write_state
from cards.core.fuzz import scheduled_days
from cards.core.leeches import becomes_leech, is_lapse
from cards.core.personal_cards import Sides
from cards.core.scheduling import Rating, next_state
from cards.models import (
    Card,
    CardStatus,
    ChangeLabel,
    Interview,
    InterviewCard,
    Review,
    ReviewKind,
    Schedule,
    User,
)
from cards.queries.interview_cards import ONE_DAY, NewCard, card_offer, obstacle_of


class TakenBackError(Exception):
    """It cannot be taken back any more; the message says why."""


@transaction.atomic
def take_cards(
    interview: Interview,
    *,
    card_ids: Collection[int],
    new_cards: Mapping[str, Sides] | None = None,
    now: dt.datetime,
) -> int:
    """Make these cards due tomorrow, as far as they are still offered. How many; a second click none.

    One that she knows starts over, as after a lapse; one that is new to her joins the queue.
    `new_cards` become personal cards, by their keys in the offer, in the words she gave them. Raises
    TooManyCardsError.
    """
    user = interview.user
    today = user.study_day(now)
    if new_cards:
        lock_cards_of(user)
    Interview.objects.select_for_update().get(pk=interview.pk)
    offer = card_offer(interview, today)
    wanted = [offered.card for pk, offered in offer.takeable.items() if pk in set(card_ids)]
    new = [
        personal_card(offer.new_cards[key], sides, user=user, now=now)
        for key, sides in (new_cards or {}).items()
        if key in offer.new_cards
    ]
    wanted += new
    written = {card.pk for card in new}
    # A card without a schedule gets one now, so that it can be locked.
    made = {card.pk for card in wanted if Schedule.objects.get_or_create(user=user, card=card)[1]}
    locked = Schedule.objects.select_for_update().filter(user=user, card__in=wanted)
    schedules = {schedule.card_id: schedule for schedule in locked.order_by("pk")}
    # A card that was taken today, and removed and offered again since.
    standing = {row.card_id for row in offer.taken}
    taken = 0
    for card in wanted:
        schedule = schedules[card.pk]
        # Somebody may have rated it between the two queries: once locked, what is there counts.
        if obstacle_of(schedule, today) or card.pk in standing:
            if card.pk in written:  # one she had before, which comes soon enough by itself
                Schedule.objects.filter(pk=schedule.pk).update(
                    is_suspended=False, version=F("version") + 1
                )
                taken += 1
            continue
        schedule.user, schedule.card = user, card
        row = InterviewCard(
            user=user, interview=interview, card=card, taken_at=now, taken_on=today,
            due_before=schedule.due, made_schedule=card.pk in made, made_card=card.pk in written,
        )  # fmt: skip
        if schedule.is_new:
            schedule.due = today + ONE_DAY
            schedule.version += 1
        else:
            row.review = lapse(schedule, now=now, today=today)
        schedule.save()
        row.due_after = schedule.due or today + ONE_DAY
        row.schedule_version = schedule.version
        row.save(force_insert=True)
        taken += 1
    return taken


def personal_card(new: NewCard, sides: Sides, *, user: User, now: dt.datetime) -> Card:
    """A card for the point; the one she had for it and removed comes back in its new words."""
    card = new.removed
    if card is None:
        return make_card(
            user=user, deck=new.question.deck, sides=sides, now=now, question=new.question,
            fingerprint=new.fingerprint,
        )  # fmt: skip
    card.prompt, card.answer = sides.prompt, sides.answer
    card.status = CardStatus.PUBLISHED
    save_card(card, user=user, label=ChangeLabel.CLARIFIED, now=now)
    return card


def lapse(schedule: Schedule, *, now: dt.datetime, today: dt.date) -> Review:
    """Start a card over and log it; the caller saves the schedule.

    A grade without a showing: no day's tally, streak or standing counts it, and nothing is drilled.
    """
    review = Review(
        user=schedule.user,
        card=schedule.card,
        schedule_version=schedule.version,
        kind=ReviewKind.INTERVIEW,
        reviewed_at=now,
        studied_on=today,
        quality=Rating.AGAIN,
        card_version=schedule.card.version,
        before=undone_fields(schedule),
    )
    if schedule.last_studied_on:
        review.elapsed_days = max(0, (today - schedule.last_studied_on).days)
    write_state(review, schedule, "before")
    before = schedule.memory_state
    after = next_state(before, Rating.AGAIN)
    days = scheduled_days(
        after, previous_days=schedule.scheduled_days, previous_raw_days=before.interval_days,
        card_id=schedule.card_id,
    )  # fmt: skip
    schedule.lapses += is_lapse(before, Rating.AGAIN)
    schedule.is_leech = schedule.is_leech or becomes_leech(schedule.lapses, before, after)
    schedule.move_to(after, scheduled_days=days, today=today)
    schedule.last_studied_on, schedule.last_studied_at = today, now
    schedule.drill_on = schedule.drill_at = None
    schedule.version += 1
    schedule.turn += 1
    write_state(review, schedule, "after")
    review.save(force_insert=True)
    return review


@transaction.atomic
def put_back(taken: InterviewCard, *, user: User, now: dt.datetime) -> None:
    """Put the card back where it was, a new one among those removed; twice changes nothing more.

    Raises TakenBackError when the day is over or the card was studied since.
    """
    schedule = Schedule.objects.select_for_update().filter(user=user, card_id=taken.card_id).first()
    taken.refresh_from_db()
    if taken.undone_at is not None:
        return
    if taken.taken_on != user.study_day(now):
        raise TakenBackError("That was on an earlier day, which is closed.")
    if schedule is None or schedule.version != taken.schedule_version:
        raise TakenBackError("The card was studied or changed since, so it stays as it is now.")
    if taken.review is not None:
        undo_review(user=user, review=taken.review, now=now)
    elif taken.made_schedule:
        schedule.delete()
    else:
        schedule.due = taken.due_before
        schedule.version += 1
        schedule.save(update_fields=["due", "version"])
    if taken.made_card:
        remove_card(taken.card, now=now)
    taken.undone_at = now
    taken.save(update_fields=["undone_at"])
