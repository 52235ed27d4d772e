"""Keeping what an author typed until she saves it: nothing of it is shown to anybody else."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from cards.models import Card, UnsavedEdit, User

LONGEST_EDIT = 300_000
KEPT_UNTOUCHED = dt.timedelta(days=90)


class TooLongToKeepError(Exception):
    """More was typed than an unsaved edit may hold."""


@transaction.atomic
def keep_edit(
    *, user: User, card: Card | None, fields: Sequence[tuple[str, str]], now: dt.datetime
) -> UnsavedEdit:
    """Keep the fields of an open form; the newest ones replace those kept before.

    PostgreSQL stores no null character, so it is left out.
    """
    if sum(len(name) + len(value) for name, value in fields) > LONGEST_EDIT:
        raise TooLongToKeepError
    stored = [[name.replace("\0", ""), value.replace("\0", "")] for name, value in fields]
    edit, _ = UnsavedEdit.objects.update_or_create(
        user=user, card=card, defaults={"fields": stored, "kept_at": now}
    )
    return edit


def discard_edit(*, user: User, card: Card | None) -> None:
    UnsavedEdit.objects.filter(user=user, card=card).delete()


def forget_old_edits(now: dt.datetime) -> int:
    """Delete what nobody touched for three months: its card has long moved on. How many there were."""
    deleted, _ = UnsavedEdit.objects.filter(kept_at__lt=now - KEPT_UNTOUCHED).delete()
    return deleted
