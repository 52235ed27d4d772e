"""How a typed answer is read, while it is being typed."""

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cards.access import access_presented_card
from cards.forms.study import AnswerForm
from cards.models import User
from cards.queries.previews import preview_of
from cards.requests import SignedInRequest

LARGEST_REQUEST = 4096
PREVIEWS_A_MINUTE = 60


@require_POST
@login_required
@never_cache
def preview_answer(request: SignedInRequest) -> HttpResponse:
    """The reading of an answer, or where it cannot be read. Counts nothing."""
    if refusal := refused(request):
        return refusal
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=204)
    presentation = form.cleaned_data["presentation"]
    card = access_presented_card(request.user, presentation)
    preview = preview_of(card, form.cleaned_data["submitted"], presentation.seed)
    return render(request, "study/_preview.html", {"preview": preview})


def refused(request: SignedInRequest) -> HttpResponse | None:
    # By the header: the check against forged requests may have read the body, and it is read once.
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
        return HttpResponse("This is too long to preview.", "text/plain", 413)
    if is_too_fast(request.user):
        return HttpResponse(status=204)  # the last preview stays; typing goes on
    return None


def is_too_fast(user: User) -> bool:
    """Whether the learner asked for more previews this minute than anybody types."""
    key = f"previews:{user.pk}:{timezone.now():%H%M}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) > PREVIEWS_A_MINUTE
    except ValueError:  # the minute's entry was evicted in between
        return False
