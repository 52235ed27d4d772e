"""Leeches: cards that keep being forgotten cost more time than they are worth."""

from cards.core.scheduling import MINIMUM_EASE_HUNDREDTHS, PASSING_QUALITY, MemoryState

FIRST_LEECH_LAPSES = 8
LEECH_LAPSES_STEP = 4
# Only a card that was once recalled twice in a row can lapse: before that it is still being learned.
LAPSE_FROM_REPETITIONS = 2


def is_lapse(before: MemoryState, quality: int) -> bool:
    return quality < PASSING_QUALITY and before.repetitions >= LAPSE_FROM_REPETITIONS


def becomes_leech(lapses: int, before: MemoryState, after: MemoryState) -> bool:
    """Whether the grade that led from `before` to `after` makes the card a leech (again).

    `lapses` counts the lapses including this grade.
    """
    at_count = (
        lapses >= FIRST_LEECH_LAPSES and (lapses - FIRST_LEECH_LAPSES) % LEECH_LAPSES_STEP == 0
    )
    reached_floor = (
        after.ease_hundredths == MINIMUM_EASE_HUNDREDTHS
        and before.ease_hundredths > MINIMUM_EASE_HUNDREDTHS
    )
    lapsed = after.repetitions == 0 and before.repetitions >= LAPSE_FROM_REPETITIONS
    return (at_count and lapsed) or reached_floor
