"""Rights of staff: making somebody an author or an administrator, and the record of every change."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from cards.models import RightsChange, User
from cards.queries.staff import ADMINISTRATORS, AUTHORS, permission_names


def rights_of(user: User) -> dict[str, Any]:
    """What the account may do, ready for JSON."""
    return {
        "active": user.is_active,
        "staff": user.is_staff,
        "superuser": user.is_superuser,
        "groups": list(user.groups.order_by("name").values_list("name", flat=True)),
        "permissions": sorted(permission_names(user.user_permissions.all())),
    }


def note_rights(
    user: User, before: dict[str, Any], *, changed_by: User | None, now: dt.datetime
) -> bool:
    """Write down what became of the account's rights since `before`; whether anything did."""
    after = rights_of(user)
    if after == before:
        return False
    RightsChange.objects.create(
        user=user, changed_by=changed_by, changed_at=now, before=before, after=after
    )
    return True


@transaction.atomic
def make_staff(
    user: User, *, is_administrator: bool = False, changed_by: User | None, now: dt.datetime
) -> bool:
    """Let somebody into the admin as an author, or as an administrator; whether that is new."""
    before = rights_of(user)
    name = ADMINISTRATORS if is_administrator else AUTHORS
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    user.groups.add(Group.objects.get(name=name))
    return note_rights(user, before, changed_by=changed_by, now=now)
