"""A learner's answer to cards that changed their meaning: see them again soon, or leave them."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from cards.core.changed_cards import day_again
from cards.models import MeaningAnswer, Schedule, User
from cards.queries.changed_cards import offered_schedules


class StudiedSinceError(Exception):
    """The card was studied after the answer, so there is no date to go back to."""


@transaction.atomic
def answer_changed_cards(
    *, user: User, card_ids: Collection[int], sees_again: bool, now: dt.datetime
) -> int:
    """Log the answer for each card that is still offered, and make it due within three days if so.

    Only the date moves: repetitions, interval and ease stay. How many were answered; a second click
    finds none.
    """
    today = user.study_day(now)
    offered = offered_schedules(user, today).filter(card_id__in=card_ids)
    changed_in: dict[int, int] = dict(offered.values_list("pk", "changed_in"))
    locked = Schedule.objects.select_for_update().filter(pk__in=changed_in).order_by("due", "pk")
    # Somebody may have answered between the two queries: once locked, what is offered counts.
    schedules = list(locked)
    standing = set(offered.filter(pk__in=changed_in).values_list("pk", flat=True))
    answers = []
    for place, schedule in enumerate(one for one in schedules if one.pk in standing):
        due_before = schedule.due
        if due_before is None:  # an introduced card has a date; the type does not say so
            continue
        if sees_again:
            schedule.due = day_again(today, place)
            schedule.version += 1
            schedule.save(update_fields=["due", "version"])
        answers.append(
            MeaningAnswer(
                user=user,
                card_id=schedule.card_id,
                card_version=changed_in[schedule.pk],
                sees_again=sees_again,
                answered_at=now,
                due_before=due_before,
                due_after=schedule.due or due_before,
                schedule_version=schedule.version,
            )
        )
    MeaningAnswer.objects.bulk_create(answers)
    return len(answers)


@transaction.atomic
def undo_answer(answer: MeaningAnswer, *, now: dt.datetime) -> None:
    """Put the date back where it was; the card is offered again. Twice changes nothing more.

    Raises StudiedSinceError when the card was studied in between.
    """
    schedule = (
        Schedule.objects.select_for_update()
        .filter(user_id=answer.user_id, card_id=answer.card_id)
        .first()
    )
    answer.refresh_from_db()
    if answer.undone_at is not None:
        return
    if answer.sees_again:
        if schedule is None or schedule.version != answer.schedule_version:
            raise StudiedSinceError
        schedule.due = answer.due_before
        schedule.version += 1
        schedule.save(update_fields=["due", "version"])
    answer.undone_at = now
    answer.save(update_fields=["undone_at"])
