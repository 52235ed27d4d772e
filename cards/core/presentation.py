"""One showing of a card to a learner: what the page must send back with an answer or a rating."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """`turn` is the schedule's version when the card was shown, `card_version` the content's.

    `deck_slug` is the deck whose cards are studied, empty when it is all of them.
    """

    render_id: uuid.UUID
    user_id: int
    card_id: int
    card_version: int
    turn: int
    shown_at: dt.datetime
    deck_slug: str = ""

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
