"""Looking back at the answers of a finished interview, one by one."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.access import access_own_interview_answer
from cards.actions import interview_debriefs as debriefs
from cards.actions.interviews import close_if_over
from cards.forms.interviews import FollowUpForm, PredictionForm, ScoreForm
from cards.htmx import render_page, wants_fragment
from cards.models import InterviewAnswer
from cards.queries.interviews import debrief_of
from cards.requests import SignedInRequest
from cards.views.interview_rooms import go_to, plays_recordings

STILL_RUNNING = "The interview is still running: first answer, then look back."


@require_safe
@login_required
@never_cache
@plays_recordings
def show_debrief(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    answer = access_own_interview_answer(request.user, uid, position)
    close_if_over(answer.interview, now=timezone.now())
    return turned_away(request, answer) or render_debrief(request, answer)


@require_POST
@login_required
@never_cache
@plays_recordings
def predict_band(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    """The learner's guess, before anything is revealed."""
    answer = access_own_interview_answer(request.user, uid, position)
    form = PredictionForm(request.POST)
    if away := turned_away(request, answer):
        return away
    if not form.is_valid():
        return render_debrief(request, answer, errors=form.errors)
    debriefs.predict_band(answer, band=form.cleaned_data["band"], now=timezone.now())
    return after_step(request, answer)


@require_POST
@login_required
@never_cache
@plays_recordings
def answer_follow_up(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    answer = access_own_interview_answer(request.user, uid, position)
    form = FollowUpForm(request.POST)
    if away := turned_away(request, answer):
        return away
    if not form.is_valid():
        return render_debrief(
            request, answer, errors=form.errors, sent={"text": request.POST.get("text", "")}
        )
    cleaned = form.cleaned_data
    try:
        debriefs.answer_follow_up(
            answer, number=cleaned["number"], text=cleaned["text"], now=timezone.now()
        )
    except debriefs.DebriefError as error:
        messages.warning(request, str(error))
    return after_step(request, answer)


@require_POST
@login_required
@never_cache
@plays_recordings
def score_answer(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    """Ticks, rubric and notes; then on to the next question, or to the summary."""
    answer = access_own_interview_answer(request.user, uid, position)
    form = ScoreForm(request.POST, dimensions=answer.dimensions, points=len(answer.key_points))
    if away := turned_away(request, answer):
        return away
    if not form.is_valid():
        sent = {
            "ticked": form.ticked, "rubric": form.rubric,
            "own_notes": request.POST.get("own_notes", ""),
        }  # fmt: skip
        return render_debrief(request, answer, errors=form.errors, sent=sent)
    try:
        debriefs.score_answer(
            answer,
            ticked=form.ticked,
            rubric=form.rubric,
            own_notes=form.cleaned_data["own_notes"],
            now=timezone.now(),
        )
    except debriefs.DebriefError as error:
        messages.warning(request, str(error))
        return after_step(request, answer)
    if answer.position < answer.interview.answers.count():
        return go_to(request, "show-debrief", answer.interview, position + 1)
    return go_to(request, "show-interview", answer.interview)


def turned_away(request: SignedInRequest, answer: InterviewAnswer) -> HttpResponse | None:
    """Back to the room while the clock runs: what is revealed cannot be unseen."""
    if answer.interview.is_over(timezone.now()):
        return None
    messages.warning(request, STILL_RUNNING)
    return go_to(request, "show-room", answer.interview)


def after_step(request: SignedInRequest, answer: InterviewAnswer) -> HttpResponse:
    """htmx gets the next step in the same round trip; a plain form is redirected to it."""
    if wants_fragment(request):
        return render_debrief(request, answer)
    return redirect("show-debrief", answer.interview.uid, answer.position)


def render_debrief(
    request: SignedInRequest,
    answer: InterviewAnswer,
    *,
    errors: Mapping[str, Any] | None = None,
    sent: Mapping[str, Any] | None = None,
) -> HttpResponse:
    sent = sent or {}
    context = {
        "debrief": debrief_of(answer, sent if "rubric" in sent else None),
        "errors": [error for listed in (errors or {}).values() for error in listed],
        "own_notes": sent.get("own_notes", answer.own_notes),
        "text": sent.get("text", ""),
    }
    return render_page(
        request, "interviews/debrief.html", context, fragment="interviews/_debrief.html",
        status=422 if errors else 200,
    )  # fmt: skip
