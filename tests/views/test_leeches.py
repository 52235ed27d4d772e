"""The list of a learner's leeches: what it says of each, and where its buttons lead."""

import uuid

import pytest
from django.urls import reverse

from cards.models import CardStatus, Practice, Schedule
from tests.factories import make_card, make_number_card, make_schedule
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db
LIST = reverse("list-leeches")


def make_leech(user, card=None, lapses=8, **fields):
    return make_schedule(user, card, lapses=lapses, is_leech=True, **fields)


def practise(web):
    return web.post(reverse("practise-leeches"), {"round": uuid.uuid4()}, follow=True)


def test_the_number_on_the_progress_page_leads_to_that_many_cards(web, learner, stranger):
    make_leech(learner, make_card("The first one?"))
    make_leech(learner, make_card("The second one?"), lapses=12)
    make_leech(learner, make_card("Withdrawn?", status=CardStatus.ARCHIVED))
    make_leech(stranger, make_card("Of somebody else?"))
    make_schedule(learner, make_card("No leech?"), lapses=3)
    progress = web.get(reverse("show-progress"))
    assert f'<a href="{LIST}">2' in progress.content.decode()
    page = web.get(LIST)
    assert [item.card.prompt for item in page.context["listed"]] == [
        "The second one?", "The first one?",
    ]  # fmt: skip


def test_the_list_says_how_often_each_was_forgotten_and_when_it_was_seen(web, learner):
    schedule = make_leech(learner, make_card(r"Is $\sqrt{x}$ convex?"), lapses=9)
    page = web.get(LIST)
    seen = schedule.last_studied_on
    assert f"forgotten 9 times · last seen {seen.day} {seen:%b %Y}" in words_of(page)
    assert "<msqrt>" in page.content.decode()
    assert schedule.card.get_absolute_url() in page.content.decode()


def test_who_has_no_leeches_is_told_what_one_is(web, learner):
    make_schedule(learner)
    assert "None of yours did." in words_of(web.get(LIST))
    assert LIST not in web.get(reverse("show-progress")).content.decode()
    assert "no leech to practise" in words_of(practise(web))


def test_a_leech_is_set_aside_and_taken_up_on_the_list_itself(web, learner):
    schedule = make_leech(learner)
    address = reverse("set-aside", args=[schedule.card.uid])
    page = web.post(address, {"set_aside": "1", "next": f"{LIST}?page=1"}, follow=True)
    assert page.redirect_chain == [(f"{LIST}?page=1", 302)]
    assert "set aside Take up again" in words_of(page)
    page = web.post(address, {"set_aside": "0", "next": LIST}, follow=True)
    assert "Take up again" not in words_of(page)
    assert not Schedule.objects.get(pk=schedule.pk).is_suspended


def test_setting_aside_leads_to_no_other_site(web, learner):
    card = make_leech(learner).card
    answer = web.post(
        reverse("set-aside", args=[card.uid]), {"set_aside": "1", "next": "https://e.org/"}
    )
    assert answer["Location"] == "/"


def test_a_round_asks_the_leeches_that_are_not_set_aside(web, learner):
    leech = make_leech(learner).card
    make_leech(learner, is_suspended=True)
    make_schedule(learner)
    before = list(Schedule.objects.order_by("pk").values())
    page = practise(web)
    assert page.status_code == 200
    practice = Practice.objects.get()
    assert practice.title == "My leeches"
    assert [answer.card for answer in practice.answers.all()] == [leech]
    assert list(Schedule.objects.order_by("pk").values()) == before


def test_a_page_without_its_round_starts_none(web, learner):
    make_leech(learner)
    page = web.post(reverse("practise-leeches"), follow=True)
    assert "out of date" in words_of(page)
    assert not Practice.objects.exists()


@pytest.mark.parametrize("number", [3, 30])
def test_a_page_of_leeches_costs_as_many_queries_for_many_as_for_few(
    web, learner, number, django_assert_num_queries
):
    for each in range(number):
        make_leech(learner, make_number_card() if each % 2 else make_card())
    with django_assert_num_queries(4):  # session, user, how many, and the page
        page = web.get(LIST)
    assert len(page.context["listed"]) == min(number, 25)
    assert ("Page 1 of 2" in words_of(page)) is (number > 25)
