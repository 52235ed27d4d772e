"""Rehearsals of a plan: set, held, missed and moved, and which mock interview fits."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.interviews.blueprints import Part, QuestionKind
from cards.core.kinds import Difficulty
from cards.core.rehearsals import (
    Askable,
    Mock,
    fit_of,
    fitting_first,
    plan_rehearsals,
    rehearsal_dates,
)

MONDAY = dt.date(2026, 6, 8)
DAY = dt.timedelta(days=1)
PHONE, DEPTH = (Mock(slug=name, title=name, minutes=30) for name in ("phone", "depth"))


def on(*numbers):
    return [MONDAY + number * DAY for number in numbers]


def plan(today=0, days=30, held=(), since=0, **fields):
    return plan_rehearsals(
        since=MONDAY + since * DAY,
        today=MONDAY + today * DAY,
        interview_on=MONDAY + days * DAY,
        held=on(*held),
        **fields,
    )


def ahead(rehearsals):
    return [(one.day - MONDAY).days for one in rehearsals.ahead]


def test_rehearsals_come_closer_towards_the_interview_and_never_on_a_rest_day():
    assert ahead(plan()) == [2, 9, 16, 21, 25, 28]
    weekdays = [day.weekday() for day in rehearsal_dates(MONDAY, MONDAY + 90 * DAY, [2, 3])]
    assert not {2, 3} & set(weekdays)
    assert ahead(plan(days=2)) == [0]
    assert ahead(plan(days=1)) == []


def test_a_rehearsal_on_its_day_or_since_the_one_before_is_held():
    for held in (2, 1, 0):
        assert ahead(plan(today=3, held=[held])) == [9, 16, 21, 25, 28]
    for held in (3, 9):
        rehearsals = plan(today=10, held=[2, held])
        assert ahead(rehearsals) == [16, 21, 25, 28]
        assert rehearsals.held == 2


def test_a_second_mock_before_its_day_stands_for_nothing_more():
    assert plan(today=3, held=[1, 2]).held == 1


def test_one_held_early_is_no_longer_ahead():
    assert ahead(plan(today=5, held=[2, 5])) == [16, 21, 25, 28]


def test_a_missed_rehearsal_moves_to_today_and_further_until_it_is_held():
    for today in (3, 4, 7):
        rehearsals = plan(today=today)
        assert ahead(rehearsals) == [today, 9, 16, 21, 25, 28]
        assert rehearsals.ahead[0].is_moved
        assert rehearsals.ahead[0].set_on == on(2)[0]
        assert not rehearsals.ahead[1].is_moved


def test_a_missed_rehearsal_keeps_a_day_apart_from_the_others():
    # The eighth and the tenth day lie beside the ninth, which has one already.
    assert ahead(plan(today=8)) == [9, 11, 16, 21, 25, 28]


def test_a_mock_held_late_makes_up_for_the_missed_one_first():
    rehearsals = plan(today=4, held=[4])
    assert ahead(rehearsals) == [9, 16, 21, 25, 28]
    assert (rehearsals.held, rehearsals.is_held_today) == (1, True)


def test_a_missed_one_waits_for_a_rest_day_to_pass():
    assert ahead(plan(today=3, rest_weekdays=[3, 4]))[:2] == [5, 9]


def test_what_was_missed_long_ago_is_not_made_up():
    # Missed on days 2, 9 and 16, the first of them more than a fortnight ago.
    rehearsals = plan(today=17)
    assert ahead(rehearsals) == [17, 19, 21, 25, 28]
    assert rehearsals.dropped == 1


def test_on_the_eve_nothing_is_made_up():
    rehearsals = plan(today=29, held=[2, 9, 16, 21, 25])
    assert (ahead(rehearsals), rehearsals.held, rehearsals.dropped) == ([], 5, 1)


def test_interviews_take_turns_and_a_moved_rehearsal_keeps_its_own():
    titles = [one.mock.title for one in plan(fitting=[PHONE, DEPTH]).ahead]
    assert titles == ["phone", "depth"] * 3
    later = plan(today=3, fitting=[PHONE, DEPTH])
    assert [one.mock.title for one in later.ahead] == titles
    assert plan(today=3, held=[2], fitting=[PHONE, DEPTH]).ahead[0].mock.title == "depth"


def test_where_nothing_fits_there_is_a_rehearsal_without_an_interview():
    assert plan().ahead[0].mock is None


def test_a_teams_interview_takes_the_last_rehearsal_before_its_date():
    team = Mock(slug="loop", title="loop", minutes=60, team="Circle", due_on=on(20)[0])
    titles = [one.mock.title for one in plan(fitting=[PHONE], teams=[team]).ahead]
    assert titles == ["phone", "phone", "loop", "phone", "phone", "phone"]


def test_a_teams_interview_before_all_rehearsals_is_one_of_its_own():
    team = Mock(slug="loop", title="loop", minutes=60, team="Circle", due_on=on(1)[0])
    rehearsals = plan(fitting=[PHONE], teams=[team], rest_weekdays=[1])
    assert ahead(rehearsals)[:2] == [0, 2]
    assert rehearsals.ahead[0].mock == team


def test_two_teams_interviews_fall_on_two_days():
    teams = [
        Mock(slug=name, title=name, minutes=60, team="Circle", due_on=on(1)[0]) for name in "ab"
    ]
    assert ahead(plan(teams=teams))[:2] == [0, 1]
    only_today = plan(teams=[*teams, *teams])
    assert ahead(only_today)[:3] == [0, 1, 2]


@given(
    st.integers(1, 120), st.integers(0, 119), st.lists(st.integers(0, 119), max_size=12),
    st.sets(st.integers(0, 6), max_size=6),
)  # fmt: skip
def test_each_rehearsal_is_held_ahead_or_dropped_and_no_day_has_two(days, today, held, rest):
    today = min(today, days - 1)
    rehearsals = plan(
        today=today, days=days, held=[day for day in held if day <= today], rest_weekdays=rest
    )
    found = ahead(rehearsals)
    set_on = rehearsal_dates(MONDAY, MONDAY + days * DAY, rest)
    assert len(found) + rehearsals.held + rehearsals.dropped == len(set_on)
    assert found == sorted(set(found))
    assert all(today <= day <= days - 2 for day in found)
    assert not any((MONDAY + day * DAY).weekday() in rest for day in found)


CONCEPTS = Askable(kind=QuestionKind.CONCEPTUAL, difficulty="easy", decks={"maths"}, count=4)
SUMS = Askable(kind=QuestionKind.CHECKED, difficulty="", decks={"maths", "algebra"}, count=9)


@pytest.mark.parametrize(
    ("part", "fit"),
    [
        (Part(minutes=20, count=4), 1),
        (Part(minutes=20, count=8), 0.5),
        (Part(minutes=40), 0.5),  # a question in five minutes
        (Part(minutes=20, kinds=(QuestionKind.CODING,)), 0),
        (Part(minutes=20, count=4, difficulties=(Difficulty.HARD,)), 0),
        (Part(minutes=20, count=4, decks=("maths",)), 1),
        (Part(minutes=20, count=4, decks=("vision",)), 0),
        (Part(minutes=6, count=2, kinds=(QuestionKind.CHECKED,), decks=("algebra",)), 1),
        (Part(minutes=6, kinds=(QuestionKind.CHECKED,), difficulties=(Difficulty.HARD,)), 1),
    ],
)
def test_a_part_fits_as_far_as_the_planned_topics_hold_its_questions(part, fit):
    assert fit_of([part], [CONCEPTS, SUMS]) == pytest.approx(fit)


def test_the_parts_of_an_interview_weigh_by_their_minutes():
    parts = [Part(minutes=30, count=4), Part(minutes=10, kinds=(QuestionKind.CODING,))]
    assert fit_of(parts, [CONCEPTS]) == pytest.approx(0.75)
    assert fit_of([], [CONCEPTS]) == 0


def test_the_best_fit_comes_first_and_what_fits_less_than_half_is_left_out():
    loop = Mock(slug="loop", title="loop", minutes=60)
    assert fitting_first([(PHONE, 0.6), (loop, 0.4), (DEPTH, 1)]) == [DEPTH, PHONE]
    assert fitting_first([(PHONE, 1), (DEPTH, 1)]) == [PHONE, DEPTH]
