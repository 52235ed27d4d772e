"""The learner's day: it starts at her rollover hour, in her zone, by the clock on her wall."""

import datetime as dt
from zoneinfo import ZoneInfo

LATEST_ROLLOVER_HOUR = 12


def study_day(now: dt.datetime, zone: ZoneInfo, rollover_hour: int) -> dt.date:
    """The day that the instant `now` (aware) belongs to.

    Subtracting from the naive wall clock, not from the instant, keeps the rollover at the same hour
    on the clock on the two days a year that are not 24 hours long.
    """
    wall_clock = now.astimezone(zone).replace(tzinfo=None)
    return (wall_clock - dt.timedelta(hours=rollover_hour)).date()


def study_day_start(day: dt.date, zone: ZoneInfo, rollover_hour: int) -> dt.datetime:
    """The instant at which a study day starts, in UTC."""
    wall_clock = dt.datetime.combine(day, dt.time(rollover_hour), tzinfo=zone)
    # A start that the clock jumps over (02:30 on a spring morning) is the same instant one hour
    # further along: fold=0 reads it with the offset before the jump.
    return wall_clock.astimezone(dt.UTC)
