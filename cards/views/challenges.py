"""The challenge of the week: one exercise at a time, one answer each, then the results."""

import datetime as dt
from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.access import access_exercise, access_team
from cards.actions.challenges import answer_exercise, challenge_of_the_week
from cards.actions.teams import TeamError
from cards.core.answers.verdict import Verdict
from cards.forms.teams import ExerciseForm
from cards.htmx import render_page, wants_fragment
from cards.models import Challenge, ChallengeAnswer, ChallengeExercise, Membership
from cards.queries.challenges import (
    card_as_drawn,
    challenge_results,
    challenge_state,
    shown_exercise,
)
from cards.queries.exercises import UnusableCardError
from cards.queries.previews import preview_of
from cards.requests import SignedInRequest
from cards.views.preview import refused
from cards.views.study import submitted_answer

ONE_WEEK = dt.timedelta(days=7)


@require_safe
@login_required
@never_cache
def show_challenge(request: SignedInRequest, slug: str) -> HttpResponse:
    """The first exercise without an answer, or `?exercise=` with the answer it got."""
    membership = access_team(request.user, slug)
    text = request.GET.get("exercise", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
    return render_challenge(request, membership, number=number)


@require_POST
@login_required
@never_cache
def answer_challenge(request: SignedInRequest, slug: str) -> HttpResponse:
    membership = access_team(request.user, slug)
    form = ExerciseForm(request.POST)
    if not form.is_valid():
        return say(request, membership, "This page was out of date. Nothing was counted.")
    exercise = access_exercise(membership, form.cleaned_data["exercise"])
    if not membership.team.has_challenge:
        return say(request, membership, "The team no longer holds a challenge.")
    submitted = None
    try:
        if not form.cleaned_data["reveal"]:
            submitted = submitted_answer(request, card_as_drawn(exercise))
        verdict = answer_exercise(
            exercise=exercise, user=request.user, submitted=submitted, now=timezone.now()
        )
    except TeamError as error:
        return say(request, membership, str(error))
    except UnusableCardError:
        return render_challenge(request, membership)
    if verdict is not None:
        typed = submitted if isinstance(submitted, str) else ""
        return render_challenge(request, membership, verdict=verdict, submitted=typed)
    if wants_fragment(request):
        return render_challenge(request, membership, number=exercise.number)
    return redirect(f"{reverse('show-challenge', args=[slug])}?exercise={exercise.number}")


@require_POST
@login_required
@never_cache
def preview_challenge(request: SignedInRequest, slug: str) -> HttpResponse:
    """The reading of an answer while it is typed, as it will be read: of the card as it was drawn."""
    membership = access_team(request.user, slug)
    if refusal := refused(request):
        return refusal
    form = ExerciseForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=204)
    exercise = access_exercise(membership, form.cleaned_data["exercise"])
    submitted = request.POST.get("submitted", "")
    preview = preview_of(card_as_drawn(exercise), submitted, exercise.seed)
    return render(request, "study/_preview.html", {"preview": preview})


def say(request: SignedInRequest, membership: Membership, words: str) -> HttpResponse:
    if wants_fragment(request):
        return render_challenge(request, membership, notice=words)
    messages.warning(request, words)
    return redirect("show-challenge", slug=membership.team.slug)


def render_challenge(
    request: SignedInRequest,
    membership: Membership,
    *,
    number: int | None = None,
    verdict: Verdict | None = None,
    submitted: str = "",
    notice: str = "",
) -> HttpResponse:
    now = timezone.now()
    team = membership.team
    challenge = challenge_of_the_week(team, now=now) if team.has_challenge else None
    week = team.week(now)
    last = Challenge.objects.filter(team=team, week=week - ONE_WEEK).first()
    context: dict[str, object] = {
        "membership": membership,
        "challenge": challenge,
        "week": week,
        "last_day": week + dt.timedelta(days=6),
        "notice": notice,
        "last_results": challenge_results(last, request.user) if last else [],
    }
    if challenge is not None:
        state = challenge_state(challenge, request.user)
        exercise = state.exercise(number)
        context |= {"state": state, "exercise": exercise}
        context |= shown_part(state.answers, exercise, verdict, submitted)
        if state.is_finished:
            context["results"] = challenge_results(challenge, request.user)
    return render_page(request, "teams/challenge.html", context, fragment="teams/_challenge.html")


def shown_part(
    answers: Mapping[int, ChallengeAnswer],
    exercise: ChallengeExercise | None,
    verdict: Verdict | None,
    submitted: str,
) -> dict[str, object]:
    """The exercise as the template shows it; `is_broken` when its card cannot be asked any more."""
    if exercise is None:
        return {"shown": None}
    try:
        shown = shown_exercise(
            exercise, answers.get(exercise.pk), verdict=verdict, submitted=submitted
        )
    except UnusableCardError:
        return {"shown": None, "is_broken": True}
    return {"shown": shown}
