"""The interviews of a team: one's own standing, how many did them, giving one and withdrawing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.access import access_organised_team, access_team, access_team_interview
from cards.actions import team_interviews
from cards.actions.teams import TeamError
from cards.forms.team_interviews import TeamInterviewForm
from cards.models import Membership
from cards.queries.team_interviews import (
    assignable_blueprints,
    assigned_interviews,
    team_interviews_of,
)
from cards.requests import SignedInRequest


@require_safe
@login_required
@never_cache
def list_team_interviews(request: SignedInRequest, slug: str) -> HttpResponse:
    return render_interviews(request, access_team(request.user, slug))


def render_interviews(
    request: SignedInRequest, membership: Membership, form: TeamInterviewForm | None = None
) -> HttpResponse:
    now = timezone.now()
    context: dict[str, object] = {
        "membership": membership,
        "own_interviews": team_interviews_of(request.user, now, membership.team),
    }
    if membership.is_organising:
        context |= {
            "assigned": assigned_interviews(membership.team, now),
            "form": form or new_form(request, membership),
        }
    status = 422 if form and form.errors else 200
    return render(request, "teams/interviews.html", context, status=status)


def new_form(request: SignedInRequest, membership: Membership) -> TeamInterviewForm:
    today = membership.team.day(timezone.now())
    return TeamInterviewForm(
        request.POST if request.method == "POST" else None,
        blueprints=assignable_blueprints(),
        today=today,
    )


@require_POST
@login_required
@never_cache
def assign_interview(request: SignedInRequest, slug: str) -> HttpResponse:
    organiser = access_organised_team(request.user, slug)
    form = new_form(request, organiser)
    if form.is_valid():
        blueprint = form.cleaned_data["blueprint"]
        try:
            team_interviews.assign_interview(
                organiser=organiser,
                blueprint=blueprint,
                due_on=form.cleaned_data["due_on"],
                now=timezone.now(),
            )
        except TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The team holds “{blueprint.title}”.")
            return redirect("list-team-interviews", slug=slug)
    return render_interviews(request, organiser, form)


@require_POST
@login_required
def withdraw_interview(request: SignedInRequest, slug: str, team_interview_id: int) -> HttpResponse:
    organiser = access_organised_team(request.user, slug)
    team_interview = access_team_interview(organiser, team_interview_id)
    team_interviews.withdraw_interview(team_interview)
    messages.success(request, f"The team no longer holds “{team_interview.blueprint.title}”.")
    return redirect("list-team-interviews", slug=slug)
