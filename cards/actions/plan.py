"""Make a plan towards an interview, change it, let the daily limit follow it, put it away."""

import datetime as dt
from typing import Any

from django.db import transaction

from cards.models import Plan, PreferredDeck, User
from cards.queries.plan import active_plan, habits_of, plan_forecast
from cards.queries.planned_decks import PlannedDecks, planned_decks

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def save_plan(
    *, user: User, answers: dict[str, Any], follows_limit: bool, now: dt.datetime
) -> Plan:
    """Write the inputs of the one plan a learner has at a time; twice changes nothing more.

    The daily limit follows until the day before the interview and then ends by itself.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two tabs make one plan
    before = active_plan(user)
    if before is None or before.interview_on != answers["interview_on"]:
        answers = answers | {"rehearses_from": user.study_day(now)}
    plan, _ = Plan.objects.update_or_create(
        user=user, archived_at=None, defaults=answers, create_defaults=answers | {"created_at": now}
    )
    user.follows_plan_until = plan.interview_on - ONE_DAY if follows_limit else None
    user.planned_new_cards_on = None  # to be worked out anew
    if follows_limit:
        user.own_limit_on = None
    user.save(update_fields=["follows_plan_until", "planned_new_cards_on", "own_limit_on"])
    prefer(user, planned_decks(plan) if follows_limit else None)
    return plan


@transaction.atomic
def archive_plan(plan: Plan, *, now: dt.datetime) -> None:
    """Put the plan away; a second time changes nothing."""
    Plan.objects.filter(pk=plan.pk, archived_at__isnull=True).update(archived_at=now)
    User.objects.filter(pk=plan.user_id).update(follows_plan_until=None)
    PreferredDeck.objects.filter(user=plan.user_id).delete()


def prefer(user: User, decks: PlannedDecks | None) -> None:
    """Let new cards come from these decks first, in the order of their topics; None: from none."""
    PreferredDeck.objects.filter(user=user).delete()
    places = decks.places if decks is not None else {}
    PreferredDeck.objects.bulk_create(
        [PreferredDeck(user=user, deck_id=deck, place=place) for deck, place in places.items()],
        ignore_conflicts=True,  # another tab does the same
    )


def follow_plan(user: User, now: dt.datetime) -> None:
    """Work out once a day how many new cards the plan has for it, and of which decks.

    Nothing is asked otherwise.
    """
    today = user.study_day(now)
    if not user.is_following_plan(today) or user.planned_new_cards_on == today:
        return
    plan = active_plan(user)
    new_cards, decks = user.new_cards_per_day, None
    if plan is not None and not plan.is_past(today):
        decks = planned_decks(plan)
        forecast = plan_forecast(user, plan, today, decks, habits_of(user, today))
        # What she has met today is part of the day's limit.
        new_cards = min(999, forecast.new_today + forecast.new_done_today)
    user.planned_new_cards, user.planned_new_cards_on = new_cards, today
    with transaction.atomic():
        user.save(update_fields=["planned_new_cards", "planned_new_cards_on"])
        prefer(user, decks)


def set_own_limit(user: User, now: dt.datetime) -> None:
    """The learner wrote a limit herself: today it is the one that counts."""
    user.own_limit_on = user.study_day(now)
    user.save(update_fields=["own_limit_on"])
