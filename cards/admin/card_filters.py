"""The filters beside the list of cards."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cards.models import Deck
from cards.models.card import CardQuerySet
from cards.queries.card_search import MOST_TAGS, tags_in_use, with_tag


class DeckFilter(admin.SimpleListFilter):
    """Each deck with everything below it: those of the first level, and the way to the chosen one."""

    title = "deck"
    parameter_name = "top"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        decks = list(Deck.objects.order_by("position", "path"))
        self.chosen = next((deck for deck in decks if deck.slug == self.value()), None)
        by_number = {deck.pk: deck for deck in decks}
        opened: set[int | None] = {None}
        above = self.chosen
        while above is not None:
            opened.add(above.pk)
            above = by_number.get(above.parent_id or 0)
        shown: list[tuple[str, str]] = []

        def show(parent: int | None, depth: int) -> None:
            for deck in decks:
                if deck.parent_id == parent:
                    shown.append((deck.slug, "\u2003" * depth + deck.name))
                    if deck.pk in opened:
                        show(deck.pk, depth + 1)

        show(None, 0)
        return shown

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        if self.chosen is None:
            return queryset.none()
        return cast("CardQuerySet", queryset).in_subtree(self.chosen)


class TagFilter(admin.SimpleListFilter):
    title = "tag"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = tags_in_use()[:MOST_TAGS]
        shown = [(tag, f"{tag} ({number})") for tag, number in used]
        chosen = self.value()
        if chosen and all(tag != chosen for tag, _ in used):
            shown.append((chosen, chosen))
        return shown

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return with_tag(cast("CardQuerySet", queryset), value) if value else queryset
