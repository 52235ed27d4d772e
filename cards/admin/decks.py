"""Decks in the admin: the tree in its order, with what every deck holds."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cards.actions.authoring import delete_decks, save_deck
from cards.admin.change_words import SaysWhatChanged
from cards.admin.chosen_rows import ChecksChosenRows
from cards.admin.learner_lookups import NoLearnerLookups
from cards.models import Card, CardStatus, Deck
from cards.models.deck import PATH_SEPARATOR

LONGEST_PATH = 400
DEEPEST_INDENT = 6


class DeckForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Deck
        fields = ("name", "parent", "description", "position", "buries_siblings")
        help_texts = {
            "position": "Decks with the same parent come in this order.",
            "name": "A deck that comes from a document is named there: the next import makes the"
            " old name again.",
        }

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if PATH_SEPARATOR in name:
            raise forms.ValidationError(
                "A slash between blanks separates decks: choose the parent below instead."
            )
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name, parent = cleaned.get("name"), cleaned.get("parent")
        if not name or "parent" in self.errors:
            return cleaned
        path = f"{parent.path}{PATH_SEPARATOR}{name}" if parent else name
        others = Deck.objects.exclude(pk=self.instance.pk)
        if self.instance.pk and parent and Deck.objects.subtree(self.instance).contains(parent):
            self.add_error("parent", "A deck cannot lie inside itself: choose another parent.")
        elif others.filter(path=path).exists():
            self.add_error("name", f"There is a deck “{path}” already.")
        elif len(path) + self.longest_tail() > LONGEST_PATH:
            self.add_error("name", "The names on the way down to the lowest deck are too long.")
        return cleaned

    def longest_tail(self) -> int:
        """How much longer than this deck's own path the longest path below it is."""
        if not self.instance.pk:
            return 0
        stored = Deck.objects.get(pk=self.instance.pk)
        below = Deck.objects.subtree(stored).values_list("path", flat=True)
        return max((len(path) - len(stored.path) for path in below), default=0)


def in_tree_order(decks: list[Deck]) -> list[Deck]:
    """Every deck followed by what lies below it, siblings by position."""
    children: dict[int | None, list[Deck]] = {}
    for deck in sorted(decks, key=lambda deck: (deck.position, deck.path)):
        children.setdefault(deck.parent_id, []).append(deck)
    ordered: list[Deck] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        deck = waiting.pop()
        ordered.append(deck)
        waiting.extend(reversed(children.get(deck.pk, [])))
    return ordered


@admin.register(Deck)
class DeckAdmin(NoLearnerLookups, ChecksChosenRows, SaysWhatChanged):
    form = DeckForm
    list_display = ("indented_name", "published", "drafts", "archived", "links")
    list_display_links = ("indented_name",)
    sortable_by = ()
    search_fields = ("path", "description")
    list_per_page = 500
    list_max_show_all = 1000
    readonly_fields = ("path", "slug", "links")
    fieldsets = (
        (None, {"fields": ("name", "parent", "description", "position", "buries_siblings")}),
        ("Identity", {"fields": ("path", "slug", "links")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deck]:
        counts = {
            f"{status.value}_count": Count(
                "cards", filter=Q(cards__status=status, cards__owner__isnull=True)
            )
            for status in CardStatus
        }
        decks: QuerySet[Deck] = super().get_queryset(request).annotate(**counts)
        return decks

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        decks = list(Deck.objects.only("pk", "parent_id", "position", "path"))
        places = [When(pk=deck.pk, then=Value(n)) for n, deck in enumerate(in_tree_order(decks))]
        if not places:
            return ["path"]
        return [Case(*places, default=Value(len(places)), output_field=IntegerField()), "path"]

    @admin.display(description="deck")
    def indented_name(self, deck: Deck) -> SafeString:
        depth = min(deck.path.count(PATH_SEPARATOR), DEEPEST_INDENT)
        return format_html('<span class="deck-depth-{}">{}</span>', depth, deck.name)

    @admin.display(description="published")
    def published(self, deck: Deck) -> int:
        return int(getattr(deck, "published_count", 0))

    @admin.display(description="drafts")
    def drafts(self, deck: Deck) -> int:
        return int(getattr(deck, "draft_count", 0))

    @admin.display(description="archived")
    def archived(self, deck: Deck) -> int:
        return int(getattr(deck, "archived_count", 0))

    @admin.display(description="see")
    def links(self, deck: Deck) -> SafeString:
        if not deck.pk:
            return SafeString("-")
        return format_html(
            '<a href="{}?deck__id__exact={}">its cards<span class="visually-hidden"> ({})</span></a>'
            ' · <a href="{}">the learner’s page<span class="visually-hidden"> ({})</span></a>',
            reverse("admin:cards_card_changelist"),
            deck.pk,
            deck.path,
            reverse("show-deck", args=[deck.slug]),
            deck.path,
        )

    def save_model(self, request: HttpRequest, obj: Deck, form: Any, change: bool) -> None:
        rewritten = save_deck(obj)
        if rewritten:
            noun = "deck" if rewritten == 1 else "decks"
            messages.info(request, f"{rewritten} {noun} below moved along.")

    # --- Deletion ---

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """How many rows of learners go along or move, never whose; and what stands in the way.

        Cards of learners' own do not, where there is a deck above: no author could take them away.
        """
        decks = list(objs)
        pks = {deck.pk for deck in decks}
        _, counts, perms_needed, _ = super().get_deleted_objects(decks, request)
        below = Deck.objects.filter(parent__in=pks).exclude(pk__in=pks)
        protected = [str(one) for one in (*below, *Card.objects.filter(deck__in=pks))]
        own = Card.with_personal.filter(deck__in=pks, owner__isnull=False)
        stuck = own.filter(deck__in=[deck.pk for deck in decks if not is_kept_above(deck, pks)])
        if number := stuck.count():
            protected.append(
                f"cards of learners’ own: {number}. Choose a parent for the deck first, and they"
                " move there."
            )
        if protected:
            perms_needed = set()  # nothing goes: what stands in the way says more
        # No card ever goes with its deck.
        perms_needed -= {Card._meta.verbose_name}
        counts.pop(str(Card._meta.verbose_name_plural), None)
        gone = [str(deck) for deck in decks]
        if number := own.count():
            gone.append(f"cards of learners’ own that move to the deck above: {number}")
        return gone, counts, perms_needed, protected

    def delete_model(self, request: HttpRequest, obj: Deck) -> None:
        delete_decks([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Deck]) -> None:
        delete_decks(list(queryset))


def is_kept_above(deck: Deck, pks: Collection[int]) -> bool:
    """Whether some deck above it is not among those that go."""
    above = deck.parent
    while above is not None and above.pk in pks:
        above = above.parent
    return above is not None
