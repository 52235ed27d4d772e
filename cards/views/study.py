"""The study session: show a card, check an answer, rate, undo. Each is one round trip."""

import datetime as dt
import functools
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cards.access import (
    access_deck,
    access_own_review,
    access_presented_card,
    access_rated_card,
)
from cards.actions.answers import StalePageError, costs_nothing, give_up, submit_answer
from cards.actions.plan import follow_plan
from cards.actions.study import UndoError, record_review, undo_review
from cards.core.answers.verdict import Verdict
from cards.core.kinds import CardKind
from cards.core.presentation import Presentation
from cards.forms.presentation import sign
from cards.forms.study import AnswerForm, RatingForm, SubmittedAnswerField, UndoForm
from cards.htmx import render_page, wants_fragment
from cards.models import Card, CardStatus, Deck, Schedule
from cards.models.card import CARD_STATUS
from cards.models.prepared import Result
from cards.models.schedule import card_and_schedule
from cards.queries.exercises import UnusableCardError, submitted_options
from cards.queries.finished_day import finished_day
from cards.queries.study import StudyState, day_statements, study_state, takes_new_cards
from cards.queries.study_card import ShownCard, new_presentation, shown_card
from cards.requests import SignedInRequest

logger = logging.getLogger(__name__)

STALE_PAGE = "This card was already rated in another tab. Nothing was counted twice."
WITHDRAWN = "The author has withdrawn that card. Your rating is kept; it will not come back."
LEECH = (
    "You keep forgetting this card: it is now marked as a leech and its author is told. "
    "Open it to read more, or set it aside."
)


def broken_cards_can_be_set_aside(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """A card whose stored specification is unusable must not stand in the way of all others."""

    @functools.wraps(view)
    def step(request: SignedInRequest, slug: str = "") -> HttpResponse:
        try:
            return view(request, slug) if slug else view(request)
        except UnusableCardError as error:
            logger.exception("Card %s cannot be asked: mend it in the admin.", error.card.pk)
            deck = access_deck(request.user, slug) if slug else None
            now = timezone.now()
            state = study_state(request.user, deck, now)
            return render_step(request, deck, state, None, now, broken=error.card)

    return step


@require_GET
@login_required
@never_cache
@broken_cards_can_be_set_aside
def study(request: SignedInRequest, slug: str = "") -> HttpResponse:
    """The next card, of one deck or of all; `?card=` asks for one that is in today's queue."""
    deck = access_deck(request.user, slug) if slug else None
    follow_plan(request.user, timezone.now())
    return show_next(request, deck, card_id=requested_card_id(request))


@require_POST
@login_required
@never_cache
@broken_cards_can_be_set_aside
def check_answer(request: SignedInRequest) -> HttpResponse:
    """Check what was typed, or show the answer."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return start_over(request, form)
    presentation: Presentation = form.cleaned_data["presentation"]
    card = access_presented_card(request.user, presentation)
    deck = deck_of(request, presentation)
    if not card.card_kind.is_checked:
        return show_answer(request, card, presentation, response=form.cleaned_data["response"])
    now = timezone.now()
    try:
        if form.cleaned_data["reveal"]:
            give_up(card=card, presentation=presentation, now=now)
        else:
            submitted = submitted_answer(request, card)
            verdict = submit_answer(
                card=card, presentation=presentation, submitted=submitted, now=now
            )
            if verdict is not None and costs_nothing(verdict):
                return show_unreadable(request, card, presentation, submitted, verdict)
    except StalePageError:
        return show_next(request, deck, notice=STALE_PAGE)
    if not wants_fragment(request):
        return redirect(study_url(deck, card))
    return show_answer(request, card, presentation)


@require_POST
@login_required
@never_cache
@broken_cards_can_be_set_aside
def rate_card(request: SignedInRequest) -> HttpResponse:
    form = RatingForm(request.POST)
    if "presentation" not in form.data or (not form.is_valid() and "presentation" in form.errors):
        return start_over(request, form)
    presentation: Presentation = form.cleaned_data["presentation"]
    response = form.cleaned_data["response"]
    if not form.is_valid():
        card = access_presented_card(request.user, presentation)
        error = str(form.errors["rating"][0])
        return show_answer(request, card, presentation, response=response, error=error)
    card, schedule = access_rated_card(request.user, presentation)
    deck = deck_of(request, presentation)
    now = timezone.now()
    is_next_shown = wants_fragment(request) and deck is None
    then = day_statements(request.user, request.user.study_day(now)) if is_next_shown else ()
    try:
        recorded = record_review(
            user=request.user,
            card=card,
            schedule=schedule,
            presentation=presentation,
            rating=form.cleaned_data["rating"],
            ticked=() if presentation.suffices_to_rate else ticked_points(request, card),
            response=response,
            now=now,
            then=[CARD_STATUS.statement(card=card.pk), *then],
        )
    except StalePageError:
        return after_step(request, deck, notice=STALE_PAGE)
    except ValueError:
        card = access_presented_card(request.user, presentation)
        error = "That rating does not fit the checked answer. Choose one of the buttons below."
        return show_answer(request, card, presentation, response=response, error=error)
    found = recorded.found
    status = found[0].rows[0][0] if found else card.status
    notice = ""
    if status != CardStatus.PUBLISHED:
        notice = WITHDRAWN
    elif recorded.became_leech:
        notice = LEECH
    if wants_fragment(request):
        return show_next(
            request, deck, notice=notice, coming_new=presentation.coming_new, found=found[1:]
        )
    return after_step(request, deck, notice=notice)


@require_POST
@login_required
@never_cache
@broken_cards_can_be_set_aside
def undo_rating(request: SignedInRequest) -> HttpResponse:
    """Take the last rating back and show its card again."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        return start_over(request, form)
    slug = form.cleaned_data["deck"]
    deck = access_deck(request.user, slug) if slug else None
    review = access_own_review(request.user, form.cleaned_data["review"])
    try:
        undo_review(user=request.user, review=review, now=timezone.now())
    except UndoError as error:
        return after_step(request, deck, notice=str(error))
    if not wants_fragment(request):
        return redirect(study_url(deck, review.card))
    return show_next(request, deck, card_id=review.card_id)


def show_next(
    request: SignedInRequest,
    deck: Deck | None,
    *,
    card_id: int | None = None,
    notice: str = "",
    coming_new: Sequence[tuple[int, str]] = (),
    found: Sequence[Result] = (),
) -> HttpResponse:
    """The asked-for card if it is in today's queue, else the first of the queue."""
    now = timezone.now()
    state = study_state(request.user, deck, now, coming_new=coming_new, found=found)
    shown = None
    chosen = card_id if card_id is not None and state.holds(card_id) else None
    if chosen is None and state.next_card is not None:
        chosen = state.next_card.card_id
    chosen_card = card_and_schedule(request.user, chosen) if chosen is not None else None
    if chosen_card is not None:
        card, schedule = chosen_card
        if coming_new and not may_be_shown(card, schedule, now, is_deck_chosen=deck is not None):
            return show_next(request, deck, card_id=card_id, notice=notice)
        shown = shown_card(
            card=card,
            schedule=schedule,
            presentation=new_presentation(
                request.user, card, schedule, now, deck.slug if deck else ""
            ),
            today=state.today,
        )
    return render_step(request, deck, state, shown, now, notice=notice)


def may_be_shown(card: Card, schedule: Schedule, now: dt.datetime, *, is_deck_chosen: bool) -> bool:
    """Whether a card that an earlier page announced is still for today.

    Since then it may have been archived, set aside or learned, in another tab or on another day,
    or its deck is one that the learner takes no new cards from any more.
    """
    if card.status != CardStatus.PUBLISHED or schedule.is_suspended:
        return False
    today = schedule.user.study_day(now)
    is_unseen = schedule._state.adding
    if is_unseen and not is_deck_chosen and not takes_new_cards(schedule.user, card, today):
        return False
    return schedule.due is None or schedule.due <= today or schedule.is_drilled(today)


def show_answer(
    request: SignedInRequest,
    card: Card,
    presentation: Presentation,
    *,
    response: str = "",
    error: str = "",
) -> HttpResponse:
    """The back of the very card that the page showed, even if another one would be next by now."""
    now = timezone.now()
    deck = deck_of(request, presentation)
    schedule = schedule_for(request, card)
    if schedule.version != presentation.schedule_version:
        return show_next(request, deck, notice=STALE_PAGE)
    state = study_state(request.user, deck, now, coming_new=presentation.coming_new)
    shown = shown_card(
        card=card,
        schedule=schedule,
        presentation=presentation,
        today=state.today,
        is_revealed=True,
        response=response,
    )
    return render_step(request, deck, state, shown, now, error=error)


def show_unreadable(
    request: SignedInRequest,
    card: Card,
    presentation: Presentation,
    submitted: object,
    verdict: Verdict,
) -> HttpResponse:
    """The card as it was, with what could not be read marked in the text. No try is lost."""
    now = timezone.now()
    deck = deck_of(request, presentation)
    state = study_state(request.user, deck, now, coming_new=presentation.coming_new)
    text = submitted if isinstance(submitted, str) else ""
    shown = shown_card(
        card=card,
        schedule=schedule_for(request, card),
        presentation=presentation,
        today=state.today,
        submitted=text,
        unreadable=verdict,
    )
    return render_step(request, deck, state, shown, now)


def render_step(
    request: SignedInRequest,
    deck: Deck | None,
    state: StudyState,
    shown: ShownCard | None,
    now: dt.datetime,
    *,
    notice: str = "",
    error: str = "",
    broken: Card | None = None,
) -> HttpResponse:
    context = {
        "deck": deck,
        "state": state,
        "shown": shown,
        "broken": broken,
        "token": token_of(shown, state) if shown else "",
        "finish": None if shown or broken else finished_day(request.user, deck, state),
        "notice": notice,
        "error": error,
        "now": now,
        "next_day": request.user.study_day_start(state.today + dt.timedelta(days=1)),
    }
    return render_page(request, "study/page.html", context, fragment="study/_step.html")


def token_of(shown: ShownCard, state: StudyState) -> str:
    return sign(replace(shown.presentation, coming_new=state.coming_new))


def after_step(
    request: SignedInRequest,
    deck: Deck | None,
    *,
    notice: str,
) -> HttpResponse:
    """htmx gets the next card in the same round trip; a plain form is redirected to it."""
    if wants_fragment(request):
        return show_next(request, deck, notice=notice)
    if notice:
        messages.warning(request, notice)
    return redirect(study_url(deck))


def start_over(request: SignedInRequest, form: AnswerForm | RatingForm | UndoForm) -> HttpResponse:
    """The next card, and what was wrong with what the page sent. Nothing was counted."""
    words = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return show_next(request, None, notice=words)


def submitted_answer(request: HttpRequest, card: Card) -> str | list[str]:
    """What the form of this card's kind sends: text, or the texts of options in their order."""
    if card.card_kind is CardKind.CHOICE:
        texts = request.POST.getlist("submitted")
        return submitted_options(card, [int(text) for text in texts if is_option_number(text)])
    if card.card_kind is CardKind.ORDERING:
        places = {
            int(name.removeprefix("place-")): str(place)
            for name, place in request.POST.items()
            if name.startswith("place-") and is_option_number(name.removeprefix("place-"))
        }
        numbers = sorted(places, key=lambda number: places[number].zfill(4))
        if len(set(places.values())) < len(places):
            return []
        return submitted_options(card, numbers)
    return SubmittedAnswerField().to_python(request.POST.get("submitted"))


def is_option_number(text: str) -> bool:
    """Digits, and few of them: `int` refuses a text of thousands with an error."""
    return text.isdecimal() and len(text) < 6


def schedule_for(request: SignedInRequest, card: Card) -> Schedule:
    rows = Schedule.objects.filter(user=request.user, card=card)
    return rows.first() or Schedule(user=request.user, card=card)


def deck_of(request: SignedInRequest, presentation: Presentation) -> Deck | None:
    return access_deck(request.user, presentation.deck_slug) if presentation.deck_slug else None


def study_url(deck: Deck | None, card: Card | None = None) -> str:
    url = reverse("study-deck", args=[deck.slug]) if deck else reverse("study")
    return f"{url}?card={card.pk}" if card else url


def requested_card_id(request: HttpRequest) -> int | None:
    text = request.GET.get("card", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def ticked_points(request: HttpRequest, card: Card) -> list[bool]:
    """Which key points were ticked; empty where the card has none."""
    ticked = set(request.POST.getlist("point"))
    return [str(number) in ticked for number in range(len(card.points))]
