"""Cards that changed their meaning: who is offered what, and what an answer moves."""

import datetime as dt

import pytest

from cards.actions.authoring import save_card
from cards.actions.changed_cards import StudiedSinceError, answer_changed_cards, undo_answer
from cards.actions.study import record_review
from cards.core.scheduling import Rating
from cards.models import ChangeLabel, MeaningAnswer, Review, Schedule
from cards.queries.card_history import card_history
from cards.queries.changed_cards import changed_cards
from tests.factories import NOON, TODAY, make_card, make_schedule, make_user, present

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
UNMOVED = ("repetitions", "interval_days", "ease_hundredths", "scheduled_days", "lapses", "turn")


@pytest.fixture
def author():
    return make_user("author", is_staff=True)


def change(card, author, label=ChangeLabel.MEANING, now=NOON):
    card.answer += " And more."
    save_card(card, user=author, label=label, now=now)


def known(learner, days_ahead=10, **fields):
    return make_schedule(learner, days_overdue=-days_ahead, interval=60, **fields)


def offered(learner):
    return [schedule.card for schedule in changed_cards(learner, TODAY)]


def answer(learner, *schedules, sees_again=True, now=NOON):
    return answer_changed_cards(
        user=learner, card_ids=[one.card_id for one in schedules], sees_again=sees_again, now=now
    )


@pytest.mark.parametrize(
    ("label", "is_offered"),
    [(ChangeLabel.TYPO, False), (ChangeLabel.CLARIFIED, False), (ChangeLabel.MEANING, True)],
)
def test_only_a_changed_meaning_is_offered(learner, author, label, is_offered):
    schedule = known(learner)
    change(schedule.card, author, label)
    assert bool(offered(learner)) is is_offered


def test_it_stays_offered_after_a_later_typo(learner, author):
    schedule = known(learner)
    change(schedule.card, author)
    change(schedule.card, author, ChangeLabel.TYPO)
    assert offered(learner) == [schedule.card]


@pytest.mark.parametrize(("days_ahead", "is_offered"), [(3, False), (4, True)])
def test_who_sees_it_within_three_days_anyway_is_not_asked(learner, author, days_ahead, is_offered):
    change(known(learner, days_ahead).card, author)
    assert bool(offered(learner)) is is_offered


def test_who_learned_it_after_the_change_or_set_it_aside_is_not_asked(learner, author):
    change(known(learner, last_studied_at=NOON + DAY).card, author)
    change(known(learner, is_suspended=True).card, author)
    archived = known(learner)
    change(archived.card, author)
    archived.card.status = "archived"
    archived.card.save()
    assert offered(learner) == []


def test_nobody_else_is_asked(learner, stranger, author):
    change(known(learner).card, author)
    assert offered(stranger) == []


def test_seeing_them_again_makes_them_due_within_three_days_and_moves_nothing_else(learner, author):
    schedules = [known(learner, days) for days in (10, 20, 30, 40)]
    for schedule in schedules:
        change(schedule.card, author)
    before = list(Schedule.objects.order_by("pk").values(*UNMOVED))
    assert answer(learner, *schedules) == 4
    assert list(Schedule.objects.order_by("pk").values(*UNMOVED)) == before
    days = [(due - TODAY).days for due in Schedule.objects.values_list("due", flat=True)]
    assert sorted(days) == [1, 1, 2, 3]
    assert not Review.objects.exists()
    assert offered(learner) == []


def test_leaving_moves_no_date_and_is_not_asked_again_until_the_next_change(learner, author):
    schedule = known(learner)
    change(schedule.card, author)
    assert answer(learner, schedule, sees_again=False) == 1
    assert Schedule.objects.get().due == schedule.due
    assert offered(learner) == []
    change(schedule.card, author, now=NOON + DAY)
    assert offered(learner) == [schedule.card]


def test_a_second_click_answers_nothing_more(learner, author):
    schedule = known(learner)
    change(schedule.card, author)
    assert [answer(learner, schedule), answer(learner, schedule)] == [1, 0]
    assert MeaningAnswer.objects.count() == 1


def test_cards_that_were_never_offered_are_not_moved(learner, stranger, author):
    mine, theirs = known(learner), known(stranger)
    change(theirs.card, author)
    assert answer(learner, mine, theirs) == 0
    assert {one.due for one in Schedule.objects.all()} == {mine.due, theirs.due}


def test_an_answer_is_taken_back_and_the_offer_is_there_again(learner, author):
    schedule = known(learner)
    change(schedule.card, author)
    answer(learner, schedule)
    row = MeaningAnswer.objects.get()
    for _ in range(2):  # twice changes nothing more
        undo_answer(row, now=NOON)
    assert Schedule.objects.get().due == schedule.due
    assert offered(learner) == [schedule.card]
    assert answer(learner, schedule) == 1


def test_after_a_review_there_is_nothing_to_take_back(learner, author):
    schedule = known(learner)
    change(schedule.card, author)
    answer(learner, schedule)
    later = NOON + 3 * DAY
    record_review(
        user=learner, card=schedule.card, presentation=present(learner, schedule.card, later),
        rating=Rating.GOOD, now=later,
    )  # fmt: skip
    due = Schedule.objects.get().due
    with pytest.raises(StudiedSinceError):
        undo_answer(MeaningAnswer.objects.get(), now=later)
    assert Schedule.objects.get().due == due


def test_a_page_that_showed_the_card_before_the_date_moved_is_stale(learner, author):
    schedule = known(learner)
    shown = schedule.version
    change(schedule.card, author)
    answer(learner, schedule)
    assert Schedule.objects.get().version == shown + 1


def test_the_history_of_the_card_says_why_the_date_moved(learner, author):
    card = make_card()
    record_review(
        user=learner, card=card, presentation=present(learner, card), rating=Rating.GOOD, now=NOON
    )
    assert card_history(learner, card).moved is None
    Schedule.objects.update(due=TODAY + 20 * DAY)
    change(card, author, now=NOON + DAY)
    answer(learner, Schedule.objects.get(), now=NOON + DAY)
    moved = card_history(learner, card).moved
    assert moved.due_before == TODAY + 20 * DAY


def test_the_offers_are_one_query(learner, author, django_assert_num_queries):
    for _ in range(5):
        change(known(learner).card, author)
    with django_assert_num_queries(1):
        found = changed_cards(learner, TODAY)
        assert len({schedule.card.deck.name for schedule in found}) == 1
