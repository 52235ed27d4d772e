"""Documents in the admin: read-only facts, their problems and their cards, and the way to import."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cards.admin.histories import link_to_card
from cards.admin.imports import import_documents, may_import
from cards.admin.learner_lookups import NoLearnerLookups
from cards.models import CardStatus, Document

MOST_LISTED_CARDS = 300


@admin.register(Document)
class DocumentAdmin(NoLearnerLookups):
    change_list_template = "admin/cards/document/change_list.html"
    change_form_template = "admin/cards/document/change_form.html"
    actions = None
    list_display = ("name", "title", "cards_count", "problems_count", "imported_at")
    list_filter = ("is_library",)
    search_fields = ("name", "title")
    ordering = ("name",)
    list_per_page = 100
    sortable_by = ("name", "title", "imported_at")
    fieldsets = (
        (
            None,
            {"fields": ("name", "title", "is_library", "imported_at", "imported_by")},
        ),
        ("Problems", {"fields": ("problems_table",)}),
        ("Cards", {"fields": ("cards_table",)}),
        ("Identity", {"fields": ("checksum",)}),
    )
    readonly_fields = ("problems_table", "cards_table")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """Without its document the next import of the file would add every card a second time."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        documents: QuerySet[Document] = super().get_queryset(request)
        return documents.annotate(number=Count("cards"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(import_documents)
        return [path("import/", view, name="cards_document_import"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"may_import": may_import(request)} | (extra_context or {})
        return super().changelist_view(request, context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {"may_import": may_import(request)} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description="cards")
    def cards_count(self, document: Document) -> int:
        return int(getattr(document, "number", 0))

    @admin.display(description="problems")
    def problems_count(self, document: Document) -> str:
        notices = sum(bool(problem.get("is_notice")) for problem in document.problems)
        errors = len(document.problems) - notices
        words = [f"{errors} to mend"] if errors else []
        if notices:
            words.append(f"{notices} note{'s' if notices > 1 else ''}")
        return ", ".join(words) or "-"

    @admin.display(description="problems")
    def problems_table(self, document: Document) -> SafeString:
        if not document.problems:
            return SafeString("None.")
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            [
                (
                    problem.get("line", ""),
                    "note" if problem.get("is_notice") else "to mend",
                    problem.get("field", ""),
                    problem.get("message", ""),
                )
                for problem in document.problems
            ],
        )
        return table("document-problems", ("Line", "Kind", "Field", "Problem"), rows)

    @admin.display(description="cards")
    def cards_table(self, document: Document) -> SafeString:
        cards = list(document.cards.order_by("position", "pk")[: MOST_LISTED_CARDS + 1])
        if not cards:
            return SafeString("None.")
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            [
                (link_to_card(card), card.get_kind_display(), CardStatus(card.status).label)
                for card in cards[:MOST_LISTED_CARDS]
            ],
        )
        everything = format_html(
            '<p><a href="{}?document__id__exact={}">All its cards in the list</a></p>',
            reverse("admin:cards_card_changelist"),
            document.pk,
        )
        return everything + table("document-cards", ("Prompt", "Kind", "Status"), rows)


def table(name: str, headings: tuple[str, ...], rows: SafeString) -> SafeString:
    head = format_html_join("", '<th scope="col">{}</th>', [(heading,) for heading in headings])
    return format_html(
        '<div class="{}"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        name,
        head,
        rows,
    )
