"""Teams in the admin: their names and who runs them, for whoever looks after the site.

What members show of themselves, and how far anybody is, is not shown: that needs their consent.
"""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from cards.admin.change_words import SaysWhatChanged
from cards.admin.chosen_rows import ChecksChosenRows
from cards.models import Membership, Team


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    fields = readonly_fields = ("user", "role", "joined_at")
    ordering = ("joined_at", "pk")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Team | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user")


@admin.register(Team)
class TeamAdmin(ChecksChosenRows, SaysWhatChanged):
    list_display = ("name", "members", "time_zone", "has_challenge", "created_at")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "time_zone", "has_challenge", "created_at")
    readonly_fields = ("slug", "created_at")
    inlines = (MembershipInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a team is started by the person who will own it

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        teams: QuerySet[Team] = super().get_queryset(request)
        return teams.annotate(number_of_members=Count("memberships"))

    @admin.display(description="Members", ordering="number_of_members")
    def members(self, team: Team) -> int:
        return int(getattr(team, "number_of_members", 0))
