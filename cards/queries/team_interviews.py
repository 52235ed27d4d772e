"""Interviews ahead: those that a learner's teams hold, the one that runs, the one to look back at."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cards.core.aggregates import FEWEST_PEOPLE
from cards.core.interviews.clock import GRACE
from cards.models import Blueprint, Interview, Team, TeamInterview, User
from cards.queries.team_decks import until

LATEST_TO_LOOK_BACK = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTeamInterview:
    """An interview of a team, as one member stands with it."""

    team_interview: TeamInterview
    is_done: bool
    until: str
    is_late: bool


def held_since(now: dt.datetime) -> QuerySet[Interview]:
    """Finished interviews on the blueprint of an outer row, begun after the team was given it."""
    return Interview.objects.filter(
        Q(ended_at__isnull=False) | Q(deadline_at__lt=now - GRACE),
        blueprint=OuterRef("blueprint"),
        started_at__gte=OuterRef("created_at"),
    )


def team_interviews_of(
    user: User, now: dt.datetime, team: Team | None = None
) -> list[OwnTeamInterview]:
    """Of all the user's teams, or of one; one query."""
    rows = TeamInterview.objects.filter(
        team__memberships__user=user, blueprint__is_published=True
    ).select_related("team", "blueprint")
    if team is not None:
        rows = rows.filter(team=team)
    today = user.study_day(now)
    return [
        OwnTeamInterview(
            team_interview=row,
            is_done=row.is_done,
            until=until(row.due_on, today),
            is_late=row.due_on < today and not row.is_done,
        )
        for row in rows.annotate(is_done=Exists(held_since(now).filter(user=user)))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedInterview:
    """What those who organise may know: how many did it, and nothing for a handful of people."""

    team_interview: TeamInterview
    members: int
    done: int | None


def assigned_interviews(team: Team, now: dt.datetime) -> list[AssignedInterview]:
    """Two queries, whatever the size of the team."""
    members = team.memberships.count()
    people = (
        held_since(now)
        .filter(user__memberships__team=OuterRef("team"))
        .order_by()
        .values("blueprint")
        .annotate(people=Count("user", distinct=True))
        .values("people")
    )
    none = Value(0, output_field=IntegerField())
    rows = TeamInterview.objects.filter(team=team).select_related("blueprint")
    return [
        AssignedInterview(
            team_interview=row,
            members=members,
            done=row.people if members >= FEWEST_PEOPLE else None,
        )
        for row in rows.annotate(people=Coalesce(Subquery(people), none))
    ]


def assignable_blueprints() -> list[Blueprint]:
    return list(Blueprint.objects.published())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What of interviews belongs into the day's plan."""

    running: Interview | None
    assigned: Sequence[OwnTeamInterview]  # not done yet, the nearest date first
    look_back: Interview | None
    left_to_look_back: int = 0

    def __bool__(self) -> bool:
        return bool(self.running or self.assigned or self.look_back)


def interviews_ahead(user: User, now: dt.datetime) -> Ahead:
    """Two queries: her last interviews, and those of her teams."""
    latest = (
        Interview.objects.filter(user=user, started_at__gt=now - LATEST_TO_LOOK_BACK)
        .annotate(left=Count("answers", filter=Q(answers__scored_at__isnull=True)))
        .filter(Q(left__gt=0) | Q(ended_at__isnull=True))
        .order_by(F("ended_at").desc(nulls_first=True), "-pk")[:2]
    )
    running = look_back = None
    for interview in latest:
        if not interview.is_over(now):
            running = interview
        elif look_back is None:
            look_back = interview
    return Ahead(
        running=running,
        assigned=[own for own in team_interviews_of(user, now) if not own.is_done],
        look_back=look_back,
        left_to_look_back=look_back.left if look_back else 0,
    )
