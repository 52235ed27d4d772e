"""One showing of a card to a learner: what the page must send back with an answer or a rating."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """`schedule_version`, `turn` and `card_version` are as they were when the card was shown.

    The schedule's version tells a stale page from a current one; the turn decides which numbers
    are drawn and which attempts belong together, and is taken back by an undo. `deck_slug` is the
    deck whose cards are studied, empty when it is all of them.
    """

    render_id: uuid.UUID
    user_id: int
    card_id: int
    card_version: int
    schedule_version: int
    turn: int
    shown_at: dt.datetime
    deck_slug: str = ""
    # New cards that were next in line when the page was made, each with the key of its note: the
    # step after this one need not look for them again among all that the learner has met.
    coming_new: tuple[tuple[int, str], ...] = ()
    # The learner's schedule of the card as the page's maker read it: rating need not read it again,
    # as it is written only where its version is still the same. Empty: to be read.
    schedule: tuple[Any, ...] = ()
    card_kind: str = ""
    has_key_points: bool = False
    is_personal: bool = False

    @property
    def suffices_to_rate(self) -> bool:
        """Whether the card need not be read: key points are compared with those ticked."""
        return bool(self.schedule) and not self.has_key_points

    @property
    def seed(self) -> int:
        return presentation_seed(self.user_id, self.card_id, self.turn)


def presentation_seed(user_id: int, card_id: int, turn: int) -> int:
    """The seed of a randomised exercise, 0 <= seed < 2**63.

    It hangs on the turn, not on the request, so a reload shows the same numbers and the next review
    other ones.
    """
    key = f"{user_id}:{card_id}:{turn}".encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest()) >> 1
