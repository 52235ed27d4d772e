"""Checked answers over HTTP: verdicts, tries, what cannot be read, and what an undo brings back."""

import pytest
from django.urls import reverse

from cards.actions.answers import costs_nothing
from cards.checker import TRY_AGAIN
from cards.core.answers.verdict import Outcome, Verdict
from cards.models import Attempt, Review
from tests.factories import make_choice_card, make_number_card
from tests.views.study_steps import HTMX, answer, rate, shown, text_of, token_of

pytestmark = pytest.mark.django_db


def test_a_checked_answer_is_judged_on_the_server(web):
    make_number_card("0.25")
    _, token = shown(web)
    page = text_of(answer(web, token, HTMX, submitted="1/4"))
    assert "Correct" in page
    assert Attempt.objects.get().outcome == "correct"
    assert "Again" not in page


def test_a_wrong_answer_may_be_tried_once_more_then_the_answer_is_shown(web):
    make_number_card("0.25")
    _, token = shown(web)
    first = answer(web, token, HTMX, submitted="0.5")
    assert "one more try" in text_of(first)
    assert 'id="submitted"' in first.content.decode()
    second = answer(web, token_of(first), HTMX, submitted="0.7")
    assert "Knew it" in text_of(second)
    assert 'id="submitted"' not in second.content.decode()
    rate(web, token_of(second), "again", HTMX)
    assert (Review.objects.get().quality, Review.objects.get().tries) == (1, 2)


def test_a_reload_neither_loses_nor_resets_the_tries(web):
    card = make_number_card("0.25")
    _, token = shown(web)
    answer(web, token, submitted="0.5")
    again, other_token = shown(web)
    assert "one more try" in text_of(again)
    answer(web, other_token, submitted="0.6")
    assert list(card.attempts.values_list("number", flat=True)) == [1, 2]
    answer(web, token, submitted="0.25")
    assert card.attempts.count() == 2


def test_after_giving_up_nothing_more_can_be_submitted(web):
    make_number_card("0.25")
    _, token = shown(web)
    assert "Here is the answer" in text_of(answer(web, token, HTMX, reveal="1"))
    answer(web, token, HTMX, submitted="0.25")
    assert list(Attempt.objects.values_list("outcome", flat=True)) == ["revealed"]
    rate(web, token, "good", HTMX)
    assert not Review.objects.exists()
    rate(web, token, "again", HTMX)
    assert Review.objects.get().quality == 0


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_an_unreadable_answer_costs_nothing_and_says_where(web, headers):
    make_number_card("0.25")
    _, token = shown(web)
    page = answer(web, token, headers, submitted="0.25 + (1")
    assert "costs no try" in text_of(page)
    assert 'value="0.25 + (1"' in page.content.decode()
    assert not Attempt.objects.exists()


def test_what_was_typed_comes_back_escaped(web):
    make_number_card("0.25")
    _, token = shown(web)
    page = answer(web, token, HTMX, submitted='"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page


def test_a_choice_is_checked_by_its_option(web):
    make_choice_card()
    _, token = shown(web)
    page = answer(web, token, HTMX, submitted="1")
    assert Attempt.objects.get().outcome == "correct"
    assert "You answered “Tanh”" in text_of(page) or "Tanh" in text_of(page)


def test_a_choice_gives_one_try(web):
    make_choice_card()
    _, token = shown(web)
    page = answer(web, token, HTMX, submitted="0")
    assert "Not correct" in text_of(page)
    assert "one more try" not in text_of(page)


def test_an_undo_brings_back_the_answer_that_was_given_not_a_new_try(web):
    make_number_card("0.25")
    _, token = shown(web)
    answer(web, token, HTMX, submitted="0.5")
    wrong = answer(web, token, HTMX, submitted="0.7")
    rate(web, token_of(wrong), "again", HTMX)
    page = web.post(reverse("undo-rating"), {"review": Review.objects.get().pk}, headers=HTMX)
    assert 'id="submitted"' not in page.content.decode()
    assert "Knew it" in text_of(page)
    answer(web, token_of(page), HTMX, submitted="0.25")
    assert Attempt.objects.count() == 2
    rate(web, token_of(page), "good", HTMX)
    assert Review.objects.filter(kind="learn").count() == 1


def test_an_answer_that_was_not_judged_costs_no_try():
    busy = Verdict(outcome=Outcome.UNDECIDED, message="Later.", hint=TRY_AGAIN)
    assert costs_nothing(busy)
    assert costs_nothing(Verdict(outcome=Outcome.UNREADABLE))
    assert not costs_nothing(Verdict(outcome=Outcome.UNDECIDED))
    assert not costs_nothing(Verdict(outcome=Outcome.INCORRECT))
