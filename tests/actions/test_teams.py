"""Teams under two clicks, two tabs and two people at once."""

import datetime as dt

import pytest

from cards.actions import challenges, invitations, teams
from cards.core.nicknames import NicknameError
from cards.models import ChallengeAnswer, Consents, Invitation, Membership, TeamDeck, TeamRole
from tests.factories import (
    NOON,
    make_card,
    make_deck,
    make_invitation,
    make_member,
    make_number_card,
    make_team,
    make_user,
)
from tests.threads import at_once

REFUSALS = (teams.TeamError, NicknameError)


def outcomes_of(*calls):
    """What each of the calls came to, made at once: "done", or the name of its refusal."""
    results = at_once(*calls)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, REFUSALS):
            raise result
    return sorted(type(one).__name__ if isinstance(one, REFUSALS) else "done" for one in results)


def join(invitation, user, nickname=""):
    consents = Consents(appears_on_board=bool(nickname), nickname=nickname)
    return lambda: invitations.join_team(
        invitation=invitation, user=user, consents=consents, now=NOON
    )


def found_by(person):
    return lambda: teams.create_team(
        user=person, name="Another", time_zone="UTC", consents=Consents(), now=NOON
    )


@pytest.mark.django_db(transaction=True)
def test_a_link_for_one_person_lets_one_of_two_in():
    invitation = make_invitation(make_team(), maximum_uses=1)
    people = [make_user(), make_user()]
    outcomes = outcomes_of(*(join(invitation, person) for person in people))
    assert outcomes == ["InvitationClosedError", "done"]
    assert Membership.objects.count() == 1
    assert Invitation.objects.get().uses == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_joins_once():
    invitation, person = make_invitation(make_team()), make_user()
    outcomes = outcomes_of(*(join(invitation, person) for _ in range(3)))
    assert outcomes == ["AlreadyMemberError", "AlreadyMemberError", "done"]
    assert Invitation.objects.get().uses == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_for_a_team_is_taken_once(monkeypatch):
    monkeypatch.setattr(teams, "MAXIMUM_TEAMS", 3)
    person = make_user()
    for _ in range(2):
        make_member(make_team(), person)
    links = [make_invitation(make_team()) for _ in range(2)]
    outcomes = outcomes_of(
        *(join(link, person) for link in links), found_by(person), found_by(person)
    )
    assert outcomes == ["TeamError", "TeamError", "TeamError", "done"]
    assert Membership.objects.filter(user=person).count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_of_a_team_is_taken_once(monkeypatch):
    monkeypatch.setattr(invitations, "MAXIMUM_MEMBERS", 3)
    team = make_team()
    for _ in range(2):
        make_member(team)
    links = [make_invitation(team) for _ in range(3)]
    outcomes = outcomes_of(*(join(link, make_user()) for link in links))
    assert outcomes == ["TeamError", "TeamError", "done"]
    assert team.memberships.count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_of_two_people_gets_a_nickname():
    invitation = make_invitation(make_team())
    outcomes = outcomes_of(
        join(invitation, make_user(), "Ada"), join(invitation, make_user(), "Adа")
    )
    assert outcomes == ["NicknameError", "done"]


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_do_not_leave_the_team_ownerless():
    team = make_team()
    owners = [make_member(team, role="owner") for _ in range(2)]
    outcomes = outcomes_of(*(lambda owner=owner: teams.leave_team(owner) for owner in owners))
    assert outcomes == ["LastOwnerError", "done"]
    assert Membership.objects.get().is_owner


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_leave_one():
    team = make_team()
    one, two = (make_member(team, role="owner") for _ in range(2))
    outcomes = outcomes_of(demotion(one, two), demotion(two, one))
    assert outcomes == ["TeamError", "done"]
    assert Membership.objects.filter(role=TeamRole.OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_themselves_leave_one():
    team = make_team()
    one, two = (make_member(team, role="owner") for _ in range(2))
    outcomes = outcomes_of(demotion(one, one), demotion(two, two))
    assert outcomes == ["LastOwnerError", "done"]


def demotion(owner, member):
    return lambda: teams.change_role(owner=owner, member=member, role=TeamRole.MEMBER)


@pytest.mark.django_db
def test_an_owner_with_an_old_page_gives_no_rights_any_more():
    team = make_team()
    owner, other = make_member(team, role="owner"), make_member(team, role="owner")
    member = make_member(team)
    demotion(other, owner)()
    with pytest.raises(teams.TeamError, match="do not own"):
        teams.change_role(owner=owner, member=member, role=TeamRole.OWNER)
    assert not Membership.objects.get(pk=member.pk).is_owner


@pytest.mark.django_db
def test_an_organiser_with_an_old_page_makes_no_invitation_any_more():
    def invitation(role):
        terms = invitations.InvitationTerms(role=role, days=7, maximum_uses=1)
        return invitations.make_invitation(organiser=owner, terms=terms, now=NOON)

    team = make_team()
    owner, other = make_member(team, role="owner"), make_member(team, role="owner")
    teams.change_role(owner=other, member=owner, role=TeamRole.ORGANISER)
    with pytest.raises(teams.TeamError, match="Only an owner"):
        invitation(TeamRole.ORGANISER)
    assert invitation(TeamRole.MEMBER).role == TeamRole.MEMBER
    teams.remove_member(organiser=other, member=owner, now=NOON)
    with pytest.raises(teams.TeamError, match="do not organise"):
        invitation(TeamRole.MEMBER)
    assert not Invitation.objects.open(NOON).exists()


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_leave_one():
    team = make_team()
    one, two = (make_member(team, role="owner") for _ in range(2))
    outcomes = outcomes_of(
        lambda: teams.remove_member(organiser=one, member=two, now=NOON),
        lambda: teams.remove_member(organiser=two, member=one, now=NOON),
    )
    assert outcomes == ["TeamError", "done"]
    assert Membership.objects.get().is_owner


@pytest.mark.django_db
def test_an_organiser_with_an_old_page_does_not_remove_who_became_the_owner():
    team = make_team()
    owner, organiser = make_member(team, role="owner"), make_member(team, role="organiser")
    member = make_member(team)
    teams.hand_over(owner=owner, successor=Membership.objects.get(pk=member.pk))
    with pytest.raises(teams.TeamError, match="Only an owner"):
        teams.remove_member(organiser=organiser, member=member, now=NOON)
    with pytest.raises(teams.TeamError, match="do not own"):
        teams.hand_over(owner=owner, successor=organiser)
    assert Membership.objects.filter(role=TeamRole.OWNER).get().pk == member.pk


@pytest.mark.django_db(transaction=True)
def test_the_challenge_is_drawn_once_and_an_exercise_is_answered_once():
    for _ in range(12):
        make_number_card()
    make_card()
    team, person = make_team(has_challenge=True), make_user()
    TeamDeck.objects.create(team=team, deck=make_deck(), created_at=NOON)
    assert (
        outcomes_of(*(lambda: challenges.challenge_of_the_week(team, now=NOON),) * 3)
        == ["done"] * 3
    )
    [challenge] = team.challenges.all()
    assert challenge.exercises.count() == 10
    exercise = challenge.exercises.select_related("challenge__team", "card__deck").first()

    def answer():
        challenges.answer_exercise(exercise=exercise, user=person, submitted="1/4", now=NOON)

    assert outcomes_of(answer, answer, answer) == ["TeamError", "TeamError", "done"]
    assert ChallengeAnswer.objects.count() == 1


@pytest.mark.django_db
def test_removing_somebody_who_has_just_left_is_no_error(learner, teammate):
    team = make_team()
    owner, member = make_member(team, learner, role="owner"), make_member(team, teammate)
    teams.leave_team(member)
    teams.remove_member(organiser=owner, member=member, now=NOON)
    teams.leave_team(member)
    with pytest.raises(teams.TeamError, match="just left"):
        teams.hand_over(owner=owner, successor=member)
    owner.refresh_from_db()
    assert owner.is_owner


@pytest.mark.django_db
def test_an_invitation_of_a_team_that_was_deleted_opens_nothing(learner):
    team = make_team()
    invitation = make_invitation(team, expires_at=NOON + dt.timedelta(days=1))
    teams.delete_team(team)
    with pytest.raises(teams.TeamError, match="just deleted"):
        join(invitation, learner)()
