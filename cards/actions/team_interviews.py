"""Give a team an interview to hold by a date, and withdraw it."""

import datetime as dt

from django.db import transaction

from cards.actions.teams import TeamError, lock
from cards.models import Blueprint, Membership, TeamInterview

MAXIMUM_INTERVIEWS = 20


@transaction.atomic
def assign_interview(
    *, organiser: Membership, blueprint: Blueprint, due_on: dt.date, now: dt.datetime
) -> TeamInterview:
    """Give the team a blueprint, or one it has another date. Raises TeamError when it has too many."""
    lock(organiser.team_id)
    given = TeamInterview.objects.filter(team_id=organiser.team_id)
    if given.exclude(blueprint=blueprint).count() >= MAXIMUM_INTERVIEWS:
        raise TeamError(
            f"The team has {MAXIMUM_INTERVIEWS} interviews, which is the most. Withdraw one first."
        )
    team_interview, _ = TeamInterview.objects.update_or_create(
        team_id=organiser.team_id,
        blueprint=blueprint,
        defaults={"due_on": due_on},
        create_defaults={
            "due_on": due_on,
            "assigned_by_id": organiser.user_id,
            "created_at": now,
        },
    )
    return team_interview


def withdraw_interview(team_interview: TeamInterview) -> None:
    """The team no longer holds it; what its members did, they keep."""
    TeamInterview.objects.filter(pk=team_interview.pk).delete()
