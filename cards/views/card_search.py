"""Looking for a card by the words on it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.core.searching import LONGEST_SEARCH
from cards.queries.card_search import learner_search
from cards.queries.decks import listed_cards
from cards.requests import SignedInRequest

CARDS_A_PAGE = 50


def searched_words(request: HttpRequest) -> str:
    return request.GET.get("words", "").replace("\0", "").strip()[:LONGEST_SEARCH]


@require_safe
@login_required
@never_cache
def search_cards(request: SignedInRequest) -> HttpResponse:
    words = searched_words(request)
    context: dict[str, Any] = {"words": words}
    if words:
        found = learner_search(request.user, words).select_related("deck")
        page = Paginator(found, CARDS_A_PAGE).get_page(request.GET.get("page"))
        listed = listed_cards(request.user, list(page.object_list))
        context |= {"page": page, "listed": listed}
    return render(request, "cards/search.html", context)
