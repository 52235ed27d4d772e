"""Invitations: by link and by mail, and every way in which they end."""

import datetime as dt
import re
import uuid

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.access import invitation_token
from cards.actions import invitations
from cards.models import Invitation, Membership, TeamRole, User
from tests.factories import make_invitation, make_member, make_team, make_user
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db

NO = {"appears": "no", "nickname": ""}
YES = {"appears": "yes", "nickname": "Ada"}
LINK = {"role": "member", "days": "7", "maximum_uses": "3", "email": ""}


@pytest.fixture
def team(teammate):
    team = make_team("Reading group")
    make_member(team, teammate, role="owner")
    return team


@pytest.fixture
def desk(team, teammate):
    """The owner's browser."""
    browser = Client()
    browser.force_login(teammate)
    return browser


def invite(desk, team, **fields):
    return desk.post(reverse("make-invitation", args=[team.slug]), LINK | fields, follow=True)


def test_a_new_invitation_leads_to_its_link(desk, team):
    response = desk.post(reverse("make-invitation", args=[team.slug]), LINK)
    assert response.url == reverse("list-members", args=[team.slug]) + "#invitations-heading"
    assert 'id="invitations-heading"' in desk.get(response.url).content.decode()


def invitation_to(team, **fields):
    now = timezone.now()
    return make_invitation(
        team, **({"created_at": now, "expires_at": now + dt.timedelta(days=7)} | fields)
    )


def door(invitation):
    return reverse("join-team", args=[invitation_token(invitation)])


def is_in(team, user):
    return Membership.objects.filter(team=team, user=user).exists()


# --- Making ---


def test_a_link_is_made_shown_and_opens(desk, team, web, learner):
    page = invite(desk, team)
    invitation = Invitation.objects.get()
    assert (invitation.maximum_uses, invitation.role, invitation.email) == (3, "member", "")
    [link] = re.findall(r'value="http://testserver(/teams/join/[^"]+)"', page.content.decode())
    assert link == door(invitation)
    assert "Join Reading group" in words_of(web.get(link))


def test_an_invitation_by_mail_is_for_one_person(desk, team):
    page = invite(desk, team, email="grace@example.com", maximum_uses="400")
    assert "on its way to grace@example.com" in words_of(page)
    invitation = Invitation.objects.get()
    assert invitation.maximum_uses == 1
    [message] = mail.outbox
    assert message.to == ["grace@example.com"]
    assert "http://testserver" + door(invitation) in message.body
    assert 'the team "Reading group"' in message.body
    assert "&quot;" not in message.body
    assert "teammate" not in message.body  # her username, which other members do not see either


def test_an_invitation_by_mail_names_the_nickname_of_who_is_on_the_board(desk, team, teammate):
    Membership.objects.filter(user=teammate).update(
        nickname="Tess", folded_nickname="tess", appears_on_board=True
    )
    invite(desk, team, email="grace@example.com")
    assert "Tess invites you to the team" in mail.outbox[0].body


def test_a_mail_server_that_is_down_leaves_the_link(desk, team, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2
    page = invite(desk, team, email="grace@example.com")
    assert "The mail could not be sent." in words_of(page)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "nobody"}, "not an e-mail address"),
        ({"email": "a@example.com\nBcc: b@example.com"}, "not an e-mail address"),
        ({"email": "x" * 300 + "@example.com"}, "at most 254"),
        ({"days": "3650"}, "3650"),
        ({"maximum_uses": "5000"}, "500"),
        ({"maximum_uses": "-1"}, "greater than or equal to 1"),
        ({"role": "owner"}, "owner"),
    ],
)
def test_an_invitation_that_cannot_be_meant_is_not_made(desk, team, fields, words):
    page = invite(desk, team, **fields)
    assert page.status_code == 422
    assert words in words_of(page)
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_an_organiser_invites_members_only(team, learner, web):
    make_member(team, learner, role="organiser")
    assert invite(web, team, role="organiser").status_code == 422
    assert invite(web, team).status_code == 200
    assert Invitation.objects.get().role == TeamRole.MEMBER


def test_an_owner_invites_an_organiser(desk, team, web, learner):
    invite(desk, team, role="organiser")
    web.post(door(Invitation.objects.get()), NO)
    assert Membership.objects.get(user=learner).role == TeamRole.ORGANISER


def test_a_team_does_not_hold_thousands_of_invitations(desk, team):
    for _ in range(invitations.MAXIMUM_OPEN):
        invitation_to(team)
    page = invite(desk, team)
    assert page.status_code == 422
    assert "Revoke some first" in words_of(page)
    Invitation.objects.update(revoked_at=timezone.now())
    assert invite(desk, team).status_code == 200


def test_nobody_sends_mails_without_end(desk, team, teammate):
    for _ in range(invitations.MAXIMUM_MAILS):
        invitation_to(team, email="a@example.com", made_by=teammate, revoked_at=timezone.now())
    page = invite(desk, team, email="grace@example.com")
    assert "Make a link and send it yourself" in words_of(page)
    assert mail.outbox == []


def test_an_invitation_that_ended_long_ago_is_forgotten(desk, team):
    old = invitation_to(team, expires_at=timezone.now() - dt.timedelta(days=31))
    invite(desk, team)
    assert not Invitation.objects.filter(pk=old.pk).exists()


# --- Joining ---


def test_joining_asks_before_it_shows_anything(web, learner, team):
    address = door(invitation_to(team))
    page = web.get(address)
    assert "appear on this team" in words_of(page)
    assert " checked" not in page.content.decode()
    response = web.post(address, {"nickname": ""} | {"csrfmiddlewaretoken": "x"})
    assert response.status_code == 422
    assert "Choose yes or no" in words_of(response)
    assert not is_in(team, learner)
    response = web.post(address, YES, follow=True)
    assert "Welcome to Reading group." in words_of(response)
    membership = Membership.objects.get(user=learner)
    assert (membership.nickname, membership.appears_on_board) == ("Ada", True)
    assert (membership.shares_topics, membership.shares_details) == (False, False)


def test_a_name_that_is_taken_is_said_at_its_field_and_costs_no_use(web, learner, team):
    invitation = invitation_to(team)
    response = web.post(door(invitation), YES | {"nickname": "TeamMate"})
    assert response.status_code == 422
    assert "looks like it" in words_of(response)
    invitation.refresh_from_db()
    assert invitation.uses == 0
    assert not is_in(team, learner)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"expires_at": timezone.now() - dt.timedelta(seconds=1)}, "has expired"),
        ({"revoked_at": timezone.now()}, "was taken back"),
        ({"maximum_uses": 2, "uses": 2}, "used as often as it may be"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_was_good_once_says_what_became_of_it(
    web, learner, team, fields, words, method
):
    address = door(invitation_to(team, **fields))
    response = getattr(web, method)(address, YES)
    assert response.status_code == 410
    assert words in words_of(response)
    assert "Reading group" not in words_of(response)
    assert not is_in(team, learner)
    assert words in words_of(Client().get(address))


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "0" * 32,
        f"{uuid.UUID(int=7).hex}.{'A' * 43}",
        "." * 50,
        "x" * 5000,
        invitation_token(Invitation(uid=uuid.UUID(int=7))),
        "é\u202e",
    ],
)
def test_a_guessed_link_is_not_found(web, team, token):
    invitation_to(team, uid=uuid.UUID(int=8))
    for browser in (web, Client()):
        assert browser.get(reverse("join-team", args=[token])).status_code == 404


def test_the_signature_of_one_invitation_does_not_open_another(web, team):
    one, other = invitation_to(team), invitation_to(team)
    forged = f"{other.uid.hex}.{invitation_token(one).split('.')[1]}"
    assert web.get(reverse("join-team", args=[forged])).status_code == 404


def test_joining_twice_counts_one_use_and_leads_to_the_team(web, learner, team):
    invitation = invitation_to(team)
    web.post(door(invitation), NO)
    response = web.post(door(invitation), YES, follow=True)
    assert "You are in Reading group already." in words_of(response)
    invitation.refresh_from_db()
    assert invitation.uses == 1
    assert not Membership.objects.get(user=learner).appears_on_board


def test_the_second_of_two_requests_at_once_is_told_and_counts_nothing(learner, team):
    invitation = invitation_to(team, maximum_uses=1)
    arguments = {"invitation": invitation, "consents": invitations.Consents()}
    invitations.join_team(user=learner, now=timezone.now(), **arguments)
    with pytest.raises(invitations.AlreadyMemberError):
        invitations.join_team(user=learner, now=timezone.now(), **arguments)
    with pytest.raises(invitations.InvitationClosedError, match="used as often"):
        invitations.join_team(user=make_user(), now=timezone.now(), **arguments)


def test_a_full_team_says_so(web, learner, team, monkeypatch):
    monkeypatch.setattr(invitations, "MAXIMUM_MEMBERS", 1)
    response = web.post(door(invitation_to(team)), NO)
    assert "The team is full" in words_of(response)
    assert not is_in(team, learner)


def test_revoking_closes_the_door_at_once_and_only_for_ones_own_team(desk, team, web):
    invitation = invitation_to(team)
    foreign = invitation_to(make_team())
    address = reverse("revoke-invitation", args=[team.slug, invitation.pk])
    for _ in range(2):
        desk.post(address)
    assert web.get(door(invitation)).status_code == 410
    address = reverse("revoke-invitation", args=[team.slug, foreign.pk])
    assert desk.post(address).status_code == 404
    assert web.get(door(foreign)).status_code == 200


def test_the_page_names_who_invites_only_if_she_is_on_the_board(web, team, teammate):
    invitation = invitation_to(team, made_by=teammate)
    assert "teammate" not in words_of(web.get(door(invitation)))
    Membership.objects.filter(user=teammate).update(
        appears_on_board=True, nickname="Grace", folded_nickname="grace"
    )
    assert "An invitation from Grace" in words_of(web.get(door(invitation)))


# --- Without an account ---


def test_a_visitor_signs_up_and_comes_back_to_the_invitation(team):
    cache.clear()  # rate limits count in it
    browser, address = Client(), door(invitation_to(team))
    page = browser.get(address)
    assert "You need an account to join." in words_of(page)
    [sign_up] = re.findall(r'href="(/accounts/signup/[^"]+)"', page.content.decode())
    response = browser.post(
        sign_up,
        {
            "email": "new@example.com", "username": "newcomer",
            "password1": "correct horse battery", "password2": "correct horse battery",
            "next": address,
        },
    )  # fmt: skip
    assert response["Location"] == address
    browser.post(address, NO)
    assert is_in(team, User.objects.get(username="newcomer"))


def test_a_visitor_signs_in_and_comes_back_to_the_invitation(team, learner):
    cache.clear()
    browser, address = Client(), door(invitation_to(team))
    page = browser.get(address).content.decode()
    [sign_in] = re.findall(r'href="(/accounts/login/\?[^"]+)"', page)
    form = browser.get(sign_in).content.decode()
    assert address in form
    response = browser.post(
        sign_in, {"login": "learner", "password": "correct horse battery", "next": address}
    )
    assert response["Location"] == address


def test_a_visitor_cannot_join_without_signing_in(team):
    invitation = invitation_to(team)
    response = Client().post(door(invitation), YES)
    assert response.status_code == 200
    assert team.memberships.count() == 1
