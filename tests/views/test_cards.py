"""The page of one card: its answer, its source, where the learner stands, and why."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cards.actions.study import record_review, undo_review
from cards.core.scheduling import Rating
from cards.models import CardStatus, Schedule
from tests.factories import (
    make_card,
    make_choice_card,
    make_number_card,
    make_schedule,
    present,
)
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db


def card_page(web, card):
    return web.get(card.get_absolute_url())


def rate(user, card, rating=Rating.GOOD):
    now = timezone.now()
    return record_review(
        user=user, card=card, presentation=present(user, card, now), rating=rating, now=now
    ).review


def test_a_card_shows_prompt_answer_explanation_and_source(web):
    card = make_card(
        "Why $\\beta_2$?", answer="For the **variance**.", explanation="A moving average.",
        source_document="lecture_notes.txt", source_section="Adam", source_lines=[3, 9],
    )  # fmt: skip
    page = words_of(card_page(web, card))
    assert "For the variance ." in page
    assert "A moving average." in page
    assert "Source: “Adam”, lines 3–9 of lecture_notes.txt" in page
    assert "You have not met this card yet." in page
    assert "Why this date?" not in page


def test_an_interview_card_shows_its_points_and_follow_ups(web):
    card = make_card(
        "When not ReLU?", kind="interview", answer="When units die.",
        points=[{"text": "dead units", "is_must": True}, {"text": "GELU", "is_must": False}],
        follow_ups=["How would you notice?"],
    )  # fmt: skip
    page = words_of(card_page(web, card))
    assert "dead units GELU extra" in page
    assert "How would you notice?" in page


@pytest.mark.parametrize("make", [make_number_card, make_choice_card])
def test_a_checked_card_shows_its_correct_answer(web, make):
    card = make()
    page = card_page(web, card).content.decode()
    answer = page.split('class="card__answer"')[1]
    assert ("<mn>0.25</mn>" in answer) or ("<li>Tanh</li>" in answer)


def test_a_card_with_drawn_figures_shows_sample_figures_in_page_and_title(web):
    card = make_card(
        "Twice ${k}?", kind="number", answer="2*k", explanation="Because ${k}.",
        answer_spec={"kind": "number", "correct": "2*k", "parameters": {"k": "3..9"}},
    )  # fmt: skip
    page = card_page(web, card).content.decode()
    assert "${k}" not in page
    assert re.search(r"<title>Twice [3-9]\? ·", page)


def test_a_cloze_does_not_give_its_gap_away_in_prompt_or_title(web):
    card = make_card("Adam keeps {{c1::two}} moments.", kind="cloze", cloze_ordinal=1, answer="two")
    page = card_page(web, card).content.decode()
    before_the_answer = page.split("<summary>")[0]
    assert "two" not in before_the_answer
    assert "two</mark>" in page.split("Show the answer")[1]


def test_where_you_stand_is_said_in_numbers(web, learner, today):
    schedule = make_schedule(learner, today=today, interval=12, lapses=2)
    page = words_of(card_page(web, schedule.card))
    due = schedule.due
    assert f"due {due.day} {due:%b} {due.year}" in page
    assert "interval, days 12 ease factor 2.50 lapses 2" in page


def test_a_leech_is_called_one(web, learner, today):
    schedule = make_schedule(learner, today=today, is_leech=True, lapses=8)
    assert "A leech: you have forgotten it 8 times." in words_of(card_page(web, schedule.card))


def test_every_grade_is_listed_with_its_reason_and_undone_ones_are_struck(web, learner, today):
    schedule = make_schedule(learner, today=today)
    undone = rate(learner, schedule.card, Rating.AGAIN)
    undo_review(user=learner, review=undone, now=timezone.now())
    rate(learner, schedule.card, Rating.GOOD)
    response = card_page(web, schedule.card)
    page = words_of(response)
    assert "Why this date?" in page
    assert "10 days × 2.50, rounded up: 25 days" in page
    assert "Undone: counts for nothing." in page
    body = response.content.decode().split("<tbody>")[1]
    rows = re.findall(r"<tr( class=\"is-undone\")?>", body)
    assert rows == ["", ' class="is-undone"']


def test_the_history_of_others_is_not_shown(web, teammate, today):
    card = make_card()
    rate(teammate, card)
    page = words_of(card_page(web, card))
    assert "Why this date?" not in page
    assert "You have not met this card yet." in page


@pytest.mark.parametrize("status", [CardStatus.DRAFT, CardStatus.ARCHIVED])
def test_an_unpublished_card_is_not_found_by_those_who_never_learned_it(
    web, client, author, status
):
    card = make_card("Hidden?", status=status)
    assert card_page(web, card).status_code == 404
    client.force_login(author)
    page = words_of(card_page(client, card))
    assert f"Question · {status.label}" in page
    assert "Edit in the admin" in page


def test_learners_are_shown_no_way_into_the_admin(web):
    assert "Edit in the admin" not in words_of(card_page(web, make_card()))


def test_a_card_set_aside_is_not_studied_until_taken_up_again(web, learner, today):
    schedule = make_schedule(learner, make_card("Aside?"), today=today)
    address = reverse("set-aside", args=[schedule.card.uid])
    response = web.post(address, {"set_aside": "1"}, follow=True)
    assert "it will not be shown until you take it up" in words_of(response)
    assert "Take it up again" in words_of(response)
    assert "Aside?" not in words_of(web.get(reverse("study")))
    before = (schedule.interval_days, schedule.due, schedule.ease_hundredths)
    response = web.post(address, {"set_aside": "0"}, follow=True)
    assert "The card is back in your reviews." in words_of(response)
    assert "Aside?" in words_of(web.get(reverse("study")))
    schedule.refresh_from_db()
    assert (schedule.interval_days, schedule.due, schedule.ease_hundredths) == before


def test_a_new_card_set_aside_and_taken_up_is_new_again(web, learner):
    card = make_card("New one?")
    address = reverse("set-aside", args=[card.uid])
    web.post(address, {"set_aside": "1"})
    assert "New one?" not in words_of(web.get(reverse("study")))
    web.post(address, {"set_aside": "0"})
    assert "New one?" in words_of(web.get(reverse("study")))
    assert Schedule.objects.get().is_new


def test_setting_aside_for_one_leaves_the_other_alone(web, learner, teammate, today):
    card = make_card()
    for user in (learner, teammate):
        make_schedule(user, card, today=today)
    web.post(reverse("set-aside", args=[card.uid]), {"set_aside": "1"})
    assert dict(card.schedules.values_list("user__username", "is_suspended")) == {
        "learner": True,
        "teammate": False,
    }


def test_long_texts_and_hostile_ones_are_shown_as_text(web):
    card = make_card("<img src=x onerror=alert(1)>" + "long " * 400, answer="x" * 20_000)
    page = card_page(web, card).content.decode()
    assert "<img src=x" not in page
    assert "card__prompt--long" in page


@pytest.mark.parametrize("number", [5, 50])
def test_the_number_of_queries_hangs_on_no_history(
    web, learner, today, number, django_assert_num_queries
):
    card = make_card()
    for _ in range(number):
        rate(learner, card, Rating.AGAIN)
    # Session, user, card with its deck, reviews, schedule, appeals.
    with django_assert_num_queries(6):
        card_page(web, card)


def linked_to(*cards):
    return [
        {"reference": card.prompt, "uid": str(card.uid), "title": card.prompt} for card in cards
    ]


def test_a_card_leads_to_its_related_cards_as_they_are_now(web, django_assert_num_queries):
    near, gone = make_card("What is $\\sigma$?"), make_card("Gone?", status=CardStatus.ARCHIVED)
    nowhere = {"reference": "Nowhere", "uid": "", "title": ""}
    card = make_card(see=[*linked_to(near, gone), nowhere])
    near.prompt = "What is a sigmoid?"
    near.save()
    # One more than a card without links takes.
    with django_assert_num_queries(7):
        page = card_page(web, card).content.decode()
    assert f'<a href="{near.get_absolute_url()}">What is a sigmoid?</a>' in page
    assert "Gone?" not in page
    assert "Nowhere" not in page


def test_a_title_with_a_link_or_drawn_figures_stays_one_link(web):
    target = make_card("Is [this](https://example.org) <b> ${k} times more?")
    page = card_page(web, make_card(see=linked_to(target))).content.decode()
    assert f'<a href="{target.get_absolute_url()}">Is this &lt;b&gt; k times more?</a>' in page
