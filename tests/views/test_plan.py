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
    make_blueprint,
    make_card,
    make_deck,
    make_interview,
    make_member,
    make_plan,
    make_question,
    make_schedule,
    make_team,
    make_team_interview,
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
    assert "4 → 100 %" in page  # covered: one of 25, then all
    assert "1 review 2 new" in page
    assert "Rehearse: a mix of your own" in page
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


@pytest.fixture
def tree(db):
    """A topic with two below it, one of which has one below."""
    learning = make_deck("Learning")
    trees = make_deck("Trees", parent=learning, position=1)
    return {
        "learning": learning, "trees": trees, "forests": make_deck("Forests", parent=trees, position=2),
        "kernels": make_deck("Kernels", parent=learning, position=3),
    }  # fmt: skip


def slugs(*decks):
    return [deck.slug for deck in decks]


def test_topics_are_offered_in_their_tree_and_open_where_one_is_ticked(web, learner, tree, deck):
    make_plan(learner, tree["forests"])
    page = " ".join(web.get(EDIT).content.decode().split())
    offered = page[page.index('id="id_must_decks"') : page.index('id="id_extra_decks"')]
    assert offered.count('type="checkbox"') == 5
    assert offered.count('<details class="disclosure" open>') == 2
    assert '2 topics<span class="sr-only"> of Learning</span>, 1 ticked' in offered


def test_a_topic_below_another_is_planned_by_itself(web, learner, today, tree):
    for name, number in (("trees", 3), ("forests", 4), ("kernels", 8)):
        for _ in range(number):
            make_card(deck=tree[name])
    web.post(EDIT, sent(today, tree["trees"]))
    page = words_of(web.get(PAGE))
    assert "Trees Learning 7 0 → 100 %" in page
    assert "Kernels" not in page


def test_a_parent_covers_its_children(web, today, tree):
    web.post(EDIT, sent(today, tree["learning"], must_decks=slugs(*tree.values())))
    assert Plan.objects.get().must_decks == [tree["learning"].slug]


def test_a_must_below_an_extra_topic_is_planned_apart(web, today, tree):
    for name in ("learning", "trees", "forests", "kernels"):
        make_card(deck=tree[name])
    fields = {"must_decks": slugs(tree["trees"]), "extra_decks": slugs(tree["learning"])}
    page = words_of(web.post(EDIT, sent(today, tree["trees"]) | fields, follow=True))
    assert "Trees Learning 2 0 → 100 %" in page
    assert "Learning if there is time without Trees 2 0 → 100 %" in page


@pytest.mark.parametrize(
    ("must", "extra", "words"),
    [
        ("trees", "trees", "“Trees” is a must already: tick it once."),
        ("learning", "forests", "“Forests” is a part of “Learning”, which is a must."),
    ],
)
def test_a_topic_in_both_lists_is_an_error_at_the_second(web, today, tree, must, extra, words):
    fields = {"must_decks": slugs(tree[must]), "extra_decks": slugs(tree[extra])}
    page = web.post(EDIT, sent(today, tree["trees"]) | fields)
    assert page.status_code == 422
    assert page.context["form"].errors == {"extra_decks": [words]}
    assert not Plan.objects.exists()


def test_a_hundred_and_fifty_topics_cost_no_query_more(web, learner, today, deck):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert web.get(EDIT).status_code == 200
            assert web.get(PAGE).status_code == 200
        return len(found)

    make_plan(learner, deck)
    few = queries()
    parents = [make_deck(f"Topic {number}") for number in range(15)]
    decks = [make_deck(f"Part {number}", parent=parents[number % 15]) for number in range(135)]
    Plan.objects.update(must_decks=slugs(*decks))
    assert queries() == few


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
    assert "are gone from the library" in words_of(web.get(PAGE))
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


def hold(user, at, **fields):
    return make_interview(user, now=at - dt.timedelta(minutes=30), ended_at=at, **fields)


def test_a_missed_rehearsal_is_for_today_until_a_mock_is_held(web, learner, today, deck):
    # Set for two days ago, and in two and five days.
    make_plan(learner, deck, days=7, created_at=timezone.now() - 6 * DAY)
    page = words_of(web.get(PAGE))
    missed = today - 2 * DAY
    assert f"today Rehearse: a mix of your own missed on {missed.day} {missed:%b}" in page
    assert "Rehearse: a mix of your own missed on" in words_of(web.get(HOME))
    hold(learner, timezone.now())
    page = words_of(web.get(PAGE))
    assert "own missed on" not in page
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
    assert "own missed on" in page
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


def test_a_teams_interview_is_rehearsed_by_its_date(web, learner, today, deck):
    team = make_team("Circle")
    make_member(team, learner)
    make_plan(learner, deck, days=30)
    blueprint = make_blueprint(title="Together")
    given = make_team_interview(
        team, blueprint, due_on=today + DAY, created_at=timezone.now() - DAY
    )
    words = f"Rehearse: Together for Circle, by {given.due_on.day} {given.due_on:%b}"
    assert words in words_of(web.get(PAGE))
    hold(learner, timezone.now(), blueprint=blueprint)
    assert "for Circle" not in words_of(web.get(PAGE))


def test_another_day_sets_the_rehearsals_anew_and_another_name_does_not(web, learner, today, deck):
    plan = make_plan(learner, deck, days=7, rehearses_from=today - 10 * DAY)
    web.post(EDIT, sent(today, deck, days=7, title="Acme"))
    plan.refresh_from_db()
    assert plan.rehearses_from == today - 10 * DAY
    web.post(EDIT, sent(today, deck, days=8))
    plan.refresh_from_db()
    assert plan.rehearses_from == today


def test_the_plan_starts_with_the_learners_own_rest_days(web, learner):
    User.objects.filter(pk=learner.pk).update(rest_weekdays=[6])
    page = web.get(EDIT).content.decode()
    assert 'value="6" checked' in " ".join(page.split()) or 'value="6"' in page
    assert page.count(" checked") == 1
    assert timezone.now()
