"""The progress page: charts with their tables, and what an empty history looks like."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cards.actions.study import record_review
from cards.core.scheduling import Rating
from cards.models import StudyDay
from tests.factories import make_card, make_schedule, present

pytestmark = pytest.mark.django_db


def page_of(web):
    return web.get(reverse("show-progress")).content.decode()


def words_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_new_learner_reads_what_will_be_here(web):
    page = words_of(page_of(web))
    assert "Nothing is scheduled yet." in page
    assert "All time none none none" in page
    assert "%" not in page.split("Retention")[-1]


def test_the_forecast_has_a_title_and_a_table(web, learner, today):
    for days in (0, 0, 2):
        make_schedule(learner, today=today, days_overdue=-days)
    page = page_of(web)
    assert "3 reviews due in the next 30 days" in page
    table = words_of(page.split("<caption>")[0].split("As a table")[1])
    assert f"{today:%a} {today.day} {today:%b} 2" in table


def test_the_heat_map_names_each_day_and_sums_each_week(web, learner, today):
    StudyDay.objects.create(user=learner, day=today, reviewed=3, introduced=2)
    page = page_of(web)
    assert "5 cards on 1 day, week by week" in page
    assert f"{today.day} {today:%b} {today.year}: 5 cards" in page
    monday = today - dt.timedelta(days=today.weekday())
    assert f"{monday.day} {monday:%b} {monday.year} 5 1" in words_of(page)


def test_retention_says_of_how_many(web, learner, today):
    for rating in (Rating.GOOD, Rating.GOOD, Rating.AGAIN):
        card = make_schedule(learner, today=today).card
        now = timezone.now()
        record_review(
            user=learner, card=card, presentation=present(learner, card, now), rating=rating,
            now=now,
        )  # fmt: skip
    assert "Today 67 % of 3 none 67 % of 3" in words_of(page_of(web))


def test_no_chart_brings_a_style_of_its_own(web, learner, today):
    make_schedule(learner, today=today)
    page = page_of(web)
    assert "style=" not in page
    assert page.count('role="img"') == 2


@pytest.mark.parametrize("number", [5, 50])
def test_the_number_of_queries_hangs_on_no_history(
    web, learner, today, number, django_assert_num_queries
):
    for days in range(number):
        make_schedule(learner, make_card(), today=today, days_overdue=days % 7)
        StudyDay.objects.create(user=learner, day=today - dt.timedelta(days=days), reviewed=1)
    # Session, user; streak 3, standing, forecast, activity, retention.
    with django_assert_num_queries(10):
        web.get(reverse("show-progress"))
