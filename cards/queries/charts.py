"""Geometry of the charts, which templates draw as SVG with a table beneath."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from cards.queries.progress import DayCount

BAR_CHART_WIDTH, BAR_CHART_HEIGHT = 640, 190
BAR_CHART_LEFT, BAR_CHART_TOP, BAR_CHART_BOTTOM = 34, 14, 26
DAYS_BETWEEN_LABELS = 5
CELL, GAP = 11, 2
HEAT_MAP_LEFT, HEAT_MAP_TOP = 30, 18
LEVELS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    day: dt.date
    cards: int
    label_x: float | None  # None: this bar carries no date below it


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    bars: Sequence[Bar]
    width: int
    height: int
    baseline: int
    left: int
    top: int
    middle: float
    maximum: int
    half: int

    @property
    def total(self) -> int:
        return sum(bar.cards for bar in self.bars)


def bar_chart(days: Sequence[DayCount]) -> BarChart:
    maximum = rounded_up(max((day.cards for day in days), default=0))
    baseline = BAR_CHART_HEIGHT - BAR_CHART_BOTTOM
    room = baseline - BAR_CHART_TOP
    step = (BAR_CHART_WIDTH - BAR_CHART_LEFT) / max(1, len(days))
    bars = []
    for number, day in enumerate(days):
        height = room * day.cards / maximum
        x = BAR_CHART_LEFT + number * step
        bars.append(
            Bar(
                x=round(x + step * 0.1, 1),
                y=round(baseline - height, 1),
                width=round(step * 0.8, 1),
                height=round(height, 1),
                day=day.day,
                cards=day.cards,
                label_x=round(x, 1) if number % DAYS_BETWEEN_LABELS == 0 else None,
            )
        )
    return BarChart(
        bars=bars,
        width=BAR_CHART_WIDTH,
        height=BAR_CHART_HEIGHT,
        baseline=baseline,
        left=BAR_CHART_LEFT,
        top=BAR_CHART_TOP,
        middle=baseline - room / 2,
        maximum=maximum,
        half=maximum // 2,
    )


def rounded_up(number: int) -> int:
    """An even number at least as large, so that the axis can show its half."""
    return max(4, math.ceil(number / 2) * 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    x: int
    y: int
    level: int  # 0 nothing … 4 the busiest days
    day: dt.date
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLabel:
    x: int
    day: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """One week for the table under the heat map."""

    first: dt.date
    cards: int
    days_studied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    cells: Sequence[Cell]
    months: Sequence[MonthLabel]
    weeks: Sequence[WeekRow]
    width: int
    height: int
    cell: int

    @property
    def total(self) -> int:
        return sum(cell.cards for cell in self.cells)

    @property
    def days_studied(self) -> int:
        return sum(cell.cards > 0 for cell in self.cells)


def heat_map(days: Sequence[DayCount]) -> HeatMap:
    """`days` starts on a Monday and has no holes."""
    busiest = max((day.cards for day in days), default=0)
    step = CELL + GAP
    cells, months = [], []
    for number, day in enumerate(days):
        week, weekday = divmod(number, 7)
        level = math.ceil(LEVELS * day.cards / busiest) if busiest else 0
        x = HEAT_MAP_LEFT + week * step
        cells.append(
            Cell(x=x, y=HEAT_MAP_TOP + weekday * step, level=level, day=day.day, cards=day.cards)
        )
        if day.day.day == 1 and number < len(days) - 7:
            months.append(MonthLabel(x=x, day=day.day))
    weeks = [
        WeekRow(
            first=chunk[0].day,
            cards=sum(day.cards for day in chunk),
            days_studied=sum(day.cards > 0 for day in chunk),
        )
        for chunk in (days[start : start + 7] for start in range(0, len(days), 7))
    ]
    return HeatMap(
        cells=cells,
        months=months,
        weeks=weeks,
        width=HEAT_MAP_LEFT + math.ceil(len(days) / 7) * step,
        height=HEAT_MAP_TOP + 7 * step,
        cell=CELL,
    )
