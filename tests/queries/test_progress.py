"""Streak, activity, forecast and retention of small histories that can be counted by hand."""

import datetime as dt

import pytest

from cards.actions.decks import set_card_aside
from cards.actions.study import record_review, undo_review
from cards.core.scheduling import Rating
from cards.models import CardStatus, Review, ReviewKind, Schedule
from cards.queries.progress import (
    activity,
    current_streak,
    forecast,
    next_due,
    retention,
    standing,
)
from tests.factories import NOON, TODAY, make_card, make_deck, make_schedule, present

pytestmark = pytest.mark.django_db
AGAIN, HARD, GOOD, EASY = Rating
DAY = dt.timedelta(days=1)


def rate(user, card, rating=GOOD, days_ago=0, now=NOON):
    now -= days_ago * DAY
    recorded = record_review(
        user=user, card=card, presentation=present(user, card, now), rating=rating, now=now
    )
    return recorded.review


def undo(user, review):
    undo_review(user=user, review=review, now=review.reviewed_at)


def rate_due(user, rating=GOOD, interval=10, days_ago=0):
    """Rate a card that fell due that day with this interval."""
    schedule = make_schedule(user, today=TODAY - days_ago * DAY, interval=interval)
    return rate(user, schedule.card, rating, days_ago)


def row(rows, label):
    [found] = [row for row in rows if row.label == label]
    return found


def numbers(rows, label):
    found = row(rows, label)
    return (found.young_recalled, found.young, found.mature_recalled, found.mature)


# --- Retention ---


def test_nothing_studied_is_no_retention_rather_than_none_recalled(learner):
    rows = retention(learner, TODAY)
    assert all((entry.all, entry.all_recalled) == (0, 0) for entry in rows)


def test_young_and_mature_are_told_apart_by_the_interval_before(learner):
    rate_due(learner, GOOD, interval=20)
    rate_due(learner, AGAIN, interval=20)
    rate_due(learner, HARD, interval=21)
    rate_due(learner, EASY, interval=300)
    rows = retention(learner, TODAY)
    assert numbers(rows, "Today") == (1, 2, 2, 2)
    assert (row(rows, "Today").all_recalled, row(rows, "Today").all) == (3, 4)


def test_new_cards_drills_and_practice_are_no_recall(learner):
    card = make_card()
    rate(learner, card, AGAIN)  # a new card
    rate(learner, card, GOOD, now=NOON + dt.timedelta(minutes=2))  # its drill
    early = make_schedule(learner, days_overdue=-5)
    rate(learner, early.card, GOOD)  # five days before its day
    kinds = list(Review.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [ReviewKind.LEARN, ReviewKind.DRILL, ReviewKind.PRACTICE]
    assert all(entry.all == 0 for entry in retention(learner, TODAY))


def test_an_undone_grade_counts_for_nothing_and_its_successor_does(learner):
    schedule = make_schedule(learner)
    undo(learner, rate(learner, schedule.card, AGAIN))
    assert numbers(retention(learner, TODAY), "Today") == (0, 0, 0, 0)
    rate(learner, schedule.card, GOOD)
    assert numbers(retention(learner, TODAY), "Today") == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("days_ago", "labels"),
    [
        (0, {"Today", "Last 7 days", "Last 30 days", "Last 365 days", "All time"}),
        (1, {"Yesterday", "Last 7 days", "Last 30 days", "Last 365 days", "All time"}),
        (6, {"Last 7 days", "Last 30 days", "Last 365 days", "All time"}),
        (7, {"Last 30 days", "Last 365 days", "All time"}),
        (29, {"Last 30 days", "Last 365 days", "All time"}),
        (30, {"Last 365 days", "All time"}),
        (364, {"Last 365 days", "All time"}),
        (365, {"All time"}),
    ],
)
def test_a_period_holds_its_first_and_its_last_day(learner, days_ago, labels):
    rate_due(learner, days_ago=days_ago)
    rows = retention(learner, TODAY)
    assert {entry.label for entry in rows if entry.all} == labels


def test_the_history_of_somebody_else_is_hers(learner, teammate):
    rate_due(teammate)
    assert all(entry.all == 0 for entry in retention(learner, TODAY))
    assert sum(day.cards for day in activity(learner, TODAY)) == 0
    assert sum(day.cards for day in forecast(learner, TODAY)) == 0


# --- Activity ---


def test_activity_runs_from_a_monday_on_to_today_without_holes(learner):
    days = [entry.day for entry in activity(learner, TODAY, weeks=3)]
    assert days[0].weekday() == 0
    assert days[-1] == TODAY
    assert days == [days[0] + number * DAY for number in range(len(days))]
    assert len(days) == 2 * 7 + TODAY.weekday() + 1


def test_activity_counts_new_cards_and_reviews_but_no_repeats(learner):
    card = make_card()
    rate(learner, card, AGAIN)
    rate(learner, card, GOOD, now=NOON + dt.timedelta(minutes=2))
    rate_due(learner)
    rate_due(learner, days_ago=3)
    found = {entry.day: entry.cards for entry in activity(learner, TODAY) if entry.cards}
    assert found == {TODAY: 2, TODAY - 3 * DAY: 1}


def test_activity_forgets_what_was_undone(learner):
    undo(learner, rate(learner, make_card()))
    assert activity(learner, TODAY)[-1].cards == 0


# --- Forecast ---


def test_the_forecast_puts_what_is_overdue_on_today(learner):
    make_schedule(learner, days_overdue=9)
    make_schedule(learner)
    make_schedule(learner, days_overdue=-2)
    make_schedule(learner, days_overdue=-2)
    days = forecast(learner, TODAY)
    assert len(days) == 30
    assert [entry.cards for entry in days][:4] == [2, 0, 2, 0]


def test_the_forecast_leaves_out_the_far_set_aside_and_withdrawn(learner):
    make_schedule(learner, days_overdue=-30)
    make_schedule(learner, is_suspended=True)
    make_schedule(learner, make_card(status=CardStatus.ARCHIVED))
    make_schedule(learner, days_overdue=-29)
    assert [entry.cards for entry in forecast(learner, TODAY) if entry.cards] == [1]
    assert forecast(learner, TODAY)[-1].cards == 1


def test_the_next_due_day_is_after_today_and_within_the_decks(learner):
    assert next_due(learner, TODAY, None) is None
    near, far = make_deck("Near"), make_deck("Far")
    make_schedule(learner, make_card(deck=near))
    make_schedule(learner, make_card(deck=near), days_overdue=-1)
    make_schedule(learner, make_card(deck=near), days_overdue=-1)
    make_schedule(learner, make_card(deck=far), days_overdue=-4)
    found = next_due(learner, TODAY, None)
    assert (found.day, found.cards) == (TODAY + DAY, 2)
    found = next_due(learner, TODAY, [far.pk])
    assert (found.day, found.cards) == (TODAY + 4 * DAY, 1)


# --- Streak ---


def test_days_in_a_row_count_up_and_today_is_open_until_studied(learner):
    for days_ago in (3, 2, 1):
        rate_due(learner, days_ago=days_ago)
    make_schedule(learner)
    before = current_streak(learner, TODAY)
    assert (before.current_days, before.is_today_done) == (3, False)
    rate_due(learner)
    after = current_streak(learner, TODAY)
    assert (after.current_days, after.is_today_done, after.studied_recently) == (4, True, 4)


def test_a_day_on_which_nothing_was_due_does_not_break_the_streak(learner):
    rate_due(learner, days_ago=3)
    rate_due(learner)
    assert current_streak(learner, TODAY).current_days == 4


def test_days_missed_with_cards_due_break_it_once_the_freezes_are_used(learner):
    rate_due(learner, days_ago=6)
    # Due the day after, and first studied today: five days missed, two of them forgiven.
    late = make_schedule(learner, days_overdue=5)
    rate(learner, late.card)
    found = current_streak(learner, TODAY)
    assert (found.current_days, found.longest_days) == (1, 1)
    assert found.studied_recently == 2


def test_what_still_lies_due_counts_as_missed_too(learner):
    rate_due(learner, days_ago=6)
    make_schedule(learner, days_overdue=5)
    assert current_streak(learner, TODAY).current_days == 0


def test_practice_alone_does_not_make_a_day(learner):
    early = make_schedule(learner, days_overdue=-5)
    rate(learner, early.card)
    assert current_streak(learner, TODAY).is_today_done is False


def test_an_undone_day_is_not_studied(learner):
    undo(learner, rate(learner, make_card()))
    found = current_streak(learner, TODAY)
    assert (found.current_days, found.studied_recently) == (0, 0)


def test_after_a_change_of_zone_no_day_is_counted_twice_or_lost(learner):
    late_evening = dt.datetime(2026, 6, 9, 23, 0, tzinfo=dt.UTC)
    rate(learner, make_card(), now=late_evening)
    assert learner.study_day(late_evening) == TODAY - DAY
    learner.time_zone = "Asia/Tokyo"  # there it is 8 in the morning of the tenth
    learner.save()
    assert learner.study_day(late_evening) == TODAY
    rate(learner, make_card(), now=late_evening)
    found = current_streak(learner, TODAY)
    assert (found.current_days, found.studied_recently) == (2, 2)
    assert [entry.cards for entry in activity(learner, TODAY)][-2:] == [1, 1]


def test_a_zone_further_west_makes_today_an_earlier_day_and_shows_nothing_of_the_future(learner):
    learner.time_zone = "Asia/Tokyo"
    rate(learner, make_card(), now=NOON + dt.timedelta(hours=8))
    assert Review.objects.get().studied_on == TODAY + DAY
    learner.time_zone = "America/Los_Angeles"
    today = learner.study_day(NOON + dt.timedelta(hours=8))
    assert today == TODAY
    found = current_streak(learner, today)
    assert (found.is_today_done, found.studied_recently) == (False, 0)
    assert activity(learner, today)[-1].day == TODAY
    assert all(entry.all == 0 for entry in retention(learner, today))


# --- Standing ---


def test_standing_tells_young_mature_leeches_and_set_aside(learner):
    make_schedule(learner, interval=20)
    make_schedule(learner, interval=21)
    make_schedule(learner, interval=5, is_leech=True)
    aside = make_schedule(learner, interval=30)
    set_card_aside(user=learner, card=aside.card, is_set_aside=True)
    make_schedule(learner, make_card(status=CardStatus.ARCHIVED), interval=40)
    found = standing(learner)
    assert (found.young, found.mature, found.leeches, found.set_aside) == (2, 2, 1, 1)


def test_a_card_whose_first_grade_was_undone_is_not_young(learner):
    undo(learner, rate(learner, make_card()))
    assert Schedule.objects.get().is_new
    assert standing(learner).young == 0
