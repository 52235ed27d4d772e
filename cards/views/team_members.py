"""Who is in a team: the list, one member for those who organise, invitations, joining."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.access import (
    access_invitation,
    access_member,
    access_organised_team,
    access_owned_team,
    access_team,
    access_team_invitation,
    invitation_token,
)
from cards.actions import invitations, teams
from cards.core.nicknames import NicknameError
from cards.forms.teams import ConsentForm, InvitationForm, RoleForm
from cards.models import Invitation, Membership, TeamRole, User
from cards.queries.teams import invitations_of, inviter_name, members_see, organisers_see
from cards.requests import SignedInRequest

MEMBERS_A_PAGE = 100


@require_safe
@login_required
@never_cache
def list_members(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everybody with usernames for those who organise; for others only those on the board."""
    membership = access_team(request.user, slug)
    return render_members(request, membership)


def render_members(
    request: SignedInRequest, membership: Membership, form: InvitationForm | None = None
) -> HttpResponse:
    context: dict[str, object] = {"membership": membership}
    if membership.is_organising:
        rows = organisers_see(membership.team)
        context |= {
            "page": Paginator(rows, MEMBERS_A_PAGE).get_page(request.GET.get("page")),
            "invitations": invitations_of(membership.team, timezone.now()),
            "form": form or InvitationForm(is_owner=membership.is_owner),
        }
    else:
        members = members_see(membership.team)
        context |= {
            "members": members,
            "page": Paginator(members.shown, MEMBERS_A_PAGE).get_page(request.GET.get("page")),
        }
    return render(
        request, "teams/members.html", context, status=422 if form and form.errors else 200
    )


@require_safe
@login_required
@never_cache
def show_member(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    """One member, for those who organise: her role, what she shares, the way out."""
    organiser = access_organised_team(request.user, slug)
    member = access_member(organiser, member_id)
    context = {
        "membership": organiser,
        "member": member,
        "form": RoleForm(initial={"role": member.role}),
    }
    return render(request, "teams/member.html", context)


@require_POST
@login_required
def change_role(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    owner = access_owned_team(request.user, slug)
    member = access_member(owner, member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the three roles.")
        return redirect("show-member", slug=slug, member_id=member.pk)
    role = TeamRole(form.cleaned_data["role"])
    try:
        teams.change_role(owner=owner, member=member, role=role)
    except teams.TeamError as error:
        messages.error(request, str(error))
    else:
        name = member.user.get_username()
        messages.success(request, f"{name} is now {with_article(role)}.")
    if member.pk == owner.pk:
        return redirect("list-members", slug=slug)
    return redirect("show-member", slug=slug, member_id=member.pk)


def with_article(role: TeamRole) -> str:
    return f"{'a' if role == TeamRole.MEMBER else 'an'} {role.label.lower()}"


@require_POST
@login_required
def remove_member(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    organiser = access_organised_team(request.user, slug)
    member = access_member(organiser, member_id)
    try:
        closed = teams.remove_member(organiser=organiser, member=member, now=timezone.now())
    except teams.TeamError as error:
        messages.error(request, str(error))
    else:
        words = f"{member.user.get_username()} is no longer in the team."
        if closed:
            words += " Open invitations are taken back, as their links may be known: make new ones."
        messages.success(request, words)
    return redirect("list-members", slug=slug)


@require_POST
@login_required
@never_cache
def make_invitation(request: SignedInRequest, slug: str) -> HttpResponse:
    organiser = access_organised_team(request.user, slug)
    form = InvitationForm(request.POST, is_owner=organiser.is_owner)
    if form.is_valid():
        cleaned = form.cleaned_data
        terms = invitations.InvitationTerms(
            role=TeamRole(cleaned["role"]),
            days=cleaned["days"],
            maximum_uses=cleaned["maximum_uses"],
            email=cleaned["email"],
        )
        try:
            invitation = invitations.make_invitation(
                organiser=organiser, terms=terms, now=timezone.now()
            )
        except teams.TeamError as error:
            form.add_error(None, str(error))
        else:
            tell_about(request, organiser, invitation)
            # On a phone the link to copy stands two screens below the list of members.
            return redirect(reverse("list-members", args=[slug]) + "#invitations-heading")
    return render_members(request, organiser, form)


def tell_about(request: SignedInRequest, organiser: Membership, invitation: Invitation) -> None:
    """Mail the invitation if it has an address, outside of any transaction, and say what happened."""
    if not invitation.email:
        messages.success(request, "The invitation is ready. Copy its link below and pass it on.")
        return
    invitation.team = organiser.team
    sent = invitations.mail_invitation(
        invitation,
        address=request.build_absolute_uri(
            reverse("join-team", args=[invitation_token(invitation)])
        ),
        inviter=inviter_name(invitation),
    )
    if sent:
        messages.success(request, f"The invitation is on its way to {invitation.email}.")
    else:
        messages.warning(
            request, "The mail could not be sent. The invitation stands: copy its link below."
        )


@require_POST
@login_required
def revoke_invitation(request: SignedInRequest, slug: str, invitation_id: int) -> HttpResponse:
    organiser = access_organised_team(request.user, slug)
    invitation = access_team_invitation(organiser, invitation_id)
    invitations.revoke_invitation(invitation, now=timezone.now())
    messages.success(request, "The invitation is taken back: its link opens nothing any more.")
    return redirect("list-members", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join_team(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation leads: the team, what the others would see, and the question."""
    invitation = access_invitation(token)
    now = timezone.now()
    team, user = invitation.team, request.user
    is_signed_in = isinstance(user, User)
    if isinstance(user, User) and teams.is_member(team.pk, user.pk):
        messages.info(request, f"You are in {team.name} already.")
        return redirect("show-team", slug=team.slug)
    closed = "" if invitation.is_open(now) else invitations.closed_because(invitation, now)
    form = ConsentForm(request.POST or None)
    if isinstance(user, User) and request.method == "POST" and not closed and form.is_valid():
        try:
            invitations.join_team(invitation=invitation, user=user, consents=form.consents, now=now)
        except invitations.AlreadyMemberError:
            return redirect("show-team", slug=team.slug)
        except NicknameError as error:
            form.add_error("nickname", str(error))
        except invitations.InvitationClosedError as error:
            closed = str(error)
        except teams.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Welcome to {team.name}.")
            return redirect("show-team", slug=team.slug)
    context = {
        "invitation": invitation,
        "team": team,
        "form": form if is_signed_in else None,
        "closed": closed,
        "inviter": inviter_name(invitation),
        "members": team.memberships.count(),
    }
    status = 410 if closed else 422 if is_signed_in and form.errors else 200
    return render(request, "teams/join.html", context, status=status)
