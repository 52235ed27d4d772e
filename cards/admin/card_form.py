"""The page an author writes a card on: its preview, its unsaved edit, two authors, the way to the next."""

from functools import lru_cache
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cards.actions.authoring import save_card
from cards.actions.unsaved_edits import discard_edit
from cards.actions.verification import NotVerifiedError, faults_of
from cards.admin.card_preview import preview_of
from cards.admin.differences import compare
from cards.admin.unsaved_edits import (
    DISCARD,
    TAKE_UP,
    discard_unsaved,
    keep_unsaved,
    taken_up,
    unsaved_edit,
)
from cards.checker import derive
from cards.core.kinds import CardKind
from cards.forms.card_admin import CardForm
from cards.forms.card_specification import StudiedSpecification, study_specification
from cards.models import Card, ChangeLabel, User
from cards.templatetags.cards import spoken_prompt

SAVE_NEXT = "_save_next"
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
            "fields": ("interview_kind", ("difficulty", "minutes"), "follow_ups", "interviewer_hints", "coding"),
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


def suggest_known_mistake(form: CardForm, answer: str) -> None:
    """A row for a wrong answer that learners gave, as the list of cards in need leads here with it."""
    rows = form.initial.get("spec_wrong")
    if answer and rows is not None and all(row["answer"] != answer for row in rows):
        form.initial["spec_wrong"] = [*rows, {"answer": answer, "feedback": ""}]


class CardFormPages(admin.ModelAdmin):  # type: ignore[type-arg]
    form = AlgebraCardForm
    change_form_template = "admin/cards/card/change_form.html"

    # --- The form ---

    def get_fieldsets(self, request: HttpRequest, obj: Card | None = None) -> Any:
        if obj is None:
            return EDIT_FIELDSETS
        if not self.has_change_permission(request, obj):
            return READ_FIELDSETS
        return (*EDIT_FIELDSETS, ("This edit", {"fields": ("label",)}))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A card that is written after another one lies behind it, in the same deck."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        deck = str(initial.get("deck", ""))
        if deck.isdecimal() and "position" not in initial:
            last = Card.objects.filter(deck_id=int(deck)).order_by("-position").first()
            initial["position"] = last.position + 1 if last else 0
        return initial

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
            if DISCARD in request.POST:
                return discard_unsaved(request, card)
            if TAKE_UP in request.POST and (edit := unsaved_edit(request, card)):
                request.POST = taken_up(edit)  # type: ignore[assignment]
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
            context["subtitle"] = spoken_prompt(obj)[:110]
        if isinstance(form, CardForm) and self.may_write(request, obj):
            if not form.is_bound:
                suggest_known_mistake(form, request.GET.get("wrong", ""))
            context["preview"] = preview_of(form)
            arguments = [obj.pk] if change and obj else []
            suffix = "" if arguments else "_new"
            context["preview_url"] = reverse(f"admin:cards_card_preview{suffix}", args=arguments)
            context["unsaved_url"] = reverse(f"admin:cards_card_unsaved{suffix}", args=arguments)
            if not form.is_bound:
                context["unsaved"] = unsaved_edit(request, obj)
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
        user = cast("User", request.user)
        label = ChangeLabel(form.cleaned_data.get("label") or ChangeLabel.FIRST)
        save_card(obj, user=user, label=label, now=timezone.now())
        discard_edit(user=user, card=obj if change else None)

    # --- After saving ---

    def response_add(
        self, request: HttpRequest, obj: Card, post_url_continue: str | None = None
    ) -> HttpResponse:
        if SAVE_NEXT in request.POST:
            messages.success(
                request, f"“{spoken_prompt(obj)[:80]}” is saved. Here is the next one."
            )
            query = urlencode({"deck": str(obj.deck_id), "kind": obj.kind, "status": obj.status})
            return redirect(f"{reverse('admin:cards_card_add')}?{query}")
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Card) -> HttpResponse:
        if SAVE_NEXT not in request.POST:
            return super().response_change(request, obj)
        following = (
            Card.objects.filter(deck_id=obj.deck_id)
            .filter(Q(sequence__gt=obj.sequence) | Q(sequence=obj.sequence, pk__gt=obj.pk))
            .in_author_order()
            .first()
        )
        said = f"“{spoken_prompt(obj)[:80]}” is saved."
        if following is None:
            messages.success(request, f"{said} It was the last card of {obj.deck.name}.")
            return redirect("admin:cards_card_changelist")
        messages.success(request, f"{said} Here is the next one of {obj.deck.name}.")
        return redirect("admin:cards_card_change", following.pk)

    # --- While typing ---

    def get_urls(self) -> list[URLPattern]:
        own = []
        for name, view in (("preview", self.preview_view), ("unsaved", self.unsaved_view)):
            posted = require_POST(never_cache(view))
            own += [
                path(f"{name}/", posted, name=f"cards_card_{name}_new"),
                path(f"<int:card_id>/{name}/", posted, name=f"cards_card_{name}"),
            ]
        return own + super().get_urls()

    def preview_view(self, request: HttpRequest, card_id: int | None = None) -> HttpResponse:
        """The preview beside the form, for htmx. A log-in page in its place would help nobody."""
        preview = preview_of(self.sent_form(request, card_id))
        return render(request, "admin/cards/card/_preview.html", {"preview": preview})

    def unsaved_view(self, request: HttpRequest, card_id: int | None = None) -> HttpResponse:
        """Keep what was typed so far, for htmx."""
        form = self.sent_form(request, card_id)
        return keep_unsaved(request, form.instance if card_id else None, form)

    def sent_form(self, request: HttpRequest, card_id: int | None) -> CardForm:
        card = get_object_or_404(Card, pk=card_id) if card_id else None
        if not self.may_write(request, card):
            raise PermissionDenied
        form_class = self.get_form(request, card, change=card is not None)
        return cast("CardForm", form_class(request.POST, instance=card))
