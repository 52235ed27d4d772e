"""Why a card is due when it is."""

import datetime as dt

import pytest

from cards.actions.study import record_review, undo_review
from cards.core.scheduling import Rating
from cards.queries.card_history import REVIEWS_SHOWN, card_history
from tests.factories import NOON, TODAY, make_card, make_schedule, present

pytestmark = pytest.mark.django_db
AGAIN, HARD, GOOD, EASY = Rating
DAY = dt.timedelta(days=1)


def rate(user, card, rating=GOOD, now=NOON):
    return record_review(
        user=user, card=card, presentation=present(user, card, now), rating=rating, now=now
    ).review


def newest(user, card):
    return card_history(user, card).rows[0]


def test_a_card_never_met_has_no_history(learner):
    found = card_history(learner, make_card())
    assert (found.schedule, list(found.rows), found.ease) == (None, [], "")


def test_each_rule_is_told_in_words(learner):
    card = make_card()
    rate(learner, card, GOOD, NOON)
    assert newest(learner, card).why == "First recall in a row: 1 day."
    rate(learner, card, GOOD, NOON + DAY)
    assert newest(learner, card).why.startswith("Second recall in a row: 6 days")
    due = card_history(learner, card).schedule.due
    third = NOON + (due - TODAY) * 1
    rate(learner, card, GOOD, third)
    row = newest(learner, card)
    assert row.why.startswith("6 days × 2.50, rounded up: 15 days")
    assert (row.ease_before, row.ease_after) == ("2.50", "2.50")
    later = NOON + (card_history(learner, card).schedule.due - TODAY)
    rate(learner, card, AGAIN, later)
    assert newest(learner, card).why == "Not recalled: the intervals start over with 1 day."
    assert newest(learner, card).ease_after == "2.18"


def test_a_spread_interval_says_from_what_to_what(learner):
    rows = []
    for _ in range(5):  # the spread hangs on the card: one of five may stay where it was
        schedule = make_schedule(learner, interval=100)
        rate(learner, schedule.card)
        rows.append(newest(learner, schedule.card))
    spread = [row for row in rows if row.review.scheduled_days_after != 250]
    assert spread
    for row in spread:
        days = row.review.scheduled_days_after
        assert row.why == (
            f"100 days × 2.50, rounded up: 250 days, spread to {days}"
            " so that cards do not bunch up."
        )


def test_repeats_and_practice_are_said_to_change_nothing(learner):
    card = make_card()
    rate(learner, card, AGAIN)
    rate(learner, card, GOOD, NOON + dt.timedelta(minutes=2))
    row = newest(learner, card)
    assert row.why == "Repeated on the same day: changes neither interval nor ease."
    assert not row.moved_the_schedule
    early = make_schedule(learner, days_overdue=-5)
    rate(learner, early.card)
    assert newest(learner, early.card).why == "Before its day: counts as practice."


def test_an_undone_grade_stays_in_sight_and_is_said_to_be_undone(learner):
    schedule = make_schedule(learner)
    undone = rate(learner, schedule.card, AGAIN)
    undo_review(user=learner, review=undone, now=NOON)
    rate(learner, schedule.card, GOOD)
    rows = card_history(learner, schedule.card).rows
    assert [(row.review.quality, row.is_undone) for row in rows] == [(4, False), (2, True)]
    assert rows[1].why == "Undone: counts for nothing."
    assert [row.moved_the_schedule for row in rows] == [True, False]


def test_the_history_of_somebody_else_is_not_shown(learner, teammate):
    card = make_card()
    rate(teammate, card)
    assert list(card_history(learner, card).rows) == []


def test_a_long_history_ends_after_a_hundred_rows(learner, django_assert_num_queries):
    card = make_card()
    for minutes in range(REVIEWS_SHOWN + 5):
        rate(learner, card, AGAIN, NOON + dt.timedelta(minutes=minutes))
    with django_assert_num_queries(2):
        found = card_history(learner, card)
    assert len(found.rows) == REVIEWS_SHOWN
    assert found.is_cut
    assert found.rows[0].review.reviewed_at > found.rows[-1].review.reviewed_at
