"""The links to a report, as its learner sees them, and the teams that she may share it with."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cards.access import share_token
from cards.models import Interview, InterviewShare, Team, User


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownShare:
    share: InterviewShare
    token: str
    is_open: bool


def shares_of(interview: Interview, now: dt.datetime) -> Sequence[ShownShare]:
    """One query."""
    rows = InterviewShare.objects.filter(interview=interview).select_related("team")
    return [
        ShownShare(share=share, token=share_token(share), is_open=share.is_open(now))
        for share in rows
    ]


def teams_to_share_with(user: User) -> list[Team]:
    return list(Team.objects.filter(memberships__user=user))
