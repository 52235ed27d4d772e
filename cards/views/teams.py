"""Teams: the list, founding one, its settings, leaving and deleting it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.access import access_member, access_owned_team, access_team
from cards.actions import teams
from cards.core.nicknames import NicknameError
from cards.forms.settings import offered_time_zones
from cards.forms.teams import (
    ConsentForm,
    DeleteTeamForm,
    NewTeamForm,
    SuccessorForm,
    TeamForm,
)
from cards.models import Membership
from cards.queries.teams import possible_successors, teams_of
from cards.requests import SignedInRequest


@require_safe
@login_required
@never_cache
def list_teams(request: SignedInRequest) -> HttpResponse:
    return render(request, "teams/list.html", {"teams": teams_of(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def create_team(request: SignedInRequest) -> HttpResponse:
    form = NewTeamForm(request.POST or None, initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        try:
            membership = teams.create_team(
                user=request.user,
                name=form.cleaned_data["name"],
                time_zone=form.cleaned_data["time_zone"],
                consents=form.consents,
                now=timezone.now(),
            )
        except teams.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Your team is there. Now invite the others.")
            return redirect("list-members", slug=membership.team.slug)
    return render(
        request,
        "teams/create.html",
        {"form": form, "time_zones": offered_time_zones()},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit_membership(request: SignedInRequest, slug: str) -> HttpResponse:
    """The settings of a team: what one shows of oneself there; for owners the team's own too."""
    membership = access_team(request.user, slug)
    initial = ConsentForm.initial_of(membership)
    form = ConsentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            teams.change_consents(membership, form.consents, now=timezone.now())
        except NicknameError as error:
            form.add_error("nickname", str(error))
        except teams.TeamError as error:
            messages.error(request, str(error))
            return redirect("list-teams")
        else:
            messages.success(request, said_back(membership))
            return redirect("edit-membership", slug=slug)
    return render_settings(request, membership, consent_form=form)


def said_back(membership: Membership) -> str:
    if membership.appears_on_board:
        return f"You appear on the board as {membership.nickname}."
    return "You do not appear on the board."


def render_settings(
    request: SignedInRequest,
    membership: Membership,
    *,
    consent_form: ConsentForm | None = None,
    team_form: TeamForm | None = None,
) -> HttpResponse:
    has_errors = bool((consent_form and consent_form.errors) or (team_form and team_form.errors))
    if has_errors:  # a refused form left its values on the objects that the page's frame reads
        membership = access_team(request.user, request.resolver_match.kwargs["slug"])  # type: ignore[union-attr]
    context = {
        "membership": membership,
        "consent_form": consent_form or ConsentForm(initial=ConsentForm.initial_of(membership)),
        "team_form": team_form or TeamForm(instance=membership.team, prefix="team"),
        "time_zones": offered_time_zones(),
        "successors": possible_successors(membership) if membership.is_owner else (),
    }
    return render(request, "teams/settings.html", context, status=422 if has_errors else 200)


@require_POST
@login_required
@never_cache
def edit_team(request: SignedInRequest, slug: str) -> HttpResponse:
    membership = access_owned_team(request.user, slug)
    form = TeamForm(request.POST, instance=membership.team, prefix="team")
    if not form.is_valid():
        return render_settings(request, membership, team_form=form)
    form.save()
    messages.success(request, "The team's settings are saved.")
    return redirect("edit-membership", slug=slug)


@require_POST
@login_required
def hand_over_team(request: SignedInRequest, slug: str) -> HttpResponse:
    owner = access_owned_team(request.user, slug)
    form = SuccessorForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose who takes over.")
        return redirect("edit-membership", slug=slug)
    successor = access_member(owner, form.cleaned_data["member"])
    if successor.pk == owner.pk:
        messages.error(request, "You own the team already. Choose somebody else.")
        return redirect("edit-membership", slug=slug)
    try:
        teams.hand_over(owner=owner, successor=successor)
    except teams.TeamError as error:
        messages.error(request, str(error))
    else:
        name = successor.user.get_username()
        messages.success(request, f"{name} owns the team now. You are an organiser.")
    return redirect("edit-membership", slug=slug)


@require_POST
@login_required
def leave_team(request: SignedInRequest, slug: str) -> HttpResponse:
    membership = access_team(request.user, slug)
    try:
        teams.leave_team(membership)
    except teams.TeamError as error:
        messages.error(request, str(error))
        return redirect("edit-membership", slug=slug)
    messages.success(request, f"You left {membership.team.name}. Nothing of you is shown there.")
    return redirect("list-teams")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def delete_team(request: SignedInRequest, slug: str) -> HttpResponse:
    membership = access_owned_team(request.user, slug)
    form = DeleteTeamForm(request.POST or None, team=membership.team)
    if request.method == "POST" and form.is_valid():
        teams.delete_team(membership.team)
        messages.success(request, f"The team {membership.team.name} is deleted.")
        return redirect("list-teams")
    return render(
        request,
        "teams/delete.html",
        {"membership": membership, "form": form},
        status=422 if form.errors else 200,
    )
