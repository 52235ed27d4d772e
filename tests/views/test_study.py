"""The study session over HTTP: with htmx, without it, twice, late, and with bad input."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cards.core.presentation import Presentation
from cards.forms.presentation import sign, unsign
from cards.models import Card, CardStatus, Review, Schedule, User
from tests.factories import (
    make_card,
    make_deck,
    make_number_card,
    make_schedule,
    make_user,
    present,
)
from tests.views.study_steps import HTMX, answer, rate, shown, text_of, token_of

pytestmark = pytest.mark.django_db


def test_a_new_learner_is_shown_the_first_card(web):
    make_card("What does the sigmoid do?", answer="It squashes.")
    response, _ = shown(web)
    assert "What does the sigmoid do?" in text_of(response)
    assert "It squashes." not in text_of(response)


def test_show_rate_next_with_htmx_is_one_fragment_a_step(web):
    make_card("First question?", position=1, answer="First answer.")
    make_card("Second question?", position=2)
    _, token = shown(web)
    back = answer(web, token, HTMX)
    assert "First answer." in text_of(back)
    assert b"<html" not in back.content
    after = rate(web, token_of(back), headers=HTMX)
    assert "Second question?" in text_of(after)
    assert b"<html" not in after.content
    assert "HX-Request" in after["Vary"]
    assert "1 done" in " ".join(text_of(after).split())


def test_show_rate_next_works_without_javascript(web):
    make_card("First question?", position=1, answer="First answer.")
    make_card("Second question?", position=2)
    _, token = shown(web)
    back = answer(web, token)
    assert "First answer." in text_of(back)
    assert b"<html" in back.content
    after = rate(web, token_of(back))
    assert (after.status_code, after["Location"]) == (302, reverse("study"))
    assert "Second question?" in text_of(web.get(after["Location"]))


def test_the_buttons_show_the_real_next_intervals(web, learner, today):
    make_schedule(learner, today=today, interval=6, repetitions=2, interval_days=6)
    _, token = shown(web)
    page = " ".join(text_of(answer(web, token)).split())
    schedule = Schedule.objects.get()
    rate(web, token, "good")
    schedule.refresh_from_db()
    assert f"Good {schedule.scheduled_days} d" in page
    assert "Again 1 min" in page


def test_ticked_key_points_are_logged(web):
    make_card("Name the parts.", kind="list", points=[{"text": t, "is_must": True} for t in "abc"])
    _, token = shown(web)
    rate(web, token, "again", point=["0", "2"])
    assert Review.objects.get().ticked == [True, False, True]


def test_what_was_written_before_the_answer_stays_beside_it(web):
    make_card("When not to use ReLU?", kind="interview", answer="When …",
              points=[{"text": "dead units", "is_must": True}])  # fmt: skip
    _, token = shown(web)
    page = answer(web, token, response="Dead units & gates")
    assert "Dead units & gates" in text_of(page)
    rate(web, token_of(page), "good", response="Dead units & gates")
    assert Review.objects.get().response == "Dead units & gates"


def test_a_null_character_in_what_was_written_is_left_out(web):
    make_card()
    _, token = shown(web)
    page = answer(web, token, response="Dead\0 units")
    rate(web, token_of(page), "good", response="Dead\0 units")
    assert Review.objects.get().response == "Dead units"


def test_the_same_rating_sent_twice_counts_once(web):
    make_card(position=1)
    make_card("Second question?", position=2)
    _, token = shown(web)
    rate(web, token, headers=HTMX)
    again = rate(web, token, headers=HTMX)
    assert again.status_code == 200
    assert "Second question?" in text_of(again)
    assert Review.objects.count() == 1


def test_a_stale_tab_is_told_and_counts_nothing(web):
    make_card(position=1)
    make_card("Second question?", position=2)
    _, first_tab = shown(web)
    _, second_tab = shown(web)
    rate(web, first_tab, headers=HTMX)
    stale = rate(web, second_tab, "again", HTMX)
    assert "already rated in another tab" in text_of(stale)
    assert Review.objects.count() == 1


@pytest.mark.parametrize("rating", ["", "perfect", "7", "2; DROP TABLE"])
def test_an_unknown_rating_is_refused_beside_the_buttons(web, rating):
    make_card("First question?")
    _, token = shown(web)
    page = rate(web, token, rating, HTMX)
    assert "Choose one of the four ratings." in text_of(page)
    assert "First question?" in text_of(page)
    assert not Review.objects.exists()


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c"])
def test_a_page_this_site_did_not_make_shows_the_card_afresh(web, token):
    make_card("First question?")
    for response in (rate(web, token, headers=HTMX), answer(web, token, HTMX)):
        assert response.status_code == 200
        assert "First question?" in text_of(response)
    assert not Review.objects.exists()


def test_somebody_elses_page_is_not_found(web, stranger):
    card = make_card()
    foreign = sign(present(stranger, card, now=timezone.now()))
    assert rate(web, foreign).status_code == 404
    assert answer(web, foreign).status_code == 404
    assert not Review.objects.exists()


def test_somebody_elses_review_cannot_be_undone(web, stranger, client):
    card = make_card()
    other = type(client)()
    other.force_login(stranger)
    _, token = shown(other)
    rate(other, token)
    review = Review.objects.get()
    assert web.post(reverse("undo-rating"), {"review": review.pk}).status_code == 404
    assert Review.objects.count() == 1
    assert card.schedules.get().user == stranger


def test_a_card_archived_between_show_and_answer_keeps_the_rating(web):
    card = make_card()
    _, token = shown(web)
    Card.objects.filter(pk=card.pk).update(status=CardStatus.ARCHIVED)
    page = rate(web, token, headers=HTMX)
    assert "withdrawn" in text_of(page)
    assert Review.objects.count() == 1


def test_undo_shows_the_card_again(web):
    make_card("First question?", position=1)
    make_card("Second question?", position=2)
    _, token = shown(web)
    after = rate(web, token, headers=HTMX)
    review = Review.objects.get()
    assert f'name="review" value="{review.pk}"' in after.content.decode()
    page = web.post(reverse("undo-rating"), {"review": review.pk}, headers=HTMX)
    assert "First question?" in text_of(page)
    assert "0 done" in " ".join(text_of(page).split())


def test_undo_without_javascript_redirects_to_the_card(web):
    make_card("First question?", position=1)
    make_card(position=2)
    _, token = shown(web)
    rate(web, token)
    response = web.post(reverse("undo-rating"), {"review": Review.objects.get().pk})
    assert "First question?" in text_of(web.get(response["Location"]))


def test_undo_works_from_the_finished_page(web):
    make_card("Only question?")
    _, token = shown(web)
    finished = rate(web, token, headers=HTMX)
    assert "Done for today" in text_of(finished)
    assert 'name="review"' in finished.content.decode()


def test_a_deck_studies_its_subtree_and_stays_there(web):
    parent = make_deck("Deep learning")
    child = make_deck("Optimizers", parent=parent)
    make_card("Elsewhere?", position=1)
    make_card("In the deck?", deck=child, position=1)
    url = reverse("study-deck", args=[parent.slug])
    response, token = shown(web, url)
    assert "In the deck?" in text_of(response)
    after = rate(web, token)
    assert after["Location"] == url
    assert "Elsewhere?" not in text_of(web.get(url))


def test_an_unknown_deck_is_not_found(web):
    assert web.get(reverse("study-deck", args=["nowhere"])).status_code == 404


def test_only_picked_decks_give_new_cards(web, learner):
    picked, other = make_deck("Picked"), make_deck("Other")
    make_card("From the other deck?", deck=other)
    make_card("From the picked deck?", deck=picked)
    response = web.post(reverse("choose-learned-decks"), {"scope": "picked", "decks": [picked.pk]})
    assert response.status_code == 302
    page, _ = shown(web)
    assert "From the picked deck?" in text_of(page)
    assert "1 new" in " ".join(text_of(page).split())


def test_an_empty_site_says_so(web):
    assert "No cards here yet" in text_of(web.get(reverse("study")))


def test_a_finished_day_says_when_to_come_back_and_offers_more(web, learner, today):
    User.objects.filter(pk=learner.pk).update(new_cards_per_day=1)
    make_schedule(learner, today=today, days_overdue=-3)
    make_card(position=1)
    make_card("One more?", position=2)
    _, token = shown(web)
    page = " ".join(text_of(rate(web, token, headers=HTMX)).split())
    assert "Done for today" in page
    assert "1 card is due tomorrow" in page
    web.post(reverse("learn-more"))
    assert "One more?" in text_of(web.get(reverse("study")))


def test_study_pages_are_never_cached(web):
    make_card()
    response, _ = shown(web)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", ["rate-card", "check-answer", "undo-rating", "preview-answer"])
def test_what_changes_something_takes_post_only(web, name):
    assert web.get(reverse(name)).status_code == 405


@pytest.mark.parametrize("change", ["archived", "set aside", "learned on another day"])
def test_a_card_announced_by_an_old_page_is_not_shown_when_it_is_no_longer_new(
    web, learner, today, change
):
    first, second, _ = [make_card(f"Card {n}?", position=n) for n in range(3)]
    for position in range(3, 40):
        make_card(f"Card {position}?", position=position)
    _, token = shown(web)
    assert unsign(token).card_id == first.pk
    assert unsign(token).coming_new[1][0] == second.pk
    if change == "archived":
        Card.objects.filter(pk=second.pk).update(status=CardStatus.ARCHIVED)
    else:
        schedule = make_schedule(learner, second, today=today, days_overdue=-9)
        Schedule.objects.filter(pk=schedule.pk).update(is_suspended=change == "set aside")
    after = rate(web, token, headers=HTMX)
    assert "Card 2?" in text_of(after)


def test_a_deck_that_was_given_up_in_another_tab_gives_no_more_new_cards(web, learner):
    kept, given_up = make_deck("Kept"), make_deck("Given up")
    make_card("First?", deck=given_up, position=1)
    for position in range(2, 40):
        make_card(f"Unwanted {position}?", deck=given_up, position=position)
    make_card("Wanted?", deck=kept, position=50)
    _, token = shown(web)
    web.post(reverse("choose-learned-decks"), {"scope": "picked", "decks": [kept.pk]})
    assert "Wanted?" in text_of(rate(web, token, headers=HTMX))


@pytest.mark.django_db(transaction=True)
def test_a_page_of_a_card_that_was_deleted_since_counts_nothing(web):
    card = make_card()
    _, token = shown(web)
    card.delete()
    page = rate(web, token, headers=HTMX)
    assert "Nothing was counted" in text_of(page)
    assert not Review.objects.exists()


def test_signed_out_requests_go_to_the_log_in_page(client):
    response = client.get(reverse("study"))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]
    fragment = client.post(reverse("rate-card"), headers=HTMX)
    assert reverse("account_login") in fragment.headers.get("HX-Redirect", "")


@pytest.mark.parametrize("number", [6, 60])
def test_each_step_takes_the_same_number_of_queries(
    web, learner, today, number, django_assert_num_queries
):
    deck = make_deck("Deck")
    for position in range(number + 2):
        make_schedule(learner, make_number_card(deck=deck, position=position), today=today)
        # Waiting behind the limit for new cards, yet counted.
        make_number_card(deck=deck, position=100 + position)
    User.objects.filter(pk=learner.pk).update(new_cards_per_day=1)
    for card in Card.objects.filter(position=100):
        make_schedule(learner, card, today=today, days_overdue=-9)
    # A first review, so that the day's row is there as it is for all but one step of a day.
    _, token = shown(web)
    answer(web, token, HTMX, submitted="0.25")
    rate(web, token, "good", HTMX)
    # Show: session, user, day, schedules, new cards, the card, its attempts.
    together = connection.vendor == "postgresql"  # statements that go out in one round trip
    with django_assert_num_queries(6 if together else 7):
        _, token = shown(web)
    # Check: session, user, card, version, attempts, insert (in a savepoint: 2), then schedule, day,
    # schedules, attempts.
    with django_assert_num_queries(11 if together else 12):
        answer(web, token, HTMX, submitted="0.25")
    # Rate: session, user, attempts, then in a savepoint (2) the schedule, the review, the day, the
    # card's status, the new tally and schedules; the next card and its attempts. What else rating
    # needs came with the page.
    with django_assert_num_queries(8 if together else 13):
        rate(web, token, "good", HTMX)


def test_the_token_survives_a_round_trip(learner):
    presentation = present(learner, make_card(), deck_slug="deep-learning")
    assert unsign(sign(presentation)) == presentation
    assert isinstance(unsign(sign(presentation)), Presentation)


def test_two_learners_study_the_same_card_apart(web, teammate, client):
    card = make_card()
    other = type(client)()
    other.force_login(teammate)
    for session in (web, other):
        _, token = shown(session)
        rate(session, token)
    assert card.schedules.count() == 2


def test_a_learner_far_west_still_studies_her_yesterday(client):
    user = make_user(time_zone="Pacific/Pago_Pago")
    client.force_login(user)
    make_card()
    _, token = shown(client)
    rate(client, token)
    studied_on = Review.objects.get().studied_on
    assert studied_on in {
        (timezone.now() - dt.timedelta(hours=11 + 4)).date(),
        user.study_day(timezone.now()),
    }


def test_the_answer_leads_to_three_related_cards_and_the_question_to_none(web):
    others = [make_card(f"Related {number}?", status=CardStatus.DRAFT) for number in range(4)]
    links = [{"reference": "x", "uid": str(each.uid), "title": each.prompt} for each in others]
    make_card("Question here?", see=links)
    page, token = shown(web)
    assert "Related" not in text_of(page)
    page = answer(web, token)
    assert [f"Related {number}?" in page.content.decode() for number in range(4)] == [
        True, True, True, False,
    ]  # fmt: skip
