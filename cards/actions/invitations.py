"""Invite people into a team by a link or by e-mail, take an invitation back, accept one."""

import datetime as dt
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string

from cards.actions.teams import (
    MAXIMUM_MEMBERS,
    TeamError,
    add_member,
    lock,
    require_room_for_a_team,
)
from cards.models import Consents, Invitation, Membership, TeamRole, User

MAXIMUM_OPEN = 50  # invitations of one team at a time
MAXIMUM_MAILS = 20  # that one person sends in a day
MAXIMUM_A_DAY = 200  # of one team, revoked and used ones included
ONE_DAY = dt.timedelta(days=1)
# An invitation that ended is listed for a month, then forgotten with the address in it.
KEPT_AFTER_THE_END = dt.timedelta(days=30)


class InvitationClosedError(TeamError):
    """The link was good once."""


class AlreadyMemberError(TeamError):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationTerms:
    role: TeamRole
    days: int
    maximum_uses: int
    email: str = ""


@transaction.atomic
def make_invitation(
    *, organiser: Membership, terms: InvitationTerms, now: dt.datetime
) -> Invitation:
    """Raises TeamError when there are too many, or when an organiser invites an organiser."""
    lock(organiser.team_id)
    # As she is under the lock: she may have been removed, or be no owner any more, since she was let in.
    current = Membership.objects.filter(pk=organiser.pk).first()
    if current is None or not current.is_organising:
        raise TeamError("You do not organise this team any more.")
    if terms.role != TeamRole.MEMBER and not current.is_owner:
        raise TeamError("Only an owner may invite organisers.")
    invitations = Invitation.objects.filter(team_id=organiser.team_id)
    invitations.filter(expires_at__lt=now - KEPT_AFTER_THE_END).delete()
    if invitations.open(now).count() >= MAXIMUM_OPEN:
        raise TeamError(
            f"The team has {MAXIMUM_OPEN} open invitations, which is the most. Revoke some first."
        )
    if invitations.filter(created_at__gt=now - ONE_DAY).count() >= MAXIMUM_A_DAY:
        raise TeamError("The team made very many invitations today. Go on tomorrow.")
    if terms.email:
        mails = Invitation.objects.filter(
            made_by_id=organiser.user_id, created_at__gt=now - ONE_DAY
        ).exclude(email="")
        if mails.count() >= MAXIMUM_MAILS:
            raise TeamError(
                f"You sent {MAXIMUM_MAILS} invitations by e-mail today, which is the most."
                " Make a link and send it yourself."
            )
    return Invitation.objects.create(
        team_id=organiser.team_id,
        role=terms.role,
        email=terms.email,
        maximum_uses=1 if terms.email else terms.maximum_uses,
        made_by_id=organiser.user_id,
        created_at=now,
        expires_at=now + dt.timedelta(days=terms.days),
    )


def mail_invitation(invitation: Invitation, *, address: str, inviter: str) -> bool:
    """Send the link to the invited address; False when the mail server did not take it."""
    words = {
        "team": invitation.team.name,
        "inviter": inviter,
        "address": address,
        "expires_at": invitation.expires_at,
        "site_name": settings.SITE_NAME,
    }
    try:
        sent = send_mail(
            subject=f"[{settings.SITE_NAME}] An invitation to a team",
            message=render_to_string("emails/invitation.txt", words),
            from_email=None,
            recipient_list=[invitation.email],
        )
    except (SMTPException, OSError):
        return False
    return bool(sent)


def revoke_invitation(invitation: Invitation, *, now: dt.datetime) -> None:
    """Close the link; revoking twice changes nothing."""
    Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True).update(revoked_at=now)


@transaction.atomic
def join_team(
    *, invitation: Invitation, user: User, consents: Consents, now: dt.datetime
) -> Membership:
    """Accept an invitation; it counts one use.

    Raises AlreadyMemberError (no use is counted), InvitationClosedError, TeamError for a full team,
    NicknameError for a name that is taken.
    """
    lock(invitation.team_id)
    if Membership.objects.filter(team_id=invitation.team_id, user=user).exists():
        raise AlreadyMemberError("You are in this team already.")
    current = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if current is None or not current.is_open(now):
        raise InvitationClosedError(closed_because(current or invitation, now))
    require_room_for_a_team(user)
    if Membership.objects.filter(team_id=invitation.team_id).count() >= MAXIMUM_MEMBERS:
        raise TeamError(f"The team is full: it has {MAXIMUM_MEMBERS} members.")
    membership = add_member(
        team=invitation.team,
        user=user,
        role=TeamRole(current.role),
        consents=consents,
        now=now,
    )
    Invitation.objects.filter(pk=current.pk).update(uses=F("uses") + 1)
    return membership


def closed_because(invitation: Invitation, now: dt.datetime) -> str:
    """What became of a link that opens the door no more."""
    if invitation.revoked_at is not None:
        return "This invitation was taken back. Ask for a new one."
    if now >= invitation.expires_at:
        return "This invitation has expired. Ask for a new one."
    return "This invitation was used as often as it may be. Ask for a new one."
