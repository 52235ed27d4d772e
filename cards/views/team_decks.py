"""The decks of a team: one's own numbers, sums for those who organise, assigning and taking up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.access import access_organised_team, access_team, access_team_deck
from cards.actions import team_decks, teams
from cards.forms.teams import TeamDeckForm
from cards.models import Membership
from cards.queries.decks import deck_tree
from cards.queries.team_decks import assignable_decks, team_deck_insight, team_decks_of
from cards.requests import SignedInRequest


@require_safe
@login_required
@never_cache
def list_team_decks(request: SignedInRequest, slug: str) -> HttpResponse:
    return render_decks(request, access_team(request.user, slug))


def render_decks(
    request: SignedInRequest, membership: Membership, form: TeamDeckForm | None = None
) -> HttpResponse:
    today = request.user.study_day(timezone.now())
    tree = deck_tree(request.user, today)
    if form is None and membership.is_organising:
        form = new_form(request, membership)
    context = {
        "membership": membership,
        "own_decks": team_decks_of(request.user, tree, today, membership.team),
        "form": form,
    }
    status = 422 if form and form.errors else 200
    return render(request, "teams/decks.html", context, status=status)


def new_form(request: SignedInRequest, membership: Membership) -> TeamDeckForm:
    today = membership.team.day(timezone.now())
    return TeamDeckForm(request.POST or None, decks=assignable_decks(), today=today)


@require_POST
@login_required
@never_cache
def assign_deck(request: SignedInRequest, slug: str) -> HttpResponse:
    organiser = access_organised_team(request.user, slug)
    form = new_form(request, organiser)
    if form.is_valid():
        deck = form.cleaned_data["deck"]
        try:
            team_decks.assign_deck(
                organiser=organiser,
                deck=deck,
                due_on=form.cleaned_data["due_on"],
                now=timezone.now(),
            )
        except teams.TeamError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The team learns {deck.name}.")
            return redirect("list-team-decks", slug=slug)
    return render_decks(request, organiser, form)


@require_safe
@login_required
@never_cache
def show_team_deck(request: SignedInRequest, slug: str, team_deck_id: int) -> HttpResponse:
    """How the team stands with one deck, for those who organise."""
    organiser = access_organised_team(request.user, slug)
    team_deck = access_team_deck(organiser, team_deck_id)
    context = {
        "membership": organiser,
        "team_deck": team_deck,
        "insight": team_deck_insight(team_deck),
    }
    return render(request, "teams/deck.html", context)


@require_POST
@login_required
def withdraw_deck(request: SignedInRequest, slug: str, team_deck_id: int) -> HttpResponse:
    organiser = access_organised_team(request.user, slug)
    team_deck = access_team_deck(organiser, team_deck_id)
    team_decks.withdraw_deck(team_deck)
    messages.success(request, f"The team no longer learns {team_deck.deck.name}.")
    return redirect("list-team-decks", slug=slug)


@require_POST
@login_required
def take_up_deck(request: SignedInRequest, slug: str, team_deck_id: int) -> HttpResponse:
    """Take new cards from a deck of the team from now on, by one click."""
    membership = access_team(request.user, slug)
    deck = access_team_deck(membership, team_deck_id).deck
    if team_decks.take_up(user=request.user, deck=deck):
        messages.success(request, f"You now take new cards from {deck.name} too.")
    else:
        messages.info(request, f"You take new cards from {deck.name} already.")
    return after_taking_up(request, slug)


def after_taking_up(request: SignedInRequest, slug: str) -> HttpResponseRedirect:
    if request.POST.get("from") == "home":
        return redirect("show-home")
    return redirect("list-team-decks", slug=slug)
