"""The board: who stands where, who is shown to whom, and what polling it costs."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.actions import settled_weeks, teams
from cards.actions.study import record_review, undo_review
from cards.core.scheduling import Rating
from cards.core.standings import monday_of, season_of
from cards.models import DayLoad, Membership, SettledWeek, StudyDay, Team
from tests.factories import make_card, make_member, make_team, make_user, present
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def team(learner, now):
    team = make_team("Reading group", created_at=now - 60 * DAY)
    make_member(team, learner, "Ada", joined_at=now - 60 * DAY)
    return team


@pytest.fixture
def last_monday(team, now):
    return team.week(now) - 7 * DAY


def join(team, now, nickname="", **fields):
    return make_member(team, nickname=nickname, joined_at=now - 60 * DAY, **fields)


def days_of(user, monday, *days, verified=0):
    """Give a user a week: pairs of due and cleared items from Monday on."""
    for number, (due, cleared) in enumerate(days):
        day = monday + number * DAY
        DayLoad.objects.update_or_create(user=user, day=day, defaults={"due": due})
        StudyDay.objects.update_or_create(
            user=user,
            day=day,
            defaults={"cleared": cleared, "verified": verified, "reviewed": max(1, cleared)},
        )


def week_page(web, team, monday):
    return web.get(reverse("show-week", args=[team.slug, monday.isoformat()]))


def board_page(web, team, **headers):
    return web.get(reverse("show-team", args=[team.slug]), headers=headers)


def rows_of(response):
    return [
        (row.rank, row.member.nickname, row.score.cleared, row.score.due)
        for row in response.context["board"].rows
    ]


def test_the_better_share_comes_first_whatever_the_number_of_cards(
    web, learner, team, last_monday, now
):
    bea = join(team, now, "Bea").user
    days_of(learner, last_monday, (100, 80), (100, 80), (100, 80))
    days_of(bea, last_monday, (10, 9), (10, 9), (10, 9))
    page = week_page(web, team, last_monday)
    assert rows_of(page) == [(1, "Bea", 27, 30), (2, "Ada", 240, 300)]
    assert page.context["board"].team_percent == "85.0"
    assert "90.0 %" in words_of(page)


def test_who_lacks_a_day_is_listed_with_what_is_missing(web, learner, team, last_monday):
    days_of(learner, last_monday, (20, 20), (5, 5))
    page = week_page(web, team, last_monday)
    assert rows_of(page) == [(None, "Ada", 25, 25)]
    assert "1 more day of study missing" in words_of(page)


def test_a_day_without_study_counts_with_what_was_due_on_it(web, learner, team, last_monday):
    days_of(learner, last_monday, (10, 10), (10, 10), (10, 10))
    DayLoad.objects.create(user=learner, day=last_monday + 3 * DAY, due=10)
    assert rows_of(week_page(web, team, last_monday)) == [(1, "Ada", 30, 40)]


def test_the_headline_counts_who_cleared_the_day(web, learner, team, now):
    bea, cleo = join(team, now, "Bea").user, join(team, now, "Cleo").user
    for user, due, cleared in ((learner, 4, 4), (bea, 4, 3), (cleo, 0, 0)):
        days_of(user, user.study_day(now), (due, cleared))
    words = words_of(board_page(web, team))
    assert "1 of 2" in words
    assert "3 of 4" in words
    assert "nothing due" in words


# --- Who is shown to whom ---


def test_who_said_no_is_shown_to_nobody_but_sees_her_own_rank(web, learner, team, last_monday, now):
    quiet = join(team, now).user
    days_of(quiet, last_monday, (10, 10), (10, 10), (10, 10))
    days_of(learner, last_monday, (10, 9), (10, 9), (10, 9))
    page = week_page(web, team, last_monday)
    assert rows_of(page) == [(1, "Ada", 27, 30)]
    assert page.context["board"].team_percent == "90.0"
    assert "1 member chose not to appear" in words_of(page)
    assert quiet.username not in page.content.decode()
    other = Client()
    other.force_login(quiet)
    page = week_page(other, team, last_monday)
    assert rows_of(page) == [(1, "Ada", 27, 30)]
    assert page.context["board"].own.rank == 1
    assert "100.0 % of 30 due items; among those shown it would be rank 1" in words_of(page)


@pytest.mark.parametrize("way", ["leaving", "saying no"])
def test_going_takes_the_row_from_every_page_and_changes_the_tag(
    web, learner, team, last_monday, now, way
):
    membership = join(team, now, "Bea")
    days_of(membership.user, last_monday, (10, 10), (10, 10), (10, 10))
    first = board_page(web, team, **HTMX)
    assert "Bea" in words_of(first)
    if way == "leaving":
        teams.leave_team(membership)
    else:
        Membership.objects.filter(pk=membership.pk).update(appears_on_board=False)
    again = board_page(web, team, **HTMX, **{"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    addresses = [reverse(name, args=[team.slug]) for name in ("list-weeks", "show-own-score")]
    pages = [again, week_page(web, team, last_monday), *map(web.get, addresses)]
    assert all("Bea" not in page.content.decode() for page in pages)


def test_who_comes_back_is_on_the_board_from_that_week_on(web, team, last_monday, now):
    membership = join(team, now, "Bea")
    days_of(membership.user, last_monday, (10, 10), (10, 10), (10, 10))
    user = membership.user
    teams.leave_team(membership)
    make_member(team, user, "Bea", joined_at=now)
    assert "Bea" not in words_of(week_page(web, team, last_monday))
    assert "Bea" in words_of(board_page(web, team))


# --- Polling ---


def test_nothing_new_is_answered_with_304_and_no_body(web, learner, team, now):
    first = board_page(web, team, **HTMX)
    assert first.content.decode().lstrip().startswith("<section")
    again = board_page(web, team, **HTMX, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    days_of(learner, learner.study_day(now), (4, 1))
    third = board_page(web, team, **HTMX, **{"If-None-Match": first["ETag"]})
    assert third.status_code == 200


def test_the_board_names_its_tag_for_the_next_question(web, team):
    page = board_page(web, team)
    tag = page["ETag"].strip('"')
    header = r'{"If-None-Match": "\"' + tag + r'\""}'
    assert f"hx-headers='{header}'" in page.content.decode()
    assert '{"code":"304","swap":false}' in page.content.decode()


def test_a_large_board_costs_as_many_queries_as_a_small_one(
    web, team, now, django_assert_max_num_queries
):
    for number in range(12):
        join(team, now, f"Member {number}")
    board_page(web, team)  # counts what was due
    with django_assert_max_num_queries(4):  # session, user, own membership, and the board
        page = board_page(web, team, **HTMX)
    with django_assert_max_num_queries(4):
        again = board_page(web, team, **HTMX, **{"If-None-Match": page["ETag"]})
    assert again.status_code == 304


def test_the_first_look_counts_the_days_and_the_second_has_them(web, learner, team, now):
    board_page(web, team)
    day = learner.study_day(now)
    counted = DayLoad.objects.filter(user=learner)
    assert set(counted.values_list("day", flat=True)) >= {monday_of(day), day}


# --- Weeks, seasons and one's own score ---


def test_the_season_lists_its_weeks_with_the_team_and_oneself(web, learner, team, last_monday):
    days_of(learner, last_monday, (10, 9), (10, 9), (10, 9))
    season = web.get(reverse("list-weeks", args=[team.slug]))
    year, week, _ = last_monday.isocalendar()
    address = reverse("show-season", args=[team.slug, year, min(4, 1 + (week - 1) // 13)])
    page = web.get(address)
    [row] = [row for row in page.context["weeks"] if row.monday == last_monday]
    assert (row.team_percent, row.own_percent, row.own_rank, row.ranked) == ("90.0", "90.0", 1, 1)
    assert season.status_code == 200


def test_a_season_costs_as_many_queries_for_many_as_for_one(
    web, team, last_monday, now, django_assert_max_num_queries
):
    for number in range(12):
        join(team, now, f"Member {number}")
    year, week, _ = (last_monday - 7 * DAY).isocalendar()
    address = reverse("show-season", args=[team.slug, year, min(4, 1 + (week - 1) // 13)])
    web.get(address)  # counts and settles
    with django_assert_max_num_queries(4):
        page = web.get(address)
    assert len(page.context["weeks"]) >= 1


def test_a_settled_week_is_read_from_its_row(web, learner, team, last_monday):
    monday = last_monday - 7 * DAY
    days_of(learner, monday, (10, 9), (10, 9), (10, 9))
    year, week, _ = monday.isocalendar()
    address = reverse("show-season", args=[team.slug, year, min(4, 1 + (week - 1) // 13)])
    web.get(address)
    settled = SettledWeek.objects.get(user=learner, monday=monday)
    assert (settled.due, settled.cleared, settled.verified, settled.active_days) == (30, 27, 0, 3)
    SettledWeek.objects.filter(pk=settled.pk).update(cleared=15)
    [row] = [row for row in web.get(address).context["weeks"] if row.monday == monday]
    assert (row.team_percent, row.own_percent) == ("50.0", "50.0")


@pytest.mark.parametrize("name", ["show-team", "show-week", "list-weeks", "show-own-score"])
def test_who_is_removed_while_the_page_is_made_gets_404(web, learner, team, name):
    def remove_first(execute, sql, params, many, context):
        """The team's owner is quicker than the query of the board, and slower than the look at the door."""
        if "cards_dayload" in sql and not removed:
            removed.append(sql)
            Membership.objects.filter(user=learner).delete()
        return execute(sql, params, many, context)

    removed = []
    days = [team.week(timezone.now()).isoformat()] if name == "show-week" else []
    with connection.execute_wrapper(remove_first):
        page = web.get(reverse(name, args=[team.slug, *days]))
    assert removed
    assert page.status_code == 404


def season_of_week(web, team, monday):
    year, week, _ = monday.isocalendar()
    return web.get(reverse("show-season", args=[team.slug, year, min(4, 1 + (week - 1) // 13)]))


def test_one_look_at_a_season_counts_a_bounded_share_and_the_next_goes_on(
    web, learner, team, now, monkeypatch
):
    monkeypatch.setattr("cards.views.standings.MOST_AT_A_LOOK", 3)
    make_member(team, nickname="Bea", joined_at=now - 400 * DAY)
    season = season_of(team.week(now))
    Team.objects.filter(pk=team.pk).update(created_at=now - 400 * DAY)
    before = season.first - 7 * DAY
    days_of(learner, before, (10, 9), (10, 9), (10, 9))
    page = season_of_week(web, team, before)
    assert SettledWeek.objects.count() == 3
    counted = [week.monday for week in page.context["weeks"] if week.is_counted]
    assert counted == [before]
    assert "weeks of this season are still being counted" in words_of(page)
    assert page.context["weeks"][0].own_percent == "90.0"
    looks = 1
    while page.context["uncounted"]:
        before_this = page.context["uncounted"]
        page = season_of_week(web, team, before)
        assert page.context["uncounted"] < before_this
        looks += 1
    weeks = len(page.context["weeks"])
    assert SettledWeek.objects.count() == 2 * weeks
    assert looks == -(-2 * weeks // 3)
    assert "being counted" not in words_of(page)


def test_after_a_night_no_page_of_a_season_counts_anything(web, learner, team, now):
    Team.objects.filter(pk=team.pk).update(created_at=now - 200 * DAY)
    join(team, now, "Bea")
    assert settled_weeks.settle_earlier_weeks(now, most=10) == 10
    call_command("tick", stdout=StringIO())
    assert settled_weeks.settle_earlier_weeks(now) == 0
    count = SettledWeek.objects.count()
    assert count >= 2 * 26
    page = season_of_week(web, team, team.week(now) - 91 * DAY)
    assert not page.context["uncounted"]
    assert SettledWeek.objects.count() == count


def test_a_week_before_the_team_or_after_today_has_no_page(web, team, now):
    for monday in (team.week(now) + 7 * DAY, team.week(now) - 70 * DAY):
        assert week_page(web, team, monday).status_code == 404


def test_a_week_is_named_by_its_monday_alone(web, team, last_monday):
    assert week_page(web, team, last_monday).status_code == 200
    assert week_page(web, team, last_monday - DAY).status_code == 404
    assert week_page(web, team, last_monday + DAY).status_code == 404


def test_the_own_score_lists_each_item_and_each_grade_that_did_not_count(web, learner, team, now):
    cards = {name: make_card(f"The {name} card?") for name in ("kept", "missed", "undone", "quick")}
    for card in cards.values():
        rate(learner, card, now - 7 * DAY)
        rate(learner, card, now - 6 * DAY)
    rate(learner, cards["kept"], now)
    undo_review(user=learner, review=rate(learner, cards["undone"], now), now=now)
    rate(learner, cards["quick"], now, seconds=1)
    page = web.get(reverse("show-own-score", args=[team.slug]))
    today = learner.study_day(now)
    items = {item.card.prompt: item for item in page.context["items"] if item.day == today}
    assert {name: bool(items[f"The {name} card?"].review) for name in cards} == {
        "kept": True, "missed": False, "undone": False, "quick": False,
    }  # fmt: skip
    assert items["The missed card?"].is_open
    reasons = {
        grade.review.card.prompt: grade.reason
        for grade in page.context["uncounted"]
        if grade.review.studied_on == today
    }
    assert reasons == {
        "The undone card?": "undone",
        "The quick card?": "rated in under two seconds",
    }
    assert page.context["own"].days[today.weekday()].due == 4
    assert page.context["own"].days[today.weekday()].cleared == 1


def test_a_week_of_many_items_is_paged_through_list_by_list(web, learner, team, now, monkeypatch):
    monkeypatch.setattr("cards.views.standings.ITEMS_A_PAGE", 2)
    for _ in range(3):
        card = make_card()
        rate(learner, card, now - 7 * DAY)
        rate(learner, card, now - 6 * DAY)
        rate(learner, card, now, seconds=1)
    page = web.get(reverse("show-own-score", args=[team.slug]), {"other": "2"})
    assert "?other=2&amp;page=2#items-heading" in page.content.decode()
    assert len(page.context["items"]) == 2
    assert "Page 2 of" in words_of(page)
    last = page.context["items"].paginator.num_pages
    found = [
        item.card.pk
        for number in range(1, last + 1)
        for item in web.get(reverse("show-own-score", args=[team.slug]), {"page": number}).context[
            "items"
        ]
    ]
    assert len(found) == page.context["items"].paginator.count >= 3


def rate(user, card, now, seconds=5):
    presentation = present(user, card, now, seconds=seconds)
    return record_review(
        user=user, card=card, presentation=presentation, rating=Rating.GOOD, now=now
    ).review


def test_two_teams_do_not_see_each_other(web, team, now):
    other = make_team("Another", created_at=now)
    make_member(other, make_user(), "Stranger in the house")
    assert Team.objects.count() == 2
    assert "Stranger in the house" not in board_page(web, team).content.decode()
