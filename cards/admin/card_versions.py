"""The versions of a card: what each edit changed, any two side by side, and the way back to one."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cards.actions.authoring import StaleCardError, revert_card
from cards.admin.change_words import log_of
from cards.admin.differences import Compared, compare
from cards.forms.card_admin import CardForm, shown
from cards.forms.card_versions import CompareForm, RevertForm
from cards.models import Card, CardVersion, User
from cards.models.card import CONTENT_FIELDS
from cards.templatetags.cards import spoken_prompt

MOST_VERSIONS = 100


def compare_versions(before: CardVersion, after: CardVersion) -> list[Compared]:
    """The fields that differ, each with the words that went and came."""
    found = []
    for name in CONTENT_FIELDS:
        old, new = before.content.get(name), after.content.get(name)
        if (old or None) != (new or None):
            field = CardForm.base_fields[name]
            label = str(field.label or name.replace("_", " ").capitalize())
            found.append(compare(label, shown(field, old), shown(field, new)))
    return found


class CardVersionPages(admin.ModelAdmin):  # type: ignore[type-arg]
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.revert_view))
        return [
            path("<int:card_id>/revert/", view, name="cards_card_revert"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """In place of Django's log, which knows that a card was saved and not what it said."""
        card = get_object_or_404(Card.objects.select_related("deck"), pk=unquote(object_id))
        if not self.has_view_or_change_permission(request, card):
            raise PermissionDenied
        versions = list(
            card.versions.select_related("created_by").order_by("-number")[:MOST_VERSIONS]
        )
        form = CompareForm(request.GET or None, versions=versions)
        chosen = form.chosen()
        context = {
            **self.admin_site.each_context(request),
            "title": "Versions",
            "subtitle": spoken_prompt(card)[:110],
            "opts": self.opts,
            "card": card,
            "versions": versions,
            "form": form,
            "chosen": chosen,
            "compared": compare_versions(*chosen) if chosen else [],
            "log": log_of(card)[:MOST_VERSIONS],
            "may_change": self.has_change_permission(request, card),
        }
        return render(request, "admin/cards/card/versions.html", context)

    def revert_view(self, request: HttpRequest, card_id: int) -> HttpResponse:
        card = get_object_or_404(Card.objects.select_related("deck"), pk=card_id)
        if not self.has_change_permission(request, card):
            raise PermissionDenied
        form = RevertForm(request.POST)
        back = redirect(reverse("admin:cards_card_history", args=[card.pk]))
        if not form.is_valid():
            messages.error(request, "Choose one of the versions below.")
            return back
        version = card.versions.filter(number=form.cleaned_data["version"]).first()
        if version is None:
            messages.error(request, "This card has no such version.")
            return back
        card.version = form.cleaned_data["current"]
        try:
            is_new = revert_card(
                card,
                version,
                user=cast("User", request.user),
                label=form.cleaned_data["label"],
                now=timezone.now(),
            )
        except StaleCardError:
            messages.warning(
                request, "Somebody saved this card meanwhile: look at the newest version first."
            )
            return back
        if is_new:
            messages.success(
                request,
                f"The card says again what it said in version {version.number}."
                f" This is version {card.version}; nothing between is lost.",
            )
        else:
            messages.success(request, f"The card says what it said in version {version.number}.")
        return back
