"""The learner's word against a verdict: sent from below the answer, and answered with thanks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cards.access import access_deck, access_own_attempt
from cards.actions import appeals
from cards.forms.appeals import AppealForm
from cards.htmx import wants_fragment
from cards.queries.appeals import appeal_panel_beside
from cards.requests import SignedInRequest
from cards.views.study import study_url

THANKS = "Thank you. An author will look at it. Your schedule and your standings stay as they are."


@require_POST
@login_required
@never_cache
def make_appeal(request: SignedInRequest) -> HttpResponse:
    """Log an appeal against the verdict on one of the learner's own answers."""
    form = AppealForm(request.POST)
    form.is_valid()
    cleaned = form.cleaned_data
    if "attempt" not in cleaned:
        raise Http404("There is no such answer.")
    attempt = access_own_attempt(request.user, cleaned["attempt"])
    slug = cleaned.get("deck", "")
    deck = access_deck(request.user, slug) if slug else None
    error = ""
    if "sentence" in form.errors:
        error = str(form.errors["sentence"][0])
    else:
        try:
            appeals.make_appeal(attempt=attempt, sentence=cleaned["sentence"], now=timezone.now())
        except appeals.AppealError as refusal:
            error = str(refusal)
    if not wants_fragment(request):
        if error:
            messages.error(request, error)
        else:
            messages.success(request, THANKS)
        return redirect(study_url(deck, attempt.card))
    context = {
        "panel": appeal_panel_beside(attempt),
        "card": attempt.card,
        "deck": deck,
        "error": error,
        "sentence": request.POST.get("sentence", "") if error else "",
        "chosen": attempt.pk,
    }
    response = render(request, "study/_appeal.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
