"""Geometry of the standings' small charts: a member's week, a team's season."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cards.core.standings import DayScore

DAY_STEP, DAY_TOP, DAY_HEIGHT = 11, 2, 20
WEEK_STEP, WEEK_BASELINE, WEEK_HEIGHT = 48, 110, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekBar:
    """One day in a row of the board; `height` is what was cleared of the whole."""

    x: int
    y: float
    height: float


def week_bar(place: int, day: DayScore) -> WeekBar:
    height = round(float(DAY_HEIGHT * day.share), 1)
    return WeekBar(x=place * DAY_STEP, y=DAY_TOP + DAY_HEIGHT - height, height=height)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonBar:
    x: int
    y: float
    height: float
    monday: dt.date
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonChart:
    bars: Sequence[SeasonBar]
    width: int


def season_chart(weeks: Sequence[tuple[dt.date, Fraction | None, str]]) -> SeasonChart:
    """The team's score by week, in the order of time."""
    bars = []
    for place, (monday, score, label) in enumerate(weeks):
        height = round(float(WEEK_HEIGHT * (score or 0)), 1)
        bars.append(
            SeasonBar(
                x=place * WEEK_STEP,
                y=round(WEEK_BASELINE - height, 1),
                height=height,
                monday=monday,
                label=f"{label} %" if label else "nobody ranked",
            )
        )
    return SeasonChart(bars=bars, width=max(WEEK_STEP * len(bars), 13 * WEEK_STEP))
