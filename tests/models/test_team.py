import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cards.models import Invitation, Membership, Team, TeamDeck
from tests.factories import NOON, make_deck, make_member, make_team

pytestmark = pytest.mark.django_db


def test_two_teams_of_one_name_have_two_addresses():
    first, second = make_team("Reading group"), make_team("Reading group")
    assert first.slug != second.slug
    assert first.slug.startswith("reading-group-")


@pytest.mark.parametrize("name", ["研究会", "—", "x" * 80])
def test_every_name_has_an_address(name):
    team = make_team(name)
    assert 0 < len(team.slug) <= 80
    assert Team.objects.get(slug=team.slug) == team


@pytest.mark.parametrize(
    ("zone", "hour", "week"),
    [
        ("UTC", 3, dt.date(2026, 6, 1)),
        ("UTC", 4, dt.date(2026, 6, 8)),
        ("Asia/Tokyo", 0, dt.date(2026, 6, 8)),
        ("America/Los_Angeles", 10, dt.date(2026, 6, 1)),
    ],
)
def test_the_week_turns_on_monday_in_the_teams_zone(zone, hour, week):
    monday = dt.datetime(2026, 6, 8, hour, tzinfo=dt.UTC)
    assert make_team(time_zone=zone).week(monday) == week


def test_a_zone_that_was_dropped_locks_nobody_out():
    assert make_team(time_zone="Mars/Olympus").week(NOON) == dt.date(2026, 6, 8)


def refused(make, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)


def test_a_person_is_in_a_team_once_and_in_several_teams(learner):
    team = make_team()
    make_member(team, learner)
    make_member(make_team(), learner)
    refused(Membership.objects.create, team=team, user=learner, joined_at=NOON)


def test_nobody_stands_on_the_board_without_a_nickname(learner):
    refused(
        Membership.objects.create,
        team=make_team(),
        user=learner,
        joined_at=NOON,
        appears_on_board=True,
    )


def test_names_that_look_alike_are_one_name_in_a_team(learner, teammate, stranger):
    team = make_team()
    make_member(team, learner, nickname="Ada")
    refused(make_member, team=team, user=teammate, nickname="ADA")
    make_member(make_team(), teammate, nickname="ADA")
    make_member(team, teammate)
    make_member(team, stranger)


@pytest.mark.parametrize("fields", [{"uses": 2}, {"maximum_uses": 0}, {"role": "owner"}])
def test_an_invitation_keeps_its_limits(fields):
    refused(
        Invitation.objects.create,
        **{"team": make_team(), "created_at": NOON, "expires_at": NOON, "maximum_uses": 1} | fields,
    )


def test_a_team_learns_a_deck_once():
    team, deck = make_team(), make_deck()
    TeamDeck.objects.create(team=team, deck=deck, created_at=NOON)
    refused(TeamDeck.objects.create, team=team, deck=deck, created_at=NOON)


def test_memberships_go_with_the_account_and_with_the_team(learner, teammate):
    team = make_team()
    make_member(team, learner)
    make_member(team, teammate)
    learner.delete()
    assert Membership.objects.get().user == teammate
    team.delete()
    assert not Membership.objects.exists()
