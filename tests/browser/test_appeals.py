"""Appealing in a real browser: by keyboard, read out, and fit for assistive technology on both sides."""

import pytest
from django.urls import reverse

from cards.models import Appeal
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wrong(learner, sign_in):
    """A learner who has answered wrongly twice."""
    card = factories.make_number_card("0.25")
    for submitted in ("0.5", "1/3"):
        factories.make_attempt(learner, card, submitted, reading=submitted)
    sign_in(learner)
    return card


@pytest.mark.usefixtures("wrong")
def test_an_appeal_is_sent_from_below_the_answer_and_thanked_aloud(page, open_path, axe):
    open_path(reverse("study"))
    page.click("summary >> text=I was right")
    axe(page)
    page.check("#appeals input[type=radio] >> nth=0")
    page.fill("#appeal-sentence", "1 2 3 is typed, not rated.")
    page.keyboard.press("Enter")
    page.locator("#appeals .notice >> text=Thank you").wait_for()
    axe(page)
    appeal = Appeal.objects.get()
    assert (appeal.attempt.submitted, appeal.sentence) == ("0.5", "1 2 3 is typed, not rated.")
    assert "Thank you" in page.evaluate("document.activeElement.textContent")
    page.wait_for_function("document.getElementById('announcer').textContent.includes('Thank')")
    assert page.locator("button[name=rating]").count() == 2, "the card is still to be rated"


def test_an_author_decides_and_the_learner_reads_the_reply(
    page, open_path, sign_in, author, wrong, learner, axe, console_errors
):
    appeal = factories.make_appeal(learner.attempts.first(), sentence="It is half.")
    sign_in(author)
    open_path(reverse("admin:cards_appeal_change", args=[appeal.pk]))
    axe(page)
    page.check("#decision input[value=accepted]")
    page.fill("#decision [name=reply]", "You are right.")
    page.fill("#decision [name=accepted_form]", "0.7")
    page.click("#decision input[type=submit]")
    page.locator("#decision .errorlist >> text=still not be correct").wait_for()
    assert all("422" in complaint for complaint in console_errors)
    console_errors.clear()
    axe(page)
    page.fill("#decision [name=accepted_form]", "1/2")
    page.click("#decision input[type=submit]")
    page.locator(".messagelist >> text=version 2").wait_for()
    sign_in(learner)
    open_path(wrong.get_absolute_url())
    assert "You are right." in page.inner_text("#your-appeals")
    axe(page)
