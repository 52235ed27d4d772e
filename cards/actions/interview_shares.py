"""Let others read the report on an interview by a link, and take the link back."""

import datetime as dt
import uuid

from django.db import transaction

from cards.models import Interview, InterviewShare, Team

MOST_OPEN = 20  # links to one interview at a time
# A link that ended is listed for a month, then forgotten.
KEPT_AFTER_THE_END = dt.timedelta(days=30)


class ShareError(Exception):
    """This cannot be shared now; the message says why."""


@transaction.atomic
def share_interview(
    interview: Interview,
    *,
    uid: uuid.UUID,
    team: Team | None,
    with_transcript: bool,
    days: int,
    now: dt.datetime,
) -> InterviewShare:
    """Make a link; the same form sent twice makes one. Raises ShareError when there are too many."""
    Interview.objects.select_for_update().get(pk=interview.pk)
    shares = InterviewShare.objects.filter(interview=interview)
    made = shares.filter(uid=uid).first()
    if made is not None:
        return made
    shares.filter(expires_at__lt=now - KEPT_AFTER_THE_END).delete()
    if shares.open(now).count() >= MOST_OPEN:
        raise ShareError(
            f"{MOST_OPEN} links to this report are open, which is the most. Take one back first."
        )
    if InterviewShare.objects.filter(uid=uid).exists():
        raise ShareError("This page was out of date. Make the link once more.")
    return InterviewShare.objects.create(
        uid=uid,
        interview=interview,
        user_id=interview.user_id,
        team=team,
        with_transcript=with_transcript,
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )


def revoke_share(share: InterviewShare, *, now: dt.datetime) -> None:
    """Nobody can read by it from now on; twice changes nothing more."""
    InterviewShare.objects.filter(pk=share.pk, revoked_at__isnull=True).update(revoked_at=now)
