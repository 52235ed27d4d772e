"""Learners and authors in the admin: the stock user pages with our fields."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.db import models
from django.http import HttpRequest

from cards.actions.accounts import delete_account
from cards.forms.settings import WEEKDAYS
from cards.models import Attempt, Review, Schedule, StudyDay, User

HISTORIES = (Review, Attempt, Schedule, StudyDay)


class RestWeekdaysField(forms.TypedMultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple, **kwargs
        )


@admin.register(User)
class UserAdmin(StockUserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "email", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    date_hierarchy = None
    fieldsets = (
        *(StockUserAdmin.fieldsets or ()),
        (
            "Study",
            {
                "fields": (
                    "time_zone", "day_start_hour", "new_cards_per_day", "reviews_per_day",
                    "learns_all_decks", "rest_weekdays", "theme", "has_shortcuts",
                ),
            },
        ),
    )  # fmt: skip
    # Without an address nobody could reset the password.
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "email", "usable_password", "password1", "password2"),
            },
        ),
    )

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest | None, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "rest_weekdays":
            return RestWeekdaysField(required=False, help_text="Days without study.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[arg-type]

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Counts of what goes with the users: a list would name every review of theirs."""
        users = list(objs)
        counts = {"accounts": len(users)}
        for model in HISTORIES:
            number = model._default_manager.filter(user__in=users).count()
            if number:
                counts[str(model._meta.verbose_name_plural)] = number
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(
            pk__in=[user.pk for user in users]
        )
        protected: list[Any] = []
        if any(user.is_superuser for user in users) and not others.exists():
            protected.append("The only administrator: the site would be left without one.")
        perms_needed = set() if self.has_delete_permission(request) else {"account"}
        return [str(user) for user in users], counts, perms_needed, protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        delete_account(obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        for user in queryset:
            delete_account(user)
