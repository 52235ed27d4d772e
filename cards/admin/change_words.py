"""The admin's history of an object, with the values before and after each change of it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.http import HttpRequest

LONGEST_VALUE = 120


class SaysWhatChanged(admin.ModelAdmin):  # type: ignore[type-arg]
    """Django notes who saved which fields and when; this adds what they said."""

    # Fields whose history is kept elsewhere.
    not_in_words: frozenset[str] = frozenset()

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        if add:
            return super().construct_change_message(request, form, formsets, add)
        words = [
            f"{label_of(form, name)}: “{shown(form, name, form.initial.get(name))}”"
            f" → “{shown(form, name, form.cleaned_data.get(name))}”"
            for name in form.changed_data
            if name not in self.not_in_words and name in form.fields
        ]
        if words:
            return "; ".join(words)
        return super().construct_change_message(request, form, formsets, add)


def label_of(form: Any, name: str) -> str:
    return str(form[name].label)


def shown(form: Any, name: str, value: Any) -> str:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField) and value and not isinstance(value, Model):
        value = field.queryset.filter(pk=value).first() if field.queryset is not None else value
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def log_of(row: Model) -> QuerySet[LogEntry]:
    """Who changed the object in the admin, the latest first."""
    kind = ContentType.objects.get_for_model(type(row))
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk))
    return entries.select_related("user").order_by("-action_time", "-pk")
