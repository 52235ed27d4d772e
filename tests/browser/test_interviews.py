"""A mock interview in a real browser: saved while typing, resumed, two tabs, recorded, looked back at."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cards.models import Interview, InterviewAnswer, InterviewDraft
from tests.factories import make_interview, make_number_card, make_question

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def interview(learner, sign_in):
    sign_in(learner)
    cards = [
        make_question(prompt="Why ReLU?"),
        make_question("behavioural", prompt="Tell me of a conflict."),
        make_question("system-design", prompt="Design a feed."),
        make_number_card("0.25"),
        make_question("coding", prompt="Write a softmax."),
    ]
    return make_interview(learner, *cards, now=timezone.now() - MINUTE)


def room(interview):
    return reverse("show-room", args=[interview.uid])


def stored(interview, position=1):
    return InterviewAnswer.objects.get(interview=interview, position=position)


def saved(page):
    """Wait until what was typed is saved, sooner than after five seconds."""
    with page.expect_response(re.compile(r"/room/\d+/$")):
        page.evaluate("document.dispatchEvent(new Event('save-now'))")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")


def test_typing_is_saved_within_five_seconds_and_survives_a_closed_tab(
    page, open_path, interview, context, live_server, watch
):
    open_path(room(interview))
    page.fill("#text", "Because of gradients.")
    page.locator("[data-saved] >> text=/Saved \\d/").wait_for(timeout=8000)
    assert stored(interview).text == "Because of gradients."
    page.type("#text", " And more.")
    assert page.evaluate("document.activeElement.id") == "text", "saving leaves the field alone"
    page.close(run_before_unload=False)
    again = watch(context.new_page())
    again.goto(live_server.url + room(interview))
    assert again.input_value("#text").startswith("Because of gradients.")
    again.close()


def test_every_kind_of_question_is_asked_and_accessible(
    page, open_path, interview, axe_everywhere, fits
):
    open_path(room(interview))
    axe_everywhere(page)
    for position, words in ((2, "conflict"), (3, "feed"), (4, "sigmoid"), (5, "softmax")):
        page.click(".card button[value=next]")
        expect(page.locator("#question-prompt")).to_contain_text(words)
        axe_everywhere(page)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            fits(page)
        assert Interview.objects.get().position == position


def test_hints_are_shown_one_by_one_read_out_and_counted(
    page, open_path, learner, sign_in, axe_everywhere, fits
):
    sign_in(learner)
    hints = ["Draw its slope on **both** sides.", "Which inputs get no slope at all?"]
    asked = make_question(prompt="Why ReLU?", interviewer_hints=hints, follow_ups=[])
    interview = make_interview(learner, asked, now=timezone.now() - MINUTE)
    open_path(room(interview))
    expect(page.locator("text=Show hint 1 of 2")).to_be_hidden()
    page.fill("#text", "It is quick.")
    page.evaluate("document.getElementById('text').dataset.same = 'yes'")
    page.click("summary >> text=Hint")
    axe_everywhere(page)
    page.click("text=Show hint 1 of 2")
    first = page.locator(".room-hints li")
    expect(first).to_have_text("Draw its slope on both sides.")
    expect(first).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Draw its slope on both sides.")
    assert page.input_value("#text") == "It is quick."
    page.click("text=Show hint 2 of 2")
    expect(page.locator(".room-hints li").last).to_be_focused()
    expect(page.locator("summary >> text=hint")).to_have_count(0)
    # A recording belongs to the step: had it come anew, it would have stopped.
    expect(page.locator("#text")).to_have_attribute("data-same", "yes")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        axe_everywhere(page)
        fits(page)
    page.fill("#text", "It is quick, and inputs below zero get no slope.")
    saved(page)
    answer = stored(interview)
    assert (answer.hints_used, answer.text[-9:]) == (2, "no slope.")
    Interview.objects.update(ended_at=timezone.now())
    open_path(reverse("show-debrief", args=[interview.uid, 1]))
    page.click("text=The hints you used")
    axe_everywhere(page)
    open_path(reverse("show-report", args=[interview.uid]))
    expect(page.locator("main")).to_contain_text("2 hints used: 2 at question 1.")
    axe_everywhere(page)


def test_the_clock_counts_down_can_be_hidden_and_stays_so(page, open_path, interview):
    open_path(room(interview))
    before = page.inner_text("[data-time-left]")
    page.wait_for_function(
        "t => document.querySelector('[data-time-left]').textContent !== t", arg=before
    )
    page.click("[data-clock] summary")
    expect(page.locator("[data-time-left]")).to_be_hidden()
    page.click(".card button[value=skip]")
    expect(page.locator("#question-prompt")).to_contain_text("conflict")
    expect(page.locator("[data-time-left]")).to_be_hidden()
    assert stored(interview).is_skipped


def test_when_time_is_up_the_last_words_are_saved_and_the_page_leads_on(page, open_path, interview):
    Interview.objects.update(deadline_at=timezone.now() + dt.timedelta(seconds=2))
    open_path(room(interview))
    page.fill("#text", "The last words.")
    expect(page.locator("#announcer")).to_contain_text("Time is up")
    page.locator("[data-saved] >> text=/Saved \\d/").wait_for()
    assert stored(interview).text == "The last words."
    Interview.objects.update(deadline_at=timezone.now() - MINUTE)
    page.reload()
    expect(page.locator("h2 >> text=Questions")).to_be_visible()


def test_the_older_tab_is_told_and_chooses(
    page, open_path, interview, context, live_server, watch, axe_everywhere, console_errors
):
    open_path(room(interview))
    other = watch(context.new_page())
    other.goto(live_server.url + room(interview))
    other.fill("#text", "From the newer tab.")
    saved(other)
    other.close()
    page.fill("#text", "From the older tab.")
    page.evaluate("document.dispatchEvent(new Event('save-now'))")
    page.locator("#save-state >> text=changed in another tab").wait_for()
    axe_everywhere(page)
    assert page.input_value("#text") == "From the older tab."
    page.click("text=Save what is typed here")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    assert stored(interview).text == "From the older tab."
    assert InterviewDraft.objects.get().text == "From the newer tab."
    assert console_errors == []


def test_a_lost_connection_loses_nothing(page, open_path, interview, context, console_errors):
    open_path(room(interview))
    context.set_offline(True)
    page.fill("#text", "Typed under a tunnel.")
    page.evaluate("document.dispatchEvent(new Event('save-now'))")
    page.locator("[data-saved] >> text=Not saved yet").wait_for()
    context.set_offline(False)
    page.locator("[data-saved] >> text=/Saved \\d/").wait_for(timeout=9000)
    assert stored(interview).text == "Typed under a tunnel."
    said = ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")
    assert all(any(word in complaint for word in said) for complaint in console_errors)
    console_errors.clear()


FAKE_MICROPHONE = """
    navigator.mediaDevices.getUserMedia = async () => {
        const audio = new AudioContext();
        const source = audio.createOscillator();
        const target = audio.createMediaStreamDestination();
        source.connect(target);
        source.start();
        return target.stream;
    };
"""


def test_a_recording_stays_on_the_device_and_is_heard_again_when_looking_back(
    page, open_path, interview
):
    page.add_init_script(FAKE_MICROPHONE)
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    open_path(room(interview))
    page.click("[data-record]")
    expect(page.locator("[data-record]")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(600)
    before = len(sent)
    page.click("[data-record]")
    expect(page.locator("[data-recorder-state]")).to_contain_text("stays in this browser")
    assert [url for url in sent[before:] if not url.startswith("blob:")] == []
    page.click("[data-play]")
    expect(page.locator("[data-play]")).to_have_text("Listen back")
    Interview.objects.update(ended_at=timezone.now())
    open_path(reverse("show-debrief", args=[interview.uid, 1]))
    expect(page.locator("[data-play]")).to_be_visible()
    page.click("[data-delete-recording]")
    expect(page.locator("[data-recorder]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-recorder]")).to_be_hidden()


def test_a_refused_microphone_is_said(page, open_path, interview):
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => {"
        "throw new DOMException('no', 'NotAllowedError'); };"
    )
    open_path(room(interview))
    page.click("[data-record]")
    expect(page.locator("[data-recorder-state]")).to_contain_text(
        "not allowed to use the microphone"
    )


def test_a_browser_that_cannot_record_offers_no_button(page, open_path, interview):
    page.add_init_script("delete window.MediaRecorder")
    open_path(room(interview))
    expect(page.locator("#text")).to_be_visible()
    expect(page.locator("[data-recorder]")).to_be_hidden()


def test_looking_back_goes_step_by_step_by_keyboard(
    page, open_path, learner, sign_in, axe_everywhere
):
    sign_in(learner)
    interview = make_interview(
        learner, make_question(), make_question(), now=timezone.now() - 90 * MINUTE
    )
    open_path(reverse("show-interview", args=[interview.uid]))
    axe_everywhere(page)
    page.click("text=Look back at question 1")
    page.wait_for_url("**/answers/1/")
    axe_everywhere(page)
    page.focus("input[name=band]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#follow-up")).to_be_focused()
    page.fill("#follow-up-text", "By the loss.")
    page.click("text=Next follow-up")
    expect(page.locator("#follow-up")).to_contain_text("And then?")
    axe_everywhere(page)
    page.click("text=Show the key points")
    expect(page.locator("#model-heading")).to_be_focused()
    axe_everywhere(page)
    page.check("input[name=point] >> nth=0")
    for row in page.locator(".rubric__row").all():
        row.locator("input").nth(2).check()
    page.click("text=Save, next question")
    page.wait_for_url(re.compile(r"/answers/2/$"))
    answer = stored(interview)
    assert (answer.predicted_band, answer.scored_band) == (2, 3)


def test_the_rules_promise_what_the_browser_can_keep(
    page, open_path, browser, live_server, context, learner, sign_in
):
    sign_in(learner)
    path = reverse("build-interview")
    open_path(path)
    rule = page.locator("li", has_text="saved every five seconds")
    expect(rule).to_be_visible()
    assert "JavaScript" not in rule.inner_text()
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    without = plain.new_page()
    without.goto(live_server.url + path)
    rule = without.locator("li", has_text="saved every five seconds")
    assert "only with JavaScript, which is off here: press “Save”" in rule.inner_text()
    plain.close()


def test_it_works_without_javascript(browser, live_server, interview, context):
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(live_server.url + room(interview))
    page.fill("#text", "Without a script.")
    page.click(".card button[value=next]")
    expect(page.locator("#question-prompt")).to_contain_text("conflict")
    page.fill("#place-action", "I asked.")
    page.click(".question-strip button[value='1']")
    assert page.input_value("#text") == "Without a script."
    page.click("text=End early")
    page.click("text=End it now")
    page.click("text=Look back at question 1")
    page.check("input[name=band] >> nth=2")
    page.click("text=Go on to the follow-ups")
    page.click("text=Next follow-up")
    page.click("text=Show the key points")
    expect(page.locator("#model-heading")).to_be_visible()
    plain.close()
    assert stored(interview, 2).fields == {"action": "I asked."}
