"""SM-2 in integers: from a memory state and a quality to the next memory state.

Sources: P. A. Wozniak, "Optimization of learning" (1990), section 3.2, and its web text of 10 May
1998. Where the text is ambiguous, profile C follows the vendor's own plug-in: the ease factor is
updated on every grade, the interval is computed with the old one, and fractions round up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

MINIMUM_EASE_HUNDREDTHS = 130
INITIAL_EASE_HUNDREDTHS = 250
FIRST_INTERVAL_DAYS = 1
SECOND_INTERVAL_DAYS = 6
PASSING_QUALITY = 3

# EF' - EF in hundredths for quality 0..5: 0.1 - (5 - q) (0.08 + (5 - q) 0.02). All are multiples of
# 0.01, so integers are exact; floats go wrong (six days times 1.5000000000000002 rounds up to 10).
EASE_CHANGE_HUNDREDTHS = (-80, -54, -32, -14, 0, 10)


class Rating(IntEnum):
    """The four buttons, valued as the SM-2 quality they stand for."""

    AGAIN = 2
    HARD = 3
    GOOD = 4
    EASY = 5


@dataclass(frozen=True, slots=True)
class MemoryState:
    """What SM-2 remembers of one card.

    `repetitions` counts recalls in a row, `interval_days` is the unfuzzed interval that the last
    grade gave (0 before the first), `ease_hundredths` is the ease factor times 100.
    """

    repetitions: int
    interval_days: int
    ease_hundredths: int

    def __post_init__(self) -> None:
        if self.repetitions < 0 or self.interval_days < 0:
            raise ValueError("repetitions and interval_days cannot be negative")
        if self.ease_hundredths < MINIMUM_EASE_HUNDREDTHS:
            raise ValueError(f"ease_hundredths is at least {MINIMUM_EASE_HUNDREDTHS}")

    @classmethod
    def new(cls) -> "MemoryState":
        return cls(0, 0, INITIAL_EASE_HUNDREDTHS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuperMemo2:
    """One reading of SM-2's ambiguous sentences; the defaults are profile C, the product's."""

    rounds_up: bool = True  # else to the nearest, halves up
    updates_ease_on_failure: bool = True

    def next_state(self, state: MemoryState, quality: int) -> MemoryState:
        """The state after one grade. Raises ValueError unless quality is one of 0..5."""
        if isinstance(quality, bool) or quality not in range(6):
            raise ValueError(f"quality is a whole number from 0 to 5, not {quality!r}")
        if quality < PASSING_QUALITY:
            ease = state.ease_hundredths
            if self.updates_ease_on_failure:
                ease = changed_ease(ease, quality)
            return MemoryState(0, FIRST_INTERVAL_DAYS, ease)
        return MemoryState(
            state.repetitions + 1,
            self._next_interval_days(state),
            changed_ease(state.ease_hundredths, quality),
        )

    def _next_interval_days(self, state: MemoryState) -> int:
        if state.repetitions == 0:
            return FIRST_INTERVAL_DAYS
        if state.repetitions == 1:
            return SECOND_INTERVAL_DAYS
        hundredths = state.interval_days * state.ease_hundredths
        return -(-hundredths // 100) if self.rounds_up else (hundredths + 50) // 100


def changed_ease(ease_hundredths: int, quality: int) -> int:
    return max(MINIMUM_EASE_HUNDREDTHS, ease_hundredths + EASE_CHANGE_HUNDREDTHS[quality])


PROFILE_A = SuperMemo2(updates_ease_on_failure=False)  # rule 6 to the letter
PROFILE_B = SuperMemo2(rounds_up=False)  # the vendor's plug-in
PROFILE_C = SuperMemo2()


def next_state(state: MemoryState, quality: int) -> MemoryState:
    """The product's scheduler, profile C. Raises ValueError unless quality is one of 0..5."""
    return PROFILE_C.next_state(state, quality)


def next_states(state: MemoryState) -> Mapping[Rating, MemoryState]:
    """Where each button would lead: what the labels on the buttons show."""
    return {rating: next_state(state, rating) for rating in Rating}
