"""Filters typed into an address of the admin: none that leads from a card to the people who learn it."""

from functools import cache
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import HttpRequest

from cards.models import User


@cache
def personal_models() -> frozenset[type[Model]]:
    """Accounts and every table whose rows belong to one: found by looking, for tables to come.

    What names its author otherwise, as a document does, is no secret among authors.
    """
    related = [getattr(one, "field", None) for one in User._meta.get_fields(include_hidden=True)]
    named = {field.model for field in related if field is not None and field.name == "user"}
    return frozenset({User, *named})


class NoLearnerLookups(admin.ModelAdmin):  # type: ignore[type-arg]
    """Django follows one relation from any list, also one that no filter offers."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        if not request.user.has_perm("cards.view_user"):
            model: type[Model] | None = self.model
            for part in lookup.split("__"):
                try:
                    field: Any = model._meta.get_field(part) if model else None
                except FieldDoesNotExist:
                    break
                model = getattr(field, "related_model", None)
                if model in personal_models():
                    return False
        return super().lookup_allowed(lookup, value, request)
