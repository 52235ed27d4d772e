"""The study session over HTTP: with htmx, without it, twice, late, and with bad input."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cards.core.presentation import Presentation
from cards.forms.presentation import sign, unsign
from cards.models import Attempt, Card, CardStatus, Review, Schedule, User
from tests.factories import (
    make_card,
    make_choice_card,
    make_deck,
    make_number_card,
    make_schedule,
    make_user,
    present,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def today(learner):
    return learner.study_day(timezone.now())


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


def text_of(response):
    return html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def token_of(response):
    return re.search(r'name="presentation" value="([^"]+)"', response.content.decode())[1]


def shown(web, url=None, **headers):
    response = web.get(url or reverse("study"), headers=headers)
    return response, token_of(response)


def rate(web, token, rating="good", headers=None, **fields):
    return web.post(
        reverse("rate-card"),
        {"presentation": token, "rating": rating} | fields,
        headers=headers or {},
    )


def answer(web, token, headers=None, **fields):
    return web.post(
        reverse("check-answer"), {"presentation": token} | fields, headers=headers or {}
    )


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
    with django_assert_num_queries(7):
        _, token = shown(web)
    # Check: session, user, card, version, attempts, insert (in a savepoint: 2), then as show, less
    # the card, which is at hand, plus its schedule.
    with django_assert_num_queries(13):
        answer(web, token, HTMX, submitted="0.25")
    with django_assert_num_queries(15):
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
