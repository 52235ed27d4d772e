"""Practice over HTTP: a round from its choice to its summary, and that nothing else notices."""

import json
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cards.actions.study import record_review
from cards.core.scheduling import Rating
from cards.models import (
    Attempt,
    CardStatus,
    DayLoad,
    Practice,
    PracticeAnswer,
    Review,
    Schedule,
    StudyDay,
)
from tests.factories import (
    NOON,
    make_card,
    make_choice_card,
    make_deck,
    make_number_card,
    make_practice,
    make_randomised_card,
    make_schedule,
    present,
)
from tests.views.study_steps import HTMX, words_of

pytestmark = pytest.mark.django_db
CHOOSE = reverse("choose-practice")


def choice(**fields):
    return {"topics": "all", "size": 10, "seen": "all", "round": uuid.uuid4()} | fields


def page_of(practice):
    return reverse("show-practice", args=[practice.uid])


def send(web, practice, position=1, headers=None, **fields):
    address = reverse("check-practice-answer", args=[practice.uid, position])
    return web.post(address, {"tries": 0} | fields, headers=headers or {})


def rate(web, practice, position=1, knew="yes", headers=None):
    address = reverse("rate-practice", args=[practice.uid, position])
    return web.post(address, {"knew": knew}, headers=headers or {})


def everything_that_counts():
    tables = (Schedule, Review, Attempt, StudyDay, DayLoad)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_round_from_choice_to_summary_without_javascript_moves_nothing_else(web, learner, today):
    cards = [make_card(f"Question {n}?", answer=f"Answer {n}.") for n in range(3)]
    cards.append(make_number_card("0.25"))
    for card in cards:
        make_schedule(learner, card, days_overdue=2, today=today)
    before = everything_that_counts()
    started = web.post(CHOOSE, choice(seen="seen"))
    practice = Practice.objects.get()
    assert started["Location"] == page_of(practice)
    for answer in practice.answers.order_by("position"):
        page = words_of(web.get(page_of(practice)))
        assert "Practice: your schedule stays as it is." in page
        is_checked = answer.card.kind == "number"
        sent = send(web, practice, answer.position, submitted="0.25" if is_checked else "")
        assert sent["Location"] == page_of(practice)
        back = words_of(web.get(page_of(practice)))
        assert ("Correct" if is_checked else answer.card.answer) in back
        assert not re.search(r"\d+ (d|mo|min)\b", back)
        rate(web, practice, answer.position, knew="yes" if is_checked else "no")
    summary = words_of(web.get(page_of(practice)))
    assert "You knew 1 of 4" in summary
    assert "Question 2?" in summary
    assert everything_that_counts() == before
    practice.refresh_from_db()
    assert practice.ended_at is not None


def test_a_step_with_htmx_is_one_fragment_and_brings_the_next_card(web, learner):
    practice = make_practice(learner, make_card("First?", answer="One."), make_card("Second?"))
    back = send(web, practice, headers=HTMX)
    assert b"<html" not in back.content
    assert "One." in words_of(back)
    after = rate(web, practice, headers=HTMX)
    assert "Second?" in words_of(after)
    assert "1 of 2" in words_of(after)


def test_a_wrong_number_gets_a_second_try_as_in_study(web, learner):
    practice = make_practice(learner, make_number_card("0.25"))
    once = words_of(send(web, practice, submitted="0.5", headers=HTMX))
    assert "one more try" in once
    assert "I knew it" not in once
    twice = send(web, practice, submitted="0.7", tries=1, headers=HTMX)
    assert "I knew it" in words_of(twice)
    assert b'data-key="1 enter"' in twice.content
    assert not Attempt.objects.exists()
    assert [one["submitted"] for one in PracticeAnswer.objects.get().attempts] == ["0.5", "0.7"]


def test_what_cannot_be_read_costs_nothing(web, learner):
    practice = make_practice(learner, make_number_card("0.25"))
    page = words_of(send(web, practice, submitted="0.2.5(", headers=HTMX))
    assert "Not counted" in page
    assert PracticeAnswer.objects.get().tries == 0


def test_the_same_answer_sent_twice_is_one_try(web, learner):
    practice = make_practice(learner, make_number_card("0.25"))
    send(web, practice, submitted="0.5", headers=HTMX)
    again = send(web, practice, submitted="0.5", headers=HTMX)
    assert "answered in another tab" in words_of(again)
    assert PracticeAnswer.objects.get().tries == 1


def test_another_tab_cannot_turn_a_rating_round(web, learner):
    practice = make_practice(learner, make_card("First?"), make_card("Second?"))
    send(web, practice)
    rate(web, practice, knew="no")
    assert rate(web, practice, knew="no", headers=HTMX).status_code == 200
    late = rate(web, practice, knew="yes", headers=HTMX)
    assert "answered in another tab" in words_of(late)
    assert PracticeAnswer.objects.get(position=1).knew is False


def test_a_card_is_not_rated_before_its_answer_was_shown(web, learner):
    practice = make_practice(learner, make_card("First?"))
    rate(web, practice)
    assert PracticeAnswer.objects.get().knew is None


@pytest.mark.parametrize("fields", [{}, {"tries": "x"}, {"tries": -1}, {"tries": 10**9}])
def test_a_page_that_makes_no_sense_changes_nothing(web, learner, fields):
    practice = make_practice(learner, make_card("First?"))
    address = reverse("check-practice-answer", args=[practice.uid, 1])
    page = web.post(address, fields, headers=HTMX)
    assert "First?" in words_of(page)
    assert PracticeAnswer.objects.get().revealed_at is None


def test_a_double_click_starts_one_round(web):
    make_card()
    sent = choice()
    web.post(CHOOSE, sent)
    web.post(CHOOSE, sent)
    assert Practice.objects.count() == 1


def test_somebody_elses_round_is_not_taken_by_its_number(web, stranger):
    make_card()
    foreign = make_practice(stranger, make_card())
    page = web.post(CHOOSE, choice(round=foreign.uid))
    assert page.status_code == 422
    assert Practice.objects.get() == foreign


def test_a_closed_tab_is_found_again_with_its_answer_shown(web, learner):
    card = make_card("First?", kind="interview", answer="One.")
    practice = make_practice(learner, card, make_card("Second?"), title="Optimizers")
    send(web, practice, response="My own words")
    assert "2 of 2 left" in words_of(web.get(CHOOSE))
    page = words_of(web.get(page_of(practice)))
    assert "My own words" in page
    assert "One." in page


def test_only_the_missed_cards_come_again(web, learner):
    cards = [make_card(f"Question {n}?") for n in range(3)]
    practice = make_practice(learner, *cards)
    for position, knew in enumerate(["no", "yes", "no"], start=1):
        send(web, practice, position)
        rate(web, practice, position, knew=knew)
    sent = {"round": uuid.uuid4()}
    for _ in range(2):
        web.post(reverse("practise-missed", args=[practice.uid]), sent)
    again = Practice.objects.get(uid=sent["round"])
    assert {answer.card_id for answer in again.answers.all()} == {cards[0].pk, cards[2].pk}
    assert (again.repeats, again.title) == (practice, "Missed: Optimizers")


def test_numbers_are_drawn_anew_in_every_round_and_stay_on_reload(web, learner):
    card = make_randomised_card()
    pages = {}
    for seed in range(6):
        practice = make_practice(learner, card, seed=seed)
        page = re.search(r"outputs .*?derivative", words_of(web.get(page_of(practice))))[0]
        assert page in words_of(web.get(page_of(practice)))
        pages[seed] = page
    assert len(set(pages.values())) > 1


def test_a_round_can_be_ended_early(web, learner):
    practice = make_practice(learner, make_card(), make_card())
    send(web, practice)
    rate(web, practice)
    page = web.post(reverse("end-practice", args=[practice.uid]), headers=HTMX)
    assert "You knew it" in words_of(page)
    assert "1 card of this round was not asked" in words_of(page)


def test_a_broken_card_is_passed_over(web, learner):
    broken = make_card(kind="number", answer_spec={"kind": "number"})
    practice = make_practice(learner, broken, make_card("Second?"))
    assert "This card is broken" in words_of(web.get(page_of(practice)))
    page = words_of(rate(web, practice, knew="pass", headers=HTMX))
    assert "Second?" in page
    assert "0 of 1" in page


def test_a_card_that_its_author_withdraws_is_asked_no_more(web, learner):
    card = make_card("First?")
    practice = make_practice(learner, card, make_card("Second?"))
    card.status = CardStatus.ARCHIVED
    card.save()
    page = words_of(web.get(page_of(practice)))
    assert "Second?" in page
    assert "First?" not in page


def test_decks_kinds_and_what_was_met_narrow_the_choice(web, learner, today):
    other = make_deck("Optimizers")
    wanted = make_choice_card(deck=other)
    make_schedule(learner, wanted, today=today)
    make_choice_card(deck=other)  # not met
    make_schedule(learner, make_card(deck=other), today=today)  # another kind
    make_schedule(learner, make_choice_card(), today=today)  # another deck
    make_schedule(learner, make_choice_card(deck=other), today=today, is_suspended=True)
    web.post(CHOOSE, choice(topics="picked", decks=[other.slug], seen="seen", kinds=["pick"]))
    practice = Practice.objects.get()
    assert [answer.card for answer in practice.answers.all()] == [wanted]
    assert practice.title == "Optimizers"


def test_weak_topics_are_those_forgotten_lately(web, learner, today):
    weak, firm = make_deck("Weak one"), make_deck("Firm one")
    for deck, rating in ((weak, Rating.AGAIN), (firm, Rating.GOOD)):
        card = make_card(deck=deck)
        make_schedule(learner, card, today=today, lapses=2 if deck == weak else 0)
        now = timezone.now()
        record_review(
            user=learner, card=card, presentation=present(learner, card, now), rating=rating, now=now
        )  # fmt: skip
    for address in (CHOOSE, reverse("show-progress")):
        page = words_of(web.get(address))
        assert re.search(r"Weak one 0 % of 1 3", page)
        assert "Firm one 100" not in page
    web.post(CHOOSE, choice(topics="weak"))
    assert PracticeAnswer.objects.get().card.deck == weak


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"topics": "weak"}, "No topic is weak so far"),
        ({"topics": "picked"}, "Tick at least one deck"),
        ({"topics": "picked", "decks": ["nowhere"]}, "One of these decks is gone"),
        ({"topics": ""}, "Choose what to practise."),
        ({"size": 10_000}, "Choose 10, 20 or 50 cards."),
        ({"size": ""}, "Choose how many cards."),
        ({"seen": "seen"}, "No card fits this choice"),
        ({"seen": "perhaps"}, "Choose which cards."),
        ({"round": "x"}, "This page was out of date"),
    ],
)
def test_a_choice_that_cannot_be_is_explained_at_its_field(web, fields, words):
    make_card()
    page = web.post(CHOOSE, choice(**fields))
    assert page.status_code == 422
    assert words in words_of(page)
    assert not Practice.objects.exists()


def test_the_deck_page_leads_to_practice_of_that_deck(web):
    deck = make_deck("Optimizers")
    make_card(deck=deck)
    address = f"{CHOOSE}?deck={deck.slug}"
    assert address in web.get(reverse("show-deck", args=[deck.slug])).content.decode()
    assert re.search(rf'value="{deck.slug}"[^>]*checked', web.get(address).content.decode())


def test_the_finished_page_leads_to_practice(web, learner, today):
    make_schedule(learner, days_overdue=-5, today=today)
    assert CHOOSE in web.get(reverse("study")).content.decode()


def test_what_is_typed_is_previewed_with_the_numbers_of_the_round(web, learner):
    practice = make_practice(learner, make_number_card())
    address = reverse("preview-practice-answer", args=[practice.uid, 1])
    assert address in web.get(page_of(practice)).content.decode()
    page = web.post(address, {"submitted": "1/4"})
    assert b"<math" in page.content


def test_practice_is_part_of_the_personal_data(web, learner):
    practice = make_practice(learner, make_card("Only practised?"))
    send(web, practice)
    rate(web, practice)
    page = web.get(reverse("download-personal-data"))
    document = json.loads(b"".join(page.streaming_content))
    assert document["practice_rounds"][0]["title"] == "Optimizers"
    assert document["practice_answers"][0]["knew"] is True
    assert [card["prompt"] for card in document["cards"]] == ["Only practised?"]


@pytest.mark.parametrize("cards", [2, 40])
def test_a_step_costs_the_same_queries_whatever_the_round(web, learner, cards):
    practice = make_practice(learner, *(make_card() for _ in range(cards)), now=NOON)
    counts = []
    for step in (
        lambda: web.get(page_of(practice)),
        lambda: send(web, practice, headers=HTMX),
        lambda: rate(web, practice, headers=HTMX),
    ):
        with CaptureQueriesContext(connection) as queries:
            step()
        counts.append(len(queries))
    # Session and user; then the round, its standing, the card; the write beside them.
    assert counts == [5, 5, 6]
