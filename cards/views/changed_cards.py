"""Cards that changed their meaning: the learner looks at them and says which she wants to see soon."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.access import access_own_meaning_answer
from cards.actions.changed_cards import StudiedSinceError, answer_changed_cards, undo_answer
from cards.forms.changed_cards import AGAIN, ChangedCardsForm
from cards.queries.changed_cards import changed_cards, recent_answers
from cards.requests import SignedInRequest


@require_safe
@login_required
@never_cache
def list_changed_cards(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    today = request.user.study_day(now)
    context = {
        "changed": changed_cards(request.user, today),
        "answers": recent_answers(request.user, now),
    }
    return render(request, "changed_cards/page.html", context)


@require_POST
@login_required
def answer_changed(request: SignedInRequest) -> HttpResponse:
    form = ChangedCardsForm(request.POST)
    if not form.is_valid():
        marked = "cards" in form.cleaned_data
        messages.error(request, "Choose one of the two." if marked else "Mark the cards you mean.")
        return redirect("list-changed-cards")
    sees_again = form.cleaned_data["choice"] == AGAIN
    answered = answer_changed_cards(
        user=request.user,
        card_ids=form.cleaned_data["cards"],
        sees_again=sees_again,
        now=timezone.now(),
    )
    cards = f"{answered} card{'' if answered == 1 else 's'}"
    if not answered:
        messages.info(request, "That is answered already.")
    elif sees_again:
        messages.success(
            request, f"You will see {cards} within three days. What you know of them stays counted."
        )
    else:
        messages.success(request, f"{cards} left as before.")
    return redirect("list-changed-cards")


@require_POST
@login_required
def undo_changed(request: SignedInRequest, answer_id: int) -> HttpResponse:
    answer = access_own_meaning_answer(request.user, answer_id)
    try:
        undo_answer(answer, now=timezone.now())
    except StudiedSinceError:
        messages.error(request, "You have studied this card since: its date follows from that now.")
    else:
        messages.success(request, "Taken back: the card is due when it was before.")
    return redirect("list-changed-cards")
