"""Team decks: assigned, seen at home, taken up, and in sums for those who organise."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cards.actions import team_decks
from cards.models import Enrolment, Membership, TeamDeck
from cards.queries.team_decks import team_deck_insight, until
from tests.factories import (
    NOON,
    make_card,
    make_deck,
    make_member,
    make_schedule,
    make_team,
    make_user,
)
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck():
    """Ten cards, half of them in a topic below."""
    deck = make_deck("Optimizers")
    topic = make_deck("Adam", parent=deck)
    for number in range(10):
        make_card(deck=topic if number % 2 else deck)
    return deck


@pytest.fixture
def team(learner, teammate):
    team = make_team("Reading group")
    make_member(team, teammate, role="owner")
    make_member(team, learner)
    return team


@pytest.fixture
def desk(team, teammate):
    """The owner's browser."""
    browser = Client()
    browser.force_login(teammate)
    return browser


def at(name, team, *more):
    return reverse(name, args=[team.slug, *more])


def assigned(team, deck, due_on=None):
    return TeamDeck.objects.create(team=team, deck=deck, due_on=due_on, created_at=NOON)


def meet(user, deck, number, interval=3):
    """Let the user have met some of the deck's cards."""
    for card in sorted(
        (card for node in (deck, *deck.children.all()) for card in node.cards.all()),
        key=lambda card: card.pk,
    )[:number]:
        make_schedule(user, card, interval=interval)


# --- Assigning ---


def test_an_organiser_assigns_a_deck_until_a_day_and_changes_the_day(desk, team, deck):
    today = team.day(timezone.now())
    for days in (3, 5):
        response = desk.post(
            at("assign-deck", team),
            {"deck": deck.pk, "due_on": (today + dt.timedelta(days=days)).isoformat()},
            follow=True,
        )
        assert "The team learns Optimizers." in words_of(response)
    row = TeamDeck.objects.get()
    assert row.due_on == today + dt.timedelta(days=5)
    assert row.assigned_by.username == "teammate"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"deck": ""}, "Choose a deck."),
        ({"deck": "999999"}, "This deck is gone."),
        ({"deck": str(2**63)}, "This deck is gone."),
        ({"deck": "x"}, "This deck is gone."),
        ({"due_on": "soon"}, "Write the date as"),
        ({"due_on": "2001-01-01"}, "This day has passed."),
        ({"due_on": "9999-12-31"}, "within three years"),
    ],
)
def test_what_cannot_be_meant_assigns_nothing_and_says_why(desk, team, deck, fields, words):
    response = desk.post(at("assign-deck", team), {"deck": deck.pk} | fields)
    assert response.status_code == 422
    assert words in words_of(response)
    assert not TeamDeck.objects.exists()


def test_an_empty_deck_cannot_be_assigned(desk, team):
    empty = make_deck("Empty")
    assert desk.post(at("assign-deck", team), {"deck": empty.pk}).status_code == 422


def test_a_team_does_not_hold_any_number_of_decks(desk, team, deck, monkeypatch):
    monkeypatch.setattr(team_decks, "MAXIMUM_DECKS", 1)
    assigned(team, make_deck())
    response = desk.post(at("assign-deck", team), {"deck": deck.pk})
    assert "Withdraw one first." in words_of(response)


def test_withdrawing_leaves_members_what_they_took_up(desk, web, team, deck, learner):
    learner.learns_all_decks = False
    learner.save()
    row = assigned(team, deck)
    web.post(at("take-up-deck", team, row.pk))
    desk.post(at("withdraw-deck", team, row.pk))
    assert not TeamDeck.objects.exists()
    assert Enrolment.objects.filter(user=learner).count() == 2


# --- For a member ---


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, ""),
        (0, "until today"),
        (1, "until tomorrow"),
        (2, "until Friday"),
        (6, "until Tuesday"),
        (7, "until 17 June"),
        (300, "until 6 April 2027"),
        (-1, "was due on 9 June"),
    ],
)
def test_a_day_is_said_as_people_say_it(days, words):
    today = NOON.date()  # a Wednesday
    due_on = None if days is None else today + dt.timedelta(days=days)
    assert until(due_on, today) == words


def test_members_see_it_at_home_and_take_it_up_by_one_click(web, learner, team, deck):
    learner.learns_all_decks = False
    learner.save()
    today = learner.study_day(timezone.now())
    row = assigned(team, deck, today)
    meet(learner, deck, 4)
    page = web.get("/")
    assert "from Reading group , until today, 4 of 10 seen" in words_of(page)
    [address] = re.findall(r'action="([^"]*/take-up/)"', page.content.decode())
    assert address == at("take-up-deck", team, row.pk)
    response = web.post(address, {"from": "home"}, follow=True)
    assert "You now take new cards from Optimizers too." in words_of(response)
    assert "take-up" not in response.content.decode()
    assert Enrolment.objects.filter(user=learner).count() == 2
    response = web.post(address, follow=True)
    assert "already" in words_of(response)
    assert Enrolment.objects.filter(user=learner).count() == 2


def test_who_learns_everything_is_not_narrowed_to_the_teams_deck(web, learner, team, deck):
    row = assigned(team, deck)
    assert "take-up" not in web.get("/").content.decode()
    web.post(at("take-up-deck", team, row.pk))
    learner.refresh_from_db()
    assert learner.learns_all_decks
    assert not Enrolment.objects.exists()


def test_a_deck_past_its_day_is_late_until_all_is_met(web, learner, team, deck):
    assigned(team, deck, learner.study_day(timezone.now()) - dt.timedelta(days=1))
    assert " late " in words_of(web.get("/"))
    meet(learner, deck, 10)
    page = words_of(web.get("/"))
    assert " late " not in page
    assert "all met" in page


def test_nobody_elses_deck_is_taken_up_or_seen(web, team, deck, stranger):
    other = assigned(make_team("Other"), deck)
    for name in ("take-up-deck", "withdraw-deck"):
        assert web.post(at(name, team, other.pk)).status_code in (403, 404)
    assert "Other" not in words_of(web.get("/"))


def test_home_costs_the_same_for_one_team_deck_and_for_many(web, learner, team, deck):
    assigned(team, deck)
    with CaptureQueriesContext(connection) as one:
        web.get("/")
    for number in range(10):
        other = make_team(f"Team {number}")
        make_member(other, learner)
        assigned(other, deck)
    with CaptureQueriesContext(connection) as many:
        page = web.get("/")
    assert "Team 9" in words_of(page)
    assert len(many) == len(one)


# --- For those who organise ---


def people_who_share(team, deck, *met):
    for number in met:
        user = make_user()
        make_member(team, user, shares_topics=True)
        meet(user, deck, number)


def test_four_sharing_members_are_not_summed_up(desk, team, deck):
    row = assigned(team, deck)
    people_who_share(team, deck, 10, 10, 10, 10)
    meet(Membership.objects.get(team=team, role="member", shares_topics=False).user, deck, 10)
    page = words_of(desk.get(at("show-team-deck", team, row.pk)))
    assert "appear when five members let themselves be counted" in page
    assert "%" not in page
    people_who_share(team, deck, 0)
    page = words_of(desk.get(at("show-team-deck", team, row.pk)))
    assert "80 % of the members counted have met three quarters or more" in page
    assert "20 % of the members counted have met less than a quarter" in page


def test_who_shares_her_own_progress_alone_is_in_no_sum(team, deck):
    row = assigned(team, deck)
    people_who_share(team, deck, 10, 10, 10, 10)
    open_one = make_user()
    make_member(team, open_one, shares_details=True)
    meet(open_one, deck, 10)
    insight = team_deck_insight(row)
    assert insight.topics == []
    assert [person.membership.user for person in insight.people] == [open_one]


def test_a_sixth_member_changes_nothing_though_she_joined_before(team, deck):
    row = assigned(team, deck)
    people_who_share(team, deck, 0, 2, 4, 6, 8)
    before = team_deck_insight(row)
    newcomer = make_user()
    make_member(
        team,
        newcomer,
        shares_topics=True,
        joined_at=NOON - dt.timedelta(days=999),
        shares_topics_since=NOON + dt.timedelta(days=1),
    )
    meet(newcomer, deck, 10)
    assert team_deck_insight(row) == before
    assert [topic.met_percent for topic in before.topics] == [40, 40]


def test_strength_counts_firmly_held_cards_by_topic(team, deck):
    row = assigned(team, deck)
    people_who_share(team, deck, 0, 0, 0, 0)
    expert = make_user()
    make_member(team, expert, shares_topics=True)
    meet(expert, deck, 10, interval=30)
    [whole, topic] = team_deck_insight(row).topics
    assert (whole.met_percent, whole.firm_percent) == (20, 20)
    assert (topic.deck.name, topic.cards) == ("Adam", 5)


def test_one_person_is_shown_only_with_her_consent(desk, web, team, deck, learner):
    row = assigned(team, deck)
    meet(learner, deck, 7)
    address = at("show-team-deck", team, row.pk)
    page = words_of(desk.get(address))
    assert "learner" not in page
    assert "7" not in page
    web.post(at("edit-membership", team), {"appears": "no", "shares_details": "on"})
    assert "learner 7 of 10" in words_of(desk.get(address))
    web.post(at("edit-membership", team), {"appears": "no"})
    assert "learner" not in words_of(desk.get(address))
    assert web.get(address).status_code == 403


def test_the_sums_cost_the_same_for_few_and_for_many(desk, team, deck, django_assert_num_queries):
    row = assigned(team, deck)
    people_who_share(team, deck, *range(10), *range(10))
    with django_assert_num_queries(8):
        desk.get(at("show-team-deck", team, row.pk))
