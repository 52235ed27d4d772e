"""Spreads intervals a little so that cards learned together do not come back together.

The window is Anki's. Fuzz changes only the day a card is due: SM-2 goes on from the raw interval,
so fuzz never accumulates.
"""

import hashlib
import math

from cards.core.scheduling import MemoryState

# (from day, to day, share of that stretch which the window grows by)
FUZZ_STRETCHES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))
MAXIMUM_INTERVAL_DAYS = 36_500
# The first two intervals are SM-2's published constants.
FIRST_FUZZED_REPETITION = 3


def fuzz_window(interval_days: int) -> tuple[int, int]:
    """First and last day, both included, on which an interval may end."""
    if interval_days < FUZZ_STRETCHES[0][0]:
        return interval_days, interval_days
    delta = 1.0 + sum(
        share * max(0.0, min(interval_days, end) - start) for start, end, share in FUZZ_STRETCHES
    )
    return round_half_up(interval_days - delta), round_half_up(interval_days + delta)


def scheduled_days(
    state: MemoryState, *, previous_days: int, previous_raw_days: int, card_id: int
) -> int:
    """Days until the card is due again: the raw interval of `state`, fuzzed where SM-2 allows.

    `previous_days` and `previous_raw_days` are the scheduled and the raw interval before this
    grade. The draw depends on the card and its repetitions alone, so a button shows before the
    press what it does after.
    """
    raw = min(state.interval_days, MAXIMUM_INTERVAL_DAYS)
    if state.repetitions < FIRST_FUZZED_REPETITION:
        return raw
    first, last = fuzz_window(raw)
    if state.interval_days > previous_raw_days:
        first = max(first, previous_days + 1)
        last = max(last, first)
    drawn = math.floor(first + unit_draw(card_id, state.repetitions) * (1 + last - first))
    return min(drawn, MAXIMUM_INTERVAL_DAYS)


def unit_draw(card_id: int, repetitions: int) -> float:
    """A number in [0, 1) that only depends on its arguments."""
    digest = hashlib.blake2b(f"{card_id}:{repetitions}".encode(), digest_size=6).digest()
    return int.from_bytes(digest) / 2**48


def round_half_up(number: float) -> int:
    return math.floor(number + 0.5)
