"""Rows ticked in a list of the admin: what cannot be a row is said, and is no error of the server."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

LARGEST_NUMBER = 2**63 - 1


class ChecksChosenRows(admin.ModelAdmin):  # type: ignore[type-arg]
    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *location: Any
    ) -> HttpResponse | None:
        for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
            is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) < 20
            if not is_number or int(chosen) > LARGEST_NUMBER:
                messages.error(
                    request, "Nothing was changed: the list was sent incompletely. Choose again."
                )
                return redirect(request.get_full_path())
        return super().response_action(request, queryset, *location)
