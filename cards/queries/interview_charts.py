"""Geometry of the charts in a report on interviews; templates draw them as SVG with a table beneath."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import date_format

from cards.core.interviews.bands import Band
from cards.core.interviews.reports import BandMean

WIDTH = 640  # of a trend
# So narrow that a phone shows the bars to their ends without shrinking the words.
ROW_WIDTH, LEFT, RIGHT = 390, 240, 14
ROW, BAR, TOP, BOTTOM = 30, 14, 8, 24
LONGEST_LABEL = 30
TREND_HEIGHT, TREND_LEFT, TREND_TOP, TREND_BOTTOM = 220, 96, 14, 28
MOST_POINTS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the grid, with what stands at its end."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    label: str
    full_label: str
    middle: float
    text_y: float
    bar_y: float
    bar_width: float
    shown: str
    # Where the plan stood, for bars that have one.
    mark_x: float | None = None
    mark_y: float = 0
    mark_end: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChart:
    """Bars that lie, one below the other, from one left edge."""

    rows: Sequence[Row]
    lines: Sequence[Line]
    left: int = LEFT
    top: int = TOP
    width: int = ROW_WIDTH
    bar: int = BAR
    # Beside the label: on a very small phone the end of the bars is out of sight.
    number_x: int = LEFT - 8

    @property
    def baseline(self) -> int:
        return TOP + ROW * len(self.rows)

    @property
    def height(self) -> int:
        return self.baseline + BOTTOM


def row_chart(
    rows: Sequence[tuple[str, float, str, float | None]], lines: Sequence[tuple[float, str]]
) -> RowChart:
    """`rows` are label, length, words and plan; lengths and lines count from 0 to 1."""
    room = ROW_WIDTH - LEFT - RIGHT
    drawn = []
    for number, (label, length, shown, plan) in enumerate(rows):
        middle = TOP + ROW * number + ROW / 2
        drawn.append(
            Row(
                label=label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…",
                full_label=label,
                middle=middle,
                text_y=middle + 4,
                bar_y=middle - BAR / 2,
                bar_width=round(room * min(length, 1), 1),
                shown=shown,
                mark_x=None if plan is None else round(LEFT + room * min(plan, 1), 1),
                mark_y=middle - BAR / 2 - 3,
                mark_end=middle + BAR / 2 + 3,
            )
        )
    return RowChart(
        rows=drawn,
        lines=[Line(at=round(LEFT + room * at, 1), label=label) for at, label in lines],
    )


def band_chart(means: Sequence[BandMean]) -> RowChart:
    highest = int(max(Band))
    rows: list[tuple[str, float, str, float | None]] = [
        (one.label, float(one.mean) / highest, one.shown, None) for one in means
    ]
    return row_chart(rows, [(band / highest, str(int(band))) for band in Band])


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeUsed:
    """One question: the seconds used, and those planned for it."""

    position: int
    label: str
    used: int
    planned: int

    @property
    def is_over(self) -> bool:
        return self.used > self.planned


def time_chart(times: Sequence[TimeUsed]) -> RowChart:
    longest = max((max(one.used, one.planned) for one in times), default=0)
    minutes = max(1, -(-longest // 60))
    rows: list[tuple[str, float, str, float | None]] = [
        (
            f"{one.position}. {one.label}",
            one.used / (60 * minutes),
            f"{one.used // 60}:{one.used % 60:02}",
            one.planned / (60 * minutes),
        )
        for one in times
    ]
    half = [(0.5, f"{minutes // 2} min")] if minutes % 2 == 0 else []
    return row_chart(rows, [*half, (1.0, f"{minutes} min")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    x: float
    predicted_y: float
    scored_y: float
    day: str
    short_day: str  # empty where there is no room for one
    predicted: str
    scored: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendChart:
    points: Sequence[Point]
    lines: Sequence[Line]
    width: int = WIDTH
    height: int = TREND_HEIGHT
    left: int = TREND_LEFT
    baseline: int = TREND_HEIGHT - TREND_BOTTOM

    @property
    def predicted_line(self) -> str:
        return " ".join(f"{point.x},{point.predicted_y}" for point in self.points)

    @property
    def scored_line(self) -> str:
        return " ".join(f"{point.x},{point.scored_y}" for point in self.points)


def trend_chart(interviews: Sequence[tuple[dt.date, Fraction, Fraction]]) -> TrendChart:
    """`interviews` are day, mean predicted and mean scored, oldest first; the latest are drawn."""
    latest = interviews[-MOST_POINTS:]
    step = (WIDTH - TREND_LEFT - 40) / max(1, len(latest) - 1)
    often = -(-len(latest) // 8)
    points = [
        Point(
            x=round(TREND_LEFT + 20 + number * step, 1),
            # Two points of one height are drawn beside each other, or one hides the other.
            predicted_y=height_of(predicted) - 1.5,
            scored_y=height_of(scored) + 1.5,
            day=date_format(day, "j M Y"),
            short_day=date_format(day, "j M") if number % often == 0 else "",
            predicted=f"{float(predicted):.1f}",
            scored=f"{float(scored):.1f}",
        )
        for number, (day, predicted, scored) in enumerate(latest)
    ]
    lines = [Line(at=height_of(Fraction(int(band))), label=band.label) for band in Band]
    return TrendChart(points=points, lines=lines)


def height_of(mean: Fraction) -> float:
    room = TREND_HEIGHT - TREND_TOP - TREND_BOTTOM
    share = (float(mean) - 1) / (int(max(Band)) - 1)
    return round(TREND_TOP + room * (1 - share), 1)
