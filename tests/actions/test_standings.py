"""What was due and cleared, day by day, and the recompute that must agree with it."""

import datetime as dt
from contextlib import suppress
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from cards.actions.authoring import change_status
from cards.actions.decks import set_card_aside
from cards.actions.settled_weeks import settle_last_week, settle_weeks
from cards.actions.standings import (
    count_loads,
    count_missing_loads,
    forget_loads,
    recompute,
)
from cards.actions.study import UndoError, record_review, undo_review
from cards.core.scheduling import Rating
from cards.core.standings import monday_of
from cards.models import (
    Card,
    CardAbsence,
    CardStatus,
    DayLoad,
    Membership,
    Review,
    ReviewKind,
    Schedule,
    SettledWeek,
    StudyDay,
)
from tests.factories import (
    NOON,
    TODAY,
    make_attempt,
    make_card,
    make_deck,
    make_number_card,
    make_team,
    make_user,
    present,
)

pytestmark = pytest.mark.django_db
AGAIN, HARD, GOOD, EASY = Rating
DAY = dt.timedelta(days=1)


def rate(user, card, rating=GOOD, days=0, seconds=5, now=None):
    now = now or NOON + days * DAY
    presentation = present(user, card, now, seconds=seconds)
    return record_review(
        user=user, card=card, presentation=presentation, rating=rating, now=now
    ).review


def learn(user, card=None):
    """A card learned by real reviews, due again six days after the second: on day 7."""
    card = card or make_card()
    rate(user, card)
    rate(user, card, days=1)
    return card


def load(user, days):
    day = TODAY + days * DAY
    count_loads({user.pk: [day]}, NOON + days * DAY)
    return DayLoad.objects.get(user=user, day=day).due


def tally(user, days):
    found = StudyDay.objects.filter(user=user, day=TODAY + days * DAY).first()
    return (found.cleared, found.verified) if found else (0, 0)


def test_a_card_is_due_once_on_the_day_it_was_promised_for():
    user = make_user()
    learn(user)
    assert [load(user, days) for days in range(9)] == [0, 0, 0, 0, 0, 0, 0, 1, 0]


def test_a_day_that_nobody_looked_at_is_counted_afterwards_all_the_same():
    user = make_user()
    card = learn(user)
    rate(user, card, days=9)
    assert load(user, 7) == 1
    assert tally(user, 9) == (0, 0)  # late


def test_a_review_on_the_day_clears_and_undo_takes_it_back():
    user = make_user()
    card = learn(user)
    review = rate(user, card, AGAIN, days=7)
    assert tally(user, 7) == (1, 0)
    undo_review(user=user, review=review, now=review.reviewed_at)
    assert tally(user, 7) == (0, 0)
    assert load(user, 7) == 1


def test_a_grade_within_two_seconds_clears_nothing():
    user = make_user()
    card = learn(user)
    rate(user, card, days=7, seconds=1)
    assert tally(user, 7) == (0, 0)


def test_a_correct_first_try_is_verified():
    user = make_user()
    card = learn_checked(user)
    make_attempt(user, card, submitted="0.25", outcome="correct")
    rate(user, card, days=7)
    assert tally(user, 7) == (1, 1)


def learn_checked(user):
    card = make_number_card()
    for days in (0, 1):
        make_attempt(user, card, submitted="0.25", outcome="correct")
        rate(user, card, days=days)
    return card


def test_early_practice_does_not_take_the_item_away():
    user = make_user()
    card = learn(user)
    rate(user, card, days=4)
    assert load(user, 7) == 1
    rate(user, card, days=7)
    assert (tally(user, 4), tally(user, 7)) == ((0, 0), (1, 0))


def test_setting_a_due_card_aside_does_not_take_it_from_what_was_due():
    user = make_user()
    card = learn(user)
    set_card_aside(user=user, card=card, is_set_aside=True)
    assert load(user, 7) == 1


def test_a_card_that_its_author_archived_is_due_to_nobody():
    user = make_user()
    card = learn(user)
    change_status(Card.objects.filter(pk=card.pk), CardStatus.ARCHIVED, now=NOON + 5 * DAY)
    assert load(user, 7) == 0


def test_archiving_a_card_after_its_day_changes_nothing():
    user = make_user()
    card = learn(user)
    assert load(user, 7) == 1
    change_status(Card.objects.filter(pk=card.pk), CardStatus.ARCHIVED, now=NOON + 9 * DAY)
    assert load(user, 7) == 1
    assert recompute(now=NOON + 9 * DAY) == []


def test_archiving_on_the_day_excuses_who_had_not_cleared_it_and_takes_from_nobody():
    early, late, card = make_user(), make_user(), make_card()
    learn(early, card)
    learn(late, card)
    assert (load(early, 7), load(late, 7)) == (1, 1)
    rate(early, card, days=7)
    change_status(Card.objects.filter(pk=card.pk), CardStatus.ARCHIVED, now=NOON + 7 * DAY)
    assert (load(early, 7), load(late, 7)) == (1, 0)
    assert tally(early, 7) == (1, 0)


def test_a_card_that_comes_back_is_due_again_from_the_next_day():
    user = make_user()
    card, other = learn(user), learn(user)
    cards = Card.objects.filter(pk__in=[card.pk, other.pk])
    change_status(cards, CardStatus.ARCHIVED, now=NOON + 3 * DAY)
    change_status(cards, CardStatus.PUBLISHED, now=NOON + 5 * DAY)
    assert load(user, 7) == 2
    assert CardAbsence.objects.filter(last_day=TODAY + 5 * DAY).count() == 2


def test_siblings_due_on_one_day_are_one_item():
    user = make_user()
    deck = make_deck("Siblings", buries_siblings=True)
    for _ in range(2):
        learn(user, make_card(deck=deck, note_key="a note"))
    learn(user, make_card(deck=deck))
    assert load(user, 7) == 2


def test_learning_many_cards_adds_nothing_to_the_next_day():
    user = make_user()
    for _ in range(5):
        rate(user, make_card())
    assert load(user, 1) == 0


def test_a_zone_change_lets_the_day_be_counted_again():
    user = make_user()
    learn(user)
    load(user, 7)
    forget_loads(user, NOON + 7 * DAY)
    assert not DayLoad.objects.filter(user=user, day=TODAY + 7 * DAY).exists()


def test_recompute_finds_and_mends_what_the_log_does_not_bear_out():
    user = make_user()
    card = learn(user)
    load(user, 7)
    rate(user, card, days=7)
    StudyDay.objects.filter(user=user, day=TODAY + 7 * DAY).update(cleared=5)
    DayLoad.objects.filter(user=user, day=TODAY + 7 * DAY).update(due=9)
    found = {(each.name, each.stored, each.computed) for each in recompute(now=NOON + 8 * DAY)}
    assert found == {("cleared", 5, 1), ("due", 9, 1)}
    assert recompute(now=NOON + 8 * DAY) == []


def test_recompute_mends_a_settled_week():
    user = make_user()
    card = learn(user)
    rate(user, card, days=7)
    monday, later = monday_of(TODAY + 7 * DAY), NOON + 21 * DAY
    assert settle_weeks({user.pk: [monday]}, later) == 1
    week = SettledWeek.objects.get()
    assert (week.due, week.cleared, week.verified, week.active_days) == (1, 1, 0, 1)
    SettledWeek.objects.update(due=3, active_days=7)
    found = {(each.name, each.stored, each.computed) for each in recompute(now=later)}
    assert found == {("due of the week", 3, 1), ("active_days of the week", 7, 1)}
    assert recompute(now=later) == []


def test_a_week_that_is_not_over_everywhere_is_not_settled():
    user = make_user()
    monday = monday_of(TODAY)
    assert settle_weeks({user.pk: [monday]}, NOON) == 0
    assert not SettledWeek.objects.exists()


def test_settling_twice_keeps_what_was_settled():
    user = make_user()
    monday, later = monday_of(TODAY), NOON + 21 * DAY
    settle_weeks({user.pk: [monday]}, later)
    settle_weeks({user.pk: [monday]}, later)
    assert SettledWeek.objects.count() == 1


def test_the_night_settles_the_newest_week_that_is_over_for_members_alone():
    user, _ = make_user(), make_user()
    Membership.objects.create(team=make_team(), user=user, joined_at=NOON)
    assert settle_last_week(NOON) == 1
    assert settle_last_week(NOON) == 0
    week = SettledWeek.objects.get()
    assert (week.user, week.monday) == (user, monday_of(TODAY) - 7 * DAY)


def test_the_nightly_command_counts_the_days_of_members_and_twice_does_no_more():
    user = make_user()
    Membership.objects.create(team=make_team(), user=user, joined_at=NOON)
    assert count_missing_loads(NOON) == 7 + TODAY.weekday() + 1
    assert count_missing_loads(NOON) == 0
    out = StringIO()
    call_command("tick", stdout=out)
    call_command("recompute_standings", stdout=out)
    assert out.getvalue().splitlines()[-1] == "0 numbers were put right."


# --- Random histories ---

ZONES = ("UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata")


@pytest.mark.parametrize("seed", range(40))
def test_the_log_bears_out_every_number_after_any_history(seed):
    life = Life(Random(seed))
    for _ in range(40):
        life.step()
    life.look()
    assert recompute(now=life.now) == []


class Life:
    """A learner with four cards, two of them siblings, and a clock."""

    def __init__(self, chance):
        self.chance = chance
        deck = make_deck(buries_siblings=True)
        self.user = make_user()
        self.cards = [make_card(deck=deck, note_key=note) for note in ("a", "a", "", "")]
        for card in self.cards:
            learn(self.user, card)
        self.now = NOON + DAY

    def step(self):
        chance = self.chance
        self.now += dt.timedelta(minutes=7)
        number, rating = chance.randrange(4), chance.choice([0, 1, 2, 2, 2, 3])
        moves = {
            lambda: self.keep(number, rating, seconds=chance.choice([1, 5, 5, 5])): 8,
            lambda: self.rate(number, rating, seconds=5): 3,
            lambda: self.wait(chance.randint(1, 6)): 2,
            self.undo: 5,
            lambda: self.status(number): 2,
            lambda: self.aside(number): 1,
            lambda: self.zone(chance.choice(ZONES), chance.randint(0, 12)): 2,
            self.look: 3,
        }
        [move] = chance.choices(list(moves), weights=list(moves.values()))
        move()

    def schedule(self, number):
        return Schedule.objects.filter(user=self.user, card=self.cards[number]).first()

    def wait(self, days):
        self.now += days * DAY

    def rate(self, number, rating, seconds):
        schedule = self.schedule(number)
        if schedule is None or not schedule.is_suspended:
            rating = list(Rating)[rating]
            rate(self.user, self.cards[number], rating, seconds=seconds, now=self.now)

    def keep(self, number, rating, seconds):
        """Rate a card on the day it is due, if that day is still to come."""
        schedule = self.schedule(number)
        if schedule and schedule.due:
            self.now += max(0, (schedule.due - self.user.study_day(self.now)).days) * DAY
        self.rate(number, rating, seconds)

    def undo(self):
        last = Review.objects.exclude(kind=ReviewKind.UNDO).filter(user=self.user).last()
        if last:
            with suppress(UndoError):
                undo_review(user=self.user, review=last, now=self.now)

    def status(self, number):
        card = Card.objects.filter(pk=self.cards[number].pk)
        is_out = not card.filter(status=CardStatus.PUBLISHED).exists()
        status = CardStatus.PUBLISHED if is_out else CardStatus.ARCHIVED
        change_status(card, status, now=self.now)

    def aside(self, number):
        schedule = self.schedule(number)
        is_aside = bool(schedule and schedule.is_suspended)
        set_card_aside(user=self.user, card=self.cards[number], is_set_aside=not is_aside)

    def zone(self, name, hour):
        self.user.time_zone, self.user.day_start_hour = name, hour
        self.user.save()
        forget_loads(self.user, self.now)

    def look(self):
        today = self.user.study_day(self.now)
        known = set(DayLoad.objects.filter(user=self.user).values_list("day", flat=True))
        days = [today - number * DAY for number in range((today - TODAY).days + 3)]
        count_loads({self.user.pk: [day for day in days if day not in known]}, self.now)
        mondays = {monday_of(day) for day in days}
        settle_weeks({self.user.pk: mondays}, self.now)
