"""Cards in the admin: the form with its preview, its conflict between authors, and the list's actions."""

from functools import lru_cache
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cards.actions.authoring import change_status, save_card
from cards.actions.verification import NotVerifiedError, faults_of
from cards.admin.card_preview import preview_of
from cards.admin.differences import compare
from cards.checker import derive
from cards.core.kinds import CardKind
from cards.forms.card_admin import CardForm
from cards.forms.card_specification import StudiedSpecification, study_specification
from cards.models import Card, CardStatus, ChangeLabel, Deck, User
from cards.models.card import CardQuerySet
from cards.templatetags.cards import spoken_prompt

MOST_VERSIONS = 20
EDIT_FIELDSETS: tuple[tuple[str | None, dict[str, Any]], ...] = (
    (None, {"fields": ("loaded", ("kind", "deck"), ("status", "position"))}),
    (
        "Prompt and answer",
        {"fields": ("prompt", "cloze_ordinal", "answer", "explanation", "points")},
    ),
    (
        "Checked answer",
        {
            "classes": ("checked-answer",),
            "fields": (
                "spec_as", "spec_answer_kind", "spec_correct", "spec_derive", "spec_choices",
                "spec_multiple", "spec_steps", "spec_accepted", "spec_wrong",
                ("spec_rtol", "spec_atol"), "spec_max_edits", "spec_variables", "spec_parameters",
                "spec_constraints", "spec_hints", "spec_more", "answer_spec",
            ),
        },
    ),
    (
        "Interview",
        {
            "classes": ("interview-only",),
            "fields": ("interview_kind", ("difficulty", "minutes"), "follow_ups", "coding"),
        },
    ),
    (
        "Source and tags",
        {
            "classes": ("collapse",),
            "fields": ("source_document", "source_section", "source_lines", "tags"),
        },
    ),
)  # fmt: skip
# Who may only look sees what is stored; the parts of the specification are fields of the form alone.
READ_FIELDSETS: tuple[tuple[str | None, dict[str, Any]], ...] = (
    (None, {"fields": (("kind", "deck"), ("status", "position"))}),
    EDIT_FIELDSETS[1],
    ("Checked answer", {"fields": ("answer_spec",)}),
    *EDIT_FIELDSETS[3:],
)
IDENTITY = (
    "uid", "learner_page", "version", "versions_table", "history_links", "document", "explicit_id",
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


class NotWorkedOutError(Exception):
    """The calculation of an answer failed: with workers that are free or started it may not."""

    def __init__(self, studied: StudiedSpecification) -> None:
        super().__init__()
        self.studied = studied


@lru_cache(maxsize=128)
def studied_with_algebra(kind: CardKind, written: str) -> StudiedSpecification:
    """Remembered, unless it raises: what another moment could change."""
    studied = study_specification(kind, written, derive=derive, verify=faults_of)
    if any(name == "derive" for name, _ in studied.problems):
        raise NotWorkedOutError(studied)
    return studied


class AlgebraCardForm(CardForm):
    """The card form with computer algebra behind it."""

    def study_specification(self, kind: CardKind, written: str) -> StudiedSpecification:
        try:
            return studied_with_algebra(kind, written)
        except NotWorkedOutError as error:
            return error.studied
        except NotVerifiedError:
            problem = ("correct", "was not verified, the checker has no room: save again.")
            return StudiedSpecification(written=written, problems=(problem,))


@admin.register(Card)
class CardAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = AlgebraCardForm
    change_form_template = "admin/cards/card/change_form.html"
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

    # --- The form ---

    def get_fieldsets(self, request: HttpRequest, obj: Card | None = None) -> Any:
        if obj is None:
            return EDIT_FIELDSETS
        identity = ("Identity and history", {"fields": IDENTITY, "classes": ("collapse",)})
        if not self.has_change_permission(request, obj):
            return (*READ_FIELDSETS, identity)
        label = ("This edit", {"fields": ("label",)})
        return (*EDIT_FIELDSETS, label, identity)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method == "POST" and self.has_view_or_change_permission(request):
            # The stock view writes within one transaction. Algebra may take seconds, and its result
            # is remembered: asked here, it does not keep other writers waiting.
            card = self.get_object(request, unquote(object_id)) if object_id else None
            AlgebraCardForm(request.POST, instance=card).is_valid()
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Card | None:
        card = super().get_object(request, object_id, from_field)
        if card is not None and request.method == "POST" and connection.in_atomic_block:
            # The form compares what it was loaded with; nobody may save between that and our save.
            card = Card.objects.select_for_update().filter(pk=card.pk).first()
        return card

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Card | None = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        if obj is not None:
            context["subtitle"] = self.words(obj)
        if isinstance(form, CardForm) and self.may_write(request, obj):
            context["preview"] = preview_of(form)
            context["preview_url"] = (
                reverse("admin:cards_card_preview", args=[obj.pk])
                if change and obj
                else reverse("admin:cards_card_preview_new")
            )
            if form.conflict:
                context["compared"] = [
                    compare(one.label, one.stored, one.written) for one in form.conflict.differences
                ]
            if form.is_preview:
                context["errors"] = None  # the preview itself says what is wrong
        return super().render_change_form(request, context, add, change, form_url, obj)

    def may_write(self, request: HttpRequest, card: Card | None) -> bool:
        if card is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, card)

    def save_model(self, request: HttpRequest, obj: Card, form: Any, change: bool) -> None:
        label = ChangeLabel(form.cleaned_data.get("label") or ChangeLabel.FIRST)
        save_card(obj, user=cast("User", request.user), label=label, now=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Card | None = None) -> bool:
        """A card that somebody studied is archived, not deleted: its reviews would go with it."""
        if obj is not None and (obj.reviews.exists() or obj.schedules.exists()):
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # see has_delete_permission
        return actions

    # --- Preview ---

    def get_urls(self) -> list[URLPattern]:
        view = require_POST(never_cache(self.preview_view))
        own = [
            path("preview/", view, name="cards_card_preview_new"),
            path("<int:card_id>/preview/", view, name="cards_card_preview"),
        ]
        return own + super().get_urls()

    def preview_view(self, request: HttpRequest, card_id: int | None = None) -> HttpResponse:
        """The preview beside the form, for htmx. A log-in page in its place would help nobody."""
        card = get_object_or_404(Card, pk=card_id) if card_id else None
        if not self.may_write(request, card):
            raise PermissionDenied
        form_class = self.get_form(request, card, change=card is not None)
        form = cast("CardForm", form_class(request.POST, instance=card))
        return render(request, "admin/cards/card/_preview.html", {"preview": preview_of(form)})

    # --- Read-only parts ---

    @admin.display(description="for learners")
    def learner_page(self, card: Card) -> SafeString:
        return format_html('<a href="{}">The learner’s page</a>', card.get_absolute_url())

    @admin.display(description="versions")
    def versions_table(self, card: Card) -> SafeString:
        versions = card.versions.select_related("created_by").order_by("-number")[:MOST_VERSIONS]
        if not versions:
            return SafeString("No version was written down before the first edit.")
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            [
                (
                    version.number,
                    version.get_label_display(),
                    timezone.localtime(version.created_at).strftime("%Y-%m-%d %H:%M"),
                    version.created_by or "an import",
                )
                for version in versions
            ],
        )
        head = (
            '<th scope="col">Version</th><th scope="col">Edit</th><th scope="col">When (UTC)</th>'
        )
        return format_html(
            '<table><thead><tr>{}<th scope="col">Who</th></tr></thead><tbody>{}</tbody></table>',
            SafeString(head),
            rows,
        )

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
