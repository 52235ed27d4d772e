"""The room of a mock interview: one question at a time, saved while it is typed, against the clock."""

import uuid
from typing import Any, TypeVar, cast

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, retarget

from cards.access import access_own_interview, access_own_interview_answer, pairing_token
from cards.actions import interviews
from cards.actions.interviews import LateAnswerError, OtherTabError, WrittenAnswer
from cards.core.interviews.hints import MOST_HINTS
from cards.forms.interviews import RoomForm
from cards.htmx import render_page, wants_fragment
from cards.models import Interview, InterviewAnswer, Pairing
from cards.queries.interviews import remark_on, room_of
from cards.queries.pairings import follow_etag, pairing_in_force
from cards.requests import SignedInRequest

AFTER_TIME = (
    "The interview was over when this arrived. It is kept apart, marked “after time”, and does"
    " not count."
)
OTHER_TAB = (
    "This answer was changed in another tab. What you typed here is kept, but not saved over it."
)
STALE = "That page was out of date, so nothing of it was saved. Reload it to see the room as it is."
NOT_SAVED = "Not saved: see the field marked below."
HINT_NUMBERS = tuple(str(number) for number in range(1, MOST_HINTS + 1))
View = TypeVar("View")


def plays_recordings(view: View) -> View:
    """A recording is played from the page's own memory: no other page may load media at all."""
    return cast("View", csp_update({"media-src": ["blob:"]})(cast("Any", view)))


def go_to(
    request: SignedInRequest, name: str, interview: Interview, *arguments: int
) -> HttpResponse:
    """A redirect to another page of the interview, out of a fragment too."""
    address = reverse(name, args=[interview.uid, *arguments])
    if wants_fragment(request):
        return HttpResponseClientRedirect(address)
    return redirect(address)


@require_safe
@login_required
@never_cache
@plays_recordings
def show_room(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """The question one is at; also after a closed tab."""
    interview = access_own_interview(request.user, uid)
    now = timezone.now()
    interviews.close_if_over(interview, now=now)
    if interview.is_over(now):
        return go_to(request, "show-interview", interview)
    return render_room(request, interview)


@require_POST
@login_required
@never_cache
@plays_recordings
def save_interview_answer(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    """Save what was typed: every five seconds without a button, and with every button."""
    interview = access_own_interview(request.user, uid)
    form = RoomForm(request.POST)
    if not form.is_valid():
        answer = access_own_interview_answer(request.user, uid, position)
        return refuse(request, answer, form)
    pressed = pressed_button(form)
    led = bool(pressed) and is_led(interview, pressed)
    now = timezone.now()
    try:
        answer = interviews.save_answer(
            interview=interview,
            position=position,
            written=written_answer(form),
            now=now,
            is_skipped=True if pressed == "skip" else None,
            then_to=requested_position(pressed, position) if pressed and not led else None,
            hint=None if led else requested_hint(pressed),
        )
    except InterviewAnswer.DoesNotExist as error:
        raise Http404("There is no such question.") from error
    except LateAnswerError:
        return after_time(request, interview, form)
    except OtherTabError as conflict:
        return ask_which(request, interview, form, conflict.answer)
    if interview.is_over(now):
        return go_to(request, "show-interview", interview)
    if pressed == "end":
        return go_to(request, "end-interview", interview)
    if not wants_fragment(request):
        return redirect("show-room", interview.uid)
    if requested_hint(pressed) and not led:
        return render_hints(request, interview, answer)
    if pressed:
        return render_room(request, interview)
    return render_state(request, interview, form, answer=answer)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def end_interview(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask once more, then end it before its time."""
    interview = access_own_interview(request.user, uid)
    now = timezone.now()
    interviews.close_if_over(interview, now=now)
    if interview.is_over(now):
        return redirect("show-interview", interview.uid)
    if request.method == "POST":
        interviews.end_interview(interview, now=now)
        return redirect("show-interview", interview.uid)
    return render(request, "interviews/end.html", {"room": room_of(interview, now)})


def written_answer(form: RoomForm) -> WrittenAnswer:
    cleaned = form.cleaned_data
    return WrittenAnswer(
        render_id=cleaned["render_id"],
        revision=cleaned["revision"],
        text=cleaned["text"],
        notes=cleaned["notes"],
        fields=form.places,
        replaces_other_tab=cleaned["overwrite"],
    )


def pressed_button(form: RoomForm) -> str:
    """Empty for what a page saves by itself."""
    if form.data.get("overwrite"):
        return "stay"
    return str(form.data.get("go", ""))


def requested_position(pressed: str, position: int) -> int:
    """Where a button leads: onwards, to a question of the strip, or nowhere."""
    if pressed in ("next", "skip"):
        return position + 1
    is_place = pressed.isascii() and pressed.isdigit() and len(pressed) < 4
    return int(pressed) if is_place else position


def requested_hint(pressed: str) -> int | None:
    """The number of the hint that a button asks for; it names it, so that a double click asks once."""
    number = pressed.removeprefix("hint-")
    return int(number) if number != pressed and number in HINT_NUMBERS else None


def is_led(interview: Interview, pressed: str) -> bool:
    """Whether it is not for the candidate to move on: she follows her interviewer."""
    if pressed == "follow":
        return True
    pairing = pairing_in_force(interview)
    return pairing is not None and pairing.is_led


def render_room(
    request: SignedInRequest,
    interview: Interview,
    *,
    position: int | None = None,
    form: RoomForm | None = None,
    notice: str = "",
    other: InterviewAnswer | None = None,
) -> HttpResponse:
    """With a form: the very words its page sent, none of which were saved."""
    has_words = form is not None and "render_id" in form.cleaned_data
    room = room_of(
        interview,
        timezone.now(),
        position=position,
        sent=form.words if form is not None and has_words else None,
        render_id=form.cleaned_data["render_id"] if form is not None and has_words else None,
    )
    pairing = pairing_in_force(interview)
    context = {
        "room": room,
        "pairing": pairing,
        "pairing_link": pairing_link(request, pairing),
        "pairing_etag": follow_etag(pairing, timezone.now()) if pairing else "",
        "revision": form.data.get("revision", "") if form and has_words else room.answer.revision,
        "errors": form.texts_with_errors if form else {},
        "notice": notice,
        "other": other,
        "saved_at": room.answer.saved_at,
    }
    response = render_page(
        request, "interviews/room.html", context, fragment="interviews/_step.html",
        status=422 if notice else 200,
    )  # fmt: skip
    # Whichever part the button asked for: this is the whole step.
    return retarget(response, "#interview-step") if wants_fragment(request) else response


def render_hints(
    request: SignedInRequest, interview: Interview, answer: InterviewAnswer
) -> HttpResponse:
    """The hints alone: a recording goes on, and so does what is typed meanwhile."""
    save_url = reverse("save-interview-answer", args=[interview.uid, answer.position])
    context = {"answer": answer, "save_url": save_url, "is_led": False, "is_hinted": True}
    response = render(request, "interviews/_hints.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def pairing_link(request: SignedInRequest, pairing: Pairing | None) -> str:
    """The address to send to an interviewer, while its seat is free."""
    if pairing is None or not pairing.is_open(timezone.now()):
        return ""
    return request.build_absolute_uri(reverse("join-pairing", args=[pairing_token(pairing)]))


def render_state(
    request: SignedInRequest,
    interview: Interview,
    form: RoomForm,
    *,
    answer: InterviewAnswer | None = None,
    other: InterviewAnswer | None = None,
    notice: str = "",
) -> HttpResponse:
    """The line that says when the answer was saved, or why it was not. The fields stay as they are."""
    context = {
        "interview": interview,
        "revision": answer.revision if answer else form.data.get("revision", ""),
        "seconds_left": interview.clock.seconds_left(timezone.now()),
        "saved_at": answer.saved_at if answer else None,
        "remark": remark_on(answer) if answer else None,
        "notice": notice,
        "other": other,
        "errors": form.texts_with_errors,
    }
    response = render(request, "interviews/_state.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def refuse(request: SignedInRequest, answer: InterviewAnswer, form: RoomForm) -> HttpResponse:
    """Nothing was saved; every word sent is still in its field."""
    interview = answer.interview
    if interview.is_over(timezone.now()):
        return go_to(request, "show-interview", interview)
    notice = STALE if form.is_from_another_page else NOT_SAVED
    if wants_fragment(request) and not pressed_button(form):
        return render_state(request, interview, form, notice=notice)
    return render_room(request, interview, position=answer.position, form=form, notice=notice)


def after_time(request: SignedInRequest, interview: Interview, form: RoomForm) -> HttpResponse:
    if wants_fragment(request) and not pressed_button(form):
        return render_state(request, interview, form, notice=AFTER_TIME)
    messages.warning(request, AFTER_TIME)
    return go_to(request, "show-interview", interview)


def ask_which(
    request: SignedInRequest, interview: Interview, form: RoomForm, other: InterviewAnswer
) -> HttpResponse:
    """Two tabs: show the older one what the other saved, and let her choose."""
    if wants_fragment(request) and not pressed_button(form):
        return render_state(request, interview, form, other=other, notice=OTHER_TAB)
    return render_room(
        request, interview, position=other.position, form=form, notice=OTHER_TAB, other=other
    )
