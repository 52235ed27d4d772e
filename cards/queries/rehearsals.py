"""The mock interviews of a plan: those held, those that fit its topics, those of her teams."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace

from django.db.models import Count, Q

from cards.core.interviews.clock import GRACE
from cards.core.kinds import CardKind
from cards.core.rehearsals import (
    Askable,
    Mock,
    Rehearsals,
    fit_of,
    fitting_first,
    plan_rehearsals,
)
from cards.models import Blueprint, Card, Interview, Plan, User
from cards.queries.interview_questions import CHECKED_KINDS, question_kind
from cards.queries.planned_decks import PlannedDecks
from cards.queries.team_interviews import team_interviews_of


def rehearsals_of(user: User, plan: Plan, decks: PlannedDecks, now: dt.datetime) -> Rehearsals:
    """Six queries: mocks held, blueprints, their parts and decks, questions, team interviews."""
    today = user.study_day(now)
    since = min(today, plan.rehearses_from or user.study_day(plan.created_at))
    blueprints = list(Blueprint.objects.published().prefetch_related("parts__decks"))
    askable = askable_in(decks)
    return plan_rehearsals(
        since=since,
        today=today,
        interview_on=plan.interview_on,
        rest_weekdays=plan.rest_weekdays,
        held=days_held(user, since, now),
        fitting=fitting_first(
            [(mock_of(one), fit_of(one.as_parts(), askable)) for one in blueprints]
        ),
        teams=team_mocks(user, plan, now, {one.slug: one for one in blueprints}),
    )


def mock_of(blueprint: Blueprint) -> Mock:
    return Mock(slug=blueprint.slug, title=blueprint.title, minutes=blueprint.minutes)


def days_held(user: User, since: dt.date, now: dt.datetime) -> list[dt.date]:
    """The study days on which her interviews ended."""
    over = Interview.objects.filter(
        Q(ended_at__isnull=False) | Q(deadline_at__lt=now - GRACE),
        user=user,
        started_at__gte=user.study_day_start(since),
    )
    return [
        user.study_day(ended_at or deadline_at)
        for ended_at, deadline_at in over.order_by().values_list("ended_at", "deadline_at")
    ]


def askable_in(decks: PlannedDecks) -> Collection[Askable]:
    """The interview questions and short calculations of the planned decks, by deck and sort."""
    rows = (
        Card.objects.published()
        .filter(deck__in=list(decks.places), kind__in=[CardKind.INTERVIEW, *CHECKED_KINDS])
        .order_by()
        .values_list("deck", "kind", "interview_kind", "difficulty")
        .annotate(number=Count("pk"))
    )
    return [
        Askable(
            kind=question_kind(kind, interview_kind),
            difficulty=difficulty,
            decks=decks.lineages[deck],
            count=number,
        )
        for deck, kind, interview_kind, difficulty, number in rows
    ]


def team_mocks(
    user: User, plan: Plan, now: dt.datetime, blueprints: Mapping[str, Blueprint]
) -> list[Mock]:
    """What her teams hold between today and the day before her interview, and she has not yet."""
    today = user.study_day(now)
    return [
        replace(
            mock_of(blueprints[one.team_interview.blueprint.slug]),
            team=one.team_interview.team.name,
            due_on=one.team_interview.due_on,
        )
        for one in team_interviews_of(user, now)
        if not one.is_done
        and today <= one.team_interview.due_on < plan.interview_on
        and one.team_interview.blueprint.slug in blueprints
    ]
