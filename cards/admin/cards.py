"""Cards in the admin: their list; the form, its versions and changes of many are in modules of their own."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cards.admin.attention import AttentionFilter, attention_urls
from cards.admin.bulk import BulkPages
from cards.admin.card_filters import DeckFilter, TagFilter
from cards.admin.card_form import CardFormPages
from cards.admin.card_table import table_urls
from cards.admin.card_versions import CardVersionPages
from cards.admin.change_words import SaysWhatChanged
from cards.admin.chosen_rows import ChecksChosenRows
from cards.admin.drafts import review_urls
from cards.admin.learner_lookups import NoLearnerLookups
from cards.forms.card_admin import CardForm
from cards.models import Card
from cards.models.card import CardQuerySet
from cards.queries.card_search import TEXT_FIELDS, search_cards
from cards.templatetags.cards import spoken_prompt

IDENTITY = (
    "uid", "learner_page", "version", "history_links", "document", "explicit_id",
    "fingerprint", "note_key", "pattern", "confidence", "created_at", "updated_at",
)  # fmt: skip


# The versions of a card say what became of its content.
NOT_IN_WORDS = frozenset(CardForm.base_fields) - {"deck", "status", "tags", "position"}


@admin.register(Card)
class CardAdmin(
    NoLearnerLookups, ChecksChosenRows, SaysWhatChanged, BulkPages, CardVersionPages, CardFormPages
):
    list_display = ("words", "kind", "deck", "status", "tag_words", "version", "updated_at")
    list_display_links = ("words",)
    list_filter = ("status", "kind", DeckFilter, TagFilter, AttentionFilter, "document")
    list_per_page = 50
    list_select_related = ("deck",)
    search_fields = TEXT_FIELDS  # see get_search_results
    search_help_text = (
        "Words of the prompt, answer, key points, code or tags, in any order; formulas as they are"
        " written, \\frac or β. A phrase stands in double quotes."
    )
    ordering = ("sequence", "pk")
    readonly_fields = IDENTITY
    radio_fields = {"status": admin.HORIZONTAL}
    show_full_result_count = False
    not_in_words = NOT_IN_WORDS
    view_on_site = False  # the form has its own link, beside "History"

    @admin.display(description="prompt", ordering="prompt")
    def words(self, card: Card) -> str:
        text = spoken_prompt(card)
        return text if len(text) <= 110 else text[:109] + "…"

    @admin.display(description="tags")
    def tag_words(self, card: Card) -> str:
        return ", ".join(map(str, card.tags))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return search_cards(cast("CardQuerySet", queryset), search_term), False

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

    # --- The review queue, and the cards that need attention ---

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        return review_urls(guard) + attention_urls(guard) + table_urls(guard) + super().get_urls()

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
