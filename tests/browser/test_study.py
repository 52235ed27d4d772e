"""The study session as a learner lives it: by keyboard, by touch, offline, twice, without scripts."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from cards.core.kinds import CardKind
from cards.models import Attempt, Review, User
from tests.browser.studying import (
    KINDS,
    back,
    finished,
    front,
    make_kind,
    reveal,
)
from tests.factories import make_card

# One for each way in which a card may look; the others differ in their texts.
LOOKS = ("question", "list", "cloze", "choice", "ordering", "text", "expression", "interview")


@pytest.fixture
def member(learner, sign_in):
    """A learner who may meet every card today."""
    User.objects.filter(pk=learner.pk).update(new_cards_per_day=100)
    return sign_in(learner)


@pytest.fixture
def study(member, page, open_path):
    """Open the study page once the cards are there."""

    def open_study(path="/study/"):
        open_path(path)
        return page

    return open_study


def qualities():
    return list(Review.objects.order_by("pk").values_list("quality", flat=True))


# --- By keyboard ---


def test_a_whole_session_takes_no_mouse(study):
    for number in (1, 2, 3, 4):
        make_card(f"Question {number}?", answer=f"Answer {number}.")
    page = study()
    for number, key in ((1, "3"), (2, "4"), (3, "2"), (4, "3")):
        front(page, f"Question {number}?")
        page.keyboard.press(" ")
        back(page)
        expect(page.locator(".card__answer")).to_be_focused()
        expect(page.locator("#announcer")).to_have_text(f"Answer {number}.")
        page.keyboard.press(key)
    front(page, "Question 3?")  # rated hard: back again today
    expect(page.locator("#announcer")).to_have_text("Question 3?")
    expect(page.locator("#card-prompt")).to_be_focused()
    page.keyboard.press("Enter")
    back(page)
    page.keyboard.press("3")
    finished(page)
    expect(page.locator("#finished-heading")).to_be_focused()
    assert qualities() == [4, 5, 3, 4, 4]


def test_the_last_rating_is_undone_from_the_finished_page(study):
    make_card("Only question?")
    page = study()
    page.keyboard.press(" ")
    back(page)
    page.keyboard.press("4")
    finished(page)
    page.keyboard.press("u")
    front(page, "Only question?")
    expect(page.locator(".counters")).to_contain_text("0 done")
    page.keyboard.press(" ")
    back(page)
    page.keyboard.press("3")
    finished(page)
    assert qualities() == [5, None, 4]


def test_an_answer_is_typed_previewed_checked_and_rated(study):
    make_kind("expression")
    page = study()
    expect(page.locator("#submitted")).to_be_focused()
    page.keyboard.type("theta/2")
    expect(page.locator("#preview mfrac")).to_be_visible()
    page.locator("#submitted").fill("")
    page.keyboard.type("2*theta")
    expect(page.locator("#preview")).to_contain_text("θ")
    expect(page.locator("#preview mfrac")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict--correct")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("Correct")
    expect(page.locator(".rating--suggested .rating__label")).to_have_text("Good, suggested")
    page.keyboard.press("Enter")
    finished(page)
    assert qualities() == [4]


def test_what_cannot_be_read_is_marked_in_preview_and_verdict_and_costs_nothing(study):
    make_kind("number")
    page = study()
    page.keyboard.type("0.25 + (1")
    expect(page.locator("#preview mark")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".verdict--unreadable mark")).to_be_visible()
    expect(page.locator("#submitted")).to_have_value("0.25 + (1")
    expect(page.locator("#submitted")).to_be_focused()
    expect(page.locator("#submitted")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#announcer")).to_have_text("Not counted. This costs no try.")
    assert not Attempt.objects.exists()


def test_a_wrong_answer_may_be_tried_once_more(study):
    make_kind("number")
    page = study()
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict--incorrect")).to_contain_text("one more try")
    expect(page.locator("#announcer")).to_have_text("Not correct: one more try")
    expect(page.locator("#submitted")).to_be_focused()
    page.locator("#submitted").fill("1/4")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict--correct")).to_be_visible()
    expect(page.locator(".rating--suggested .rating__label")).to_have_text("Hard, suggested")
    assert list(Attempt.objects.values_list("outcome", flat=True)) == ["incorrect", "correct"]


def test_an_option_is_chosen_by_its_number(study):
    make_kind("choice")
    page = study()
    labels = page.locator(".choice-list label")
    wanted = next(place for place in (1, 2, 3) if "Tanh" in labels.nth(place - 1).inner_text())
    page.keyboard.press(str(wanted))
    expect(labels.nth(wanted - 1).locator("input")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator(".verdict--correct")).to_be_visible()
    expect(page.locator(".choice-list__item--correct")).to_contain_text("Tanh")


def test_steps_are_put_in_order_by_number(study):
    make_kind("ordering")
    page = study()
    for number, step in enumerate(("Forward", "Loss", "Backward", "Update"), start=1):
        page.locator(".ordering-list label", has_text=step).locator("input").fill(str(number))
    page.keyboard.press("Enter")
    expect(page.locator(".verdict--correct")).to_be_visible()
    expect(page.locator(".card__answer li").first).to_have_text("Forward pass")


def test_ticks_move_the_suggested_rating_and_choose_nothing(study):
    make_kind("interview")
    page = study()
    page.fill("#response", "Dead units & gates, 3 of them.")
    reveal(page)
    expect(page.locator(".own-answer")).to_contain_text("Dead units & gates, 3 of them.")
    suggested = page.locator(".rating--suggested")
    expect(suggested).to_have_count(0)
    ticks = page.locator(".tick-list input")
    for tick, rating in ((0, "Again"), (1, "Hard"), (2, "Good")):
        ticks.nth(tick).check()
        expect(suggested.locator(".rating__label")).to_have_text(f"{rating}, suggested")
    # Enter in a form presses its first button: here that would be "Again".
    ticks.nth(2).focus()
    page.keyboard.press("Enter")
    expect(suggested).to_be_focused()
    assert not Review.objects.exists()
    page.keyboard.press("Enter")
    finished(page)
    review = Review.objects.get()
    assert (review.quality, review.ticked) == (4, [True, True, True])
    assert review.response == "Dead units & gates, 3 of them."


def test_a_sign_is_inserted_where_the_cursor_stands(study):
    make_kind("expression")
    page = study()
    page.keyboard.type("2")
    page.click("button[aria-label='square root']")
    page.click("button[aria-label='theta']")
    expect(page.locator("#submitted")).to_have_value("2sqrt(theta)")
    expect(page.locator("#submitted")).to_be_focused()
    expect(page.locator("#preview msqrt")).to_be_visible()


def test_shortcuts_can_be_switched_off_and_then_no_key_is_named(study, member):
    User.objects.filter(pk=member.pk).update(has_shortcuts=False)
    make_card("Only question?")
    page = study()
    page.keyboard.press(" ")
    page.keyboard.press("Enter")
    expect(page.locator("kbd >> visible=true")).to_have_count(0)
    page.click("text=Show the answer")
    back(page)
    expect(page.locator("kbd >> visible=true")).to_have_count(0)
    page.keyboard.press("3")
    # The same question comes back: only the answer of the server tells before from after.
    with page.expect_response("**/study/reviews/"):
        page.click(".rating--hard")
    front(page, "Only question?")
    assert qualities() == [3]


# --- Twice, elsewhere, too late ---


def test_three_quick_presses_make_one_review(study):
    for number in (1, 2, 3, 4):
        make_card(f"Question {number}?")
    page = study()
    page.keyboard.press(" ")
    back(page)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "reviews" in request.url else 0)
    page.evaluate(
        """() => { for (const key of ["3", "3", "3"])
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); }"""
    )
    front(page, "Question 2?")
    page.reload()
    front(page, "Question 2?")
    assert (len(sent), qualities()) == (1, [4])


def test_the_second_tab_is_told_that_the_card_was_rated(study, context, watch, live_server):
    make_card("First question?")
    make_card("Second question?")
    page = study()
    other = watch(context.new_page())
    other.goto(live_server.url + "/study/")
    reveal(other)
    reveal(page)
    page.keyboard.press("3")
    front(page, "Second question?")
    other.keyboard.press("1")
    expect(other.locator(".notice")).to_contain_text("already rated in another tab")
    expect(other.locator("#announcer")).to_contain_text("already rated in another tab")
    front(other, "Second question?")
    other.close()
    assert qualities() == [4]


def test_a_rating_given_offline_is_kept_and_sent_by_retry(study, context, console_errors):
    make_card("First question?")
    make_card("Second question?")
    page = study()
    reveal(page)
    context.set_offline(True)
    page.keyboard.press("4")
    toast = page.locator("#toasts .toast")
    expect(toast).to_contain_text("Nothing was lost")
    expect(page.locator(".rating--easy")).to_be_enabled()
    context.set_offline(False)
    console_errors.clear()
    toast.locator("text=Retry").click()
    front(page, "Second question?")
    expect(toast).to_have_count(0)
    assert qualities() == [5]


def test_an_ended_session_leads_to_the_log_in_page_and_back(study):
    make_card("First question?")
    page = study()
    reveal(page)
    Session.objects.all().delete()
    page.keyboard.press("3")
    page.wait_for_url("**/accounts/login/?next=%2Fstudy%2F")
    page.fill("[name=login]", "learner")
    page.fill("[name=password]", "correct horse battery")
    page.click("main form button:has-text('Sign in')")
    front(page, "First question?")
    assert qualities() == []


# --- Without scripts ---


def test_everything_works_with_scripts_off(browser, live_server, watch, learner, settings):
    make_card("First question?", answer="First answer.", position=1)
    make_kind("choice", position=2)
    make_kind("number", position=3)
    make_kind("interview", position=4)
    client = Client()
    client.force_login(learner)
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": name, "value": client.cookies[name].value,
                          "url": live_server.url}])  # fmt: skip
    page = watch(context.new_page())
    page.goto(live_server.url + "/study/")
    reveal(page)
    expect(page.locator(".card__answer")).to_contain_text("First answer.")
    page.click(".rating--good")
    front(page, "zero-centred")
    page.click("text=Undo the last rating")
    front(page, "First question?")
    reveal(page)
    page.click(".rating--good")
    page.check(".choice-list label:has-text('Tanh') input")
    page.click("text=Check")
    expect(page.locator(".verdict--correct")).to_be_visible()
    page.click(".rating--good")
    front(page, "largest slope")
    # Nothing promises a preview that cannot come.
    expect(page.locator("#preview")).to_be_hidden()
    page.fill("#submitted", "0.25 + (")
    page.click("text=Check")
    expect(page.locator(".verdict--unreadable mark")).to_be_visible()
    page.fill("#submitted", "1/4")
    page.keyboard.press("Enter")
    page.click(".rating--easy")
    front(page, "When would you not use ReLU")
    page.fill("#response", "Dead units.")
    reveal(page)
    page.focus(".tick-list label:has-text('dead units') input")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]", has_text="Choose one of the four")).to_be_visible()
    page.check(".tick-list label:has-text('dead units') input")
    page.click(".rating--again")
    context.close()
    assert qualities() == [4, None, 4, 4, 5, 1]
    assert Review.objects.last().response == "Dead units."


# --- Every kind, both sides ---


def test_every_kind_of_card_is_shown_here():
    assert set(KINDS) == {kind.value for kind in CardKind}


def both_sides(study, kinds, look):
    """Call `look` on front and back of a card of each kind."""
    cards = [make_kind(kind) for kind in kinds]
    for card in cards:
        page = study(f"/study/?card={card.pk}")
        expect(page.locator("#card-eyebrow")).to_be_visible()
        assert page.locator("#card-prompt").inner_text() != ""
        look(page)
        reveal(page)
        look(page)


@pytest.mark.parametrize("kinds", [LOOKS[:4], LOOKS[4:]])
def test_both_sides_of_every_look_are_accessible(study, axe_everywhere, kinds):
    both_sides(study, kinds, axe_everywhere)


def test_the_other_kinds_are_accessible(study, axe):
    for kind in sorted(set(KINDS) - set(LOOKS)):
        page = study(f"/study/?card={make_kind(kind).pk}")
        reveal(page)
        axe(page)


def test_verdicts_and_a_card_shown_again_are_accessible(study, axe_everywhere):
    make_kind("number")
    page = study()
    for text, verdict in (("0.25 + (", "unreadable"), ("0.5", "incorrect"), ("0.7", "incorrect")):
        page.fill("#submitted", text)
        page.keyboard.press("Enter")
        expect(page.locator(".verdict")).to_contain_text(
            {"0.25 + (": "Not counted", "0.5": "one more try", "0.7": "Not correct"}[text]
        )
        expect(page.locator(f".verdict--{verdict}")).to_be_visible()
        axe_everywhere(page)
    page.keyboard.press("2")
    expect(page.locator(".counters")).to_contain_text("1 again")
    axe_everywhere(page)


def test_finished_and_empty_pages_are_accessible(study, axe_everywhere, fits):
    page = study()
    finished(page, "No cards here yet")
    axe_everywhere(page)
    make_card("Only question?")
    page = study()
    reveal(page)
    page.keyboard.press("4")
    finished(page)
    axe_everywhere(page)
    fits(page)


def test_nothing_sticks_out_at_any_width(study, fits):
    def at_every_width(page):
        for width in (320, 390, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            fits(page)

    both_sides(study, [*LOOKS, "matrix"], at_every_width)
    wide = make_card("x" * 300, answer="$" + "+".join(f"x_{{{n}}}" for n in range(80)) + "$")
    page = study(f"/study/?card={wide.pk}")
    at_every_width(page)
    reveal(page)
    at_every_width(page)
