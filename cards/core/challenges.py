"""The challenge of the week: the same exercises with the same numbers for everybody in a team."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import TypeVar

EXERCISES = 10
T = TypeVar("T")


def drawn_order(
    team_id: int, week: dt.date, cards: Sequence[tuple[uuid.UUID, T]]
) -> list[tuple[uuid.UUID, T]]:
    """The cards in an order that hangs on team and week alone, whatever order they came in."""
    return sorted(cards, key=lambda card: digest(team_id, week, card[0]))


def exercise_seed(team_id: int, week: dt.date, card: uuid.UUID) -> int:
    """The seed of a randomised exercise, 0 <= seed < 2**63."""
    return int.from_bytes(digest(team_id, week, card)[8:]) >> 1


def digest(team_id: int, week: dt.date, card: uuid.UUID) -> bytes:
    key = f"{team_id}:{week.isoformat()}:{card.hex}".encode()
    return hashlib.blake2b(key, digest_size=16, person=b"challenge").digest()


def competition_ranks(scores: Sequence[int]) -> list[int]:
    """Ranks for scores from the highest down; equal scores share one: 1, 2, 2, 4."""
    return [scores.index(score) + 1 for score in scores]
