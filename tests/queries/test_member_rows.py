"""What a board is made from: its tag changes with everything the board shows, and with nothing else."""

import datetime as dt

import pytest

from cards.actions import teams
from cards.actions.authoring import change_status
from cards.actions.standings import count_loads, forget_loads
from cards.actions.study import record_review, undo_review
from cards.core.scheduling import Rating
from cards.models import Card, CardStatus, Consents, DayLoad, StudyDay
from cards.queries.standings import week_board, week_rows
from tests.factories import NOON, TODAY, make_card, make_member, make_team, present

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Board:
    """A board that Ada looks at, with Bea on it, who has one card due today."""

    def __init__(self):
        self.team = make_team(created_at=NOON - 60 * DAY)
        self.ada = make_member(self.team, nickname="Ada")
        self.bea = make_member(self.team, nickname="Bea")
        self.card = make_card()
        for days in (7, 6):
            rate(self.bea.user, self.card, NOON - days * DAY)
        self.count()

    def count(self, now=NOON):
        _, uncounted = week_board(self.rows(now))
        count_loads(uncounted.days, now)

    def rows(self, now=NOON, viewer=None):
        return week_rows(viewer or self.ada, self.team.week(NOON), now)

    @property
    def tag(self):
        return self.rows().etag

    def save(self, user, **fields):
        for name, value in fields.items():
            setattr(user, name, value)
        user.save()
        forget_loads(user, NOON)


def rate(user, card, now=NOON):
    return record_review(
        user=user, card=card, presentation=present(user, card, now), rating=Rating.GOOD, now=now
    ).review


@pytest.fixture
def board():
    return Board()


CHANGES = {
    "rating": lambda board: rate(board.bea.user, board.card),
    "consent": lambda board: teams.change_consents(board.bea, Consents(), now=NOON),
    "nickname": lambda board: teams.change_consents(
        board.bea, Consents(appears_on_board=True, nickname="Beatrice"), now=NOON
    ),
    "joining": lambda board: make_member(board.team, nickname="Cleo"),
    "joining unseen": lambda board: make_member(board.team),
    "leaving": lambda board: teams.leave_team(board.bea),
    "zone": lambda board: board.save(board.bea.user, time_zone="Etc/GMT+12"),
    "rollover hour": lambda board: board.save(board.bea.user, day_start_hour=12),
    "archiving": lambda board: change_status(
        Card.objects.filter(pk=board.card.pk), CardStatus.ARCHIVED, now=NOON
    ),
    "a load put right": lambda board: DayLoad.objects.filter(user=board.bea.user).update(due=7),
    "a tally put right": lambda board: StudyDay.objects.create(
        user=board.bea.user, day=TODAY, verified=1
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_the_board_changes_its_tag(board, change):
    before = board.tag
    assert board.tag == before
    CHANGES[change](board)
    assert board.tag != before


def test_an_undo_changes_the_tag(board):
    review = rate(board.bea.user, board.card)
    before = board.tag
    undo_review(user=board.bea.user, review=review, now=NOON)
    assert board.tag != before


def test_archiving_changes_the_tag_again_when_the_day_is_counted_anew(board):
    change_status(Card.objects.filter(pk=board.card.pk), CardStatus.ARCHIVED, now=NOON)
    before = board.tag
    board.count()
    assert board.tag != before


def test_a_grade_of_the_viewer_changes_the_tag_of_her_own_board_though_she_is_not_shown(board):
    hidden = make_member(board.team)
    before, others = board.rows(viewer=hidden).etag, board.tag
    rate(hidden.user, make_card())
    assert board.rows(viewer=hidden).etag != before
    assert board.tag == others  # whoever is not shown is not seen studying either


def test_each_viewer_has_a_tag_of_her_own(board):
    assert board.rows(viewer=board.bea).etag != board.tag


def test_when_the_day_of_one_member_turns_the_tag_changes(board):
    board.save(board.bea.user, time_zone="Etc/GMT+12")
    morning = NOON.replace(hour=15, minute=59)  # 3:59 for Bea, whose day turns at 4
    assert board.rows(morning).etag == board.rows(morning - dt.timedelta(hours=1)).etag
    assert board.rows(morning + dt.timedelta(minutes=1)).etag != board.rows(morning).etag


def test_days_arrive_as_they_were_written(board):
    rate(board.bea.user, board.card)
    [_, bea] = board.rows().members()
    today = bea.days[TODAY]
    assert (today.due, today.cleared, today.verified, today.is_active) == (1, 1, 0, True)
    assert [day.due for day in bea.days.values()].count(0) == 6
    assert bea.uncounted == []


def test_rows_of_days_to_come_are_not_shown(board):
    tomorrow = TODAY + DAY
    assert tomorrow.weekday() > 0
    DayLoad.objects.create(user=board.bea.user, day=tomorrow, due=9)
    [_, bea] = board.rows().members()
    assert bea.days[tomorrow].due == 0


def test_one_query_tells_it_all(board, django_assert_num_queries):
    with django_assert_num_queries(1):
        week_board(board.rows())
