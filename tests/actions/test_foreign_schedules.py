"""Schedules and grades from another tool: taken over on request, once, and over nothing learned here."""

import datetime as dt
import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from cards.actions.foreign_schedules import take_over_schedules
from cards.actions.imports import SourceFile, apply_import, plan_import
from cards.actions.study import StalePageError, record_review
from cards.core.scheduling import Rating
from cards.models import Card, CardStatus, Review, ReviewKind, Schedule, StudyDay
from cards.queries.card_history import card_history
from tests.anki_packages import BASIC, note, package
from tests.factories import NOON, TODAY, make_user, present

pytestmark = pytest.mark.django_db

FIRST_DAY = TODAY - dt.timedelta(days=400)
CREATED = int(dt.datetime.combine(FIRST_DAY, dt.time(2), tzinfo=dt.UTC).timestamp())


def milliseconds(days_ago):
    return int((NOON - dt.timedelta(days=days_ago)).timestamp() * 1000)


def content(*extra, **options):
    mature = note(
        "mature", BASIC, "q1", "b", type=2, queue=2, due=405, ivl=30, factor=2350, lapses=2
    )
    young = note("young", BASIC, "q2", "b", type=2, queue=-1, due=395, ivl=4, factor=1100)
    fresh = note("fresh", BASIC, "q3", "b")
    away = note("away", BASIC, "q4", "b", queue=-1)
    reviews = [
        ("mature", milliseconds(60), 3, 10, 2500), ("mature", milliseconds(25), 1, -600, 2350),
        ("mature", milliseconds(20), 4, 30, 2350), ("mature", milliseconds(19), 0, 30, 2350),
    ]  # fmt: skip
    return package(mature, young, fresh, away, *extra, reviews=reviews, created=CREATED, **options)


def load(user, data=None, name="deck.apkg"):
    plan = plan_import([SourceFile(name=name, content=data or content())])
    apply_import(plan, now=NOON, publishes=True)
    return take_over_schedules(plan, user=user, now=NOON)


def schedule(user, guid):
    return Schedule.objects.filter(user=user, card__explicit_id=guid).first()


@pytest.mark.parametrize("newer", [False, True], ids=["json", "tables"])
def test_a_schedule_keeps_interval_ease_date_and_lapses(newer):
    user = make_user()
    taken = load(user, content(newer=newer))
    assert (taken.schedules, taken.left_alone, taken.reviews) == (3, 0, 3)
    mature = schedule(user, "mature")
    assert (mature.repetitions, mature.interval_days, mature.ease_hundredths) == (2, 30, 235)
    assert (mature.due, mature.lapses) == (TODAY + dt.timedelta(days=5), 2)
    assert mature.introduced_on == TODAY - dt.timedelta(days=60)
    assert mature.last_studied_on == TODAY - dt.timedelta(days=20)
    young = schedule(user, "young")
    assert (young.repetitions, young.ease_hundredths, young.is_suspended) == (1, 130, True)
    assert young.due == TODAY - dt.timedelta(days=5)
    assert schedule(user, "fresh") is None
    away = schedule(user, "away")
    assert (away.is_suspended, away.introduced_on) == (True, None)


def test_grades_are_logged_as_imported_and_count_for_no_day():
    user = make_user()
    load(user)
    reviews = Review.objects.filter(user=user).order_by("reviewed_at")
    assert [(one.kind, one.quality, one.interval_days_after) for one in reviews] == [
        (ReviewKind.IMPORTED, 4, 10), (ReviewKind.IMPORTED, 2, 0), (ReviewKind.IMPORTED, 5, 30),
    ]  # fmt: skip
    assert reviews[1].elapsed_days == 35
    assert not StudyDay.objects.exists()
    history = card_history(user, reviews[0].card)
    assert history.rows[0].why == "In another tool, which chose 30 days."
    assert not any(row.moved_the_schedule for row in history.rows)


def test_a_second_import_adds_nothing():
    user = make_user()
    load(user)
    before = list(Schedule.objects.order_by("pk").values())
    taken = load(user)
    assert (taken.schedules, taken.left_alone, taken.reviews) == (0, 0, 0)
    assert list(Schedule.objects.order_by("pk").values()) == before
    assert Review.objects.count() == 3


def test_what_was_studied_here_is_left_alone():
    user = make_user()
    plan = plan_import([SourceFile(name="deck.apkg", content=content())])
    apply_import(plan, now=NOON, publishes=True)
    card = Card.objects.get(explicit_id="mature")
    record_review(
        user=user, card=card, presentation=present(user, card), rating=Rating.GOOD, now=NOON
    )
    before = Schedule.objects.filter(card=card).values().get()
    taken = load(user)
    assert (taken.schedules, taken.left_alone) == (2, 1)
    assert Schedule.objects.filter(card=card).values().get() == before


@pytest.mark.django_db(transaction=True)
def test_a_first_grade_in_the_middle_of_it_stands_and_the_rest_is_taken_over():
    def grade_first(execute, sql, params, many, context):
        """Elsewhere she grades one of the cards just before her schedules are written."""
        if sql.startswith("INSERT INTO") and "cards_schedule" in sql and not graders:
            graders.append(threading.Thread(target=grade))
            graders[0].start()
            graders[0].join(timeout=1)  # with SQLite she waits for the import instead
        return execute(sql, params, many, context)

    def grade():
        try:
            record_review(user=user, card=card, presentation=page, rating=Rating.GOOD, now=NOON)
        except StalePageError:
            outcomes.append("told")
        else:
            outcomes.append("graded")
        finally:
            connections.close_all()

    graders, outcomes = [], []
    user = make_user()
    plan = plan_import([SourceFile(name="deck.apkg", content=content())])
    apply_import(plan, now=NOON, publishes=True)
    card = Card.objects.get(explicit_id="mature")
    page = present(user, card)
    with connection.execute_wrapper(grade_first):
        taken = take_over_schedules(plan, user=user, now=NOON)
    graders[0].join()
    own = Review.objects.filter(user=user).exclude(kind=ReviewKind.IMPORTED)
    if connection.vendor == "postgresql":
        assert (outcomes, taken.schedules, taken.left_alone) == (["graded"], 2, 1)
    else:
        assert (taken.schedules, taken.left_alone) == (3, 0)
    assert [one.card for one in own] == [card] * (outcomes == ["graded"])
    assert schedule(user, "young").due == TODAY - dt.timedelta(days=5)
    assert schedule(user, "away").is_suspended


def test_a_card_taken_over_is_graded_on_as_any_other():
    user = make_user()
    load(user)
    row = schedule(user, "mature")
    later = NOON + dt.timedelta(days=5)
    record_review(
        user=user, card=row.card, presentation=present(user, row.card, now=later),
        rating=Rating.GOOD, now=later,
    )  # fmt: skip
    row.refresh_from_db()
    assert row.interval_days == 71  # 30 days × 2.35, rounded up
    assert Review.objects.get(kind=ReviewKind.REVIEW).elapsed_days == 25


def test_nobody_elses_schedule_moves_and_nothing_without_asking():
    load(make_user())
    other = make_user()
    plan = plan_import([SourceFile(name="deck.apkg", content=content())])
    apply_import(plan, now=NOON, user=other)
    assert not Schedule.objects.filter(user=other).exists()


def test_the_zone_of_the_collection_decides_its_first_day():
    user = make_user()
    # Four in the morning nine hours east of Greenwich is the evening before there.
    created = int(
        dt.datetime.combine(
            FIRST_DAY - dt.timedelta(days=1), dt.time(19), tzinfo=dt.UTC
        ).timestamp()
    )
    one = note("one", BASIC, "q", "b", type=2, queue=2, due=400, ivl=9, factor=2500)
    load(user, package(one, created=created, offset=-540, newer=True))
    assert schedule(user, "one").due == TODAY
    load(
        user,
        package(note("two", BASIC, "q", "b", type=2, due=400, ivl=9), created=created),
        "b.apkg",
    )
    assert schedule(user, "two").due == TODAY


def test_a_borrowed_card_is_due_when_it_was_at_home():
    user = make_user()
    one = note("one", BASIC, "q", "b", type=2, queue=2, due=-100_000, ivl=9, odue=410, odid=1)
    load(user, package(one, created=CREATED))
    assert schedule(user, "one").due == TODAY + dt.timedelta(days=10)


def test_comments_of_obsidian_are_taken_over_as_well():
    user = make_user()
    text = "#flashcards/ml\n\nepoch::one pass <!--SR:!2026-06-20,12,270-->\n\nbatch:::part <!--SR:!2026-06-11,3,250!2026-06-12,8,130-->\n"
    taken = load(user, text.encode(), "note.md")
    assert taken.schedules == 3
    found = Schedule.objects.order_by("due").values_list(
        "due", "interval_days", "ease_hundredths", "repetitions"
    )
    assert list(found) == [
        (dt.date(2026, 6, 11), 3, 250, 1), (dt.date(2026, 6, 12), 8, 130, 2),
        (dt.date(2026, 6, 20), 12, 270, 2),
    ]  # fmt: skip


def test_the_command_takes_them_over_for_the_named_learner(tmp_path):
    user = make_user("ada")
    (tmp_path / "deck.apkg").write_bytes(content())
    errors = io.StringIO()
    path = str(tmp_path / "deck.apkg")
    call_command(
        "import_documents", path, "--schedules-of", "ada", stdout=io.StringIO(), stderr=errors
    )
    assert "Schedules taken over: 3" in errors.getvalue()
    assert Schedule.objects.filter(user=user).count() == 3
    with pytest.raises(CommandError, match="no user"):
        call_command("import_documents", path, "--schedules-of", "nobody")
    assert set(Card.objects.values_list("status", flat=True)) == {CardStatus.DRAFT}


def test_a_newer_package_moves_the_schedule_on_and_makes_open_pages_stale(learner):
    load(learner)
    before = schedule(learner, "young")
    newer = note("young", BASIC, "q2", "b", type=2, queue=2, due=430, ivl=35, factor=1500)
    assert load(learner, package(newer, created=CREATED)).schedules == 1
    after = schedule(learner, "young")
    assert (before.interval_days, after.interval_days) == (4, 35)
    assert after.version == before.version + 1
