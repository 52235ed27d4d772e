"""The plan towards an interview over HTTP: made, shown, followed, missed, over."""

import datetime as dt
import json
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cards.models import Plan, StudyDay, User
from tests.factories import (
    make_card,
    make_deck,
    make_plan,
    make_schedule,
)
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db
PAGE, EDIT, ARCHIVE = reverse("show-plan"), reverse("edit-plan"), reverse("archive-plan")
HOME, STUDY = reverse("show-home"), reverse("study")
DAY = dt.timedelta(days=1)


@pytest.fixture
def deck(db):
    return make_deck("Optimizers")


def sent(today, deck, days=14, **fields):
    return {"interview_on": today + days * DAY, "must_decks": [deck.slug]} | fields


def test_a_plan_is_made_and_shown_with_days_and_topics(web, learner, today, deck):
    for _ in range(24):
        make_card(deck=deck)
    make_schedule(learner, make_card(deck=deck), today=today)
    page = words_of(web.post(EDIT, sent(today, deck, title="Acme"), follow=True))
    assert "Acme" in page
    assert "14 days left" in page
    assert "4 % → 100 %" in page  # covered: one of 25, then all
    assert "1 review 2 new" in page
    assert "Rehearse: a mix of these topics" in page
    assert "Not everything fits" not in page
    assert Plan.objects.get().must_decks == [deck.slug]


def test_saving_again_and_from_two_tabs_changes_the_one_plan(web, learner, today, deck):
    for days in (14, 14, 30):
        web.post(EDIT, sent(today, deck, days))
    assert Plan.objects.get().interview_on == today + 30 * DAY


def test_nobody_has_two_plans_at_a_time(learner, deck):
    make_plan(learner, deck)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_plan(learner, deck)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"interview_on": ""}, "Say on which day the interview is."),
        ({"interview_on": "soon"}, "Write the day as year-month-day"),
        ({"interview_on": "9999-12-31"}, "more than a year ahead"),
        ({"interview_on": "2020-01-01"}, "This day is not ahead."),
        ({"must_decks": []}, "Tick at least one topic."),
        ({"must_decks": ["nowhere"]}, "One of these topics is gone"),
        ({"extra_decks": ["nowhere"]}, "One of these topics is gone"),
        ({"minutes_a_day": 0}, "Plan at least 5 minutes"),
        ({"minutes_a_day": 10_000}, "Plan at most 480 minutes"),
        ({"minutes_a_day": "much"}, "Write the minutes as a whole number"),
        ({"rest_weekdays": [9]}, "Choose weekdays from the list."),
        ({"rest_weekdays": list(range(7))}, "Leave at least one day"),
        ({"title": "x" * 81}, "At most 80 characters."),
    ],
)
def test_what_cannot_be_planned_is_explained_at_its_field(web, today, deck, fields, words):
    page = web.post(EDIT, sent(today, deck) | fields)
    assert page.status_code == 422
    assert words in words_of(page)
    assert not Plan.objects.exists()


@pytest.mark.parametrize(("days", "is_taken"), [(0, False), (1, True), (365, True), (366, False)])
def test_the_day_is_tomorrow_at_the_earliest_and_in_a_year_at_the_latest(
    web, today, deck, days, is_taken
):
    web.post(EDIT, sent(today, deck, days))
    assert Plan.objects.exists() is is_taken


def test_a_topic_without_cards_and_one_that_is_gone_break_nothing(web, learner, deck):
    make_plan(learner, deck, extra_decks=["gone"])
    assert "no cards yet" in words_of(web.get(PAGE))
    Plan.objects.update(must_decks=["gone"])
    page = words_of(web.get(PAGE))
    assert "are gone from the library" in page
    assert "Nothing due" not in page
    assert "Rehearsals" not in page
    assert web.get(HOME).status_code == 200


def test_when_time_is_short_what_falls_out_is_listed_extra_first(web, learner, deck):
    extra = make_deck("Vision")
    for number in range(120):
        make_card(deck=extra if number % 2 else deck)
    make_plan(learner, deck, extra_decks=[extra.slug], days=5, minutes_a_day=5)
    page = words_of(web.get(PAGE))
    dropped = page[page.index("Not everything fits") :]
    assert dropped.index("Vision if there is time : 60 new cards") < dropped.index("Optimizers")


def test_the_limit_follows_the_plan_and_ends_by_itself(web, learner, today, deck):
    for _ in range(60):
        make_card(deck=deck)
    assert "10 new" in words_of(web.get(STUDY))
    web.post(EDIT, sent(today, deck, days=7, follows_limit="on"))
    # Sixty in the five days of seven on which cards are met.
    assert "12 new" in words_of(web.get(STUDY))
    assert "12 new" in words_of(web.get(HOME))
    user = User.objects.get(pk=learner.pk)
    assert user.follows_plan_until == today + 6 * DAY
    assert user.day_limits(today + 7 * DAY).new_cards == 10


def test_a_limit_set_by_hand_wins_for_its_day(web, learner, today, deck):
    for _ in range(60):
        make_card(deck=deck)
    web.post(EDIT, sent(today, deck, days=7, follows_limit="on"))
    web.get(STUDY)
    settings = {
        "time_zone": "UTC", "day_start_hour": 4, "new_cards_per_day": 3, "reviews_per_day": 200,
        "theme": "auto",
    }  # fmt: skip
    web.post(reverse("edit-settings"), settings)
    assert "3 new" in words_of(web.get(STUDY))
    user = User.objects.get(pk=learner.pk)
    assert user.is_following_plan(today + DAY)


def test_without_the_switch_the_limit_stays(web, learner, today, deck):
    for _ in range(60):
        make_card(deck=deck)
    web.post(EDIT, sent(today, deck, days=7))
    assert "10 new" in words_of(web.get(STUDY))


def test_taking_the_switch_back_gives_the_own_limit_back(web, learner, today, deck):
    for _ in range(60):
        make_card(deck=deck)
    web.post(EDIT, sent(today, deck, days=7, follows_limit="on"))
    web.get(STUDY)
    web.post(ARCHIVE)
    assert "10 new" in words_of(web.get(STUDY))


def test_a_plan_whose_day_has_come_wishes_luck_and_later_congratulates(web, learner, deck):
    plan = make_plan(learner, deck, days=0)
    assert "Today is the day" in words_of(web.get(PAGE))
    assert "Good luck" in words_of(web.get(HOME))
    plan.interview_on -= DAY
    plan.save()
    assert "You got there" in words_of(web.get(PAGE))
    assert "the day is behind you" in words_of(web.get(HOME))


def test_a_plan_is_put_away_once_and_listed_then(web, learner, deck):
    make_plan(learner, deck, title="Acme", days=-1)
    page = words_of(web.post(ARCHIVE, follow=True))
    assert "The plan is put away" in page
    assert "Acme" in page
    assert web.post(ARCHIVE).status_code == 404


def test_an_old_plan_is_renewed_with_a_new_day(web, learner, today, deck):
    plan = make_plan(learner, deck, days=-1)
    page = words_of(web.get(EDIT))
    assert "Plan for a new day" in page
    web.post(EDIT, sent(today, deck, days=20))
    plan.refresh_from_db()
    assert plan.interview_on == today + 20 * DAY


def test_another_time_zone_shifts_the_day_and_breaks_nothing(web, learner, deck):
    make_plan(learner, deck, days=1)
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        User.objects.filter(pk=learner.pk).update(time_zone=zone)
        assert web.get(PAGE).status_code == 200
        assert web.get(HOME).status_code == 200


def test_when_everything_is_learned_and_nothing_falls_due_the_page_says_so(
    web, learner, today, deck
):
    make_schedule(learner, make_card(deck=deck), today=today, days_overdue=-90)
    make_plan(learner, deck, days=30)
    assert "Nothing is left to learn" in words_of(web.get(PAGE))
    make_card(deck=deck)
    assert "Nothing is left to learn" not in words_of(web.get(PAGE))


def test_months_are_leafed_through_and_nonsense_shows_the_first(web, learner, today, deck):
    make_plan(learner, deck, days=70)
    later = (today.replace(day=1) + 40 * DAY).replace(day=1)
    assert f"{later:%B %Y}" in words_of(web.get(f"{PAGE}?month={later:%Y-%m}"))
    for month in ("2020-01", "x", "9999-99"):
        assert f"{today:%B %Y}" in words_of(web.get(f"{PAGE}?month={month}"))


def test_the_plan_of_today_stands_on_the_home_page(web, learner, deck):
    make_card(deck=deck)
    make_plan(learner, deck, title="Acme", days=5)
    assert "Acme in 5 days: today 0 reviews and 1 new" in words_of(web.get(HOME))


def test_without_a_plan_the_home_page_offers_one(web, deck):
    make_card(deck=deck)
    assert "Plan towards an interview" in words_of(web.get(HOME))
    assert "When is your interview?" in words_of(web.get(PAGE))


def test_somebody_elses_plan_is_nowhere(web, stranger, deck):
    make_plan(stranger, deck, title="Secret")
    for address in (PAGE, EDIT, HOME):
        assert "Secret" not in web.get(address).content.decode()


def test_the_plan_is_part_of_the_personal_data(web, learner, deck):
    make_plan(learner, deck, title="Acme")
    page = web.get(reverse("download-personal-data"))
    document = json.loads(b"".join(page.streaming_content))
    assert document["plans"][0]["title"] == "Acme"


@pytest.mark.parametrize("cards", [1, 40])
def test_the_number_of_queries_hangs_on_no_cards(web, learner, today, deck, cards):
    for _ in range(cards):
        make_schedule(learner, make_card(deck=deck), today=today)
        make_card(deck=deck)
    StudyDay.objects.create(user=learner, day=today - DAY, reviewed=60, recalled=50)
    make_plan(learner, deck, days=90)
    with CaptureQueriesContext(connection) as queries:
        web.get(PAGE)
    # Session, user; the plan, old ones, decks, log, schedules, cards; blueprints, their parts and
    # decks, questions, mocks held, team interviews.
    assert len(queries) == 14


def test_following_asks_nothing_more_after_the_first_visit_of_a_day(web, today, deck):
    make_card(deck=deck)
    with CaptureQueriesContext(connection) as before:
        web.get(STUDY)
    web.post(EDIT, sent(today, deck, follows_limit="on"))
    web.get(STUDY)
    with CaptureQueriesContext(connection) as after:
        web.get(STUDY)
    assert len(after) == len(before)


def test_the_own_recall_is_taken_once_it_is_known_and_said_on_the_page(web, learner, today, deck):
    for _ in range(60):
        make_schedule(learner, make_card(deck=deck), today=today)
    make_plan(learner, deck, days=30)
    page = words_of(web.get(PAGE))
    assert "too few reviews yet" in page
    assert "so 90 % is assumed" in page
    usual = reviews_until_then(page)
    StudyDay.objects.create(user=learner, day=today - DAY, reviewed=100, recalled=60)
    page = words_of(web.get(PAGE))
    assert "you recalled 60 % in the last 90 days" in page
    assert reviews_until_then(page) > usual


def reviews_until_then(page):
    return int(re.search(r"lets the others start over, \d+ of (\d+) until then", page)[1])


def test_the_plan_starts_with_the_learners_own_rest_days(web, learner):
    User.objects.filter(pk=learner.pk).update(rest_weekdays=[6])
    page = web.get(EDIT).content.decode()
    assert 'value="6" checked' in " ".join(page.split()) or 'value="6"' in page
    assert page.count(" checked") == 1
    assert timezone.now()
