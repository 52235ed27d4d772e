"""The review queue of drafts, a page of the admin: each draft beside the lines it came from."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cards.actions.drafts import (
    DraftError,
    StaleDraftError,
    accept_draft,
    accept_drafts,
    discard_draft,
    edit_draft,
    merge_drafts,
    restore_draft,
    split_draft,
    undo_step,
)
from cards.admin.differences import compare
from cards.core.documents.reviewing import halves
from cards.forms.drafts import THRESHOLDS, DraftFilterForm, DraftForm
from cards.htmx import render_page, wants_fragment
from cards.models import Card, DraftStep, User
from cards.queries.drafts import (
    LARGEST_NUMBER,
    DraftFilter,
    draft_queue,
    filter_choices,
    last_step,
    place_after,
    ready_drafts,
    text_of,
)
from cards.templatetags.cards import spoken_prompt

PAGE = "admin/cards/card/review.html"
FRAGMENT = "admin/cards/card/_review.html"
FORMS = ("edit", "split")


def may_review(request: HttpRequest) -> bool:
    return request.user.has_perm("cards.change_card")


def review_urls(guard: Callable[[Any], Any]) -> list[URLPattern]:
    """The addresses below those of the cards; `guard` lets staff in only."""

    def own(address: str, view: Any, name: str) -> URLPattern:
        pattern: URLPattern = path(f"review/{address}", guard(never_cache(view)), name=name)
        return pattern

    return [
        own("", require_GET(review_drafts), "cards_card_review"),
        own("bulk/", require_POST(accept_many), "cards_card_review_bulk"),
        own("undo/", require_POST(undo_last), "cards_card_review_undo"),
        own("shortcuts/", require_POST(switch_shortcuts), "cards_card_review_shortcuts"),
        own("<int:number>/", require_POST(take_step), "cards_card_review_step"),
    ]


def review_drafts(request: HttpRequest) -> HttpResponse:
    check_permission(request)
    at = number_of(request.GET.get("at"))
    opened = next((name for name in FORMS if number_of(request.GET.get(name))), "")
    number = number_of(request.GET.get(opened)) if opened else None
    drawn = {}
    if number is not None:
        card = Card.objects.filter(pk=number, status="draft").first()
        if card is not None:
            drawn = forms_of(opened, card)
            at = number
    return show_queue(request, at=at, drawn=drawn)


def show_queue(
    request: HttpRequest,
    *,
    at: int | None = None,
    drawn: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    chosen = DraftFilter.of(request.GET)
    user = cast("User", request.user)
    queue = draft_queue(chosen, at=at)
    threshold = number_of(request.GET.get("bulk"))
    ready = None
    if threshold in dict(THRESHOLDS) and not chosen.is_discarded:
        ready = len(ready_drafts(chosen, confidence=threshold / 100))
    query = urlencode(chosen.address())
    context = {
        **admin.site.each_context(request),
        "opts": Card._meta,
        "title": "Review queue",
        "queue": queue,
        "chosen": chosen,
        "query": f"?{query}" if query else "?",
        "carried": f"{query}&" if query else "",
        "filter_form": DraftFilterForm(filter_choices(chosen), initial=chosen.address()),
        "thresholds": THRESHOLDS,
        "threshold": threshold,
        "ready": ready,
        "step": last_step(user),
        "has_shortcuts": user.has_shortcuts,
        "drawn": drawn or {},
    }
    response = render_page(request, PAGE, context, fragment=FRAGMENT, status=status)
    if request.method == "POST" and wants_fragment(request):
        response["HX-Replace-Url"] = address_of(chosen, queue.current)
    return response


def check_permission(request: HttpRequest) -> None:
    if not may_review(request):
        raise PermissionDenied


def number_of(value: str | None) -> int | None:
    if not value or not (value.isascii() and value.isdecimal()) or len(value) > 19:
        return None
    return int(value) if int(value) <= LARGEST_NUMBER else None


def address_of(chosen: DraftFilter, at: int | None) -> str:
    values = chosen.address() | ({"at": str(at)} if at else {})
    query = f"?{urlencode(values)}" if values else ""
    return reverse("admin:cards_card_review") + query


def go_on(request: HttpRequest, at: int | None) -> HttpResponse:
    """The queue at a draft: at once for htmx, else by a redirect."""
    if wants_fragment(request):
        return show_queue(request, at=at)
    anchor = f"#draft-{at}" if at else ""
    return redirect(address_of(DraftFilter.of(request.GET), at) + anchor)


# --- Steps ---


def take_step(request: HttpRequest, number: int) -> HttpResponse:
    """One step about one draft, named by the button that was pressed."""
    check_permission(request)
    card = Card.objects.filter(pk=number).first() if number <= LARGEST_NUMBER else None
    if card is None:
        raise Http404("There is no such draft.")
    verb = request.POST.get("verb", "")
    if verb in ("save", "save-accept", "split-save"):
        return save_form(request, card, verb)
    version = number_of(request.POST.get("version")) or 0
    user, now = cast("User", request.user), timezone.now()
    after = place_after(DraftFilter.of(request.GET), number)
    try:
        if verb == "accept":
            accept_draft(number, version=version, user=user, now=now)
            words, at = "Accepted", after
        elif verb == "discard":
            discard_draft(number, version=version, user=user, now=now)
            words, at = "Discarded", after
        elif verb == "restore":
            restore_draft(number, version=version, user=user, now=now)
            words, at = "Restored to the drafts", after
        elif verb in ("merge-next", "merge-previous"):
            words, at = "Merged", merge(request, (number, version), verb, user)
        else:
            messages.error(request, "Choose one of the buttons.")
            return go_on(request, number)
    except StaleDraftError as error:
        messages.warning(request, f"Nothing was changed. {error}")
        return go_on(request, number if card.status == "draft" else after)
    except DraftError as error:
        messages.warning(request, f"Nothing was changed. {error}")
        return go_on(request, number)
    messages.success(request, f"{words}: {shortened(card)}")
    return go_on(request, at)


def merge(request: HttpRequest, this: tuple[int, int], verb: str, user: User) -> int:
    """Merge with the neighbour that the page showed; the earlier one stays."""
    side = "following" if verb == "merge-next" else "preceding"
    other = (
        number_of(request.POST.get(side)) or 0,
        number_of(request.POST.get(f"{side}_version")) or 0,
    )
    if not other[0]:
        raise DraftError("There is no draft of this document on that side.")
    first, second = (this, other) if side == "following" else (other, this)
    merge_drafts(first, second, user=user, now=timezone.now())
    return first[0]


def shortened(card: Card) -> str:
    text = spoken_prompt(card)
    return text if len(text) <= 80 else text[:79] + "…"


# --- Forms ---


def forms_of(name: str, card: Card, request: HttpRequest | None = None) -> dict[str, Any]:
    """The open form of a draft: one for its words, or two to split it."""
    submitted = request.POST if request else None
    text = text_of(card)
    if name == "edit":
        shown = [DraftForm(submitted, card=card, text=text, prefix="edit")]
    else:
        shown = [
            DraftForm(submitted, card=card, text=half, prefix=prefix)
            for half, prefix in zip(halves(text), ("first", "second"), strict=True)
        ]
    return {"name": name, "card": card.pk, "version": card.version, "forms": shown}


def save_form(request: HttpRequest, card: Card, verb: str) -> HttpResponse:
    """Save an edited or split draft. What cannot be saved comes back with the reason, nothing lost."""
    name = "split" if verb == "split-save" else "edit"
    drawn = forms_of(name, card, request)
    forms = cast("list[DraftForm]", drawn["forms"])
    # Both, so that the second form has its messages too.
    found = [form.is_valid() for form in forms]
    is_valid = all(found)
    if is_valid and verb == "save-accept":
        is_valid = forms[0].demand_complete()
    if not is_valid:
        return show_queue(request, at=card.pk, drawn=drawn, status=422)
    version = number_of(request.POST.get("version")) or 0
    user, now = cast("User", request.user), timezone.now()
    after = place_after(DraftFilter.of(request.GET), card.pk)
    try:
        if name == "split":
            texts = (forms[0].text(), forms[1].text())
            split_draft(card.pk, texts, version=version, user=user, now=now)
        else:
            accepts = verb == "save-accept"
            edit_draft(
                card.pk, forms[0].text(), version=version, user=user, now=now, accepts=accepts
            )
    except DraftError as error:
        return show_conflict(request, card, drawn, str(error))
    words = {"save": "Saved", "save-accept": "Saved and accepted", "split-save": "Split"}[verb]
    messages.success(request, f"{words}: {shortened(card)}")
    return go_on(request, after if verb == "save-accept" else card.pk)


def show_conflict(
    request: HttpRequest, card: Card, drawn: dict[str, Any], reason: str
) -> HttpResponse:
    """Both texts beside each other; what the author wrote is still in the form."""
    card.refresh_from_db()
    form = drawn["forms"][0]
    form.add_error(
        None,
        f"{reason} Nothing of yours is lost: compare, take over what you want, and save again."
        if card.status == "draft"
        else f"{reason} It is no draft any more, so this text cannot be saved here. Copy what you"
        " need, or edit the card itself.",
    )
    written = form.text()
    pairs = [("Prompt", card.prompt, written.prompt), ("Answer", card.answer, written.answer)]
    drawn["compared"] = [compare(*pair) for pair in pairs if pair[1] != pair[2]]
    drawn["version"] = card.version  # the other text has been seen with this answer
    drawn["is_apart"] = card.status != "draft"
    return show_queue(request, at=card.pk, drawn=drawn, status=409)


# --- Many at once, and back ---


def accept_many(request: HttpRequest) -> HttpResponse:
    check_permission(request)
    chosen = DraftFilter.of(request.GET)
    threshold = number_of(request.POST.get("threshold"))
    if threshold not in dict(THRESHOLDS) or chosen.is_discarded:
        messages.error(request, "Choose a confidence from the list.")
        return go_on(request, None)
    cards = ready_drafts(chosen, confidence=threshold / 100)
    if len(cards) != number_of(request.POST.get("number")):
        messages.warning(
            request,
            f"Nothing was accepted: these are {len(cards)} drafts by now. Look again, then accept.",
        )
        return go_on(request, None)
    _, number = accept_drafts(cards, user=cast("User", request.user), now=timezone.now())
    messages.success(request, f"Accepted {number} draft{'' if number == 1 else 's'}.")
    return go_on(request, None)


def undo_last(request: HttpRequest) -> HttpResponse:
    """Undo the author's newest step: the one that the page named, or nothing."""
    check_permission(request)
    user = cast("User", request.user)
    step: DraftStep | None = last_step(user)
    if step is None or step.pk != number_of(request.POST.get("step")):
        messages.info(request, "That step is undone already, or is not your last one any more.")
        return go_on(request, number_of(request.GET.get("at")))
    undone, left = undo_step(step, now=timezone.now())
    words = f"Undone: {undone} draft{'' if undone == 1 else 's'} as before."
    if left:
        words += f" {left} left alone: changed since, or learned by somebody already."
    messages.success(request, words)
    return go_on(request, step.changes[0]["card"])


def switch_shortcuts(request: HttpRequest) -> HttpResponse:
    """The learner's setting: single keys do something here and when studying, or nowhere."""
    check_permission(request)
    user = cast("User", request.user)
    User.objects.filter(pk=user.pk).update(has_shortcuts=not user.has_shortcuts)
    user.has_shortcuts = not user.has_shortcuts
    messages.success(request, f"Shortcuts are {'on' if user.has_shortcuts else 'off'}.")
    return go_on(request, number_of(request.POST.get("at")))
