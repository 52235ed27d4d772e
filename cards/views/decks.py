"""Decks and cards to look at, and the choice of what to learn."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.access import access_card, access_deck
from cards.actions.decks import choose_decks, learn_more_today, set_card_aside
from cards.forms.decks import DeckChoiceForm
from cards.models import Card
from cards.queries.appeals import appeals_about
from cards.queries.card_history import card_history
from cards.queries.decks import deck_tree, listed_cards, subtree_numbers
from cards.queries.related import related_links
from cards.queries.study_card import face_of
from cards.requests import SignedInRequest
from cards.views.settings import back_to_next

CARDS_A_PAGE = 50


@require_safe
@login_required
@never_cache
def list_decks(request: SignedInRequest) -> HttpResponse:
    today = request.user.study_day(timezone.now())
    return render(
        request,
        "decks/list.html",
        {
            "tree": deck_tree(request.user, today),
            "all_decks": request.user.learns_all_decks,
            "takes_planned_first": request.user.takes_planned_first(today),
        },
    )


@require_POST
@login_required
def choose_learned_decks(request: SignedInRequest) -> HttpResponse:
    form = DeckChoiceForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("list-decks")
    chosen = form.cleaned_data["decks"]
    all_decks = form.cleaned_data["scope"] == "all"
    choose_decks(user=request.user, deck_ids=[deck.pk for deck in chosen], all_decks=all_decks)
    if all_decks:
        messages.success(request, "New cards come from every deck.")
    else:
        decks = "deck" if len(chosen) == 1 else f"{len(chosen)} decks"
        messages.success(request, f"New cards come from the {decks} you picked.")
    return redirect("list-decks")


@require_safe
@login_required
@never_cache
def show_deck(request: SignedInRequest, slug: str) -> HttpResponse:
    deck = access_deck(request.user, slug)
    today = request.user.study_day(timezone.now())
    cards = Card.with_personal.visible_to(request.user).published().in_subtree(deck)
    in_order = cards.select_related("deck").in_author_order()
    page = Paginator(in_order, CARDS_A_PAGE).get_page(request.GET.get("page"))
    numbers = subtree_numbers(deck_tree(request.user, today), deck)
    return render(
        request,
        "decks/page.html",
        {
            "deck": deck,
            "numbers": numbers,
            # The numbers are of shared cards alone.
            "own": page.paginator.count - (numbers.cards if numbers else 0),
            "page": page,
            "listed": listed_cards(request.user, list(page.object_list)),
        },
    )


@require_safe
@login_required
@never_cache
def show_card(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    """A card with its answer, its source, and why it is due when it is."""
    card = access_card(request.user, uid)
    return render(
        request,
        "cards/page.html",
        {
            "card": card,
            "face": face_of(card),
            "related": related_links(card),
            "history": card_history(request.user, card),
            "appeals": appeals_about(request.user, card),
        },
    )


@require_POST
@login_required
def set_aside(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    card = access_card(request.user, uid)
    is_set_aside = request.POST.get("set_aside") == "1"
    set_card_aside(user=request.user, card=card, is_set_aside=is_set_aside)
    if is_set_aside:
        messages.success(
            request, "The card is set aside: it will not be shown until you take it up."
        )
    else:
        messages.success(request, "The card is back in your reviews.")
    return back_to_next(request) if "next" in request.POST else redirect(card)


@require_POST
@login_required
def learn_more(request: SignedInRequest) -> HttpResponse:
    """More new cards today than the daily limit."""
    learn_more_today(user=request.user, now=timezone.now())
    slug = request.POST.get("deck", "")
    if slug:
        return redirect("study-deck", slug=access_deck(request.user, slug).slug)
    return redirect("study")
