"""The order of a day's cards."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.queue import DayLimits, QueuedCard, build_queue, in_turns

TODAY = dt.date(2026, 6, 10)
NOW = dt.datetime(2026, 6, 10, 12, 0, tzinfo=dt.UTC)


def due(card_id, days_ago=0, interval=10, note=""):
    return QueuedCard(
        card_id=card_id, due=TODAY - dt.timedelta(days=days_ago), interval_days=interval,
        note_key=note,
    )  # fmt: skip


def new(card_id, note=""):
    return QueuedCard(card_id=card_id, note_key=note)


def drill(card_id, minutes):
    return QueuedCard(card_id=card_id, due=TODAY, drill_at=NOW + dt.timedelta(minutes=minutes))


def queue(**changes):
    defaults = {
        "today": TODAY, "due": [], "new_cards": [], "drills": [], "studied_note_keys": [],
        "limits": DayLimits(new_cards=10, reviews=200), "reviews_done": 0, "new_cards_done": 0,
        "last_card_id": None,
    }  # fmt: skip
    return build_queue(**(defaults | changes))


def next_id(a_queue, now=NOW):
    card = a_queue.next_card(now)
    return card and card.card_id


def test_an_empty_day_has_no_next_card():
    assert next_id(queue()) is None


def test_the_relatively_most_overdue_review_comes_first():
    late_but_old = due(1, days_ago=10, interval=100)
    late_and_young = due(2, days_ago=3, interval=4)
    assert next_id(queue(due=[late_but_old, late_and_young])) == 2


def test_ties_are_broken_differently_on_different_days():
    cards = [due(number) for number in range(8)]
    orders = set()
    for shift in range(4):
        day = TODAY + dt.timedelta(days=shift)
        shown = queue(today=day, due=[QueuedCard(card_id=c.card_id, due=day, interval_days=10)
                                      for c in cards])  # fmt: skip
        orders.add(tuple(card.card_id for card in shown.reviews))
    assert len(orders) == 4


def test_a_drill_whose_delay_has_passed_comes_before_everything():
    assert next_id(queue(due=[due(1)], new_cards=[new(2)], drills=[drill(3, -1)])) == 3


def test_a_drill_still_waiting_lets_reviews_pass():
    assert next_id(queue(due=[due(1)], drills=[drill(3, 5)])) == 1


def test_with_nothing_else_left_a_waiting_drill_comes_early():
    assert next_id(queue(drills=[drill(3, 15)])) == 3


def test_a_drill_too_far_away_is_waited_for():
    waiting = queue(drills=[drill(3, 25)])
    assert next_id(waiting) is None
    assert waiting.next_drill_at() == NOW + dt.timedelta(minutes=25)


def test_the_same_card_is_not_shown_twice_running_while_another_is_left():
    assert next_id(queue(drills=[drill(3, -1)], due=[due(1)], last_card_id=3)) == 1
    assert next_id(queue(drills=[drill(3, -1)], last_card_id=3)) == 3
    assert next_id(queue(drills=[drill(3, 1)], due=[due(1)], last_card_id=1)) == 3


def test_new_cards_are_spread_evenly_among_reviews():
    reviews, new_cards, shown = [due(n) for n in range(8)], [new(100), new(101)], ""
    reviews_done = new_done = 0
    while True:
        state = queue(due=reviews, new_cards=new_cards, reviews_done=reviews_done,
                      new_cards_done=new_done)  # fmt: skip
        card = state.next_card(NOW)
        if card is None:
            break
        if card.due:
            reviews = [r for r in reviews if r.card_id != card.card_id]
            reviews_done, shown = reviews_done + 1, shown + "r"
        else:
            new_cards = new_cards[1:]
            new_done, shown = new_done + 1, shown + "n"
    assert shown == "rrrnrrrnrr"


def test_the_review_limit_stops_new_cards_first():
    limits = DayLimits(new_cards=10, reviews=5)
    state = queue(due=[due(n) for n in range(4)], new_cards=[new(n) for n in range(10, 20)],
                  limits=limits)  # fmt: skip
    assert (len(state.reviews), len(state.new_cards)) == (4, 1)
    full = queue(due=[due(n) for n in range(9)], new_cards=[new(10)], limits=limits)
    assert (len(full.reviews), len(full.new_cards)) == (5, 0)


def test_what_was_done_today_counts_against_the_limits():
    state = queue(
        due=[due(n) for n in range(9)], new_cards=[new(n) for n in range(10, 20)],
        limits=DayLimits(new_cards=10, reviews=20), reviews_done=13, new_cards_done=8,
    )  # fmt: skip
    assert (len(state.reviews), len(state.new_cards)) == (7, 0)


def test_siblings_of_a_note_studied_today_wait_until_tomorrow():
    state = queue(due=[due(1, note="a"), due(2, note="b")], new_cards=[new(3, note="a")],
                  studied_note_keys={"a"})  # fmt: skip
    assert [card.card_id for card in state.reviews] == [2]
    assert state.new_cards == ()


def test_of_two_siblings_the_more_urgent_one_is_shown_today():
    state = queue(due=[due(1, 3, note="a"), due(2, 9, note="a")], new_cards=[new(3, note="a")])
    assert [card.card_id for card in state.reviews] == [2]
    assert state.new_cards == ()


@pytest.mark.parametrize(
    "sibling",
    [due(2, 9, note="a"), due(2, 1, interval=2, note="a"), due(2, 0, interval=1, note="a")],
    ids=["overdue", "more urgent", "forgotten yesterday"],
)
def test_a_due_item_of_today_does_not_wait_for_its_sibling(sibling):
    state = queue(due=[sibling, due(1, note="a"), due(3, 1, interval=1)])
    assert [card.card_id for card in state.reviews] == [3, 1]


def test_a_card_being_drilled_does_not_wait_for_its_siblings():
    drilled = QueuedCard(card_id=3, note_key="a", drill_at=NOW)
    assert next_id(queue(drills=[drilled], studied_note_keys={"a"})) == 3


def test_cards_without_a_note_have_no_siblings():
    assert len(queue(due=[due(1), due(2)], studied_note_keys={""}).reviews) == 2


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 300), st.sampled_from(["", "a", "b"])),
             max_size=12),
    st.lists(st.sampled_from(["", "a", "b"]), max_size=12),
    st.integers(0, 10), st.integers(0, 15),
)  # fmt: skip
def test_no_card_is_queued_twice_and_no_limit_is_passed(reviews, news, new_limit, review_limit):
    state = queue(
        due=[due(n, ago, interval, note) for n, (ago, interval, note) in enumerate(reviews)],
        new_cards=[new(100 + n, note) for n, note in enumerate(news)],
        limits=DayLimits(new_cards=new_limit, reviews=review_limit),
    )
    cards = [*state.reviews, *state.new_cards]
    assert len({card.card_id for card in cards}) == len(cards)
    assert len(cards) <= review_limit
    assert len(state.new_cards) <= new_limit
    notes = [card.note_key for card in cards if card.note_key]
    assert len(set(notes)) == len(notes)


@pytest.mark.parametrize(
    ("own", "others", "done", "order"),
    [
        ([1, 2, 3], [7, 8], 0, [1, 7, 2, 8, 3]),
        ([1, 2, 3], [7, 8], 5, [7, 1, 8, 2, 3]),
        ([], [7, 8], 1, [7, 8]),
        ([1, 2], [], 1, [1, 2]),
    ],
)
def test_cards_of_ones_own_and_those_of_the_decks_take_turns(own, others, done, order):
    found = in_turns([new(card) for card in own], [new(card) for card in others], done)
    assert [card.card_id for card in found] == order
