"""Three cards for a visitor without an account: nothing is stored."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cards.core.answers.specification import check_submitted
from cards.models import Attempt
from cards.models.review import REVEALED
from cards.queries.exercises import specification_of
from cards.queries.trial import TRIAL_SEED, trial_card, trial_cards
from cards.views.study import submitted_answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def try_card(request: HttpRequest, number: int = 1) -> HttpResponse:
    """One of the trial cards; POST checks an answer or shows it."""
    cards = trial_cards()
    if not 1 <= number <= len(cards):
        if number == 1:
            return render(request, "trial/page.html", {"shown": None})
        raise Http404("There are only a few cards to try.")
    card = cards[number - 1]
    attempt = None
    verdict = None
    submitted: str | list[str] = ""
    if request.method == "POST":
        attempt = Attempt(outcome=REVEALED)
        if card.card_kind.is_checked and "reveal" not in request.POST:
            submitted = submitted_answer(request, card)
            # Without the workers: strangers get what is decided at once.
            verdict = check_submitted(specification_of(card), submitted, TRIAL_SEED)
            attempt = Attempt(
                outcome=verdict.outcome.value,
                message=verdict.message,
                reading=verdict.reading,
                notes=list(verdict.notes),
                submitted=submitted if isinstance(submitted, str) else ", ".join(submitted),
            )
    shown = trial_card(
        card,
        seed=TRIAL_SEED,
        attempt=attempt,
        verdict=verdict,
        submitted=submitted if isinstance(submitted, str) else "",
    )
    return render(
        request,
        "trial/page.html",
        {"shown": shown, "number": number, "total": len(cards), "last": number == len(cards)},
    )
