"""An author says of a card that needed attention: seen, it is fine. Until there is more evidence."""

import datetime as dt

from cards.models import AttentionDismissal, User
from cards.queries.attention import Finding


def dismiss_finding(finding: Finding, *, user: User, now: dt.datetime) -> None:
    AttentionDismissal.objects.update_or_create(
        card_id=finding.card,
        defaults={
            "levels": {each.key: each.level for each in finding.evidence},
            "dismissed_at": now,
            "dismissed_by": user,
        },
    )


def show_again(card_id: int) -> bool:
    """Take it back; whether there was anything to take back."""
    deleted, _ = AttentionDismissal.objects.filter(card=card_id).delete()
    return bool(deleted)
