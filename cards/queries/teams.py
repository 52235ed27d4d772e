"""The teams of a person, and what one member may see of the others."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When

from cards.access import invitation_token
from cards.models import Invitation, Membership, Team, TeamRole, User

INVITATIONS_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTeam:
    membership: Membership
    team: Team
    members: int


def teams_of(user: User) -> list[OwnTeam]:
    """The user's teams by name, with the number of members; two queries."""
    numbers = Membership.objects.filter(team=OuterRef("pk")).order_by().values("team")
    numbered = (
        Team.objects.filter(memberships__user=user)
        .annotate(members=Subquery(numbers.annotate(number=Count("pk")).values("number")))
        .order_by("name", "pk")
    )
    own = {row.team_id: row for row in Membership.objects.filter(user=user)}
    return [
        OwnTeam(membership=own[team.pk], team=team, members=team.members)
        for team in numbered
        if team.pk in own
    ]


def organisers_see(team: Team) -> QuerySet[Membership]:
    """All members for owners and organisers, who run the team: with usernames, longest there first."""
    return Membership.objects.filter(team=team).select_related("user").order_by("joined_at", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleMembers:
    """The members as a plain member sees them: those who appear on the board, and how many more."""

    shown: Sequence[Membership]
    others: int


def members_see(team: Team) -> VisibleMembers:
    """Nobody who said no is in what this returns, not even with her role or her day of joining."""
    shown = list(Membership.objects.filter(team=team).on_board().order_by("nickname", "pk"))
    return VisibleMembers(
        shown=shown, others=Membership.objects.filter(team=team).count() - len(shown)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedInvitation:
    invitation: Invitation
    token: str
    is_open: bool


def invitations_of(team: Team, now: dt.datetime) -> list[ListedInvitation]:
    """The newest invitations, with the token of those that still open the door."""
    listed = []
    for invitation in Invitation.objects.filter(team=team)[:INVITATIONS_SHOWN]:
        is_open = invitation.is_open(now)
        token = invitation_token(invitation) if is_open else ""
        listed.append(ListedInvitation(invitation=invitation, token=token, is_open=is_open))
    return listed


def inviter_name(invitation: Invitation) -> str:
    """The nickname of who made it, if she appears on the board; else nobody's name is given away."""
    if invitation.made_by_id is None:
        return ""
    rows = Membership.objects.filter(team_id=invitation.team_id, user_id=invitation.made_by_id)
    return rows.on_board().values_list("nickname", flat=True).first() or ""


def possible_successors(owner: Membership) -> QuerySet[Membership]:
    others = Membership.objects.filter(team_id=owner.team_id).exclude(pk=owner.pk)
    return others.select_related("user").order_by("user__username")


def sole_ownerships(user: User) -> list[Membership]:
    """Memberships by which the user is the only owner of a team."""
    owned = Membership.objects.filter(user=user, role=TeamRole.OWNER).select_related("team")
    shared = (
        Membership.objects.filter(
            role=TeamRole.OWNER, team__in=[membership.team_id for membership in owned]
        )
        .exclude(user=user)
        .values_list("team_id", flat=True)
    )
    others = set(shared)
    return [membership for membership in owned if membership.team_id not in others]


def successor_of(owner: Membership) -> Membership | None:
    """Who owns the team when its only owner deletes her account: organisers first, the longest there."""
    others = Membership.objects.filter(team_id=owner.team_id).exclude(pk=owner.pk)
    rank = Case(When(role=TeamRole.ORGANISER, then=Value(0)), default=Value(1))
    return others.select_related("user").order_by(rank, "joined_at", "pk").first()


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartingTeam:
    """A team whose only owner deletes her account: it passes on, or goes with her."""

    team: Team
    successor: Membership | None


def departing_teams(user: User) -> list[DepartingTeam]:
    return [
        DepartingTeam(team=membership.team, successor=successor_of(membership))
        for membership in sole_ownerships(user)
    ]
