"""What members of staff may do, and who may hand out which rights."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from cards.models import RightsChange, User

AUTHORS, ADMINISTRATORS = "Authors", "Administrators"


def permission_names(permissions: QuerySet[Permission]) -> set[str]:
    """Such as "cards.change_card"."""
    rows = permissions.order_by().values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


def has_more_rights(other: User, user: User) -> bool:
    """Whether an account may do what `user` may not: whoever changes its password could, too."""
    if user.is_superuser:
        return False
    if other.is_superuser:
        return True
    # Not `get_all_permissions`: an account that rests has none, and may be woken up.
    held = Permission.objects.filter(Q(group__user=other) | Q(user=other))
    return not permission_names(held) <= user.get_all_permissions()


def groups_to_give(user: User) -> QuerySet[Group]:
    """The groups that hold nothing which `user` may not do herself."""
    groups = Group.objects.order_by("name")
    if user.is_superuser:
        return groups
    own = user.get_all_permissions()
    given = [
        group.pk
        for group in groups.prefetch_related("permissions__content_type")
        if all(
            f"{right.content_type.app_label}.{right.codename}" in own
            for right in group.permissions.all()
        )
    ]
    return groups.filter(pk__in=given)


# --- What was changed ---

SWITCHES = (
    ("active", "may log in", "may not log in any more"),
    ("staff", "may enter the admin", "may not enter the admin any more"),
    ("superuser", "may do everything", "may not do everything any more"),
)
LISTS = (("groups", "group"), ("permissions", "permission"))
MOST_CHANGES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRights:
    """One change of somebody's rights in words."""

    changed_at: dt.datetime
    changed_by: str
    words: tuple[str, ...]


def rights_history(user_id: int) -> list[ShownRights]:
    """The newest changes of an account's rights."""
    rows = RightsChange.objects.filter(user=user_id).select_related("changed_by")[:MOST_CHANGES]
    return [
        ShownRights(
            changed_at=row.changed_at,
            changed_by=str(row.changed_by or "the command line"),
            words=tuple(words_of(row.before, row.after)),
        )
        for row in rows
    ]


def words_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    words = [
        given if after[name] else taken
        for name, given, taken in SWITCHES
        if before[name] != after[name]
    ]
    for name, noun in LISTS:
        old, new = set(before[name]), set(after[name])
        words += [f"{noun} {one} given" for one in sorted(new - old)]
        words += [f"{noun} {one} taken" for one in sorted(old - new)]
    return words
