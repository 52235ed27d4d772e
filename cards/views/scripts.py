"""While two people are in one interview: the interviewer's script, and the candidate's page that follows."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cards.access import access_own_pairing, access_script
from cards.actions import interviews, pair_forms
from cards.core.interviews.blueprints import MOST_QUESTIONS
from cards.forms.pairings import ScriptForm
from cards.htmx import render_page, wants_fragment
from cards.models import Interview, InterviewAnswer, Pairing, ScriptNote
from cards.queries.interviews import question_of
from cards.queries.pairings import follow_etag, script_of, typed_of
from cards.requests import SignedInRequest
from cards.views.interview_rooms import NOT_SAVED, STALE, requested_position

OTHER_TAB = "These notes were changed in another tab. What you typed here is still in the field."


@require_safe
@login_required
@never_cache
def show_script(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """The question the interview is at, with everything its interviewer needs."""
    pairing, interview = access_script(request.user, uid)
    now = timezone.now()
    interviews.close_if_over(interview, now=now)
    if interview.is_over(now):
        return to_table(request, pairing)
    return render_script(request, pairing, interview)


@require_safe
@login_required
@never_cache
def show_typed(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    """What the candidate typed since; 304 while she types nothing new."""
    pairing, interview = access_script(request.user, uid)
    now = timezone.now()
    if interview.is_over(now):
        return to_table(request, pairing)
    typed = typed_of(pairing, interview, question_at(interview, position), now)
    if request.headers.get("If-None-Match") == typed.etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        context = {"pairing": pairing, "typed": typed, "position": position, "interview": interview}
        response = render(request, "pairings/_typed.html", context)
    response["ETag"] = typed.etag
    return response


@require_POST
@login_required
@never_cache
def save_script(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    """Save marks and notes; the button moves the interview on, for both."""
    pairing, interview = access_script(request.user, uid)
    answer = question_at(interview, position)
    form = ScriptForm(request.POST)
    pressed = "stay" if request.POST.get("overwrite") else request.POST.get("go", "")
    if not form.is_valid():
        notice = STALE if {"render_id", "revision", "go"} & set(form.errors) else NOT_SAVED
        return refuse(request, pairing, interview, form, position, notice)
    cleaned, now = form.cleaned_data, timezone.now()
    try:
        note = pair_forms.save_note(
            pairing,
            answer=answer,
            question=question_of(answer).spoken_prompt,
            written=pair_forms.WrittenNote(
                render_id=cleaned["render_id"],
                revision=cleaned["revision"],
                asked=form.asked,
                notes=cleaned["notes"],
                replaces_other_tab=cleaned["overwrite"],
            ),
            user=request.user,
            now=now,
        )
    except pair_forms.NoteConflictError as conflict:
        return refuse(request, pairing, interview, form, position, OTHER_TAB, conflict.note)
    if pressed == "end":
        interviews.end_interview(interview, now=now)
    elif pressed and pressed != "stay":
        try:
            target = requested_position(pressed, position)
            interviews.move_to(interview, position=target, now=now)
        except InterviewAnswer.DoesNotExist as error:
            raise Http404("There is no such question.") from error
    if interview.is_over(now):
        interviews.close_if_over(interview, now=now)
        return to_table(request, pairing)
    if not wants_fragment(request):
        return redirect("show-script", pairing.uid)
    if pressed:
        return render_script(request, pairing, interview)
    return render_state(request, pairing, interview, note=note)


@require_safe
@login_required
@never_cache
def follow_pairing(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    """Asked by the candidate's page: 304, or word that she is to be somewhere else.

    That word makes the page save what is typed, which brings the other question along.
    """
    pairing = access_own_pairing(request.user, uid)
    if pairing.interview is None:
        raise Http404("This interview has not begun.")
    etag = follow_etag(pairing, timezone.now())
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        context = {"interview": pairing.interview, "position": position}
        response = render(request, "pairings/_follow.html", context)
    response["ETag"] = etag
    return response


def question_at(interview: Interview, position: int) -> InterviewAnswer:
    rows = InterviewAnswer.objects.filter(interview=interview)
    if position > MOST_QUESTIONS:  # and perhaps more than a database can compare with
        raise Http404("There is no such question.")
    answer = rows.select_related("card__deck", "card_version").filter(position=position).first()
    if answer is None:
        raise Http404("There is no such question.")
    return answer


def to_table(request: SignedInRequest, pairing: Pairing) -> HttpResponse:
    address = reverse("show-pairing", args=[pairing.uid])
    return HttpResponseClientRedirect(address) if wants_fragment(request) else redirect(address)


def render_script(
    request: SignedInRequest,
    pairing: Pairing,
    interview: Interview,
    *,
    position: int | None = None,
    sent: dict[str, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    script = script_of(pairing, interview, timezone.now(), position=position, sent=sent)
    context = {"script": script, "pairing": pairing, "revision": script.revision} | more
    return render_page(
        request, "pairings/script.html", context, fragment="pairings/_script.html",
        status=422 if more else 200,
    )  # fmt: skip


def render_state(
    request: SignedInRequest, pairing: Pairing, interview: Interview, **more: Any
) -> HttpResponse:
    """The line that says when notes were saved, or why they were not."""
    note = more.get("note")
    context = {
        "pairing": pairing,
        "revision": note.revision if note else request.POST.get("revision", ""),
        "seconds_left": interview.clock.seconds_left(timezone.now()),
    } | more
    response = render(request, "pairings/_script_state.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def refuse(
    request: SignedInRequest,
    pairing: Pairing,
    interview: Interview,
    form: ScriptForm,
    position: int,
    notice: str,
    other: ScriptNote | None = None,
) -> HttpResponse:
    """Nothing was saved; what was typed is still in its field."""
    errors = {"notes": form.errors["notes"][0]} if "notes" in form.errors else {}
    more = {"notice": notice, "other": other, "errors": errors}
    if wants_fragment(request) and not (request.POST.get("go") or request.POST.get("overwrite")):
        return render_state(request, pairing, interview, **more)
    sent = None
    if "render_id" in form.cleaned_data and "revision" in form.cleaned_data:
        sent = {
            "render_id": form.cleaned_data["render_id"], "revision": form.cleaned_data["revision"],
            "asked": form.asked, "notes": form.sent_notes,
        }  # fmt: skip
    return render_script(request, pairing, interview, position=position, sent=sent, **more)
