"""Reports on one's own interviews: one, its transcript, two side by side, all over time; deleting one."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cards.access import access_own_interview
from cards.actions import interviews
from cards.forms.interview_reports import CompareForm
from cards.models import Interview
from cards.queries.interview_reports import (
    comparison_of,
    other_interviews,
    report_of,
    transcript_of,
    trends_of,
)
from cards.requests import SignedInRequest

STILL_RUNNING = "The interview is still running: there is a report when it is over."


@require_safe
@login_required
@never_cache
def show_report(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    interview = access_own_interview(request.user, uid)
    if away := turned_away(request, interview):
        return away
    context = {"report": report_of(interview), "zone": request.user.zone, "is_own": True}
    return render(request, "interviews/report.html", context)


@require_safe
@login_required
@never_cache
def show_transcript(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """Every question with what was answered, to read, to print or to save as PDF."""
    interview = access_own_interview(request.user, uid)
    if away := turned_away(request, interview):
        return away
    report = report_of(interview)
    context = {
        "report": report,
        "transcript": transcript_of(report),
        "zone": request.user.zone,
        "is_own": True,
    }
    return render(request, "interviews/transcript.html", context)


@require_safe
@login_required
@never_cache
def compare_interviews(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """This interview beside another one, which the form in the page chooses."""
    interview = access_own_interview(request.user, uid)
    if away := turned_away(request, interview):
        return away
    now = timezone.now()
    others = other_interviews(request.user, interview, now)
    form = CompareForm(request.GET or None, others=others, zone=request.user.zone)
    comparison = comparison_of(interview, form.chosen) if form.is_valid() else None
    context = {
        "interview": interview, "others": others, "form": form, "comparison": comparison,
        "zone": request.user.zone,
    }  # fmt: skip
    return render(
        request, "interviews/compare.html", context, status=422 if form.errors else 200
    )  # fmt: skip


@require_safe
@login_required
@never_cache
def show_trends(request: SignedInRequest) -> HttpResponse:
    """All finished interviews, and whether the learner knows how good her answers are."""
    context = {"trends": trends_of(request.user, timezone.now()), "zone": request.user.zone}
    return render(request, "interviews/trends.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def delete_interview(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask once more, then delete it with its answers, drafts and links."""
    interview = access_own_interview(request.user, uid)
    if away := turned_away(request, interview):
        return away
    if request.method == "POST":
        interviews.delete_interview(interview)
        messages.success(request, f"“{interview.title}” is deleted.")
        return redirect("list-interviews")
    return render(request, "interviews/delete.html", {"interview": interview})


def turned_away(request: SignedInRequest, interview: Interview) -> HttpResponse | None:
    """Back to the room while the clock runs."""
    now = timezone.now()
    interviews.close_if_over(interview, now=now)
    if interview.is_over(now):
        return None
    messages.warning(request, STILL_RUNNING)
    return redirect("show-room", interview.uid)
