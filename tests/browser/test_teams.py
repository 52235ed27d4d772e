"""Teams in a real browser: fit for every screen, joined and answered by keyboard."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cards.access import invitation_token
from cards.models import ChallengeAnswer, Membership, TeamDeck
from tests import factories


@pytest.fixture
def team(learner, teammate):
    """A team whose owner is the learner, with something on each of its pages."""
    team = factories.make_team("Monday reading group", has_challenge=True)
    now = timezone.now()
    factories.make_member(team, learner, nickname="Ada", role="owner", shares_details=True)
    factories.make_member(team, teammate, nickname="A nickname of forty characters, not less")
    for number in range(12):
        factories.make_number_card(prompt=f"What is a quarter, said in way {number}?")
    card = factories.make_number_card()
    TeamDeck.objects.create(team=team, deck=card.deck, due_on=now.date(), created_at=now)
    for _ in range(5):
        factories.make_member(team, shares_topics=True)
    factories.make_invitation(team, expires_at=now + dt.timedelta(days=7))
    return team


def pages_of(team):
    deck = team.team_decks.get()
    member = team.memberships.last()
    paths = [
        reverse(name, args=[team.slug])
        for name in (
            "show-team", "list-team-decks", "show-challenge", "list-members", "edit-membership",
            "delete-team",
        )
    ]  # fmt: skip
    return [
        "/",
        reverse("list-teams"),
        reverse("create-team"),
        *paths,
        reverse("show-team-deck", args=[team.slug, deck.pk]),
        reverse("show-member", args=[team.slug, member.pk]),
    ]


@pytest.mark.usefixtures("screen")
def test_pages_of_teams_are_accessible_and_fit(page, open_path, axe, fits, sign_in, learner, team):
    sign_in(learner)
    for path in pages_of(team):
        assert open_path(path).status == 200
        axe(page)
        fits(page)


def test_pages_of_teams_fit_the_narrowest_screen(page, open_path, fits, sign_in, learner, team):
    sign_in(learner)
    page.set_viewport_size({"width": 320, "height": 640})
    for path in pages_of(team):
        open_path(path)
        fits(page)


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_shows_every_link_of_the_site_in_one_row(page, open_path, sign_in, learner, width):
    sign_in(learner)
    page.set_viewport_size({"width": width, "height": 640})
    open_path("/teams/")
    links = page.locator(".site-navigation a")
    boxes = [links.nth(number).bounding_box() for number in range(links.count())]
    assert len(boxes) >= 4
    assert len({round(box["y"]) for box in boxes}) == 1
    assert all(box["height"] >= 44 for box in boxes)


def test_an_invitation_is_accepted_by_keyboard(page, open_path, axe, sign_in, stranger, team):
    sign_in(stranger)
    path = reverse("join-team", args=[invitation_token(team.invitations.get())])
    open_path(path)
    axe(page)
    page.get_by_text("Join the team", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(path)  # the browser itself asks for a yes or a no
    page.get_by_label("Yes, show me under a nickname").focus()
    page.keyboard.press("Space")
    page.get_by_label("Nickname on the board").fill("Emmy")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Welcome to Monday reading group.")
    assert Membership.objects.get(user=stranger).nickname == "Emmy"


def test_a_link_is_copied_by_one_click(page, context, open_path, sign_in, learner, team):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(learner)
    open_path(reverse("list-members", args=[team.slug]))
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#announcer")).to_have_text("The link is copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(reverse("join-team", args=[invitation_token(team.invitations.get())]))


def test_a_challenge_is_answered_without_leaving_the_page(
    page, open_path, axe, sign_in, learner, team
):
    sign_in(learner)
    open_path(reverse("show-challenge", args=[team.slug]))
    page.evaluate("window.stayed = true")
    for number in range(1, 11):
        expect(page.locator("#card-eyebrow")).to_contain_text(f"Exercise {number} ·")
        page.get_by_label("Your answer").last.fill("1/4")
        if number == 2:
            expect(page.locator("#preview math")).to_be_visible()
            expect(page.locator("#submitted")).to_be_focused()
            axe(page)
        page.keyboard.press("Enter")
        expect(page.locator(".verdict")).to_contain_text("Correct")
        if number == 1:
            axe(page)
        page.locator("#challenge a[data-key=enter]").click()
    expect(page.locator("#result-heading")).to_have_text("You have 10 of 10 correct")
    axe(page)
    assert page.evaluate("window.stayed")
    assert ChallengeAnswer.objects.count() == 10


def test_a_challenge_is_answered_without_scripts(
    browser, live_server, watch, sign_in, learner, team
):
    context = browser.new_context(java_script_enabled=False)
    page = watch(context.new_page())
    page.goto(live_server.url + "/accounts/login/")
    page.fill("[name=login]", "learner")
    page.fill("[name=password]", "correct horse battery")
    page.click("main form button:has-text('Sign in')")
    page.goto(live_server.url + reverse("show-challenge", args=[team.slug]))
    page.fill("#submitted", "0.25")
    page.click("text=Answer for good")
    assert "Correct" in page.inner_text("main")
    page.click("text=Next exercise")
    assert "Exercise 2" in page.inner_text("main") or "EXERCISE 2" in page.inner_text("main")
    context.close()
