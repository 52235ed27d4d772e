"""Cards whose meaning changed after somebody learned them: when an offer is made, and for which day."""

import datetime as dt

# Who sees the card that soon anyway needs no offer.
SOON_DAYS = 3


def is_far_off(due: dt.date, today: dt.date) -> bool:
    return due > today + dt.timedelta(days=SOON_DAYS)


def day_again(today: dt.date, place: int) -> dt.date:
    """A day within the next three; `place` in the list of cards spreads them over all three."""
    return today + dt.timedelta(days=1 + place % SOON_DAYS)
