"""Interviews that a team holds: given with a date, seen by members, counted without names."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.models import Interview, Membership, TeamInterview
from cards.queries.team_interviews import assigned_interviews, interviews_ahead, team_interviews_of
from tests.factories import (
    NOON,
    TODAY,
    look_back,
    make_blueprint,
    make_interview,
    make_member,
    make_team,
    make_team_interview,
    make_user,
)
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def team(learner, author):
    team = make_team("Circle")
    make_member(team, learner)
    make_member(team, author, role="organiser")
    return team


@pytest.fixture
def organiser(author, team):
    browser = Client()
    browser.force_login(author)
    return browser


def hold(user, blueprint, now=NOON + DAY, **fields):
    ended = {"ended_at": now + DAY / 48} | fields
    return make_interview(user, now=now, blueprint=blueprint, **ended)


def assign(browser, team, blueprint, due_on=None):
    due_on = due_on if due_on is not None else (timezone.now() + 9 * DAY).date().isoformat()
    return browser.post(
        reverse("assign-interview", args=[team.slug]),
        {"blueprint": getattr(blueprint, "pk", blueprint), "due_on": due_on},
    )


def page_of(browser, team):
    return words_of(browser.get(reverse("list-team-interviews", args=[team.slug])))


def test_members_see_at_home_and_among_interviews_what_the_team_holds(web, organiser, team):
    blueprint = make_blueprint(title="Phone screen")
    assert assign(organiser, team, blueprint).status_code == 302
    page = words_of(web.get(reverse("list-interviews")))
    assert "Phone screen interview for Circle" in page
    assert "Hold it" in page
    assert "Phone screen , an interview for Circle" in words_of(web.get(reverse("show-home")))
    assert "Phone screen" in page_of(web, team)


def test_a_second_click_gives_it_once_and_a_second_date_moves_it(organiser, team):
    blueprint = make_blueprint()
    for days in (5, 5, 9):
        assign(organiser, team, blueprint, (timezone.now() + days * DAY).date().isoformat())
    (row,) = TeamInterview.objects.all()
    assert row.due_on == (timezone.now() + 9 * DAY).date()


@pytest.mark.parametrize(
    ("due_on", "message"),
    [
        ("", "Give a day"),
        ("soon", "Write the date as"),
        ("2020-01-01", "This day has passed"),
        ("9999-12-31", "within three years"),
    ],
)
def test_a_wrong_day_is_said_at_its_field(organiser, team, due_on, message):
    response = assign(organiser, team, make_blueprint(), due_on)
    assert response.status_code == 422
    assert message in words_of(response)
    assert not TeamInterview.objects.exists()


def test_an_unpublished_blueprint_is_neither_given_nor_shown(web, organiser, team, learner):
    draft = make_blueprint(title="In the making", is_published=False)
    assert assign(organiser, team, draft).status_code == 422
    make_team_interview(team, draft)
    assert "In the making" not in words_of(web.get(reverse("show-home")))
    assert "no longer published" in page_of(organiser, team)


def test_members_give_and_withdraw_nothing(web, team):
    row = make_team_interview(team)
    assert assign(web, team, make_blueprint()).status_code == 403
    address = reverse("withdraw-interview", args=[team.slug, row.pk])
    assert web.post(address).status_code == 403
    assert "How many did it" not in page_of(web, team)


def test_another_teams_interview_cannot_be_withdrawn(organiser, team):
    row = make_team_interview(make_team())
    address = reverse("withdraw-interview", args=[team.slug, row.pk])
    assert organiser.post(address).status_code == 404
    mine = make_team_interview(team)
    for status in (302, 404):
        address = reverse("withdraw-interview", args=[team.slug, mine.pk])
        assert organiser.post(address).status_code == status
    assert list(TeamInterview.objects.all()) == [row]


def test_done_is_who_finished_it_since_it_was_given(learner, team):
    blueprint = make_blueprint()
    row = make_team_interview(team, blueprint)
    now = NOON + 2 * DAY

    def is_done():
        (own,) = team_interviews_of(learner, now)
        return own.is_done

    hold(learner, make_blueprint())
    hold(learner, blueprint, now=NOON - DAY)
    assert not is_done()
    assert interviews_ahead(learner, now).assigned
    running = hold(learner, blueprint, now=now, ended_at=None)
    assert not is_done()
    Interview.objects.filter(pk=running.pk).update(ended_at=now)
    assert is_done()
    assert interviews_ahead(learner, now).assigned == []
    assert row.due_on >= TODAY


def test_a_date_that_passed_is_late_unless_it_was_done(learner, team):
    row = make_team_interview(team, due_on=TODAY)
    now = NOON + 2 * DAY
    assert team_interviews_of(learner, now)[0].is_late
    hold(learner, row.blueprint)
    assert not team_interviews_of(learner, now)[0].is_late


def test_organisers_see_how_many_and_never_who(organiser, team):
    row = make_team_interview(team)
    names = []
    for number in range(4):
        user = make_user(f"person{number}")
        make_member(team, user, shares_details=True, nickname=f"Nick {number}")
        names += [user.username, f"Nick {number}"]
    done = Membership.objects.filter(user__username="person0").get().user
    for now in (NOON + DAY, NOON + 2 * DAY):
        look_back(hold(done, row.blueprint, now=now), 1, 1)
    page = page_of(organiser, team)
    assert "done by 1 of 6" in page
    for name in (*names, "Strong no hire"):
        assert name not in page


def test_a_handful_of_members_is_not_counted(organiser, team, learner):
    row = make_team_interview(team)
    hold(learner, row.blueprint)
    page = page_of(organiser, team)
    assert "from five members on" in page
    assert "done by" not in page
    (assigned,) = assigned_interviews(team, NOON + 2 * DAY)
    assert assigned.done is None


def test_who_leaves_is_not_counted_any_more(team, learner):
    row = make_team_interview(team)
    people = [make_member(team).user for _ in range(4)]
    hold(people[0], row.blueprint)
    now = NOON + 2 * DAY
    assert assigned_interviews(team, now)[0].done == 1
    Membership.objects.filter(user=people[0]).delete()
    assert assigned_interviews(team, now)[0].done == 0
    assert team_interviews_of(people[0], now) == []


def test_the_page_costs_the_same_however_many_there_are(organiser, team, django_assert_num_queries):
    for number in range(4):
        row = make_team_interview(team)
        hold(make_member(team).user, row.blueprint)
        if number in (0, 3):
            with django_assert_num_queries(7):  # session, user, membership, own, two of all, form
                organiser.get(reverse("list-team-interviews", args=[team.slug]))


# --- What is ahead, at home ---


def test_home_leads_back_to_a_running_interview_and_to_answers_not_looked_back_at(web, learner):
    now = timezone.now()
    look_back(make_interview(learner, now=now - DAY, ended_at=now - DAY / 2, title="Yesterday"), 2)
    make_interview(learner, now=now, title="Right now")
    page = words_of(web.get(reverse("show-home")))
    assert "Right now is running" in page
    assert "Yesterday : 1 answer to look back at" in page


def test_home_says_nothing_of_interviews_where_there_is_nothing(web, learner, stranger, team):
    now = timezone.now()
    look_back(make_interview(learner, now=now - DAY, ended_at=now - DAY / 2), 2, 2)
    make_interview(stranger, now=now)
    make_team_interview(make_team())
    assert b"home__list" not in web.get(reverse("show-home")).content
