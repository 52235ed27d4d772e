"""Reports in a real browser: on a phone and a desktop, in both themes, and on paper."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cards.access import share_token
from tests.factories import (
    look_back,
    make_blueprint,
    make_deck,
    make_interview,
    make_member,
    make_question,
    make_share,
    make_team,
    make_team_interview,
)

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def finished(learner, sign_in):
    sign_in(learner)
    for hours in (9, 2):
        began = timezone.now() - hours * HOUR
        interview = make_interview(
            learner,
            make_question(prompt="Why ReLU?", deck=make_deck()),
            make_question("behavioural", prompt="Tell me of a conflict.", deck=make_deck()),
            now=began,
            ended_at=began + HOUR / 2,
        )
        look_back(interview, 1, 3)
    return interview


def pages_of(interview):
    token = share_token(make_share(interview, with_transcript=True))
    names = [
        "share-interview",
        "show-report",
        "show-transcript",
        "compare-interviews",
        "delete-interview",
    ]
    return [
        reverse("show-trends"),
        reverse("show-shared-interview", args=[token]),
        reverse("show-interview", args=[interview.uid]),
        *(reverse(name, args=[interview.uid]) for name in names),
    ]


def test_every_page_is_accessible_and_fits(page, open_path, finished, axe, fits, screen):
    for address in pages_of(finished):
        open_path(address)
        axe(page)
        fits(page)


def test_a_phone_shows_the_bars_of_a_report_to_their_ends(page, open_path, finished):
    page.set_viewport_size({"width": 390, "height": 844})
    open_path(reverse("show-report", args=[finished.uid]))
    charts = page.locator(".chart__scroll:has(.row-chart)")
    assert charts.count() == 3
    for chart in charts.all():
        assert chart.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_team_interviews_are_accessible_and_fit(
    page, open_path, learner, finished, axe, fits, screen
):
    team = make_team("Circle")
    make_member(team, learner, role="organiser")
    make_team_interview(team, make_blueprint(title="Machine learning system design"))
    for address in (reverse("list-team-interviews", args=[team.slug]), reverse("show-home")):
        open_path(address)
        axe(page)
        fits(page)


def test_two_interviews_are_compared_by_keyboard(page, open_path, finished, axe):
    open_path(reverse("compare-interviews", args=[finished.uid]))
    page.get_by_label("Compare with").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="By dimension").wait_for()
    axe(page)


@pytest.mark.parametrize("name", ["show-report", "show-transcript"])
def test_paper_shows_the_content_alone_and_cuts_nothing(page, open_path, finished, name):
    text = "A long line that has to be wrapped somewhere. " * 400
    finished.answers.filter(position=1).update(text=text, is_answered=True)
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 within its margins
    open_path(reverse(name, args=[finished.uid]))
    page.emulate_media(media="print")
    for hidden in (".site-header", ".site-footer", ".breadcrumbs", "[data-print]"):
        assert not any(part.is_visible() for part in page.locator(hidden).all()), hidden
    cut = page.evaluate(
        """[...document.querySelectorAll("main, main *")].filter((part) =>
             part.checkVisibility() && !part.closest("svg, math, .sr-only")
             && part.scrollWidth > part.clientWidth + 1
             && getComputedStyle(part).display !== "inline")
           .map((part) => part.outerHTML.slice(0, 80))"""
    )
    assert cut == []
    assert page.pdf(format="A4").startswith(b"%PDF")
