"""A learner's own cards: the list of them, writing one, changing it, removing it and taking it back."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.access import access_personal_card, may_be_slug
from cards.actions import personal_cards
from cards.actions.authoring import StaleCardError
from cards.actions.personal_cards import TooManyCardsError
from cards.forms.personal_cards import PersonalCardForm
from cards.models import Card
from cards.queries.decks import listed_cards
from cards.queries.personal_cards import personal_cards as cards_of
from cards.requests import SignedInRequest
from cards.views.card_search import CARDS_A_PAGE, searched_words


@require_safe
@login_required
@never_cache
def list_personal_cards(request: SignedInRequest) -> HttpResponse:
    words = searched_words(request)
    are_removed = request.GET.get("show") == "removed"
    found = cards_of(request.user, words=words, are_removed=are_removed)
    page = Paginator(found.cards, CARDS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "personal_cards/list.html",
        {
            "found": found,
            "words": words,
            "are_removed": are_removed,
            "page": page,
            "listed": listed_cards(request.user, list(page.object_list)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def write_personal_card(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        slug = request.GET.get("deck", "")
        form = PersonalCardForm(initial={"deck": slug if may_be_slug(slug) else ""})
        return render_form(request, form)
    form = PersonalCardForm(request.POST)
    if not form.is_valid():
        return render_form(request, form)
    try:
        card = personal_cards.write_card(
            user=request.user,
            deck=form.cleaned_data["deck"],
            sides=form.sides,
            now=timezone.now(),
        )
    except TooManyCardsError as error:
        form.add_error(None, str(error))
        return render_form(request, form)
    messages.success(request, "Your card is saved. It comes with the next new cards.")
    if "another" in request.POST:
        return redirect(f"{reverse('write-personal-card')}?deck={card.deck.slug}")
    return redirect(card)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def edit_personal_card(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    card = access_personal_card(request.user, uid)
    stored = {"prompt": card.prompt, "answer": card.answer, "version": card.version}
    if request.method != "POST":
        form = PersonalCardForm(initial=stored | {"deck": card.deck.slug})
        return render_form(request, form, card)
    form = PersonalCardForm(request.POST)
    if not form.is_valid():
        return render_form(request, form, card)
    card.version = form.cleaned_data["version"] or 0
    try:
        personal_cards.edit_card(
            card,
            user=request.user,
            deck=form.cleaned_data["deck"],
            sides=form.sides,
            now=timezone.now(),
        )
    except StaleCardError:
        card = access_personal_card(request.user, uid)
        # What was typed stays in its fields; saving it again is a choice made with both in view.
        data = request.POST.copy()
        data["version"] = str(card.version)
        form.data = data
        form.add_error(
            None,
            "The card was changed elsewhere after this page was opened, and nothing was saved."
            " Below is what it says now; save once more to put what you typed in its place.",
        )
        return render_form(request, form, card, stored=card)
    messages.success(request, "The card is saved. Its schedule stays as it was.")
    return redirect(card)


def render_form(
    request: SignedInRequest,
    form: PersonalCardForm,
    card: Card | None = None,
    stored: Card | None = None,
) -> HttpResponse:
    """`stored` is given when another page saved the card meanwhile."""
    context: dict[str, Any] = {"form": form, "card": card, "stored": stored}
    return render(request, "personal_cards/edit.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def remove_personal_card(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    card = access_personal_card(request.user, uid)
    if personal_cards.remove_card(card, now=timezone.now()):
        messages.success(
            request, "The card is removed from your days. You can take it back from this list."
        )
    return redirect(f"{reverse('list-personal-cards')}?show=removed")


@require_POST
@login_required
def take_back_personal_card(request: SignedInRequest, uid: uuid.UUID) -> HttpResponse:
    card = access_personal_card(request.user, uid)
    if personal_cards.take_back_card(card, user=request.user, now=timezone.now()):
        messages.success(request, "The card is back, with the schedule it had.")
    return redirect(card)
