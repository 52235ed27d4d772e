"""Rule 7 of SM-2: what was not recalled well comes back the same day until it is.

A drill changes neither interval nor ease factor; it only decides when a card is shown again today.
"""

import datetime as dt

from cards.core.scheduling import PASSING_QUALITY

DRILLED_BELOW_QUALITY = 4
AFTER_FAILURE = dt.timedelta(minutes=1)
AFTER_HARD = dt.timedelta(minutes=10)
# With nothing else left to study, a card may come back this much before its time.
LOOK_AHEAD = dt.timedelta(minutes=20)


def drill_delay(quality: int) -> dt.timedelta | None:
    """How long until a card is drilled again today, None when it is done for today."""
    if quality >= DRILLED_BELOW_QUALITY:
        return None
    return AFTER_FAILURE if quality < PASSING_QUALITY else AFTER_HARD
