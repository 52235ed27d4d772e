"""Learners and authors in the admin: the stock user pages with our fields."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cards.actions.accounts import delete_account
from cards.actions.staff import note_rights, rights_of
from cards.admin.chosen_rows import ChecksChosenRows
from cards.forms.settings import WEEKDAYS
from cards.models import Attempt, Card, Review, Schedule, StudyDay, User
from cards.queries.staff import groups_to_give, has_more_rights, rights_history

HISTORIES = (Review, Attempt, Schedule, StudyDay)


class RestWeekdaysField(forms.TypedMultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple, **kwargs
        )


@admin.register(User)
class UserAdmin(ChecksChosenRows, StockUserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "email", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    date_hierarchy = None
    object_history_template = "admin/cards/user/object_history.html"
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

    # --- Who may change whom ---

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody rises by a colleague's account: it is closed to whoever has fewer rights."""
        is_allowed = super().has_change_permission(request, obj)
        return is_allowed and not (obj and has_more_rights(obj, cast("User", request.user)))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_allowed = super().has_delete_permission(request, obj)
        return is_allowed and not (obj and has_more_rights(obj, cast("User", request.user)))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        names = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return names
        return (*names, "is_superuser", "user_permissions")

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None, **kwargs: Any
    ) -> Any:
        if db_field.name == "groups" and request is not None:
            kwargs["queryset"] = groups_to_give(cast("User", request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[arg-type]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        stored = User.objects.get(pk=obj.pk) if change else User()
        form.rights_before = rights_of(stored) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.rights_before is not None:
            note_rights(
                form.instance,
                form.rights_before,
                changed_by=cast("User", request.user),
                now=timezone.now(),
            )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        rights = rights_history(int(object_id)) if object_id.isdecimal() else []
        return super().history_view(request, object_id, {"rights": rights} | (extra_context or {}))

    # --- Deletion ---

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
        personal = Card.with_personal.filter(owner__in=users).count()
        if personal:
            counts["personal cards"] = personal
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(
            pk__in=[user.pk for user in users]
        )
        protected: list[Any] = []
        if any(user.is_superuser for user in users) and not others.exists():
            protected.append("The only administrator: the site would be left without one.")
        own = cast("User", request.user)
        protected += [
            f"{user}: has more rights than you." for user in users if has_more_rights(user, own)
        ]
        perms_needed = set() if self.has_delete_permission(request) else {"account"}
        return [str(user) for user in users], counts, perms_needed, protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        delete_account(obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        for user in queryset:
            delete_account(user)
