"""The learner's leeches: the list, and a practice round of them."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.actions.practice import NothingToPractiseError, start_practice
from cards.core.practice import SIZES
from cards.forms.practice import RoundForm
from cards.queries.decks import ListedCard
from cards.queries.leeches import leech_candidates, leeches_of
from cards.requests import SignedInRequest

LEECHES_A_PAGE = 25


@require_safe
@login_required
@never_cache
def list_leeches(request: SignedInRequest) -> HttpResponse:
    page = Paginator(leeches_of(request.user), LEECHES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "listed": [ListedCard(card=schedule.card, schedule=schedule) for schedule in page],
        "round": uuid.uuid4(),
        "size": SIZES[0],
    }
    return render(request, "leeches/page.html", context)


@require_POST
@login_required
def practise_leeches(request: SignedInRequest) -> HttpResponse:
    """A round of the leeches that are not set aside, drawn like any other."""
    form = RoundForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "This page was out of date. Press the button once more.")
        return redirect("list-leeches")
    try:
        practice = start_practice(
            user=request.user,
            uid=form.cleaned_data["round"],
            title="My leeches",
            candidates=leech_candidates(request.user),
            count=SIZES[0],
            now=timezone.now(),
        )
    except NothingToPractiseError:
        messages.warning(request, "There is no leech to practise that is not set aside.")
        return redirect("list-leeches")
    return redirect("show-practice", uid=practice.uid)
