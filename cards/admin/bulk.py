"""Changes of many cards from the list: how many first, then done, with an undo and a page of the latest."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cards.actions.bulk import (
    STATUSES,
    BulkStep,
    change_in_bulk,
    number_of_cards,
    plan_bulk,
    undo_bulk,
)
from cards.forms.bulk import BulkForm
from cards.models import BulkChange, BulkVerb, Card, Schedule, User

MOST_LISTED = 50
OFFERED_FOR = dt.timedelta(minutes=15)
TITLES = {
    BulkVerb.PUBLISH: "Publish cards",
    BulkVerb.ARCHIVE: "Archive cards",
    BulkVerb.MAKE_DRAFT: "Make drafts of cards",
    BulkVerb.MOVE: "Move cards to a deck",
    BulkVerb.TAG: "Tag cards",
    BulkVerb.UNTAG: "Take a tag off cards",
}


class BulkPages(admin.ModelAdmin):  # type: ignore[type-arg]
    actions: Sequence[Any] = ("publish", "archive", "make_draft", "move", "tag", "untag")

    def get_urls(self) -> list[URLPattern]:
        def own(address: str, view: Any, name: str) -> URLPattern:
            guarded = self.admin_site.admin_view(never_cache(view))
            pattern: URLPattern = path(f"bulk/{address}", guarded, name=name)
            return pattern

        return [
            own("", require_GET(self.list_bulk_changes), "cards_card_bulk"),
            own("<int:number>/undo/", require_POST(self.undo_view), "cards_card_bulk_undo"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        latest = {"bulk": latest_change(request)} if request.method == "GET" else {}
        return super().changelist_view(request, latest | (extra_context or {}))

    # --- Actions ---

    @admin.action(description="Publish the chosen cards", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Card]) -> HttpResponse | None:
        return self.ask(request, queryset, BulkVerb.PUBLISH)

    @admin.action(description="Archive the chosen cards", permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Card]) -> HttpResponse | None:
        return self.ask(request, queryset, BulkVerb.ARCHIVE)

    @admin.action(description="Make drafts of the chosen cards", permissions=["change"])
    def make_draft(self, request: HttpRequest, queryset: QuerySet[Card]) -> HttpResponse | None:
        return self.ask(request, queryset, BulkVerb.MAKE_DRAFT)

    @admin.action(description="Move the chosen cards to a deck", permissions=["change"])
    def move(self, request: HttpRequest, queryset: QuerySet[Card]) -> HttpResponse | None:
        return self.ask(request, queryset, BulkVerb.MOVE)

    @admin.action(description="Tag the chosen cards", permissions=["change"])
    def tag(self, request: HttpRequest, queryset: QuerySet[Card]) -> HttpResponse | None:
        return self.ask(request, queryset, BulkVerb.TAG)

    @admin.action(description="Take a tag off the chosen cards", permissions=["change"])
    def untag(self, request: HttpRequest, queryset: QuerySet[Card]) -> HttpResponse | None:
        return self.ask(request, queryset, BulkVerb.UNTAG)

    def ask(
        self, request: HttpRequest, cards: QuerySet[Card], verb: BulkVerb
    ) -> HttpResponse | None:
        """Say how many, or do it if that was confirmed for this very number."""
        numbers = sorted(cards.order_by().values_list("pk", flat=True))
        is_confirmed = "confirm" in request.POST
        form = BulkForm(request.POST if is_confirmed else None, verb=verb)
        is_same = request.POST.get("number") == str(len(numbers))
        if is_confirmed and form.is_valid() and is_same:
            step = BulkStep(
                verb=verb,
                deck=form.cleaned_data.get("deck"),
                tags=tuple(form.cleaned_data.get("tags", ())),
            )
            self.carry_out(request, numbers, step)
            return None
        if is_confirmed and not is_same:
            messages.warning(
                request, "Nothing was changed: meanwhile other cards fit the filter. Look again."
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": TITLES[verb],
            "form": form,
            "verb": verb.value,
            "number": len(numbers),
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "select_across": request.POST.get("select_across", "0"),
            "list_url": request.get_full_path(),
        }
        if verb in STATUSES:
            changing = number_of_cards(plan_bulk(numbers, BulkStep(verb=verb)))
            context |= {"changing": changing, "done": verb.label}
        if verb in (BulkVerb.ARCHIVE, BulkVerb.MAKE_DRAFT):
            learned = Schedule.objects.introduced().filter(card__in=cards.order_by().values("pk"))
            context["learners"] = learned.values("user").distinct().count()
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/cards/card/bulk.html", context, status=status)

    def carry_out(self, request: HttpRequest, numbers: Sequence[int], step: BulkStep) -> None:
        change = change_in_bulk(numbers, step, user=cast("User", request.user), now=timezone.now())
        if change is None:
            messages.info(request, "Nothing was changed: the chosen cards are so already.")
            return
        words = f"{change.number} of {len(numbers)} chosen cards"
        words += f" {'was' if change.number == 1 else 'were'} {words_of(change)}."
        if change.number < len(numbers):
            words += " The others were so already."
        messages.success(request, words)

    # --- The latest ---

    def list_bulk_changes(self, request: HttpRequest) -> HttpResponse:
        check_permission(request)
        changes = BulkChange.objects.select_related("user", "undone_by").defer("groups")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Changes of many cards",
            "changes": [(change, words_of(change)) for change in changes[:MOST_LISTED]],
        }
        return TemplateResponse(request, "admin/cards/card/bulk_changes.html", context)

    def undo_view(self, request: HttpRequest, number: int) -> HttpResponse:
        check_permission(request)
        change = BulkChange.objects.filter(pk=min(number, 2**63 - 1)).first()
        if change is None:
            raise Http404("There is no such change.")
        if change.undone_at is not None:
            messages.info(request, "This was undone already; nothing changed.")
        else:
            restored, left = undo_bulk(change, user=cast("User", request.user), now=timezone.now())
            words = f"Undone: {restored} card{' is' if restored == 1 else 's are'} as before."
            if left:
                words += f" {left} {'was' if left == 1 else 'were'} changed since and left alone."
            messages.success(request, words)
        back = request.POST.get("next", "")
        # A word without a slash would be taken for the name of a view.
        is_path = back.startswith("/")
        if not is_path or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            back = reverse("admin:cards_card_bulk")
        return redirect(back)


def check_permission(request: HttpRequest) -> None:
    if not request.user.has_perm("cards.change_card"):
        raise PermissionDenied


def words_of(change: BulkChange) -> str:
    """What happened to the cards, such as "moved to Optimizers"."""
    joined = {BulkVerb.MOVE: " to ", BulkVerb.TAG: " ", BulkVerb.UNTAG: " "}
    verb = BulkVerb(change.verb)
    return f"{verb.label}{joined[verb]}“{change.target}”" if verb in joined else verb.label


def latest_change(request: HttpRequest) -> dict[str, Any] | None:
    """The author's own last change of many cards, for as long as it is fresh."""
    since = timezone.now() - OFFERED_FOR
    own = BulkChange.objects.filter(user=cast("User", request.user), created_at__gt=since)
    change = own.filter(undone_at=None).defer("groups").first()
    return {"change": change, "words": words_of(change)} if change else None
