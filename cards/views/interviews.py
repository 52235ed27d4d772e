"""Mock interviews outside the room: the list, a blueprint, one's own, and the page of a finished one."""

import secrets
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.access import access_blueprint, access_own_interview
from cards.actions import interviews
from cards.core.interviews.blueprints import BlueprintError, minutes_of
from cards.forms.interviews import BuildForm
from cards.models import Blueprint
from cards.queries.interview_questions import question_counts, weak_topics
from cards.queries.interviews import interview_list, running_interview, summary_of
from cards.queries.pairings import latest_pairing, listed_pairings, seated_pairings
from cards.queries.team_interviews import team_interviews_of
from cards.requests import SignedInRequest

STILL_RUNNING = "You are in an interview already: here it is. There is no pause."
PAIRINGS_A_PAGE = 10
OWN_TITLES = {
    "all": "My own mix",
    "weak": "My weak topics",
    "picked": "My own topics",
}


@require_safe
@login_required
@never_cache
def list_interviews(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    pairs = Paginator(seated_pairings(request.user, now), PAIRINGS_A_PAGE).get_page(
        request.GET.get("pairs")
    )
    context = {
        "listed": interview_list(request.user, now, request.GET.get("page")),
        "now": now,
        "assigned": team_interviews_of(request.user, now),
        "pairs": pairs,
        "pairings": listed_pairings(request.user, list(pairs), now),
    }
    return render(request, "interviews/list.html", context)


@require_safe
@login_required
@never_cache
def show_blueprint(request: SignedInRequest, slug: str) -> HttpResponse:
    """What will be asked and how the clock runs, before it does."""
    return render_blueprint(request, access_blueprint(request.user, slug))


def render_blueprint(
    request: SignedInRequest, blueprint: Blueprint, *, error: str = ""
) -> HttpResponse:
    parts = blueprint.as_parts()
    context = {
        "blueprint": blueprint,
        "parts": list(zip(parts, question_counts(request.user, parts), strict=True)),
        "minutes": sum(part.minutes for part in parts),
        "running": running_interview(request.user, timezone.now()),
        "error": error,
    }
    return render(request, "interviews/blueprint.html", context, status=422 if error else 200)


@require_POST
@login_required
def start_interview(request: SignedInRequest, slug: str) -> HttpResponse:
    """The clock starts here. A second click, or a second tab, comes into the same room."""
    blueprint = access_blueprint(request.user, slug)
    now = timezone.now()
    try:
        interview = interviews.start_interview(
            user=request.user,
            title=blueprint.title,
            parts=blueprint.as_parts(),
            seed=secrets.randbits(62),
            now=now,
            blueprint=blueprint,
        )
    except BlueprintError as error:
        return render_blueprint(request, blueprint, error=str(error))
    if interview.started_at != now:
        messages.info(request, STILL_RUNNING)
    return redirect("show-room", interview.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def build_interview(request: SignedInRequest) -> HttpResponse:
    """An interview of one's own: chosen here, started at once. `?topics=picked&decks=` ticks some."""
    now = timezone.now()
    form = BuildForm(
        request.POST if request.method == "POST" else None,
        initial={
            "topics": request.GET.get("topics", "all"),
            "decks": request.GET.getlist("decks"),
        },
    )
    if request.method == "POST" and form.is_valid():
        topics = form.cleaned_data["topics"]
        try:
            minutes = form.cleaned_data["minutes"]
            today = request.user.study_day(now)
            weak = weak_topics(request.user, minutes, today) if topics == "weak" else ()
            part = form.as_part(weak)
            minutes_of([part])
            interview = interviews.start_interview(
                user=request.user,
                title=OWN_TITLES[topics],
                parts=[part],
                seed=secrets.randbits(62),
                now=now,
            )
        except BlueprintError as error:
            form.add_error(error.field if error.field in form.fields else "minutes", str(error))
        else:
            if interview.started_at != now:
                messages.info(request, STILL_RUNNING)
            return redirect("show-room", interview.uid)
    context = {"form": form, "running": running_interview(request.user, now)}
    return render(request, "interviews/build.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
@never_cache
def show_interview(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """A finished interview: every question with what was predicted, scored and used."""
    interview = access_own_interview(request.user, uid)
    now = timezone.now()
    interviews.close_if_over(interview, now=now)
    if not interview.is_over(now):
        return redirect("show-room", interview.uid)
    context = {"summary": summary_of(interview), "pairing": latest_pairing(interview)}
    return render(request, "interviews/page.html", context)
