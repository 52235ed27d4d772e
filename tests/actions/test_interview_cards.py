"""Cards taken from an interview: when they come, what the log says, and the way back."""

import datetime as dt

import pytest

from cards.actions.interview_cards import TakenBackError, put_back, take_cards
from cards.actions.study import record_review, undo_review
from cards.core.scheduling import MemoryState, Rating, next_state
from cards.models import InterviewCard, Review, ReviewKind, Schedule, StudyDay
from cards.models.review import MOVING_KINDS
from cards.queries.due_items import due_counts
from cards.queries.interview_cards import card_offer
from cards.queries.study import study_state
from tests.factories import (
    NOON,
    TODAY,
    look_back,
    make_card,
    make_interview,
    make_question,
    make_schedule,
    make_user,
    present,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TOMORROW = TODAY + DAY


def missed_interview(user, *cards, now=NOON):
    began = now - DAY / 24
    interview = make_interview(user, *cards, now=began, ended_at=began + DAY / 48)
    return look_back(interview, *[1] * interview.answers.count(), now=now)


def take(interview, *cards, now=NOON):
    return take_cards(interview, card_ids=[card.pk for card in cards], now=now)


def row_of(schedule):
    return {
        name: value
        for name, value in Schedule.objects.filter(pk=schedule.pk).values().get().items()
        if name != "version"
    }


@pytest.fixture
def known(learner):
    """A question that the learner knows for long, and that she missed in an interview."""
    return make_schedule(learner, make_question(), days_overdue=-9, interval=30)


def test_a_card_she_knows_starts_over_tomorrow(learner, known):
    interview = missed_interview(learner, known.card)
    assert take(interview, known.card) == 1
    schedule = Schedule.objects.get(pk=known.pk)
    assert schedule.due == TOMORROW
    assert schedule.memory_state == next_state(known.memory_state, Rating.AGAIN)
    assert (schedule.lapses, schedule.version) == (known.lapses + 1, known.version + 1)
    assert not schedule.is_drilled(TODAY)


def test_the_lapse_is_in_the_log_so_that_the_state_can_be_computed_from_it(learner):
    card = make_question()
    for days, rating in ((20, Rating.GOOD), (19, Rating.GOOD), (13, Rating.GOOD)):
        now = NOON - days * DAY
        presentation = present(learner, card, now)
        record_review(user=learner, card=card, presentation=presentation, rating=rating, now=now)
    Schedule.objects.update(due=TODAY + 5 * DAY)
    interview = missed_interview(learner, card)
    take(interview, card)
    state = MemoryState.new()
    log = Review.objects.filter(user=learner, card=card, kind__in=MOVING_KINDS)
    for review in log.order_by("pk"):
        state = next_state(state, review.quality)
    schedule = Schedule.objects.get()
    assert schedule.memory_state == state
    assert log.last().due_after == schedule.due == TOMORROW


def test_a_new_card_joins_tomorrows_cards_and_is_learned_as_a_new_one(learner):
    card = make_question()
    learner.new_cards_per_day = 0
    learner.save()
    take(missed_interview(learner, card), card)
    assert not study_state(learner, None, NOON).holds(card.pk)
    later = NOON + DAY
    assert study_state(learner, None, later).holds(card.pk)
    presentation = present(learner, card, later)
    review = record_review(
        user=learner, card=card, presentation=presentation, rating=Rating.GOOD, now=later
    ).review
    assert review.kind == ReviewKind.LEARN
    assert Review.objects.count() == 1


def test_a_second_click_changes_nothing(learner, known):
    fresh = make_question()
    interview = missed_interview(learner, known.card, fresh)
    assert take(interview, known.card, fresh) == 2
    before = list(Schedule.objects.order_by("pk").values())
    assert take(interview, known.card, fresh) == 0
    assert list(Schedule.objects.order_by("pk").values()) == before
    assert InterviewCard.objects.count() == 2


def test_only_what_is_offered_is_taken(learner, known):
    interview = missed_interview(learner, known.card)
    unrelated = make_card()
    assert take(interview, unrelated) == 0
    assert Schedule.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"last_studied_on": TODAY},
        {"is_suspended": True},
        {"due": TOMORROW},
        {"due": TODAY - DAY},
    ],
)
def test_a_card_studied_today_set_aside_or_due_anyway_is_left_alone(learner, known, fields):
    Schedule.objects.update(**fields)
    before = Schedule.objects.values().get()
    interview = missed_interview(learner, known.card)
    assert take(interview, known.card) == 0
    assert Schedule.objects.values().get() == before
    (offered,) = card_offer(interview, TODAY).missed[0].cards
    assert offered.obstacle


def test_related_cards_are_offered_and_those_that_teach_the_point_are_suggested(learner):
    teaches = make_card("What is a dead unit, with zero gradient for negative inputs?")
    beside = make_card("What is momentum?")
    see = [{"reference": "x", "uid": str(one.uid), "title": "x"} for one in (teaches, beside)]
    question = make_question(see=see)
    offer = card_offer(missed_interview(learner, question), TODAY)
    found = {offered.card: offered.is_suggested for offered in offer.missed[0].cards}
    assert found == {question: True, teaches: True, beside: False}


def test_a_card_that_two_questions_refer_to_is_offered_once(learner):
    shared = make_card("What is a dead unit?")
    see = [{"reference": "x", "uid": str(shared.uid), "title": "x"}]
    interview = missed_interview(learner, make_question(see=see), make_question(see=see))
    offer = card_offer(interview, TODAY)
    offered = [one.card for missed in offer.missed for one in missed.cards]
    assert offered.count(shared) == 1
    take(interview, shared)
    offer = card_offer(interview, TODAY)
    assert shared not in [one.card for missed in offer.missed for one in missed.cards]


def test_an_answer_that_was_not_scored_or_missed_nothing_offers_nothing(learner):
    began = NOON - DAY / 24
    interview = make_interview(
        learner, make_question(), make_question(), now=began, ended_at=began + DAY / 48
    )
    look_back(interview, 4, None, ticked=[True, True, True])
    assert card_offer(interview, TODAY).missed == []


def test_nothing_is_counted_for_streak_tally_or_standing(learner, known):
    take(missed_interview(learner, known.card), known.card)
    assert not StudyDay.objects.exists()
    assert due_counts([learner.pk], TODAY, TOMORROW + 7 * DAY) == {}


# --- Putting back ---


def test_a_card_is_put_back_to_the_letter_on_the_same_day(learner, known):
    before = row_of(known)
    take(missed_interview(learner, known.card), known.card)
    taken = InterviewCard.objects.get()
    for _ in range(2):
        put_back(taken, user=learner, now=NOON + DAY / 24)
    assert row_of(known) == before
    assert Schedule.objects.get().version > taken.schedule_version
    assert Review.objects.filter(kind=ReviewKind.UNDO).count() == 1


def test_a_card_that_was_new_is_new_again(learner):
    card = make_question()
    interview = missed_interview(learner, card)
    take(interview, card)
    put_back(InterviewCard.objects.get(), user=learner, now=NOON)
    assert not Schedule.objects.exists()
    assert take(interview, card) == 1, "and can be taken once more"


def test_a_card_whose_first_review_was_undone_gets_its_row_back(learner):
    card = make_question()
    Schedule.objects.create(user=learner, card=card, version=2)
    take(missed_interview(learner, card), card)
    put_back(InterviewCard.objects.get(), user=learner, now=NOON)
    assert Schedule.objects.get().due is None


def test_an_earlier_day_is_closed(learner, known):
    take(missed_interview(learner, known.card), known.card)
    with pytest.raises(TakenBackError, match="earlier day"):
        put_back(InterviewCard.objects.get(), user=learner, now=NOON + DAY)
    assert Schedule.objects.get().due == TOMORROW


def test_a_card_studied_since_stays(learner, known):
    take(missed_interview(learner, known.card), known.card)
    presentation = present(learner, known.card)
    record_review(
        user=learner, card=known.card, presentation=presentation, rating=Rating.GOOD, now=NOON
    )
    with pytest.raises(TakenBackError, match="studied"):
        put_back(InterviewCard.objects.get(), user=learner, now=NOON)


def test_undoing_a_rating_of_today_does_not_lead_to_the_interview(learner, known):
    other = make_card()
    presentation = present(learner, other)
    review = record_review(
        user=learner, card=other, presentation=presentation, rating=Rating.GOOD, now=NOON
    ).review
    take(missed_interview(learner, known.card), known.card)
    undo_review(user=learner, review=review, now=NOON)
    assert StudyDay.objects.get().last_review is None


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_take_a_card_once():
    user = make_user()
    known, fresh = make_schedule(user, make_question(), days_overdue=-9).card, make_question()
    interview = missed_interview(user, known, fresh)
    taken = at_once(*[lambda: take(interview, known, fresh)] * 3)
    assert sorted(taken) == [0, 0, 2]
    assert Review.objects.count() == 1
    assert InterviewCard.objects.count() == 2
