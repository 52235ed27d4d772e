"""Needs attention, a page of the admin: cards with evidence from the log, the heaviest first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cards.actions.attention import dismiss_finding, show_again
from cards.core.attention import Evidence, EvidenceKind, is_new
from cards.core.kinds import CardKind
from cards.forms.answer_fields import KINDS_OF_FIELD
from cards.forms.attention import KIND_WORDS, AttentionForm
from cards.models import Card, Deck, User
from cards.models.deck import PATH_SEPARATOR
from cards.queries.attention import Finding, cards_in_need, findings, seen_levels
from cards.templatetags.cards import spoken_prompt

PAGE = "admin/cards/card/attention.html"
CARDS_A_PAGE = 25
# Answered by choosing or sorting: the options themselves are the known answers.
CHOSEN_KINDS = (CardKind.CHOICE, CardKind.ORDERING)
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEvidence:
    label: str
    words: str
    link: str = ""
    link_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    finding: Finding
    card: Card
    prompt: str
    evidence: tuple[ShownEvidence, ...]
    is_seen: bool


def attention_urls(guard: Callable[[Any], Any]) -> list[URLPattern]:
    def own(address: str, view: Any, name: str) -> URLPattern:
        pattern: URLPattern = path(f"attention/{address}", guard(never_cache(view)), name=name)
        return pattern

    return [
        own("", require_GET(list_cards), "cards_card_attention"),
        own("again/", require_POST(look_again), "cards_card_attention_again"),
        own("<int:number>/seen/", require_POST(dismiss), "cards_card_attention_seen"),
        own("<int:number>/show/", require_POST(bring_back), "cards_card_attention_show"),
    ]


def list_cards(request: HttpRequest) -> HttpResponse:
    check_permission(request)
    now = timezone.now()
    found, seen = findings(now), seen_levels()
    decks = list(Deck.objects.order_by("path"))
    form = AttentionForm(request.GET, decks=decks)
    form.full_clean()
    slug, kind = form.chosen("deck"), form.chosen("kind")
    wants_seen = bool(form.chosen("seen"))
    in_decks = subtree(decks, slug) if slug else None
    fitting = [
        finding
        for finding in found.cards
        if (in_decks is None or finding.deck in in_decks)
        and (not kind or any(each.kind == kind for each in finding.evidence))
        and is_open(finding, seen) is not wants_seen
    ]
    page = Paginator(fitting, CARDS_A_PAGE).get_page(request.GET.get("page"))
    chosen = {"deck": slug or "", "kind": kind or "", "seen": "on" if wants_seen else ""}
    query = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        **admin.site.each_context(request),
        "opts": Card._meta,
        "title": "Needs attention",
        "form": form,
        "found_at": found.found_at,
        "page": page,
        "shown": shown_page(list(page), is_seen=wants_seen),
        "wants_seen": wants_seen,
        "is_filtered": bool(slug or kind),
        "query": query,
    }
    return render(request, PAGE, context)


def subtree(decks: list[Deck], slug: str) -> set[int]:
    top = next(deck for deck in decks if deck.slug == slug)
    return {
        deck.pk
        for deck in decks
        if deck.pk == top.pk or deck.path.startswith(top.path + PATH_SEPARATOR)
    }


def is_open(finding: Finding, seen: dict[int, dict[str, int]]) -> bool:
    return any(is_new(each, seen.get(finding.card, {})) for each in finding.evidence)


def shown_page(page: list[Finding], *, is_seen: bool) -> list[ShownFinding]:
    numbers = [finding.card for finding in page]
    cards = Card.objects.select_related("deck").in_bulk(numbers)
    return [
        ShownFinding(
            finding=finding,
            card=card,
            prompt=spoken_prompt(card)[:160],
            evidence=tuple(shown_evidence(each, card) for each in finding.evidence),
            is_seen=is_seen,
        )
        for finding in page
        if (card := cards.get(finding.card))  # deleted since the log was read
    ]


def shown_evidence(evidence: Evidence, card: Card) -> ShownEvidence:
    link = words = ""
    if evidence.kind is EvidenceKind.APPEAL:
        link = reverse("admin:cards_appeal_changelist") + "?status__exact=open"
        words = "Decide appeals"
    elif evidence.kind is EvidenceKind.WRONG_ANSWER and takes_known_mistakes(card):
        form = reverse("admin:cards_card_change", args=[card.pk])
        link = f"{form}?{urlencode({'wrong': evidence.answer})}#id_spec_wrong"
        words = "Tell learners what is wrong with it"
    return ShownEvidence(
        label=KIND_WORDS[evidence.kind], words=evidence.words, link=link, link_words=words
    )


def takes_known_mistakes(card: Card) -> bool:
    """Whether a wrong answer can be written down as it is: drawn numbers make it another each time."""
    specification = card.answer_spec or {}
    takes = card.card_kind in KINDS_OF_FIELD["spec_wrong"] and card.card_kind not in CHOSEN_KINDS
    return takes and not specification.get("parameters")


# --- Seen, it's fine ---


def dismiss(request: HttpRequest, number: int) -> HttpResponse:
    check_permission(request)
    finding = next((one for one in findings(timezone.now()).cards if one.card == number), None)
    if finding is None:
        messages.info(request, "There is nothing to see about this card any more.")
    elif request.POST.get("mark") != finding.mark:
        messages.warning(request, "There is other evidence by now: please look at it first.")
    else:
        dismiss_finding(finding, user=cast("User", request.user), now=timezone.now())
        messages.success(
            request, "Seen. The card comes back to this list when there is new evidence."
        )
    return back(request)


def bring_back(request: HttpRequest, number: int) -> HttpResponse:
    check_permission(request)
    if number > LARGEST_NUMBER or not Card.objects.filter(pk=number).exists():
        raise Http404("There is no such card.")
    if show_again(number):
        messages.success(request, "The card is back on the list.")
    else:
        messages.info(request, "The card was on the list already.")
    return back(request)


def look_again(request: HttpRequest) -> HttpResponse:
    check_permission(request)
    findings(timezone.now(), is_fresh=True)
    messages.success(request, "This is what the log says now.")
    return back(request)


def back(request: HttpRequest) -> HttpResponse:
    query = request.POST.get("query", "")
    return redirect(reverse("admin:cards_card_attention") + (f"?{query}" if query else ""))


def check_permission(request: HttpRequest) -> None:
    if not request.user.has_perm("cards.change_card"):
        raise PermissionDenied


class AttentionFilter(admin.SimpleListFilter):
    title = "attention"
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("needed", "Needs attention")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(cards_in_need(timezone.now())) if self.value() else queryset
