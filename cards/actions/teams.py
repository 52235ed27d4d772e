"""Found a team, change it, change who does what in it, leave it, delete it."""

import datetime as dt

from django.db import transaction

from cards.core.nicknames import check_not_taken
from cards.models import Consents, Invitation, Membership, Team, TeamRole, User
from cards.queries.teams import departing_teams, sole_ownerships

MAXIMUM_TEAMS = 50  # that one person is in
MAXIMUM_MEMBERS = 500


class TeamError(Exception):
    """Why something cannot be done, in words for the person who asked."""


class LastOwnerError(TeamError):
    def __init__(self) -> None:
        super().__init__(
            "You are the only owner. Hand the team over to somebody first, or delete it."
        )


@transaction.atomic
def create_team(
    *, user: User, name: str, time_zone: str, consents: Consents, now: dt.datetime
) -> Membership:
    """A team with its founder as the owner. Raises TeamError when she has too many."""
    require_room_for_a_team(user)
    team = Team.objects.create(name=name, time_zone=time_zone, created_by=user, created_at=now)
    return add_member(team=team, user=user, role=TeamRole.OWNER, consents=consents, now=now)


def require_room_for_a_team(user: User) -> None:
    """Raises TeamError when she is in as many as one may be. Two tabs take turns until the end of the transaction.

    Who locks a team as well does so before, as the deletion of an account does.
    """
    # Without a claim on the key: a review written meanwhile does not wait.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Membership.objects.filter(user=user).count() >= MAXIMUM_TEAMS:
        raise TeamError(f"You are in {MAXIMUM_TEAMS} teams, which is the most. Leave one first.")


def add_member(
    *, team: Team, user: User, role: TeamRole, consents: Consents, now: dt.datetime
) -> Membership:
    """Raises NicknameError when the name is taken. The caller holds the lock on the team."""
    membership = Membership(team=team, user=user, role=role, joined_at=now)
    save_consents(membership, consents, now=now)
    return membership


@transaction.atomic
def change_consents(membership: Membership, consents: Consents, *, now: dt.datetime) -> None:
    """What a member shows of herself from now on.

    Raises NicknameError when the name is taken, TeamError when she left in another tab.
    """
    lock(membership.team_id)
    still_member(membership)
    save_consents(membership, consents, now=now)


def save_consents(membership: Membership, consents: Consents, *, now: dt.datetime) -> None:
    """Raises NicknameError. The caller holds the lock on the team."""
    if consents.appears_on_board:
        others = Membership.objects.filter(team_id=membership.team_id).exclude(
            user_id=membership.user_id
        )
        names = others.values_list("user__username", "nickname")
        check_not_taken(consents.nickname, [name for pair in names for name in pair if name])
    membership.agree_to(consents, now=now)
    membership.save()


def still_member(membership: Membership) -> Membership:
    """The row as it is now. Saving one that is gone would bring the membership back."""
    current = Membership.objects.filter(pk=membership.pk).first()
    if current is None:
        raise TeamError("This membership has just ended.")
    return current


def require_owner(owner: Membership) -> None:
    """Under the lock: she may have handed the team over, or been removed, a moment ago."""
    if not Membership.objects.filter(pk=owner.pk, role=TeamRole.OWNER).exists():
        raise TeamError("You do not own this team any more.")


def is_member(team_id: int, user_id: int) -> bool:
    return Membership.objects.filter(team_id=team_id, user_id=user_id).exists()


@transaction.atomic
def change_role(*, owner: Membership, member: Membership, role: TeamRole) -> None:
    """Only an owner does. Raises LastOwnerError when the team would be left without an owner."""
    lock(member.team_id)
    require_owner(owner)
    current = still_member(member)
    if current.is_owner and role != TeamRole.OWNER:
        require_another_owner(current)
    Membership.objects.filter(pk=member.pk).update(role=role)


@transaction.atomic
def hand_over(*, owner: Membership, successor: Membership) -> None:
    """The successor becomes an owner; who hands over stays as an organiser."""
    lock(owner.team_id)
    require_owner(owner)
    rows = Membership.objects.filter(team_id=owner.team_id)
    if not rows.filter(pk=successor.pk).update(role=TeamRole.OWNER):
        raise TeamError("This member has just left the team.")
    rows.filter(pk=owner.pk).update(role=TeamRole.ORGANISER)


@transaction.atomic
def remove_member(*, organiser: Membership, member: Membership, now: dt.datetime) -> int:
    """Take somebody out of the team. Organisers remove members, owners anybody but themselves.

    Open invitations are taken back, and their number is returned: she may know a link, and would
    come back by it, as an organiser perhaps.

    The rows count as they are under the lock: of two owners who remove each other, the second one
    is in the team no longer, and must not empty its last seat of an owner.
    """
    if member.pk == organiser.pk:
        raise TeamError("To take yourself out, leave the team on its settings page.")
    lock(member.team_id)
    rows = Membership.objects.filter(team_id=member.team_id).in_bulk([organiser.pk, member.pk])
    acting, leaving = rows.get(organiser.pk), rows.get(member.pk)
    if acting is None or not acting.is_organising:
        raise TeamError("You do not organise this team any more.")
    if leaving is None:  # left in another tab
        return 0
    if not acting.is_owner and leaving.role != TeamRole.MEMBER:
        raise TeamError("Only an owner may remove an owner or an organiser.")
    leaving.delete()
    return Invitation.objects.filter(team_id=member.team_id).open(now).update(revoked_at=now)


@transaction.atomic
def leave_team(membership: Membership) -> None:
    """The membership goes with every consent in it. Raises LastOwnerError."""
    lock(membership.team_id)
    current = Membership.objects.filter(pk=membership.pk).first()
    if current is None:  # left in another tab
        return
    if current.is_owner:
        require_another_owner(current)
    current.delete()


def delete_team(team: Team) -> None:
    team.delete()


def require_another_owner(owner: Membership) -> None:
    owners = Membership.objects.filter(team_id=owner.team_id, role=TeamRole.OWNER)
    if not owners.exclude(pk=owner.pk).exists():
        raise LastOwnerError


def settle_teams_before_deletion(user: User) -> None:
    """Teams that only she owns pass on; teams that nobody else is in go with her."""
    for team_id in sorted(membership.team_id for membership in sole_ownerships(user)):
        lock(team_id)
    for departing in departing_teams(user):
        if departing.successor is None:
            departing.team.delete()
        else:
            Membership.objects.filter(pk=departing.successor.pk).update(role=TeamRole.OWNER)


def lock(team_id: int) -> None:
    """Whoever changes who is in a team takes turns with the others."""
    if not Team.objects.select_for_update().filter(pk=team_id).first():
        raise TeamError("This team was just deleted.")
