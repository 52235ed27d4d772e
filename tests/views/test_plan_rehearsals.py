"""Rehearsals of a plan over HTTP: held, missed, fitting, of a team."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    make_blueprint,
    make_deck,
    make_interview,
    make_member,
    make_plan,
    make_question,
    make_team,
    make_team_interview,
)
from tests.views.study_steps import words_of

pytestmark = pytest.mark.django_db
PAGE, EDIT, HOME = reverse("show-plan"), reverse("edit-plan"), reverse("show-home")
DAY = dt.timedelta(days=1)


@pytest.fixture
def deck(db):
    return make_deck("Optimizers")


def hold(user, at, **fields):
    return make_interview(user, now=at - dt.timedelta(minutes=30), ended_at=at, **fields)


def test_a_missed_rehearsal_is_for_today_until_a_mock_is_held(web, learner, today, deck):
    # Set for two days ago, and in two and five days.
    make_plan(learner, deck, days=7, created_at=timezone.now() - 6 * DAY)
    page = words_of(web.get(PAGE))
    missed = today - 2 * DAY
    assert f"today A mix of these topics missed on {missed.day} {missed:%b}" in page
    assert "; rehearse a mix of its topics ." in words_of(web.get(HOME))
    hold(learner, timezone.now())
    page = words_of(web.get(PAGE))
    assert "topics missed on" not in page
    assert "1 held, 2 ahead" in page
    assert "Rehearsed" in page
    assert "; rehearsed." in words_of(web.get(HOME))


def test_an_interview_that_runs_is_not_held_yet_and_somebody_elses_never(
    web, learner, stranger, deck
):
    make_plan(learner, deck, days=7, created_at=timezone.now() - 6 * DAY)
    hold(stranger, timezone.now())
    make_interview(learner, now=timezone.now())
    page = words_of(web.get(PAGE))
    assert "topics missed on" in page
    assert "held," not in page


def test_a_rehearsal_leads_to_the_interview_that_fits_the_topics(web, learner, deck):
    elsewhere = make_deck("Vision")
    for _ in range(4):
        make_question(deck=deck)
        make_question(deck=elsewhere)
    fitting = make_blueprint({"minutes": 10, "count": 2}, title="On these")
    fitting.parts.get().decks.add(deck)
    other = make_blueprint({"minutes": 10, "count": 2}, title="On others")
    other.parts.get().decks.add(elsewhere)
    make_plan(learner, deck, days=30)
    page = web.get(PAGE)
    assert "Rehearse: On these" in words_of(page)
    assert reverse("show-blueprint", args=[fitting.slug]) in page.content.decode()
    assert "On others" not in words_of(page)


def test_where_no_interview_fits_the_topics_are_ticked_for_a_mix_of_ones_own(web, learner, deck):
    below = make_deck("Momentum", parent=deck)
    other = make_deck("Vision")
    make_plan(learner, below, extra_decks=[other.slug], days=30)
    address = f"{reverse('build-interview')}?topics=picked&decks={below.slug}&decks={other.slug}"
    assert f'href="{address.replace("&", "&amp;")}"' in web.get(PAGE).content.decode()
    form = web.get(address).context["form"]
    assert form["topics"].value() == "picked"
    assert form["decks"].value() == [below.slug, other.slug]
    ticked = " ".join(web.get(address).content.decode().split())
    assert f'value="{below.slug}" id="id_decks_1" checked' in ticked


def test_a_teams_interview_is_rehearsed_by_its_date(web, learner, today, deck):
    team = make_team("Circle")
    make_member(team, learner)
    make_plan(learner, deck, days=30)
    blueprint = make_blueprint(title="Together")
    given = make_team_interview(
        team, blueprint, due_on=today + DAY, created_at=timezone.now() - DAY
    )
    words = f"Rehearse: Together 10 min, for Circle by {given.due_on.day} {given.due_on:%b}"
    assert words in words_of(web.get(PAGE))
    hold(learner, timezone.now(), blueprint=blueprint)
    assert "for Circle" not in words_of(web.get(PAGE))


def test_another_day_sets_the_rehearsals_anew_and_another_name_does_not(web, learner, today, deck):
    plan = make_plan(learner, deck, days=7, rehearses_from=today - 10 * DAY)
    fields = {"must_decks": [deck.slug]}
    web.post(EDIT, fields | {"interview_on": today + 7 * DAY, "title": "Acme"})
    plan.refresh_from_db()
    assert plan.rehearses_from == today - 10 * DAY
    web.post(EDIT, fields | {"interview_on": today + 8 * DAY})
    plan.refresh_from_db()
    assert plan.rehearses_from == today
