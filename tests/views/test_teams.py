"""Teams: founding, what one shows of oneself, roles, leaving, deleting."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cards import urls
from cards.access import invitation_token
from cards.actions import teams
from cards.models import Consents, Membership, Team, TeamRole, User
from tests.factories import (
    NOON,
    make_invitation,
    make_member,
    make_number_card,
    make_schedule,
    make_team,
    make_user,
)
from tests.views.study_steps import words_of
from tests.views.test_settings import sign_in_with_password
from tests.views.test_urls import names_of

pytestmark = pytest.mark.django_db

NO = {"appears": "no", "nickname": ""}
YES = {"appears": "yes", "nickname": "Ada"}


@pytest.fixture
def team(learner):
    team = make_team("Reading group")
    make_member(team, learner, role="owner")
    return team


def at(name, team, *more):
    return reverse(name, args=[team.slug, *more])


def own(team, user):
    return Membership.objects.get(team=team, user=user)


# --- Founding ---


def test_without_a_team_the_page_says_what_a_team_is(web):
    assert "Start a team" in words_of(web.get(reverse("list-teams")))


def test_who_founds_a_team_owns_it_and_is_asked_about_the_board(web, learner):
    page = web.get(reverse("create-team"))
    assert "Do you want to appear on this team's board?" in page.content.decode().replace(
        "&#x27;", "'"
    )
    response = web.post(
        reverse("create-team"), {"name": " Reading  group ", "time_zone": "lisbon"} | YES
    )
    team = Team.objects.get()
    assert response["Location"] == at("list-members", team)
    assert (team.name, team.time_zone, team.created_by) == (
        "Reading group",
        "Europe/Lisbon",
        learner,
    )
    membership = own(team, learner)
    assert membership.is_owner
    assert membership.consents == Consents(appears_on_board=True, nickname="Ada")


def test_nothing_is_ticked_before_somebody_ticks_it(web):
    page = web.get(reverse("create-team")).content.decode()
    form = page[page.index('id="you-in-it"') :]
    assert " checked" not in form


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Give the team a name."),
        ({"name": "x" * 500}, "Use at most 80 characters."),
        ({"name": "x" * 100_000}, "Use at most 80 characters."),
        ({"name": "a\u202eb"}, "cannot be seen"),
        ({"name": "See https://evil.example"}, "cannot be a link"),
        ({"time_zone": "Atlantis"}, "There is no zone of this name."),
        ({"appears": ""}, "Choose yes or no"),
        ({"appears": "maybe"}, "Choose yes or no"),
        ({"nickname": ""}, "Type a name"),
        ({"nickname": "The Admin"}, "sounds like an office"),
        ({"nickname": "Ada\u202e"}, "cannot be seen"),
        ({"nickname": "x" * 200}, "at most 40 characters"),
    ],
)
def test_what_cannot_be_meant_founds_no_team_and_says_why(web, fields, words):
    response = web.post(
        reverse("create-team"), {"name": "Circle", "time_zone": "UTC"} | YES | fields
    )
    assert response.status_code == 422
    assert words in words_of(response)
    assert not Team.objects.exists()


def test_a_person_is_in_several_teams_but_not_in_any_number(web, learner, monkeypatch):
    monkeypatch.setattr(teams, "MAXIMUM_TEAMS", 2)
    for _ in range(3):
        response = web.post(reverse("create-team"), {"name": "Circle", "time_zone": "UTC"} | NO)
    assert Team.objects.count() == 2
    assert "which is the most" in words_of(response)


def test_the_list_costs_the_same_for_one_team_and_for_many(
    web, learner, team, django_assert_num_queries
):
    for number in range(5):
        make_member(make_team(), learner)
        for _ in range(number):
            make_member(team)
    with django_assert_num_queries(4):
        page = web.get(reverse("list-teams"))
    assert "11 members" in words_of(page)


# --- What one shows of oneself ---


def test_consents_change_at_any_time(web, learner, team):
    web.post(at("edit-membership", team), YES | {"shares_topics": "on", "shares_details": "on"})
    assert own(team, learner).consents == Consents(
        appears_on_board=True, nickname="Ada", shares_topics=True, shares_details=True
    )
    response = web.post(at("edit-membership", team), NO | {"nickname": "Ada"}, follow=True)
    assert own(team, learner).consents == Consents()
    assert "You do not appear on the board." in words_of(response)


@pytest.mark.parametrize("nickname", ["Grace", "GRACE", "Grасe", "teammate", "Team Mate"])
def test_nobody_takes_the_name_of_another_member(web, learner, teammate, team, nickname):
    make_member(team, teammate, nickname="Grace")
    response = web.post(at("edit-membership", team), {"appears": "yes", "nickname": nickname})
    assert response.status_code == 422
    assert "looks like it" in words_of(response)
    assert not own(team, learner).appears_on_board


def test_ones_own_username_and_ones_own_nickname_again_are_free(web, learner, team):
    for nickname in ("learner", "Learner", "Learner"):
        web.post(at("edit-membership", team), {"appears": "yes", "nickname": nickname})
    assert own(team, learner).nickname == "Learner"


def test_a_form_sent_after_leaving_does_not_bring_the_membership_back(learner, teammate, team):
    member = make_member(team, teammate)
    teams.leave_team(Membership.objects.get(pk=member.pk))
    with pytest.raises(teams.TeamError):
        teams.change_consents(member, Consents(appears_on_board=True, nickname="Ada"), now=NOON)
    assert not Membership.objects.filter(user=teammate).exists()


# --- "No" holds on every page ---


def pages_of(browser, team, member):
    """Every page of the site that can be asked for with the ids of a team, as text."""
    known = {"slug": team.slug, "member_id": member.pk}
    for name in names_of(urls.urlpatterns):
        for arguments in ({}, {"slug": known["slug"]}, known):
            try:
                address = reverse(name, kwargs=arguments)
            except NoReverseMatch:
                continue
            response = browser.get(address)
            if response.status_code == 200:
                content = (
                    b"".join(response.streaming_content) if response.streaming else response.content
                )
                yield name, content.decode(errors="replace")


def test_who_said_no_stands_on_no_page_of_another_member(learner, teammate, team, capsys):
    hidden = make_user("zebra-hidden", email="zebra-hidden@example.com")
    member = make_member(team, hidden, role="organiser", joined_at=NOON)
    make_member(team, teammate)
    make_schedule(hidden, make_number_card())
    browser = Client()
    browser.force_login(teammate)
    seen = dict(pages_of(browser, team, member))
    assert {"show-team", "list-members", "edit-membership", "download-personal-data"} <= set(seen)
    assert [name for name, page in seen.items() if "zebra" in page] == []
    call_command("export_cards")
    assert "zebra" not in capsys.readouterr().out


def test_a_no_takes_the_nickname_down_at_once(web, learner, teammate, team):
    make_member(team, teammate, nickname="Grace Hopper")
    browser = Client()
    browser.force_login(teammate)
    for name in ("show-team", "list-members"):
        assert "Grace Hopper" in words_of(web.get(at(name, team)))
    browser.post(at("edit-membership", team), NO)
    for name in ("show-team", "list-members"):
        page = web.get(at(name, team))
        assert "Grace Hopper" not in words_of(page)
        assert "no-store" in page["Cache-Control"]


def test_plain_members_see_nicknames_and_organisers_see_usernames(web, learner, teammate, team):
    make_member(team, teammate, nickname="Grace")
    page = words_of(web.get(at("list-members", team)))
    assert "teammate" in page
    browser = Client()
    browser.force_login(teammate)
    page = words_of(browser.get(at("list-members", team)))
    assert "Grace" in page
    assert "learner" not in page
    assert "1 more member chose not to appear." in page


def test_the_list_of_members_costs_the_same_for_few_and_for_many(
    web, team, django_assert_num_queries
):
    for number in range(40):
        make_member(team, nickname=f"Person {number}")
        make_invitation(team, expires_at=timezone.now() + dt.timedelta(days=1))
    with django_assert_num_queries(6):
        web.get(at("list-members", team))


# --- Roles ---


def test_an_owner_names_an_organiser_and_takes_it_back(web, teammate, team):
    member = make_member(team, teammate)
    web.post(at("change-role", team, member.pk), {"role": "organiser"})
    assert own(team, teammate).role == TeamRole.ORGANISER
    web.post(at("change-role", team, member.pk), {"role": "member"})
    assert own(team, teammate).role == TeamRole.MEMBER
    response = web.post(at("change-role", team, member.pk), {"role": "queen"}, follow=True)
    assert "Choose one of the three roles." in words_of(response)


def test_the_last_owner_stays_one(web, learner, team):
    response = web.post(
        at("change-role", team, own(team, learner).pk), {"role": "member"}, follow=True
    )
    assert "You are the only owner." in words_of(response)
    assert own(team, learner).is_owner


def test_a_team_is_handed_over(web, learner, teammate, team):
    member = make_member(team, teammate)
    response = web.post(at("hand-over-team", team), {"member": member.pk}, follow=True)
    assert "teammate owns the team now." in words_of(response)
    assert own(team, teammate).is_owner
    assert own(team, learner).role == TeamRole.ORGANISER


@pytest.mark.parametrize("member", ["", "x", "0", str(2**63), "-1", "own"])
def test_a_team_is_handed_over_to_nobody_else(web, learner, team, member):
    pk = own(team, learner).pk if member == "own" else member
    response = web.post(at("hand-over-team", team), {"member": pk}, follow=True)
    assert "Choose" in words_of(response)
    assert own(team, learner).is_owner


def test_a_member_of_another_team_cannot_be_named_by_guessing(web, team):
    other = make_member(make_team(), role="member")
    for name, fields in [
        ("hand-over-team", {"member": other.pk}),
        ("change-role", {"role": "owner"}),
        ("remove-member", {}),
    ]:
        address = at(name, team) if name == "hand-over-team" else at(name, team, other.pk)
        assert web.post(address, fields).status_code == 404
    other.refresh_from_db()
    assert other.role == TeamRole.MEMBER


@pytest.mark.parametrize(
    ("role", "target", "is_removed"),
    [
        ("owner", "member", True),
        ("owner", "organiser", True),
        ("owner", "owner", True),
        ("organiser", "member", True),
        ("organiser", "organiser", False),
        ("organiser", "owner", False),
        ("member", "member", False),
    ],
)
def test_who_may_remove_whom(client, learner, teammate, stranger, role, target, is_removed):
    team = make_team()
    make_member(team, stranger, role="owner")
    make_member(team, learner, role=role)
    member = make_member(team, teammate, role=target)
    client.force_login(learner)
    client.post(at("remove-member", team, member.pk))
    assert Membership.objects.filter(pk=member.pk).exists() is not is_removed


def test_who_is_removed_does_not_come_back_by_a_link_she_knows(client, learner, teammate):
    team, now = make_team(), timezone.now()
    make_member(team, learner, role="owner")
    member = make_member(team, teammate, role="organiser")
    ends = now + dt.timedelta(days=7)
    known = make_invitation(team, role="organiser", created_at=now, expires_at=ends)
    elsewhere = make_invitation(make_team(), created_at=now, expires_at=ends)
    client.force_login(learner)
    page = client.post(at("remove-member", team, member.pk), follow=True)
    assert "Open invitations are taken back" in words_of(page)
    client.force_login(teammate)
    door = reverse("join-team", args=[invitation_token(known)])
    assert client.post(door, {"appears": "no"}).status_code == 410
    assert not Membership.objects.filter(team=team, user=teammate).exists()
    elsewhere.refresh_from_db()
    assert elsewhere.revoked_at is None


# --- Leaving, deleting ---


def test_a_member_leaves_and_nothing_of_her_stays(web, learner, teammate, team):
    Membership.objects.filter(user=learner).update(role="member")
    make_member(team, teammate, role="owner")
    response = web.post(at("leave-team", team), follow=True)
    assert "You left Reading group." in words_of(response)
    assert not Membership.objects.filter(user=learner).exists()
    assert web.get(at("show-team", team)).status_code == 404


def test_the_last_owner_is_told_what_to_do_before_leaving(web, learner, team):
    response = web.post(at("leave-team", team), follow=True)
    assert "Hand the team over to somebody first, or delete it." in words_of(response)
    assert own(team, learner).is_owner


def test_a_team_is_deleted_by_typing_its_name(web, team):
    response = web.post(at("delete-team", team), {"name": "reading group"})
    assert response.status_code == 422
    assert "Type Reading group to confirm." in words_of(response)
    web.post(at("delete-team", team), {"name": "Reading group"})
    assert not Team.objects.exists()
    assert not Membership.objects.exists()


def test_an_owner_changes_the_team(web, team):
    web.post(
        at("edit-team", team),
        {"team-name": "Writing group", "team-time_zone": "Asia/Tokyo", "team-has_challenge": "on"},
    )
    team.refresh_from_db()
    assert (team.name, team.time_zone, team.has_challenge) == ("Writing group", "Asia/Tokyo", True)
    response = web.post(at("edit-team", team), {"team-name": "", "team-time_zone": "UTC"})
    assert response.status_code == 422
    assert "Give the team a name." in words_of(response)
    assert "Writing group" in words_of(response)


# --- Accounts that go ---


@pytest.fixture
def signed_in(client, learner):
    """With the password given just now, as a dangerous page asks for."""
    cache.clear()  # rate limits count in it
    sign_in_with_password(client, learner)
    return client


def test_a_team_passes_on_when_its_only_owner_deletes_her_account(signed_in, teammate, team):
    make_member(team, role="member", joined_at=NOON.replace(year=2020))
    first = make_member(team, teammate, role="organiser", joined_at=NOON.replace(year=2021))
    make_member(team, role="organiser", joined_at=NOON.replace(year=2022))
    alone = make_team("Alone")
    make_member(alone, User.objects.get(username="learner"), role="owner")
    page = words_of(signed_in.get(reverse("delete-account")))
    assert "Reading group , which passes to teammate , the longest-standing organiser" in page
    assert "Alone , which nobody else is in: it goes with your account" in page
    signed_in.post(reverse("delete-account"), {"username": "learner"})
    first.refresh_from_db()
    assert first.is_owner
    assert list(Team.objects.all()) == [team]


def test_a_team_with_another_owner_stays_as_it_is(learner, teammate, team):
    make_member(team, teammate, role="owner")
    member = make_member(team)
    teams.settle_teams_before_deletion(learner)
    member.refresh_from_db()
    assert member.role == TeamRole.MEMBER


def test_the_download_names_the_teams_one_is_in(web, learner, team):
    document = b"".join(web.get(reverse("download-personal-data"))).decode()
    assert '"memberships"' in document
    assert "Reading group" in document


# --- The admin ---


def test_who_looks_after_the_site_sees_who_runs_a_team_and_no_consent(client, author, team):
    make_member(team, make_user("grace"), nickname="Secret nickname")
    client.force_login(author)
    page = client.get(reverse("admin:cards_team_changelist"))
    assert "Reading group" in words_of(page)
    address = reverse("admin:cards_team_change", args=[team.pk])
    page = words_of(client.get(address))
    assert "grace" in page
    assert "Secret nickname" not in page
    client.post(reverse("admin:cards_team_delete", args=[team.pk]), {"post": "yes"})
    assert not Team.objects.exists()


def test_members_of_a_large_team_come_in_pages_for_everybody(web, learner, monkeypatch):
    monkeypatch.setattr("cards.views.team_members.MEMBERS_A_PAGE", 3)
    team = make_team()
    for number in range(4):
        make_member(team, nickname=f"Member {number}")
    own = make_member(team, learner)
    for role in ("member", "organiser"):
        Membership.objects.filter(pk=own.pk).update(role=role)
        pages = [
            web.get(reverse("list-members", args=[team.slug]), {"page": number})
            for number in (1, 2)
        ]
        assert len(pages[0].context["page"]) == 3
        assert "Page 1 of 2" in words_of(pages[0])
        assert {"Member 3"} <= {
            member.nickname for page in pages for member in page.context["page"]
        }
