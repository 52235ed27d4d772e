"""Cards in the admin: the form with its preview, its conflict between authors, and the list's actions."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cards.actions.authoring import change_status
from cards.admin.card_form import CardFormPages
from cards.admin.card_versions import CardVersionPages
from cards.admin.drafts import review_urls
from cards.admin.learner_lookups import NoLearnerLookups
from cards.models import Card, CardStatus, Deck
from cards.models.card import CardQuerySet
from cards.templatetags.cards import spoken_prompt

IDENTITY = (
    "uid", "learner_page", "version", "history_links", "document", "explicit_id",
    "fingerprint", "note_key", "pattern", "confidence", "created_at", "updated_at",
)  # fmt: skip


class TopDeckFilter(admin.SimpleListFilter):
    """The decks of the first level, each with everything below it."""

    title = "deck"
    parameter_name = "top"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        decks = Deck.objects.filter(parent=None).order_by("position", "path")
        return [(deck.slug, deck.name) for deck in decks]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        deck = Deck.objects.filter(slug=self.value()).first()
        return cast("CardQuerySet", queryset).in_subtree(deck) if deck else queryset.none()


@admin.register(Card)
class CardAdmin(NoLearnerLookups, CardVersionPages, CardFormPages):
    list_display = ("words", "kind", "deck", "status", "version", "updated_at")
    list_display_links = ("words",)
    list_filter = ("kind", TopDeckFilter, "status", "document")
    list_per_page = 50
    list_select_related = ("deck",)
    search_fields = ("prompt", "answer", "explanation")
    search_help_text = "Words of the prompt, the answer or the explanation."
    ordering = ("sequence", "pk")
    readonly_fields = IDENTITY
    radio_fields = {"status": admin.HORIZONTAL}
    actions = ("publish", "archive", "make_draft")
    show_full_result_count = False
    view_on_site = False  # the form has its own link, beside "History"

    @admin.display(description="prompt", ordering="prompt")
    def words(self, card: Card) -> str:
        text = spoken_prompt(card)
        return text if len(text) <= 110 else text[:109] + "…"

    def get_fieldsets(self, request: HttpRequest, obj: Card | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        # Authors do not see who learns a card, so they need no way there.
        is_trusted = request.user.has_perm("cards.view_review")
        names = [name for name in IDENTITY if is_trusted or name != "history_links"]
        return (
            *fieldsets,
            ("Identity and history", {"fields": names, "classes": ("collapse",)}),
        )

    def has_delete_permission(self, request: HttpRequest, obj: Card | None = None) -> bool:
        """A card that somebody met is archived, not deleted: reviews and interviews name it."""
        if obj is not None and (
            obj.reviews.exists() or obj.schedules.exists() or obj.interview_answers.exists()
        ):
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # see has_delete_permission
        return actions

    # --- The review queue ---

    def get_urls(self) -> list[URLPattern]:
        return review_urls(self.admin_site.admin_view) + super().get_urls()

    # --- Read-only parts ---

    @admin.display(description="for learners")
    def learner_page(self, card: Card) -> SafeString:
        return format_html('<a href="{}">The learner’s page</a>', card.get_absolute_url())

    @admin.display(description="learners")
    def history_links(self, card: Card) -> SafeString:
        links = [
            (reverse(f"admin:cards_{model}_changelist"), card.pk, words)
            for model, words in (
                ("schedule", "schedules"), ("review", "reviews"), ("attempt", "attempts"),
            )
        ]  # fmt: skip
        return format_html_join(" · ", '<a href="{}?card__id__exact={}">{}</a>', links)

    # --- Actions ---

    @admin.action(description="Publish the chosen cards", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Card]) -> None:
        self.change_status(request, queryset, CardStatus.PUBLISHED, "published")

    @admin.action(description="Archive the chosen cards", permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Card]) -> None:
        self.change_status(request, queryset, CardStatus.ARCHIVED, "archived")

    @admin.action(description="Make drafts of the chosen cards", permissions=["change"])
    def make_draft(self, request: HttpRequest, queryset: QuerySet[Card]) -> None:
        self.change_status(request, queryset, CardStatus.DRAFT, "made drafts")

    def change_status(
        self, request: HttpRequest, cards: QuerySet[Card], status: CardStatus, words: str
    ) -> None:
        chosen = cards.count()
        changed = change_status(cards, status, now=timezone.now())
        message = f"{changed} of {chosen} chosen cards {'was' if changed == 1 else 'were'} {words}."
        if changed < chosen:
            message += " The others were so already."
        messages.success(request, message)
