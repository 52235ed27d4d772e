"""Admin pages of tables that are looked at and never changed by hand, and that grow to millions of rows."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

MOST_LISTED_ROWS = 5_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than anybody turns pages: a full count reads the whole table."""

    @cached_property
    def count(self) -> int:
        # Unordered, or the database would sort all rows to count a few.
        rows = cast("QuerySet[Any]", self.object_list).order_by()
        return int(rows[:MOST_LISTED_ROWS].count())


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Look, do not touch. Lists show the newest rows and page through the first thousands."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    paginator = BoundedPaginator
    ordering = ("-pk",)
    # A click on a column without an index would sort the whole table.
    sortable_by = ()
    search_fields: ClassVar[tuple[str, ...]] = ("=user__username",)
    search_help_text = "The exact user name of a learner."
    rows_name = "rows"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        words = (
            f"The newest {MOST_LISTED_ROWS:,} {self.rows_name} at most."
            " Name a learner to see older ones."
        )
        return super().changelist_view(
            request,
            {"subtitle": words, "title": self.rows_name.capitalize()} | (extra_context or {}),
        )
