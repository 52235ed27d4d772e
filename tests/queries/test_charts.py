"""Geometry of the charts."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.queries.charts import bar_chart, heat_map, rounded_up
from cards.queries.progress import DayCount

MONDAY = dt.date(2026, 6, 8)


def days(counts, first=MONDAY):
    return [
        DayCount(day=first + dt.timedelta(days=number), cards=cards)
        for number, cards in enumerate(counts)
    ]


@given(st.lists(st.integers(0, 9999), min_size=1, max_size=60))
@settings(max_examples=50, deadline=None)
def test_bars_stay_in_the_chart_and_the_tallest_is_the_largest(counts):
    chart = bar_chart(days(counts))
    assert chart.total == sum(counts)
    for bar in chart.bars:
        assert chart.top - 0.1 <= bar.y
        assert bar.y + bar.height == pytest.approx(chart.baseline, abs=0.11)
        assert chart.left <= bar.x
        assert bar.x + bar.width <= chart.width
    tallest = max(chart.bars, key=lambda bar: bar.height)
    assert tallest.cards == pytest.approx(max(counts), abs=max(counts) / 100)


@pytest.mark.parametrize(("number", "top"), [(0, 4), (3, 4), (4, 4), (5, 6), (17, 18), (18, 18)])
def test_the_axis_ends_at_an_even_number(number, top):
    assert rounded_up(number) == top


def test_an_empty_chart_divides_by_nothing():
    assert bar_chart([]).total == 0
    assert heat_map([]).total == 0
    assert {cell.level for cell in heat_map(days([0] * 14)).cells} == {0}


@given(st.lists(st.integers(0, 500), min_size=1, max_size=100))
@settings(max_examples=50, deadline=None)
def test_a_day_without_study_is_blank_and_any_other_is_not(counts):
    chart = heat_map(days(counts))
    for cell, cards in zip(chart.cells, counts, strict=True):
        assert (cell.level == 0) == (cards == 0)
        assert 0 <= cell.level <= 4
        assert cell.x + chart.cell <= chart.width
        assert cell.y + chart.cell <= chart.height
    assert sum(week.cards for week in chart.weeks) == chart.total == sum(counts)
    assert chart.days_studied == sum(week.days_studied for week in chart.weeks)


def test_a_week_is_a_column_that_starts_on_monday():
    chart = heat_map(days([1] * 15))
    assert [cell.x for cell in chart.cells[:7]] == [chart.cells[0].x] * 7
    assert chart.cells[7].x > chart.cells[6].x
    assert chart.cells[7].y == chart.cells[0].y
    assert [week.first for week in chart.weeks] == [
        MONDAY, MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=14)
    ]  # fmt: skip


def test_a_month_is_named_above_the_week_of_its_first_day():
    chart = heat_map(days([0] * 60))
    [label] = [label for label in chart.months if label.day == dt.date(2026, 7, 1)]
    [first] = [cell for cell in chart.cells if cell.day == dt.date(2026, 7, 1)]
    assert label.x == first.x
