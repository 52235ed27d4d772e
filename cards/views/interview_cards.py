"""What an interview missed, as cards for tomorrow: a list to choose from, and the way back."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.access import access_own_interview, access_own_interview_card
from cards.actions import interview_cards
from cards.actions.interview_cards import TakenBackError
from cards.actions.personal_cards import TooManyCardsError
from cards.forms.interview_reports import TakeCardsForm
from cards.models import Interview
from cards.queries.interview_cards import ONE_DAY, CardOffer, card_offer
from cards.requests import SignedInRequest
from cards.views.interview_reports import turned_away


@require_safe
@login_required
@never_cache
def show_interview_cards(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """The preview: nothing is written before the learner confirms."""
    interview = access_own_interview(request.user, uid)
    if away := turned_away(request, interview):
        return away
    offer = card_offer(interview, request.user.study_day(timezone.now()))
    return render_cards(request, interview, offer)


def render_cards(
    request: SignedInRequest,
    interview: Interview,
    offer: CardOffer,
    form: TakeCardsForm | None = None,
) -> HttpResponse:
    is_refused = form is not None
    if form is None:
        form = TakeCardsForm(new_cards=offer.new_cards.values())
        ticked = {pk for pk, offered in offer.takeable.items() if offered.is_suggested}
    else:
        ticked = set(form.cleaned_data.get("cards") or [])
    context = {
        "interview": interview,
        "offer": offer,
        "missed": [
            (missed, [form.new_forms[new.key] for new in missed.new_cards])
            for missed in offer.missed
        ],
        "ticked": ticked,
        "first_marked": form.first_marked,
        "errors": [*form.errors.get("cards", []), *form.non_field_errors()],
        "today": offer.tomorrow - ONE_DAY,
    }
    return render(request, "interviews/cards.html", context, status=422 if is_refused else 200)


@require_POST
@login_required
@never_cache
def take_interview_cards(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    interview = access_own_interview(request.user, uid)
    if away := turned_away(request, interview):
        return away
    now = timezone.now()
    offer = card_offer(interview, request.user.study_day(now))
    form = TakeCardsForm(request.POST, new_cards=offer.new_cards.values())
    if not form.is_valid():
        return render_cards(request, interview, offer, form)
    try:
        taken = interview_cards.take_cards(
            interview,
            card_ids=form.cleaned_data["cards"],
            new_cards=form.cleaned_data["new_cards"],
            now=now,
        )
    except TooManyCardsError as error:
        form.add_error(None, str(error))
        return render_cards(request, interview, offer, form)
    if taken:
        come = "card comes" if taken == 1 else "cards come"
        messages.success(request, f"{taken} {come} tomorrow. You can take that back today.")
    else:
        messages.info(request, "Nothing was changed: what you chose is taken care of already.")
    return redirect("show-interview-cards", interview.uid)


@require_POST
@login_required
def put_back_interview_card(
    request: SignedInRequest, uid: uuid.UUID, taken_id: int
) -> HttpResponse:
    taken = access_own_interview_card(request.user, uid, taken_id)
    try:
        interview_cards.put_back(taken, user=request.user, now=timezone.now())
    except TakenBackError as error:
        messages.warning(request, str(error))
    else:
        if taken.made_card:
            messages.success(request, "The card is removed again. It is offered here still.")
        else:
            messages.success(request, "The card is back where it was.")
    return redirect("show-interview-cards", uid)
