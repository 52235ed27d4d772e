"""The plan towards an interview: days, new cards, readiness, and what is dropped first."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.plan import (
    Forecast,
    KnownCard,
    Pace,
    Topic,
    forecast,
)
from cards.core.scheduling import MemoryState, Rating, next_state

MONDAY = dt.date(2026, 6, 8)
DAY = dt.timedelta(days=1)


def known(due=0, interval=6, repetitions=2, ease=250):
    """A card that falls due so many days after Monday."""
    on = MONDAY + due * DAY
    return KnownCard(
        state=MemoryState(repetitions, interval, ease), due=on, studied_on=on - interval * DAY
    )


def topic(name="A", is_must=True, cards=(), unmet=0):
    return Topic(name=name, is_must=is_must, known=list(cards), unmet=unmet)


def pace(minutes=None, most_new=999, most_reviews=9999, rest=()):
    return Pace(
        seconds=None if minutes is None else 60 * minutes, seconds_a_review=20,
        seconds_a_new_card=60, most_reviews=most_reviews, most_new=most_new, rest_weekdays=rest,
    )  # fmt: skip


UNHURRIED = pace()


def plan(*topics, days=14, recall=0.9, pace=None, **fields) -> Forecast:
    return forecast(
        topics,
        pace=pace or UNHURRIED,
        recall=recall,
        today=MONDAY,
        interview_on=MONDAY + days * DAY,
        **fields,
    )


def test_a_due_card_is_reviewed_and_comes_back_when_sm2_says():
    days = plan(topic(cards=[known(due=2)]), days=30).days
    assert [n for n, day in enumerate(days) if day.reviews] == [2, 2 + 15]


def test_a_forgotten_card_starts_over_and_takes_its_time_twice():
    # Four cards, three in four recalled. By hand, the sum of what is forgotten from a half on:
    # day 2: 0.5 + 4 / 4, one lapses; day 3: 0.75, recalled; day 4: 1.0, lapses; 5 and 6: recalled,
    # which gives six days, until the interview. The other three wait for day 17.
    forecast = plan(topic(cards=[known(due=2)] * 4), days=12, recall=0.75)
    reviews = [(day.reviews, day.forgotten) for day in forecast.days]
    assert reviews == [(0, 0), (0, 0), (4, 1), (1, 0), (1, 1), (1, 0), (1, 0)] + [(0, 0)] * 6
    assert [day.seconds for day in forecast.days[2:7]] == [100, 25, 25, 25, 25]
    expected = (3 * 0.75 ** (10 / 15) + 0.75 ** (6 / 6)) / 4
    assert forecast.topics[0].ready == pytest.approx(expected)
    assert (forecast.reviews, forecast.forgotten) == (8, 2)


def test_what_is_late_is_forgotten_more_often():
    # Due ten days ago, at an interval of ten: 0.9 squared is left, 19 in 100 are forgotten.
    late = plan(topic(cards=[known(due=-10, interval=10)] * 100), days=1).days[0]
    assert (late.reviews, late.forgotten) == (100, 19)


def test_who_forgets_more_has_more_to_do_and_is_less_ready():
    cards = [known(due=n % 20, interval=1 + n % 15) for n in range(60)]
    loads, ready = [], []
    for recall in (0.5, 0.8, 0.95, 1.0):
        forecast = plan(topic(cards=cards, unmet=40), days=60, recall=recall)
        loads.append(sum(day.seconds for day in forecast.days))
        ready.append(forecast.topics[0].ready)
    assert loads == sorted(loads, reverse=True)
    assert ready == sorted(ready)
    assert loads[1] > 1.2 * loads[2]


def test_with_perfect_recall_every_review_is_good():
    cards = [known(due=n % 9, interval=1 + n, ease=130 + 5 * n) for n in range(20)]
    expected = [0] * 40
    for card in cards:
        day, state = (card.due - MONDAY).days, card.state
        while day < 40:
            expected[day] += 1
            state = next_state(state, Rating.GOOD)
            day += state.interval_days
    forecast = plan(topic(cards=cards), days=40, recall=1)
    assert [day.reviews for day in forecast.days[:-1]] == expected
    assert forecast.forgotten == 0


def test_the_order_of_the_cards_changes_nothing():
    cards = [known(due=n % 9 - 4, interval=1 + n % 7, ease=130 + 5 * n) for n in range(40)]
    fields = {"days": 30, "recall": 0.7, "pace": pace(minutes=6)}
    assert plan(topic(cards=cards), **fields).days == plan(topic(cards=cards[::-1]), **fields).days


def test_what_is_overdue_is_for_today():
    assert plan(topic(cards=[known(due=-9)]), days=3).days[0].reviews == 1


def test_new_cards_spread_over_the_days_but_for_the_last_two():
    days = plan(topic(unmet=24), days=14).days
    assert [day.new_cards for day in days] == [2] * 12 + [0, 0, 0]
    assert days[-1].is_interview


def test_one_day_is_enough_to_meet_cards_when_there_is_no_other():
    assert plan(topic(unmet=3), days=1).days[0].new_cards == 3


def test_what_was_met_today_counts_towards_the_share_of_today():
    assert plan(topic(unmet=22), new_done_today=2).days[0].new_cards == 0
    assert plan(topic(unmet=23), new_done_today=1).days[0].new_cards == 1


def test_no_more_new_cards_than_the_limit():
    forecast = plan(topic(unmet=100), pace=pace(most_new=3))
    assert max(day.new_cards for day in forecast.days) == 3
    assert forecast.topics[0].unmet == 100 - 3 * 12


def test_a_rest_day_holds_nothing_and_its_reviews_wait():
    days = plan(topic(cards=[known(due=1)], unmet=12), pace=pace(rest=[1])).days
    assert days[1].is_rest
    assert (days[1].reviews, days[1].new_cards, days[1].late) == (0, 0, 1 + days[0].new_cards)
    assert days[2].reviews == 1 + days[0].new_cards


def test_when_every_day_is_a_rest_day_nothing_is_covered():
    forecast = plan(topic(unmet=5, cards=[known()]), pace=pace(rest=range(7)))
    assert forecast.topics[0].unmet == 5
    assert forecast.topics[0].late == 1


def test_when_time_is_short_the_extra_topic_falls_out_first():
    must, extra = topic("Must", unmet=40), topic("Extra", is_must=False, unmet=40)
    forecast = plan(extra, must, days=14, pace=pace(minutes=5))
    by_name = {one.name: one for one in forecast.topics}
    assert by_name["Must"].covered > by_name["Extra"].covered
    assert forecast.dropped[0].name == "Extra"
    assert all(day.seconds <= 300 for day in forecast.days)


def test_within_one_importance_the_last_deck_falls_out_first():
    decks = [topic(name, unmet=30) for name in ("First", "Second", "Third")]
    forecast = plan(*decks, pace=pace(minutes=5))
    assert forecast.dropped[0].name == "Third"
    shares = [one.covered for one in forecast.topics]
    assert shares == sorted(shares, reverse=True)


def test_reviews_that_do_not_fit_wait_and_the_most_overdue_goes_first():
    cards = [known(due=0)] * 20 + [known(due=-10)]
    forecast = plan(topic(cards=cards), days=2, pace=pace(minutes=5, most_reviews=1))
    assert [(day.reviews, day.late) for day in forecast.days[:2]] == [(1, 20), (1, 19)]
    assert forecast.topics[0].late == 19


def test_ready_follows_the_forgetting_curve():
    # One interval after the review p is left, after half of it its root; a new card is none.
    half = known(due=3, interval=6)
    now = plan(topic(cards=[half]), days=1).topics[0]
    assert now.ready_now == pytest.approx(0.9**0.5)
    assert now.ready == pytest.approx(0.9 ** (4 / 6))
    assert plan(topic(unmet=1), days=1).topics[0].ready_now == 0


def test_a_kept_plan_makes_readier():
    cards = [known(due=n % 6) for n in range(30)]
    for days in (1, 14, 365):
        found = plan(topic(cards=cards, unmet=30), days=days).topics[0]
        assert found.ready_now < found.ready <= found.covered == 1


def test_a_missed_day_is_planned_anew():
    before = plan(topic(unmet=24), days=14).days[0].new_cards
    # The next day, with nothing done: the same cards, a day less.
    after = forecast(
        [topic(unmet=24)], pace=pace(), recall=0.9, today=MONDAY + 3 * DAY,
        interview_on=MONDAY + 14 * DAY,
    ).days[0].new_cards  # fmt: skip
    assert after > before


@pytest.mark.parametrize("days", [0, -1, 366, 3650])
def test_a_day_that_cannot_be_planned_is_refused(days):
    with pytest.raises(ValueError, match="365"):
        plan(topic(), days=days)


def test_a_topic_without_cards_is_shown_as_nothing():
    empty = plan(topic()).topics[0]
    assert (empty.cards, empty.covered, empty.ready, empty.falls_out) == (0, 0, 0, False)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 60), st.lists(st.integers(-20, 30), max_size=30), st.integers(0, 50),
    st.one_of(st.none(), st.integers(5, 60)), st.sets(st.integers(0, 6)), st.floats(0.5, 1),
)  # fmt: skip
def test_no_card_is_lost_and_every_share_is_one(days, dues, unmet, minutes, rest, recall):
    one = plan(
        topic(cards=[known(due=due) for due in dues], unmet=unmet), days=days,
        pace=pace(minutes=minutes, rest=rest), recall=recall,
    )  # fmt: skip
    [found] = one.topics
    assert sum(day.new_cards for day in one.days) + found.unmet == unmet
    assert 0 <= found.ready <= found.covered + 1e-9 <= 1 + 1e-9
    assert len(one.days) == days + 1
    assert all(0 <= day.forgotten <= day.reviews for day in one.days)
    if minutes is not None:
        assert all(day.seconds <= 60 * minutes for day in one.days)


def test_ninety_days_of_three_thousand_cards_cost_little():
    """A ratio, as machines differ: against stepping every card through SM-2 ten times."""
    cards = [known(due=n % 40 - 5, interval=1 + n % 37, ease=130 + n % 150) for n in range(1500)]
    topics = [topic("A", cards=cards[:800], unmet=700), topic("B", False, cards[800:], unmet=800)]
    states = [MemoryState(2, 1 + n % 37, 250) for n in range(3000)]

    def seconds(work):
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            work()
            best = min(best, time.process_time() - start)
        return best

    def step_every_card():
        for state in states * 10:
            next_state(state, 4)

    planned = seconds(lambda: plan(*topics, days=90, recall=0.8))
    assert planned < 4 * seconds(step_every_card)
