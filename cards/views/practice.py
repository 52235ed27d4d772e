"""Practice beside the schedule: choose a round, answer its cards, look at what was missed."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.access import access_own_practice, access_own_practice_answer
from cards.actions.practice import (
    NothingToPractiseError,
    StalePracticeError,
    end_practice,
    pass_over,
    practise_missed,
    rate_practice_answer,
    show_practice_answer,
    start_practice,
    submit_practice_answer,
)
from cards.core.answers.verdict import Verdict
from cards.forms.practice import KnewForm, PracticeAnswerForm, PracticeForm, RoundForm
from cards.htmx import render_page, wants_fragment
from cards.models import Practice, PracticeAnswer
from cards.queries.exercises import UnusableCardError
from cards.queries.practice import (
    answer_at,
    candidates_of,
    missed_cards,
    open_rounds,
    practice_card,
    practice_state,
    suggested_knew,
    weak_topics,
)
from cards.queries.previews import preview_of
from cards.requests import SignedInRequest
from cards.views.preview import refused
from cards.views.study import submitted_answer

STALE = "This card was answered in another tab. Here is where the round stands."
NO_WEAK_TOPIC = (
    "No topic is weak so far: weak topics are those in which a scheduled review of the last"
    " 90 days was forgotten. Choose decks instead."
)
NO_CARDS = (
    "No card fits this choice: take new ones too, more kinds, or other decks."
    " Cards you have set aside are left out."
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def choose_practice(request: SignedInRequest) -> HttpResponse:
    """What to practise; `?deck=` ticks one, `?topics=weak` the weak ones. POST starts the round."""
    user, now = request.user, timezone.now()
    weak = weak_topics(user, user.study_day(now))
    if request.method != "POST":
        return render_choice(request, PracticeForm(initial=asked_for(request)), weak)
    form = PracticeForm(request.POST)
    if not form.is_valid():
        return render_choice(request, form, weak)
    topics = form.cleaned_data["topics"]
    weak_decks = [topic.deck for topic in weak]
    if topics == "weak" and not weak_decks:
        form.add_error("topics", NO_WEAK_TOPIC)
        return render_choice(request, form, weak)
    decks = {"weak": weak_decks, "picked": form.cleaned_data["decks"]}.get(topics)
    try:
        practice = start_practice(
            user=user,
            uid=form.cleaned_data["round"],
            title=form.title(weak_decks),
            candidates=candidates_of(
                user,
                None if decks is None else [deck.path for deck in decks],
                form.groups,
                only_seen=form.cleaned_data["seen"] == "seen",
            ),
            count=form.cleaned_data["size"],
            now=now,
        )
    except NothingToPractiseError:
        form.add_error("seen", NO_CARDS)
        return render_choice(request, form, weak)
    return redirect("show-practice", uid=practice.uid)


def asked_for(request: SignedInRequest) -> dict[str, object]:
    initial: dict[str, object] = {"round": uuid.uuid4()}
    if slug := request.GET.get("deck", ""):
        initial |= {"topics": "picked", "decks": [slug]}
    elif request.GET.get("topics") == "weak":
        initial["topics"] = "weak"
    return initial


def render_choice(request: SignedInRequest, form: PracticeForm, weak: object) -> HttpResponse:
    context = {"form": form, "weak": weak, "open_rounds": open_rounds(request.user)}
    return render(request, "practice/choose.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
@never_cache
def show_practice(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """The next card of the round, or what came of it."""
    return render_step(request, access_own_practice(request.user, uid))


@require_POST
@login_required
@never_cache
def check_practice(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    """Check what was typed, or show the answer."""
    answer = access_own_practice_answer(request.user, uid, position)
    form = PracticeAnswerForm(request.POST)
    if not form.is_valid():
        return go_on(request, answer.practice, "This page was out of date. Nothing was kept.")
    now, tries = timezone.now(), form.cleaned_data["tries"]
    verdict: Verdict | None = None
    submitted: str | list[str] = ""
    try:
        if form.cleaned_data["reveal"] or not answer.card.card_kind.is_checked:
            response = form.cleaned_data["response"]
            show_practice_answer(answer=answer, response=response, tries=tries, now=now)
        else:
            submitted = submitted_answer(request, answer.card)
            verdict = submit_practice_answer(
                answer=answer, submitted=submitted, tries=tries, now=now
            )
    except StalePracticeError:
        return go_on(request, answer.practice, STALE)
    except UnusableCardError:
        return go_on(request, answer.practice)
    if verdict is not None:
        typed = submitted if isinstance(submitted, str) else ""
        return render_step(request, answer.practice, answer, verdict=verdict, submitted=typed)
    return go_on(request, answer.practice, answer=answer)


@require_POST
@login_required
@never_cache
def rate_practice(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    """Whether she knew it; `pass` leaves out a card that cannot be asked."""
    answer = access_own_practice_answer(request.user, uid, position)
    form = KnewForm(request.POST)
    if not form.is_valid():
        return go_on(request, answer.practice, "Say whether you knew it: choose one of the two.")
    knew = form.cleaned_data["knew"]
    try:
        if knew == "pass":
            pass_over(answer)
        else:
            rate_practice_answer(answer=answer, knew=knew == "yes", now=timezone.now())
    except StalePracticeError:
        return go_on(request, answer.practice, STALE)
    return go_on(request, answer.practice)


@require_POST
@login_required
@never_cache
def preview_practice(request: SignedInRequest, uid: uuid.UUID, position: int) -> HttpResponse:
    """The reading of an answer while it is typed. Counts nothing."""
    answer = access_own_practice_answer(request.user, uid, position)
    if refusal := refused(request):
        return refusal
    text = request.POST.get("submitted", "")
    preview = preview_of(answer.card, text, answer.seed)
    return render(request, "study/_preview.html", {"preview": preview})


@require_POST
@login_required
@never_cache
def end_round(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    practice = access_own_practice(request.user, uid)
    end_practice(practice, now=timezone.now())
    return go_on(request, practice)


@require_POST
@login_required
def practise_again(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """A new round of what was missed."""
    practice = access_own_practice(request.user, uid)
    form = RoundForm(request.POST)
    if not form.is_valid():
        return go_on(request, practice, "This page was out of date. Press the button once more.")
    try:
        again = practise_missed(practice, uid=form.cleaned_data["round"], now=timezone.now())
    except NothingToPractiseError:
        return go_on(request, practice, "Nothing was missed in this round that can still be asked.")
    return redirect("show-practice", uid=again.uid)


def go_on(
    request: SignedInRequest,
    practice: Practice,
    notice: str = "",
    *,
    answer: PracticeAnswer | None = None,
) -> HttpResponse:
    """htmx gets what is next in the same round trip; a plain form is redirected to it."""
    if wants_fragment(request):
        return render_step(request, practice, answer, notice=notice)
    if notice:
        messages.warning(request, notice)
    return redirect("show-practice", uid=practice.uid)


def render_step(
    request: SignedInRequest,
    practice: Practice,
    answer: PracticeAnswer | None = None,
    *,
    notice: str = "",
    verdict: Verdict | None = None,
    submitted: str = "",
) -> HttpResponse:
    """`answer` is the card that is open; without it, the first of the round that is."""
    state = practice_state(practice)
    if answer is None and state.next_position is not None:
        answer = answer_at(practice, state.next_position)
    context: dict[str, object] = {
        "practice": practice,
        "count": state.count,
        "answer": answer,
        "notice": notice,
        "shown": None,
    }
    if answer is None:
        if practice.ended_at is None:
            end_practice(practice, now=timezone.now())
        context |= {"missed": missed_cards(practice), "next_round": uuid.uuid4()}
    else:
        try:
            shown = practice_card(answer, submitted=submitted, unreadable=verdict)
            context |= {"shown": shown, "suggested": suggested_knew(shown)}
        except UnusableCardError:
            context["is_broken"] = True
    return render_page(request, "practice/page.html", context, fragment="practice/_step.html")
