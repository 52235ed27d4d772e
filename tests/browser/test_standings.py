"""The board in a real browser: it renews itself while it is seen, and only then."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cards.models import DayLoad, StudyDay
from tests.factories import make_member, make_team

pytestmark = pytest.mark.django_db(transaction=True)
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def team(learner, sign_in):
    now = timezone.now()
    team = make_team("Reading group", created_at=now - dt.timedelta(days=30))
    make_member(team, learner, "Ada", joined_at=now - dt.timedelta(days=30))
    day = learner.study_day(now)
    DayLoad.objects.create(user=learner, day=day, due=3)
    StudyDay.objects.create(user=learner, day=day, cleared=1, reviewed=1)
    sign_in(learner)
    return team


@pytest.mark.parametrize("name", ["show-team", "list-weeks", "show-own-score"])
def test_the_pages_of_the_week_are_fit_for_assistive_technology(page, open_path, team, axe, name):
    open_path(reverse(name, args=[team.slug]))
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_nothing_new_swaps_nothing_and_a_cleared_item_arrives_by_itself(
    page, open_path, team, learner
):
    open_path(reverse("show-team", args=[team.slug]))
    page.evaluate("document.getElementById('board').dataset.mark = 'first'")
    with page.expect_response(lambda response: response.status == 304):
        page.evaluate(LOOK)
    page.wait_for_timeout(200)
    assert page.locator("#board[data-mark=first] tbody tr").count()
    StudyDay.objects.filter(user=learner).update(cleared=3)
    page.evaluate(LOOK)
    page.locator("#board:not([data-mark]) .board-tick").wait_for()
