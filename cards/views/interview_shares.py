"""Sharing the report on an interview by a link: the learner's side, and what a reader sees."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.access import access_own_interview, access_own_share, access_shared_interview
from cards.actions import interview_shares
from cards.actions.interview_shares import ShareError
from cards.forms.interview_reports import ShareForm
from cards.models import User
from cards.queries.interview_reports import report_of, transcript_of
from cards.queries.interview_shares import shares_of, teams_to_share_with
from cards.requests import SignedInRequest
from cards.views.interview_reports import turned_away


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def share_interview(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """The links to one report, and a form for another."""
    interview = access_own_interview(request.user, uid)
    if away := turned_away(request, interview):
        return away
    now = timezone.now()
    form = ShareForm(
        request.POST if request.method == "POST" else None,
        teams=teams_to_share_with(request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            interview_shares.share_interview(
                interview,
                uid=form.cleaned_data["render_id"],
                team=form.team,
                with_transcript=form.cleaned_data["with_transcript"],
                days=form.cleaned_data["days"],
                now=now,
            )
        except ShareError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The link is ready: copy it and pass it on.")
            return redirect("share-interview", interview.uid)
    context = {
        "interview": interview, "form": form, "shares": shares_of(interview, now),
        "render_id": uuid.uuid4(), "zone": request.user.zone,
    }  # fmt: skip
    return render(request, "interviews/share.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def revoke_share(request: SignedInRequest, uid: uuid.UUID, share_id: int) -> HttpResponse:
    share = access_own_share(request.user, uid, share_id)
    interview_shares.revoke_share(share, now=timezone.now())
    messages.success(request, "The link is taken back: it opens for nobody any more.")
    return redirect("share-interview", uid)


@require_safe
@never_cache
def show_shared_interview(request: HttpRequest, token: str) -> HttpResponse:
    """What a mentor or a team reads. No search engine lists it and no other site learns its address."""
    reader = request.user if isinstance(request.user, User) else None
    now = timezone.now()
    share = access_shared_interview(reader, token)
    if not share.is_open(now):
        response = render(request, "interviews/shared_closed.html", status=410)
    elif share.team_id is not None and reader is None:
        response = redirect_to_login(request.get_full_path())
    else:
        report = report_of(share.interview)
        context = {
            "share": share,
            "report": report,
            "transcript": transcript_of(report) if share.with_transcript else None,
            "zone": share.user.zone,
            "is_own": False,
        }
        response = render(request, "interviews/shared.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
