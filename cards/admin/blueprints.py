"""Blueprints of interviews in the admin: their parts in rows, and whether learners see them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cards.admin.chosen_rows import ChecksChosenRows
from cards.admin.learner_lookups import NoLearnerLookups
from cards.core.interviews.blueprints import BlueprintError, Part, QuestionKind, minutes_of
from cards.core.kinds import Difficulty
from cards.models import Blueprint, BlueprintPart


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    kinds = forms.MultipleChoiceField(
        choices=[(kind.value, kind.label) for kind in QuestionKind],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: every open question.",
    )
    difficulties = forms.MultipleChoiceField(
        choices=[(level.value, level.value.capitalize()) for level in Difficulty],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: any.",
    )

    class Meta:
        model = BlueprintPart
        fields = ("position", "minutes", "count", "kinds", "difficulties", "decks")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("minutes") is not None and "count" in cleaned:
            try:
                Part(minutes=cleaned["minutes"], count=cleaned["count"])
            except BlueprintError as error:
                self.add_error(error.field, str(error))
        return cleaned


class PartFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """All parts together make an interview that somebody can sit through."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        try:
            minutes_of([Part(minutes=each["minutes"], count=each["count"]) for each in kept])
        except BlueprintError as error:
            raise forms.ValidationError(str(error)) from error


class PartInline(admin.StackedInline):  # type: ignore[type-arg]
    model = BlueprintPart
    form = PartForm
    formset = PartFormSet
    extra = 1
    filter_horizontal = ("decks",)
    fields = (("position", "minutes", "count"), "kinds", "difficulties", "decks")


@admin.register(Blueprint)
class BlueprintAdmin(NoLearnerLookups, ChecksChosenRows):
    list_display = ("title", "length", "is_published", "position", "links")
    list_filter = ("is_published",)
    search_fields = ("title", "description")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("made_by", "links")
    inlines = (PartInline,)
    fieldsets = (
        (None, {"fields": ("title", "slug", "description", "is_published", "position")}),
        ("Origin", {"fields": ("made_by", "links")}),
    )
    actions = ("publish", "withdraw")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("parts")

    @admin.display(description="minutes")
    def length(self, blueprint: Blueprint) -> int:
        return blueprint.minutes

    @admin.display(description="see")
    def links(self, blueprint: Blueprint) -> SafeString:
        if not blueprint.pk:
            return SafeString("-")
        return format_html(
            '<a href="{}">the learner’s page<span class="visually-hidden"> ({})</span></a>',
            reverse("show-blueprint", args=[blueprint.slug]),
            blueprint.title,
        )

    @admin.action(description="Publish the chosen interviews")
    def publish(self, request: HttpRequest, blueprints: Any) -> None:
        changed = blueprints.order_by().update(is_published=True)
        self.message_user(request, f"{changed} published.")

    @admin.action(description="Withdraw the chosen interviews")
    def withdraw(self, request: HttpRequest, blueprints: Any) -> None:
        changed = blueprints.order_by().update(is_published=False)
        self.message_user(request, f"{changed} withdrawn. Interviews that run go on.")

    def save_model(self, request: HttpRequest, obj: Blueprint, form: Any, change: bool) -> None:
        if not change:
            obj.made_by_id = request.user.pk
        super().save_model(request, obj, form, change)
