"""Two people, one interview: the invitation, the lobby, the forms and the comparison."""

import secrets
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cards.access import (
    access_blueprint,
    access_own_interview,
    access_own_pairing,
    access_pairing,
    access_pairing_invitation,
)
from cards.actions import pair_forms, pairings
from cards.actions.interviews import close_if_over
from cards.core.interviews.bands import Band
from cards.core.interviews.blueprints import BlueprintError
from cards.forms.pairings import BeginForm, PairForm
from cards.htmx import render_page, wants_fragment
from cards.models import Pairing, PairRole, User
from cards.queries.pairings import Stage, Table, form_rubric, table_of
from cards.requests import SignedInRequest
from cards.views.interview_rooms import pairing_link

BOTH_SUBMITTED = "Both forms are in, and you have seen each other's: nothing is changed any more."
TOO_EARLY = "The forms come when the interview is over."


@require_POST
@login_required
@never_cache
def make_pairing(request: SignedInRequest, uid: uuid.UUID | None = None) -> HttpResponse:
    """A link for an interviewer: into this interview, or into one that is still to begin."""
    interview = access_own_interview(request.user, uid) if uid else None
    try:
        pairing = pairings.invite(candidate=request.user, interview=interview, now=timezone.now())
    except pairings.PairingError as error:
        messages.error(request, str(error))
        return redirect("list-interviews")
    if interview is not None:
        return redirect("show-room", interview.uid)
    return redirect("show-pairing", pairing.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join_pairing(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: who asks, what an interviewer does, and the question."""
    pairing = access_pairing_invitation(token)
    now = timezone.now()
    user = request.user if isinstance(request.user, User) else None
    if user is not None and pairing.candidate_id == user.pk:
        messages.info(
            request, "This is your own link: send it to the person who is to interview you."
        )
        return redirect("show-pairing", pairing.uid)
    if user is not None and pairing.interviewer_id == user.pk:
        return redirect("show-pairing", pairing.uid)
    closed = "" if pairing.is_open(now) else pairings.closed_because(pairing, now)
    if user is not None and request.method == "POST" and not closed:
        try:
            pairings.join(pairing, user=user, now=now)
        except pairings.PairingError as error:
            closed = str(error)
        else:
            return redirect("show-pairing", pairing.uid)
    context = {"pairing": pairing, "closed": closed}
    return render(request, "pairings/join.html", context, status=410 if closed else 200)


@require_safe
@login_required
@never_cache
def show_pairing(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """The stage the two are at. The page asks again by itself; 304 says that nothing happened."""
    pairing = access_pairing(request.user, uid)
    return render_table(request, pairing)


@require_POST
@login_required
@never_cache
def begin_pairing(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """The candidate starts the clock."""
    pairing = access_own_pairing(request.user, uid)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return render_table(request, pairing, error="Choose one of the interviews.")
    blueprint = access_blueprint(request.user, form.cleaned_data["blueprint"])
    try:
        interview = pairings.begin(
            pairing, blueprint=blueprint, seed=secrets.randbits(62), now=timezone.now()
        )
    except (pairings.PairingError, BlueprintError) as error:
        return render_table(request, pairing, error=str(error))
    return redirect("show-room", interview.uid)


@require_POST
@login_required
@never_cache
def leave_pairing(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """Take the link back, go on alone, or get up as the interviewer."""
    pairing = access_pairing(request.user, uid)
    try:
        left = pairings.leave(pairing, user=request.user, now=timezone.now())
    except pairings.PairingError as error:
        messages.error(request, str(error))
        return redirect("show-pairing", pairing.uid)
    if left.candidate_id != request.user.pk:
        messages.success(request, "You left. The interview goes on without an interviewer.")
        return redirect("show-pairing", pairing.uid)
    if left.joined_at is None:
        messages.success(request, "The link is taken back: it opens nothing any more.")
    else:
        messages.success(request, f"You go on alone, without {left.interviewer_name}.")
    if left.interview is not None:
        return redirect("show-room", left.interview.uid)
    return redirect("list-interviews")


@require_POST
@login_required
@never_cache
def submit_pair_form(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """One's own form, without a look at the other's."""
    pairing = access_pairing(request.user, uid)
    form = PairForm(request.POST, dimensions=pairing.dimensions, role=pairing.role_of(request.user))
    if not form.is_valid():
        return render_table(request, pairing, form=form)
    cleaned = form.cleaned_data
    try:
        pair_forms.submit_form(
            pairing,
            user=request.user,
            rubric=form.rubric,
            predicted_band=cleaned.get("predicted_band"),
            would_advance=cleaned["would_advance"],
            words=cleaned["words"],
            now=timezone.now(),
        )
    except pair_forms.FormClosedError:
        messages.warning(request, BOTH_SUBMITTED)
    except pair_forms.FormTooEarlyError:
        messages.warning(request, TOO_EARLY)
    return redirect("show-pairing", pairing.uid)


@require_POST
@login_required
@never_cache
def swap_roles(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """The mirrored interview: it is the interviewer's clock, so the interviewer starts it."""
    pairing = access_pairing(request.user, uid)
    if pairing.role_of(request.user) is PairRole.CANDIDATE:
        messages.info(request, f"{pairing.interviewer_name} starts the swap: it is their clock.")
        return redirect("show-pairing", pairing.uid)
    try:
        mirror = pairings.swap(pairing, seed=secrets.randbits(62), now=timezone.now())
    except (pairings.PairingError, BlueprintError) as error:
        return render_table(request, pairing, error=str(error))
    return redirect("show-pairing", mirror.uid)


def render_table(
    request: SignedInRequest,
    pairing: Pairing,
    *,
    form: PairForm | None = None,
    error: str = "",
) -> HttpResponse:
    now = timezone.now()
    if pairing.interview is not None:
        close_if_over(pairing.interview, now=now)
    table = table_of(pairing, request.user, now)
    if table.stage is Stage.RUNNING:
        if error:
            messages.error(request, error)
        return to_the_interview(request, table)
    etag = table.etag
    if wants_fragment(request) and request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = render_page(
            request, "pairings/page.html", table_context(request, table, form, error),
            fragment="pairings/_table.html", status=422 if error or form is not None else 200,
        )  # fmt: skip
    response["ETag"] = etag
    return response


def to_the_interview(request: SignedInRequest, table: Table) -> HttpResponse:
    pairing = table.pairing
    if table.is_candidate and pairing.interview is not None:
        address = reverse("show-room", args=[pairing.interview.uid])
    else:
        address = reverse("show-script", args=[pairing.uid])
    return HttpResponseClientRedirect(address) if wants_fragment(request) else redirect(address)


def table_context(
    request: SignedInRequest, table: Table, form: PairForm | None, error: str
) -> dict[str, Any]:
    """With a form: what was sent and could not be taken. Else what one wrote before, to rewrite it."""
    context: dict[str, Any] = {
        "table": table,
        "error": error,
        "table_link": pairing_link(request, table.pairing),
    }
    own = table.own_form
    if table.stage in (Stage.FORM, Stage.WAITING):
        if form is not None:
            values = form.cleaned_data | {"words": form.data.get("words", "")}
            chosen = form.rubric
        elif own is not None:
            values = {"words": own.words, "would_advance": own.would_advance,
                      "predicted_band": own.predicted_band}  # fmt: skip
            chosen = own.rubric
        else:
            values, chosen = {}, {}
        context |= {
            "form": form,
            "values": values,
            "rubric": form_rubric(table.pairing, chosen),
            "band_choices": [(band.value, band.label) for band in Band],
        }
    return context
