"""Streaks: rest, freezes, empty days, and a today that is still open."""

import datetime as dt

from cards.core.streaks import DueSpan, streak

TODAY = dt.date(2026, 6, 10)  # a Wednesday


def ago(*days):
    return {TODAY - dt.timedelta(days=number) for number in days}


def always_due():
    return [DueSpan(first=dt.date(2020, 1, 1), end=dt.date(2030, 1, 1))]


def days(studied, due_spans=None, rest_weekdays=()):
    spans = always_due() if due_spans is None else due_spans
    return streak(today=TODAY, studied=studied, due_spans=spans, rest_weekdays=rest_weekdays)


def test_nobody_starts_with_a_streak():
    assert days(set()).current_days == 0


def test_days_in_a_row_count():
    result = days(ago(0, 1, 2))
    assert (result.current_days, result.longest_days, result.is_today_done) == (3, 3, True)


def test_today_still_open_does_not_break_the_streak():
    result = days(ago(1, 2, 3))
    assert (result.current_days, result.is_today_done) == (3, False)


def test_two_missed_days_a_month_are_bridged_but_not_counted():
    assert days(ago(0, 2, 4)).current_days == 3


def test_a_third_missed_day_in_a_month_ends_the_streak():
    result = days(ago(0, 2, 4, 6, 7))
    assert (result.current_days, result.longest_days) == (1, 4)


def test_freezes_are_counted_anew_each_month():
    may, june = ago(14, 13, 11, 9, 8), ago(7, 6, 5, 4, 2, 0)
    assert days(may | june).current_days == 11


def test_a_day_with_nothing_due_counts():
    assert days(ago(0, 3), due_spans=[]).current_days == 4


def test_a_rest_weekday_counts():
    monday_and_tuesday = (0, 1)
    assert days(ago(0, 3), rest_weekdays=monday_and_tuesday).current_days == 4


def test_a_long_absence_with_cards_due_ends_the_streak():
    result = days(ago(60, 59, 58))
    assert (result.current_days, result.longest_days, result.studied_recently) == (0, 3, 0)


def test_the_last_thirty_days_include_today():
    assert days(ago(0, 29, 30)).studied_recently == 2
