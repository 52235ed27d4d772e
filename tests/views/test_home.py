"""The front door: the landing page for visitors, the day for learners."""

import pytest
from django.db import connection
from django.urls import reverse

from cards.models import StudyDay, User
from tests.factories import make_card, make_deck, make_schedule
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db


def home(web):
    return words_of(web.get(reverse("show-home")))


def test_a_visitor_sees_the_landing_page(client):
    page = words_of(client.get(reverse("show-home")))
    assert "Sign up" in page
    assert "Your rhythm" not in page


def test_an_empty_site_says_so_and_tells_the_author_what_to_do(web, client, author):
    assert "No cards yet" in home(web)
    assert "load_library" not in home(web)
    client.force_login(author)
    assert "load_library" in home(client)


def test_the_first_day_explains_itself_and_offers_topics(web):
    make_card()
    page = home(web)
    assert "1 card to study" in page
    assert "Each card comes back just before you would forget it" in page
    assert "Pick topics first" in page


def test_the_day_counts_due_new_and_done(web, learner, today):
    make_card()
    for days in (0, 3):
        make_schedule(learner, today=today, days_overdue=days)
    make_schedule(learner, today=today, days_overdue=-1)
    StudyDay.objects.create(user=learner, day=today, reviewed=4)
    page = home(web)
    assert "3 cards to study 2 due 1 new 4 done Go on" in page
    assert "Pick topics first" not in page


def test_the_limit_of_new_cards_holds_on_the_home_page_too(web, learner):
    User.objects.filter(pk=learner.pk).update(new_cards_per_day=3)
    for _ in range(8):
        make_card()
    assert "3 cards to study" in home(web)


def test_a_finished_day_says_so(web, learner, today):
    make_schedule(learner, today=today, days_overdue=-1)
    assert "Nothing is due today" in home(web)
    StudyDay.objects.create(user=learner, day=today, reviewed=1)
    assert "Done for today You studied 1 card." in home(web)


def test_due_cards_are_listed_by_deck_and_by_no_other_learner(web, learner, teammate, today):
    deep, other = make_deck("Deep learning"), make_deck("Statistics")
    make_schedule(learner, make_card(deck=deep), today=today)
    make_schedule(teammate, make_card(deck=other), today=today)
    page = home(web)
    assert "Due by deck Deep learning 1 due" in page
    assert "Statistics" not in page


def test_the_zone_is_offered_only_to_those_who_have_not_chosen_one(web, learner):
    assert "data-zone-offer" in web.get(reverse("show-home")).content.decode()
    User.objects.filter(pk=learner.pk).update(time_zone="Europe/Lisbon")
    assert "data-zone-offer" not in web.get(reverse("show-home")).content.decode()


def test_the_home_page_is_never_cached(web):
    assert "no-store" in web.get(reverse("show-home"))["Cache-Control"]


@pytest.mark.parametrize("number", [5, 50])
def test_the_number_of_queries_hangs_on_neither_cards_nor_decks(
    web, learner, today, number, django_assert_num_queries
):
    for count in range(number):
        deck = make_deck(f"Deck {count}")
        make_schedule(learner, make_card(deck=deck), today=today)
        make_card(deck=deck)
    # Session, user; plan; tree of decks 3; team decks; interviews 2; day, schedules, new cards;
    # activity; streak 3. On PostgreSQL day and schedules are asked for in one.
    with django_assert_num_queries(16 if connection.vendor == "postgresql" else 17):
        web.get(reverse("show-home"))
