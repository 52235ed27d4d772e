"""Two people in one interview, in two browsers: invited, led, both forms, side by side, swapped."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from cards.models import InterviewAnswer, Pairing, ScriptNote
from tests.factories import make_blueprint, make_question

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 8000  # milliseconds: pages ask again every three or four seconds


@pytest.fixture
def accessible(axe_everywhere, fits):
    def accessible_and_fitting(page):
        axe_everywhere(page)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            fits(page)

    return accessible_and_fitting


@pytest.fixture
def candidate(learner, sign_in, page):
    sign_in(learner)
    return page


@pytest.fixture
def interviewer(browser, live_server, settings, teammate, watch):
    """A page of the other person, in a browser of their own."""
    client = Client()
    client.force_login(teammate)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    yield watch(context.new_page())
    context.close()


def fill_form(page, band, words):
    for row in page.locator(".rubric__row").all():
        row.locator("input").nth(band).check()
    page.check("input[name=would_advance][value=yes]")
    page.fill("#words", words)
    page.click("text=Submit my form")


def test_two_people_go_through_one_interview_and_swap(
    candidate, interviewer, live_server, accessible
):
    for prompt in ("Why ReLU?", "Why dropout?"):
        make_question(prompt=prompt, deck=None)
    make_blueprint(title="Phone screen")
    candidate.goto(live_server.url + reverse("list-interviews"))
    candidate.click("text=Invite an interviewer")
    accessible(candidate)
    link = candidate.input_value("#pairing-link")

    interviewer.goto(link)
    accessible(interviewer)
    interviewer.click("text=Take the seat")
    expect(interviewer.locator("h2")).to_have_text("You are the interviewer")
    accessible(interviewer)

    # The lobby sees the friend come, the friend's page sees the clock start.
    expect(candidate.locator("main >> text=is here and waits")).to_be_visible(timeout=SOON)
    candidate.click("text=Start the clock")
    expect(candidate.locator("#question-prompt")).to_be_visible()
    interviewer.wait_for_url(re.compile(r"/script/$"), timeout=SOON)
    accessible(interviewer)
    accessible(candidate)

    # What she types is seen, and goes along when the interviewer moves on.
    candidate.fill("#text", "Because of gradients.")
    expect(interviewer.locator("#typed")).to_contain_text("Because of gradients.", timeout=12000)
    candidate.type("#text", " And more.")
    interviewer.check("input[name=asked] >> nth=0")
    interviewer.fill("#notes", "Quick and clear.")
    first = candidate.inner_text("#question-prompt")
    interviewer.click("text=Next question, for both")
    expect(interviewer.locator(".room-bar__title")).to_contain_text("question 2 of 2")
    expect(candidate.locator(".room-bar__title")).to_contain_text("question 2 of 2", timeout=SOON)
    assert candidate.inner_text("#question-prompt") != first
    expect(candidate.locator("#question-prompt")).to_be_focused()
    assert candidate.input_value("#text") == ""
    answer = InterviewAnswer.objects.get(position=1)
    assert answer.text == "Because of gradients. And more."
    assert ScriptNote.objects.get(position=1).asked == [0]

    # Both are led to their forms when the interviewer ends it.
    interviewer.click("text=End it now")
    expect(interviewer.locator("h1")).to_have_text("How was the interview?")
    accessible(interviewer)
    fill_form(interviewer, 3, "Convincing.")
    expect(interviewer.locator("h1")).to_have_text("Your form is in")
    accessible(interviewer)
    expect(candidate.locator("main >> text=You were interviewed by teammate")).to_be_visible(
        timeout=SOON
    )
    accessible(candidate)
    candidate.click("text=Go to the form")
    accessible(candidate)
    candidate.check("input[name=predicted_band] >> nth=1")
    fill_form(candidate, 1, "I stumbled.")
    expect(candidate.locator("h1")).to_have_text("Side by side")
    accessible(candidate)
    expect(interviewer.locator("h1")).to_have_text("Side by side", timeout=SOON)
    expect(interviewer.locator("text=I stumbled.")).to_be_visible()

    # One click swaps, and the other one finds the script.
    for prompt in ("Why softmax?", "Why batches?"):
        make_question(prompt=prompt)
    interviewer.click("text=Swap, start my clock")
    expect(interviewer.locator("#question-prompt")).to_be_visible()
    candidate.click("text=Go to it", timeout=SOON)
    expect(candidate.locator(".room-bar__title")).to_contain_text("You interview teammate")
    assert Pairing.objects.count() == 2


def test_it_works_without_javascript(browser, live_server, candidate, context, teammate):
    for prompt in ("Why ReLU?", "Why dropout?"):
        make_question(prompt=prompt)
    make_blueprint(title="Phone screen")
    hers, his = (browser.new_context(java_script_enabled=False) for _ in range(2))
    hers.add_cookies(context.cookies())
    client = Client()
    client.force_login(teammate)
    name = next(iter(cookie["name"] for cookie in context.cookies()))
    his.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    she, he = hers.new_page(), his.new_page()
    she.goto(live_server.url + reverse("list-interviews"))
    she.click("text=Invite an interviewer")
    he.goto(she.input_value("#pairing-link"))
    he.click("text=Take the seat")
    she.click("text=Look again")
    she.click("text=Start the clock")
    he.click("text=Look again")
    he.fill("#notes", "A note.")
    he.click("text=Next question, for both")
    she.fill("#text", "Typed to the first.")
    she.click("text=Save and look again")
    expect(she.locator(".room-bar__title")).to_contain_text("question 2 of 2")
    he.click("text=End it now")
    fill_form(he, 2, "Fine.")
    she.click("text=Save and look again")
    she.click("text=Go to the form")
    she.check("input[name=predicted_band] >> nth=2")
    fill_form(she, 2, "Fine, too.")
    he.click("text=Look again")
    expect(he.locator("h1")).to_have_text("Side by side")
    for opened in (hers, his):
        opened.close()
    assert InterviewAnswer.objects.get(position=1).text == "Typed to the first."
