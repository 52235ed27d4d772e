"""Recording ratings and taking them back."""

import datetime as dt
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.actions.study import StalePageError, UndoError, record_review, undo_review
from cards.core.answers.verdict import Outcome
from cards.core.scheduling import MemoryState, Rating, next_state
from cards.models import Attempt, Review, ReviewKind, Schedule, StudyDay
from cards.models.review import SCHEDULED_KINDS, AppendOnlyError
from tests.factories import (
    NOON,
    TODAY,
    make_card,
    make_number_card,
    make_schedule,
    make_user,
    present,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
AGAIN, HARD, GOOD, EASY = Rating
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def rate(user, card, rating=GOOD, now=NOON, presentation=None, **fields):
    presentation = presentation or present(user, card, now)
    return record_review(
        user=user, card=card, presentation=presentation, rating=rating, now=now, **fields
    )


def schedule_of(user, card):
    return Schedule.objects.get(user=user, card=card)


def test_the_first_good_answer_to_a_new_card_brings_it_back_tomorrow():
    user, card = make_user(), make_card()
    recorded = rate(user, card)
    schedule = schedule_of(user, card)
    assert schedule.memory_state == MemoryState(1, 1, 250)
    assert (schedule.due, schedule.introduced_on) == (TODAY + DAY, TODAY)
    assert recorded.review.kind == ReviewKind.LEARN
    assert recorded.review.elapsed_days is None


def test_a_lapse_starts_the_card_over_and_drills_it_today():
    user = make_user()
    schedule = make_schedule(user)
    rate(user, schedule.card, AGAIN)
    schedule.refresh_from_db()
    assert schedule.memory_state == MemoryState(0, 1, 218)
    assert schedule.due == TODAY + DAY
    assert (schedule.lapses, schedule.drill_on, schedule.drill_at) == (1, TODAY, NOON + MINUTE)


def test_hard_passes_but_repeats_the_card_in_ten_minutes():
    user = make_user()
    schedule = make_schedule(user)
    rate(user, schedule.card, HARD)
    schedule.refresh_from_db()
    assert (schedule.repetitions, schedule.lapses) == (4, 0)
    assert schedule.drill_at == NOON + 10 * MINUTE


def test_a_drill_changes_neither_interval_nor_ease():
    user = make_user()
    schedule = make_schedule(user)
    rate(user, schedule.card, AGAIN)
    schedule.refresh_from_db()
    state, due = schedule.memory_state, schedule.due
    drilled = rate(user, schedule.card, AGAIN, NOON + MINUTE).review
    assert (drilled.kind, drilled.is_same_day, drilled.elapsed_days) == (ReviewKind.DRILL, True, 0)
    rate(user, schedule.card, GOOD, NOON + 2 * MINUTE)
    schedule.refresh_from_db()
    assert (schedule.memory_state, schedule.due, schedule.drill_at) == (state, due, None)
    assert schedule.lapses == 1


def test_a_late_review_multiplies_the_scheduled_interval_whatever_the_delay():
    user = make_user()
    schedule = make_schedule(user, days_overdue=40, interval=10)
    review = rate(user, schedule.card).review
    assert review.elapsed_days == 50
    assert review.interval_days_after == 25


def test_rating_a_card_that_is_not_due_is_practice_and_moves_nothing():
    user = make_user()
    schedule = make_schedule(user, days_overdue=-3)
    review = rate(user, schedule.card, AGAIN).review
    after = schedule_of(user, schedule.card)
    assert review.kind == ReviewKind.PRACTICE
    assert (after.due, after.memory_state) == (schedule.due, schedule.memory_state)


def test_the_same_page_sent_twice_counts_once():
    user, card = make_user(), make_card()
    presentation = present(user, card)
    first = rate(user, card, GOOD, presentation=presentation)
    second = rate(user, card, EASY, NOON + MINUTE, presentation=presentation)
    assert second.is_replay
    assert second.review == first.review
    assert Review.objects.count() == 1
    assert StudyDay.objects.get().introduced == 1


def test_a_second_tab_that_shows_the_card_as_it_was_is_told_so():
    user, card = make_user(), make_card()
    other_tab = present(user, card)
    rate(user, card)
    with pytest.raises(StalePageError):
        rate(user, card, AGAIN, presentation=other_tab)
    assert Review.objects.count() == 1


def test_a_duration_is_capped_at_a_minute_and_never_negative():
    user, card, other = make_user(), make_card(), make_card()
    slow = rate(user, card, presentation=present(user, card, seconds=3600)).review
    early = rate(user, other, presentation=present(user, other, seconds=-30)).review
    assert (slow.duration_ms, early.duration_ms) == (60_000, 0)


def attempt(user, card, outcome, number=1, turn=0):
    return Attempt.objects.create(
        user=user, card=card, turn=turn, number=number, outcome=outcome, submitted="x",
        created_at=NOON,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcomes", "rating", "quality"),
    [
        ([Outcome.CORRECT], GOOD, 4),
        ([Outcome.INCORRECT, Outcome.CORRECT], HARD, 3),
        ([Outcome.INCORRECT, Outcome.INCORRECT], AGAIN, 1),
        ([Outcome.INCORRECT, "revealed"], HARD, 2),
        (["revealed"], AGAIN, 0),
        ([], AGAIN, 0),
        ([Outcome.UNDECIDED], EASY, 5),
    ],
)
def test_the_verdict_on_the_server_decides_what_a_button_is_worth(outcomes, rating, quality):
    user, card = make_user(), make_number_card()
    for number, outcome in enumerate(outcomes, start=1):
        attempt(user, card, outcome, number)
    assert rate(user, card, rating).review.quality == quality


def test_a_wrong_answer_cannot_be_rated_good():
    user, card = make_user(), make_number_card()
    attempt(user, card, Outcome.INCORRECT)
    with pytest.raises(ValueError, match="not on offer"):
        rate(user, card, GOOD)
    assert not Review.objects.exists()
    assert not StudyDay.objects.exists()


def test_the_eighth_lapse_tells_the_learner_that_the_card_is_a_leech():
    user = make_user()
    schedule = make_schedule(user, lapses=7)
    assert rate(user, schedule.card, AGAIN).became_leech
    assert schedule_of(user, schedule.card).is_leech


def test_ticked_key_points_say_how_bad_an_again_was():
    points = [{"text": name, "is_must": True} for name in "abc"]
    user, card = make_user(), make_card(kind="list", points=points)
    review = rate(user, card, AGAIN, ticked=[True, False, False]).review
    assert (review.quality, review.ticked) == (1, [True, False, False])


def test_undo_brings_back_every_column_and_keeps_both_rows():
    user = make_user()
    schedule = make_schedule(user, lapses=7)
    before = {k: v for k, v in vars(schedule).items() if k not in ("_state", "version")}
    review = rate(user, schedule.card, AGAIN).review
    undo_review(user=user, review=review, now=NOON + MINUTE)
    after = vars(schedule_of(user, schedule.card))
    assert {k: after[k] for k in before if k in after} == {
        k: v for k, v in before.items() if k in after
    }
    assert [row.kind for row in Review.objects.all()] == ["review", "undo"]
    day = StudyDay.objects.get()
    assert (day.reviewed, day.recalled, day.duration_ms, day.last_review) == (0, 0, 0, None)


def test_undo_makes_a_first_seen_card_new_again():
    user, card = make_user(), make_card()
    review = rate(user, card).review
    undo_review(user=user, review=review, now=NOON)
    assert schedule_of(user, card).is_new
    assert rate(user, card).review.kind == ReviewKind.LEARN


def test_undoing_twice_undoes_once():
    user, card = make_user(), make_card()
    review = rate(user, card).review
    for _ in range(2):
        undo_review(user=user, review=review, now=NOON)
    assert Review.objects.filter(kind=ReviewKind.UNDO).count() == 1
    assert StudyDay.objects.get().introduced == 0


def test_grades_are_undone_newest_first():
    user, card = make_user(), make_card()
    first = rate(user, card, AGAIN).review
    second = rate(user, card, AGAIN, NOON + MINUTE).review
    with pytest.raises(UndoError, match="later rating first"):
        undo_review(user=user, review=first, now=NOON)
    undo_review(user=user, review=second, now=NOON)
    assert StudyDay.objects.get().last_review == first


def test_yesterday_cannot_be_undone():
    user, card = make_user(), make_card()
    review = rate(user, card).review
    with pytest.raises(UndoError, match="earlier day"):
        undo_review(user=user, review=review, now=NOON + DAY)


def test_the_log_cannot_be_changed():
    user, card = make_user(), make_card()
    review = rate(user, card).review
    review.quality = 0
    with pytest.raises(AppendOnlyError):
        review.save()
    with pytest.raises(AppendOnlyError):
        Review.objects.update(quality=0)


def test_the_day_knows_what_was_due_when_it_began():
    user = make_user()
    schedules = [make_schedule(user) for _ in range(3)]
    make_schedule(user, days_overdue=-1)
    for schedule in schedules[:2]:
        rate(user, schedule.card)
    day = StudyDay.objects.get()
    assert (day.due_at_start, day.reviewed, day.recalled) == (3, 2, 2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from([*Rating, "undo"]), st.integers(0, 9)), max_size=12))
def test_replaying_the_log_gives_the_stored_state(moves):
    user, card, now = make_user(), make_card(), NOON
    log = []
    for move, days in moves:
        now += days * DAY + MINUTE
        if move == "undo":
            if log and log[-1].studied_on == user.study_day(now):
                undo_review(user=user, review=log.pop(), now=now)
        else:
            log.append(rate(user, card, move, now).review)
    reverted = set(
        Review.objects.filter(user=user, kind=ReviewKind.UNDO).values_list("reverts", flat=True)
    )
    state = MemoryState.new()
    for row in Review.objects.filter(user=user, card=card, kind__in=SCHEDULED_KINDS):
        if row.pk not in reverted:
            state = next_state(state, row.quality)
    stored = Schedule.objects.filter(user=user, card=card).first()
    assert (stored.memory_state if stored else MemoryState.new()) == state
    tally = StudyDay.objects.filter(user=user)
    standing = Review.objects.filter(user=user).exclude(pk__in=reverted)
    assert sum(day.introduced for day in tally) == standing.filter(kind="learn").count()
    assert sum(day.reviewed for day in tally) == standing.filter(kind="review").count()
    assert sum(day.drilled for day in tally) == standing.filter(kind="drill").count()


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "known"])
@pytest.mark.parametrize("is_first", [True, False], ids=["first of the day", "later"])
@pytest.mark.django_db(transaction=True)
def test_three_rapid_presses_at_once_make_one_review(is_new, is_first):
    user, card = make_user(), make_card()
    if not is_new:
        make_schedule(user, card)
    if not is_first:
        rate(user, make_card())
    presentation = present(user, card)
    press = lambda: rate(user, card, presentation=presentation)  # noqa: E731
    outcomes = at_once(press, press, press)
    assert sorted(outcome.is_replay for outcome in outcomes) == [False, True, True]
    assert Review.objects.filter(card=card).count() == 1
    assert StudyDay.objects.get().last_review.card == card
    assert sum(StudyDay.objects.values_list("introduced", "reviewed").get()) == 2 - is_first


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "known"])
@pytest.mark.django_db(transaction=True)
def test_of_several_tabs_at_once_one_rates_the_card_and_the_others_are_told(is_new):
    user, card = make_user(), make_card()
    before = 0 if is_new else make_schedule(user, card).version
    rate(user, make_card())
    tabs = [present(user, card) for _ in range(4)]
    presses = [partial(rate, user, card, presentation=tab) for tab in tabs]
    outcomes = at_once(*presses)
    assert sum(isinstance(outcome, StalePageError) for outcome in outcomes) == 3
    assert Review.objects.filter(card=card).count() == 1
    assert Schedule.objects.get(card=card).version == before + 1
    assert sum(StudyDay.objects.values_list("introduced", "reviewed").get()) == 2
