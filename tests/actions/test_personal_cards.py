"""A learner's own cards: written, studied, edited, removed, and made from what an interview missed."""

import datetime as dt
import threading
import time
from functools import partial

import pytest
from django.db import IntegrityError, connection, connections, transaction

from cards.actions import personal_cards
from cards.actions.authoring import StaleCardError
from cards.actions.interview_cards import put_back, take_cards
from cards.actions.personal_cards import (
    TooManyCardsError,
    edit_card,
    remove_card,
    take_back_card,
    write_card,
)
from cards.actions.standings import recompute
from cards.actions.study import record_review, undo_review
from cards.core.personal_cards import Sides
from cards.core.scheduling import Rating
from cards.models import (
    Card,
    CardStatus,
    CardVersion,
    DayLoad,
    InterviewCard,
    Review,
    Schedule,
    StudyDay,
)
from cards.queries.due_items import due_counts
from cards.queries.interview_cards import card_offer
from cards.queries.study import day_rows, in_play, study_state
from tests.factories import (
    NOON,
    TODAY,
    look_back,
    make_card,
    make_deck,
    make_interview,
    make_personal_card,
    make_question,
    make_schedule,
    present,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TOMORROW = TODAY + DAY
SIDES = Sides(prompt="What does bagging cut?", answer="Variance.")
POINTS = [
    {"text": text, "is_must": True}
    for text in (
        "Variance shrinks", "Bootstrap samples differ", "Votes are averaged", "Deep trees suit it",
        "Training runs in parallel",
    )
]  # fmt: skip


def write(user, **fields):
    return write_card(user=user, deck=make_deck(), sides=SIDES, now=NOON, **fields)


def rate(user, card, now=NOON, rating=Rating.GOOD, **fields):
    presentation = present(user, card, now, **fields)
    return record_review(user=user, card=card, presentation=presentation, rating=rating, now=now)


def missed_interview(user, *cards, ticked):
    began = NOON - DAY / 24
    interview = make_interview(user, *cards, now=began, ended_at=began + DAY / 48)
    return look_back(interview, *[2] * len(cards), ticked=ticked)


@pytest.fixture
def question():
    return make_question(prompt="Why does bagging help?", points=POINTS)


@pytest.fixture
def interview(learner, question):
    """The learner made three of five points."""
    return missed_interview(learner, question, ticked=[True, False, True, True, False])


def take_new(interview, *keys, now=NOON, **sides):
    offered = card_offer(interview, TODAY).new_cards
    chosen = {key: sides.get("sides") or offered[key].sides for key in keys or offered}
    return take_cards(interview, card_ids=[], new_cards=chosen, now=now)


# --- Writing and studying ---


def test_a_card_she_wrote_is_studied_today_by_her_and_by_nobody_else(learner, stranger):
    card = write(learner)
    assert study_state(learner, None, NOON).holds(card.pk)
    assert not study_state(stranger, None, NOON).holds(card.pk)
    rate(learner, card)
    schedule = Schedule.objects.get()
    assert (schedule.user, schedule.due) == (learner, TOMORROW)


def test_a_card_sent_twice_is_written_once_and_one_that_was_removed_comes_back(learner, stranger):
    deck = make_deck()
    card = write_card(user=learner, deck=deck, sides=SIDES, now=NOON)
    assert write_card(user=learner, deck=deck, sides=SIDES, now=NOON) == card
    remove_card(card, now=NOON)
    assert write_card(user=learner, deck=deck, sides=SIDES, now=NOON) == card
    assert Card.with_personal.get().status == CardStatus.PUBLISHED
    for user, lies_in, answer in (
        (learner, deck, "Another one."), (learner, make_deck(), SIDES.answer),
        (stranger, deck, SIDES.answer),
    ):  # fmt: skip
        sides = Sides(prompt=SIDES.prompt, answer=answer)
        assert write_card(user=user, deck=lies_in, sides=sides, now=NOON) != card


def test_saving_a_copy_from_before_it_was_removed_leaves_it_removed(learner):
    card = write(learner)
    older = Card.with_personal.get()
    remove_card(card, now=NOON)
    edit_card(older, user=learner, deck=older.deck, sides=SIDES, now=NOON)
    assert Card.with_personal.get().status == CardStatus.ARCHIVED


def test_of_many_that_wait_a_step_reads_as_many_as_a_day_takes(learner):
    cards = [make_personal_card(learner) for _ in range(80)]
    deck = cards[0].deck
    for deck_ids in (None, [card.deck_id for card in cards]):
        _, rows = day_rows(learner, TODAY, deck_ids)
        assert learner.new_cards_per_day < len(rows) < 40
    state = study_state(learner, None, NOON)
    assert [card.card_id for card in state.queue.new_cards] == [
        card.pk for card in cards[: learner.new_cards_per_day]
    ]
    assert study_state(learner, deck, NOON).holds(cards[0].pk)


def test_none_of_those_that_wait_is_sorted(learner):
    """SQLite would, by the index of dates; with few rows PostgreSQL sorts whatever there is."""
    for number in range(60):
        make_personal_card(learner)
        make_schedule(learner, make_card(), days_overdue=-number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # or it knows of no better index to be led astray by
    dates = {"today": TODAY, "tomorrow": TOMORROW}
    plan = in_play(user=learner.pk, most_new=32, **dates).explain()
    assert connection.vendor == "postgresql" or "TEMP B-TREE" not in plan


def test_removed_cards_take_no_place_among_those_that_wait(learner):
    cards = [make_personal_card(learner) for _ in range(80)]
    for card in cards[:79]:
        remove_card(card, now=NOON)
    assert study_state(learner, None, NOON).holds(cards[79].pk)


def test_a_card_whose_first_rating_was_undone_comes_before_those_that_wait(learner):
    cards = [make_personal_card(learner) for _ in range(80)]
    review = rate(learner, cards[79]).review
    undo_review(user=learner, review=review, now=NOON)
    assert study_state(learner, None, NOON).queue.new_cards[0].card_id == cards[79].pk


def test_cards_she_wrote_and_those_of_the_decks_come_by_turns(learner):
    deck = make_deck()
    shared = {make_card(deck=deck).pk for _ in range(6)}
    for _ in range(6):
        make_personal_card(learner, deck=deck)
    turns = []
    for _ in range(4):
        shown = study_state(learner, None, NOON).queue.new_cards[0].card_id
        assert study_state(learner, None, NOON).holds(shown)
        turns.append(shown in shared)
        rate(learner, Card.with_personal.get(pk=shown), rating=Rating.EASY)
    assert turns == [False, True, False, True]


def test_a_card_whose_first_review_was_undone_comes_before_both(learner):
    make_personal_card(learner)
    shared = make_card()
    review = rate(learner, shared).review
    undo_review(user=learner, review=review, now=NOON)
    assert study_state(learner, None, NOON).queue.new_cards[0].card_id == shared.pk


def test_it_comes_whichever_decks_she_takes_new_cards_from(learner):
    learner.learns_all_decks = False
    learner.save()
    card = write(learner)
    assert study_state(learner, None, NOON).holds(card.pk)


def test_every_wording_of_it_is_kept_and_its_schedule_stays(learner):
    card = write(learner)
    rate(learner, card)
    before = list(Schedule.objects.values())
    edit_card(
        card, user=learner, deck=card.deck, sides=Sides(prompt="What?", answer="That."), now=NOON
    )
    assert list(Schedule.objects.values()) == before
    prompts = CardVersion.objects.order_by("number").values_list("content__prompt", flat=True)
    assert list(prompts) == [SIDES.prompt, "What?"]


def test_an_older_copy_of_it_overwrites_nothing(learner):
    card = write(learner)
    older = Card.with_personal.get()
    edit_card(
        card, user=learner, deck=card.deck, sides=Sides(prompt="What?", answer="That."), now=NOON
    )
    with pytest.raises(StaleCardError):
        edit_card(older, user=learner, deck=card.deck, sides=SIDES, now=NOON)
    assert Card.with_personal.get().prompt == "What?"


def test_a_removed_card_leaves_her_days_and_comes_back_with_its_schedule(learner):
    card = write(learner)
    rate(learner, card)
    assert remove_card(card, now=NOON)
    assert not remove_card(card, now=NOON), "a second click changes nothing"
    assert not study_state(learner, None, NOON + DAY).holds(card.pk)
    assert take_back_card(card, user=learner, now=NOON)
    assert study_state(learner, None, NOON + DAY).holds(card.pk)
    assert Review.objects.count() == 1


def test_there_is_a_most_that_one_learner_may_write(learner, stranger, monkeypatch):
    monkeypatch.setattr(personal_cards, "MOST_CARDS", 2)
    write(learner)
    remove_card(write(learner), now=NOON)
    with pytest.raises(TooManyCardsError, match="written 2 cards"):
        write(learner)
    assert Card.with_personal.count() == 2
    write(stranger)


# --- What counts ---


def test_personal_cards_are_neither_due_nor_cleared_in_standings(learner):
    shared, own = make_card(), make_personal_card(learner)
    Schedule.objects.all().delete()
    for card in (shared, own):
        make_schedule(learner, card)  # due today, after ten days
    promised = NOON - 10 * DAY
    for card in (shared, own):
        Review.objects.create(
            user=learner, card=card, schedule_version=2, kind="review", quality=4,
            reviewed_at=promised, studied_on=promised.date(), ease_hundredths_before=250,
            ease_hundredths_after=250, scheduled_days_after=10, due_after=TODAY,
        )  # fmt: skip
        rate(learner, card)
    assert due_counts([learner.pk], TODAY, TODAY) == {(learner.pk, TODAY): 1}
    day = StudyDay.objects.get(user=learner, day=TODAY)
    assert (day.reviewed, day.cleared) == (2, 1)
    DayLoad.objects.create(user=learner, day=TODAY, due=1)
    differences = [row for row in recompute(now=NOON) if row.day == TODAY]
    assert differences == [], "the fold of the log says the same"


def test_a_page_that_carries_its_schedule_counts_the_card_as_personal_too(learner, client):
    """Rated from the token alone, without reading the card."""
    from cards.access import access_rated_card
    from cards.queries.study_card import new_presentation

    card = make_personal_card(learner)
    schedule = Schedule.objects.select_related("card", "user").get()
    presentation = new_presentation(learner, card, schedule, NOON, "")
    with_nothing_read, _ = access_rated_card(learner, presentation)
    assert with_nothing_read.is_personal
    assert "prompt" in with_nothing_read.get_deferred_fields()


# --- From an interview ---


def test_each_missed_point_without_a_card_is_offered_as_a_new_one(interview):
    offer = card_offer(interview, TODAY)
    assert [new.point.text for new in offer.new_cards.values()] == [
        "Bootstrap samples differ", "Training runs in parallel",
    ]  # fmt: skip
    assert all(new.is_suggested for new in offer.new_cards.values())
    [one] = offer.missed
    assert [offered.is_suggested for offered in one.cards] == [False], "the question can wait"


def test_a_question_with_many_gaps_is_suggested_itself(learner, question):
    interview = missed_interview(learner, question, ticked=[True, False, False, False, False])
    offer = card_offer(interview, TODAY)
    assert not any(new.is_suggested for new in offer.new_cards.values())
    assert offer.missed[0].cards[0].is_suggested


def test_a_point_that_a_related_card_makes_needs_no_new_one(learner):
    related = make_card("Why do bootstrap samples differ?")
    see = [{"reference": "x", "uid": str(related.uid), "title": "x"}]
    question = make_question(points=POINTS, see=see)
    interview = missed_interview(learner, question, ticked=[True, False, True, True, False])
    offer = card_offer(interview, TODAY)
    assert [new.point.text for new in offer.new_cards.values()] == ["Training runs in parallel"]


def test_what_she_confirms_becomes_a_card_of_hers_for_tomorrow(learner, interview, question):
    assert take_new(interview, "1-1") == 1
    card = Card.with_personal.get(owner=learner)
    assert card.answer == "Bootstrap samples differ"
    assert "Training runs in parallel" in card.prompt
    assert (card.deck, card.question, card.status) == (
        question.deck,
        question,
        CardStatus.PUBLISHED,
    )
    assert [link["uid"] for link in card.see] == [str(question.uid)]
    schedule = Schedule.objects.get(card=card)
    assert (schedule.user, schedule.due, schedule.is_new) == (learner, TOMORROW, True)
    assert not study_state(learner, None, NOON).holds(card.pk)
    assert study_state(learner, None, NOON + DAY).holds(card.pk)


def test_her_own_words_are_taken(learner, interview):
    take_new(interview, "1-1", sides=SIDES)
    assert Card.with_personal.get(owner=learner).prompt == SIDES.prompt


def test_a_second_click_writes_no_second_card(learner, interview):
    keys = {"1-1": SIDES}
    assert take_cards(interview, card_ids=[], new_cards=keys, now=NOON) == 1
    assert take_cards(interview, card_ids=[], new_cards=keys, now=NOON) == 0
    assert Card.with_personal.filter(owner=learner).count() == 1


def test_a_key_that_is_not_on_offer_writes_nothing(learner, interview):
    chosen = {"1-0": SIDES, "9-9": SIDES, "x": SIDES}
    assert take_cards(interview, card_ids=[], new_cards=chosen, now=NOON) == 0
    assert not Card.with_personal.filter(owner__isnull=False).exists()


def test_the_same_point_missed_again_offers_the_card_she_has(learner, interview, question):
    take_new(interview, "1-1")
    card = Card.with_personal.get(owner=learner)
    rate(learner, card, NOON + DAY)
    rate(learner, card, NOON + 2 * DAY)
    again = missed_interview(learner, question, ticked=[True, False, True, True, True])
    offer = card_offer(again, TODAY + 3 * DAY)
    assert not offer.new_cards
    assert offer.takeable[card.pk].is_suggested
    take_cards(again, card_ids=[card.pk], now=NOON + 3 * DAY)
    assert Schedule.objects.get(card=card).due == TODAY + 4 * DAY


def test_what_was_put_back_is_offered_again_and_comes_back_as_the_same_card(learner, interview):
    take_new(interview, "1-1", sides=SIDES)
    put_back(InterviewCard.objects.get(), user=learner, now=NOON)
    card = Card.with_personal.get(owner=learner)
    assert card.status == CardStatus.ARCHIVED
    assert not Schedule.objects.exists()
    offered = card_offer(interview, TODAY).new_cards["1-1"]
    assert (offered.removed, offered.sides) == (card, SIDES)
    take_new(interview, "1-1", sides=Sides(prompt="Better?", answer="Yes."))
    card = Card.with_personal.get(owner=learner)
    assert (card.status, card.prompt) == (CardStatus.PUBLISHED, "Better?")
    assert Schedule.objects.get().due == TOMORROW


def test_a_removed_card_that_she_had_set_aside_comes_back_to_be_studied(learner, interview):
    take_new(interview, "1-1")
    card = Card.with_personal.get(owner=learner)
    Schedule.objects.update(is_suspended=True)
    remove_card(card, now=NOON)
    assert take_new(interview, "1-1") == 1
    assert not Schedule.objects.get().is_suspended


def test_a_card_taken_on_an_earlier_day_and_removed_since_is_not_offered_once_more(
    learner, interview
):
    take_new(interview, "1-1")
    card = Card.with_personal.get(owner=learner)
    rate(learner, card, NOON + DAY)
    rate(learner, card, NOON + 2 * DAY)
    remove_card(card, now=NOON + 3 * DAY)
    assert "1-1" not in card_offer(interview, TODAY + 3 * DAY).new_cards
    chosen = {"1-1": SIDES}
    assert take_cards(interview, card_ids=[], new_cards=chosen, now=NOON + 3 * DAY) == 0


def test_what_was_taken_today_and_removed_comes_back_wherever_its_date_went(learner, interview):
    take_new(interview, "1-1")
    Schedule.objects.update(due=TODAY + 9 * DAY)
    remove_card(Card.with_personal.get(owner=learner), now=NOON)
    assert take_new(interview, "1-1") == 1
    assert Card.with_personal.get(owner=learner).status == CardStatus.PUBLISHED
    assert InterviewCard.objects.count() == 1


def test_too_many_cards_write_none_and_lapse_none(learner, interview, question, monkeypatch):
    monkeypatch.setattr(personal_cards, "MOST_CARDS", 1)
    make_schedule(learner, question, days_overdue=-9, interval=30)
    chosen = {key: new.sides for key, new in card_offer(interview, TODAY).new_cards.items()}
    with pytest.raises(TooManyCardsError):
        take_cards(interview, card_ids=[question.pk], new_cards=chosen, now=NOON)
    assert not Card.with_personal.filter(owner=learner).exists()
    assert not Review.objects.exists()


def test_the_database_knows_one_card_a_point_and_none_from_a_document(learner, question):
    make_personal_card(learner, question=question, fingerprint="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_personal_card(learner, question=question, fingerprint="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_personal_card(learner, explicit_id="bagging")


@pytest.mark.django_db(transaction=True)
def test_cards_are_taken_while_one_of_them_is_being_rated(learner, interview, question):
    known = make_schedule(learner, question, days_overdue=-9, interval=30)
    errors = []

    def take():
        try:
            take_cards(interview, card_ids=[question.pk], new_cards={"1-1": SIDES}, now=NOON)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=take)
    with transaction.atomic():
        Schedule.objects.select_for_update().get(pk=known.pk)
        thread.start()
        time.sleep(0.5)  # the other one has its first lock by now, and waits for this one
        rate(learner, question)
    thread.join()
    assert errors == []
    assert Card.with_personal.filter(owner=learner).count() == 1
    assert Review.objects.filter(card=question).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_interviews_that_missed_the_same_point_write_one_card(learner, question):
    interviews = [
        missed_interview(learner, question, ticked=[True, False, True, True, True])
        for _ in range(2)
    ]
    takes = [
        partial(take_cards, interview, card_ids=[], new_cards={"1-1": SIDES}, now=NOON)
        for interview in interviews
    ]
    assert sorted(at_once(*takes)) == [0, 1]
    assert Card.with_personal.filter(owner=learner).count() == 1
    assert Schedule.objects.filter(user=learner).count() == 1
