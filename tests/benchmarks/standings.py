"""Database time of a team's board, with as many reviews in the log as asked for."""

import datetime as dt
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cards.actions.standings import count_loads
from cards.core.standings import season_of
from cards.models import Card, CardStatus, DayLoad, Deck, Membership, Review, StudyDay, Team, User
from cards.queries.standings import season_weeks, week_board

MEMBERS = 500
CARDS = 500
ROUNDS = 15
DAY = dt.timedelta(days=1)


class Stopwatch:
    """Times each query with the fetching of its rows, without making Python objects of them."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.queries = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.queries += 1
        if connection.vendor == "sqlite" and sql.startswith("SELECT"):
            # SQLite works while rows are fetched, and Django's connection parses dates in Python.
            with closing(sqlite3.connect(connection.settings_dict["NAME"])) as bare:
                start = time.perf_counter()
                bare.execute(sql.replace("%s", "?").replace("%%", "%"), params or ()).fetchall()
                self.seconds += time.perf_counter() - start
            return execute(sql, params, many, context)
        start = time.perf_counter()
        result = execute(sql, params, many, context)  # PostgreSQL sends all rows here
        self.seconds += time.perf_counter() - start
        return result


def fill(reviews: int) -> Membership:
    """A team of 500; a log of promises and reviews over the last three years; days of 13 weeks."""
    now = timezone.now()
    deck = Deck.objects.create(name="Benchmark of standings")
    cards = Card.objects.bulk_create(
        Card(deck=deck, prompt=f"Card {n}?", status=CardStatus.PUBLISHED) for n in range(CARDS)
    )
    users = User.objects.bulk_create(
        User(username=f"member{n}", password="!") for n in range(MEMBERS)
    )
    team = Team.objects.create(name="Benchmark", created_at=now - 200 * DAY)
    members = Membership.objects.bulk_create(
        Membership(
            team=team, user=user, nickname=f"Member {n}", folded_nickname=f"member {n}",
            appears_on_board=True, joined_at=now - 200 * DAY,
        )
        for n, user in enumerate(users)
    )  # fmt: skip
    today = users[0].study_day(now)
    StudyDay.objects.bulk_create(
        [
            StudyDay(user=user, day=today - n * DAY, cleared=9, verified=3, reviewed=12)
            for user in users
            for n in range(91)
        ],
        batch_size=5000,
    )
    if reviews:
        add_reviews(reviews, users, cards, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return members[0]


def add_reviews(number: int, users: list[User], cards: list[Card], today: dt.date) -> None:
    """One statement: review n is of user n mod 500; its card comes back ten days later."""
    is_sqlite = connection.vendor == "sqlite"
    numbers = (
        "WITH RECURSIVE series(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series"
        f" WHERE n + 1 < {number})"
        if is_sqlite
        else f"WITH series AS (SELECT generate_series(0, {number - 1}) AS n)"
    )
    age = f"((n / {MEMBERS}) %% 1100)"
    studied = (
        f"date('{today}', '-' || {age} || ' days')"
        if is_sqlite
        else (f"(DATE '{today}' - CAST({age} AS integer))")
    )
    due = (
        f"date('{today}', '-' || ({age} - 10) || ' days')"
        if is_sqlite
        else (f"(DATE '{today}' - CAST({age} - 10 AS integer))")
    )
    uuid = "lower(hex(randomblob(16)))" if is_sqlite else "gen_random_uuid()"
    fields = {
        "user_id": f"{users[0].pk} + n %% {MEMBERS}",
        "card_id": f"{cards[0].pk} + (n / {MEMBERS}) %% {CARDS}",
        "render_id": uuid,
        "studied_on": studied,
        "due_before": studied,
        "due_after": due,
    }
    constants = {
        "schedule_version": 1, "kind": "review", "reviewed_at": timezone.now(), "quality": 4,
        "elapsed_days": 10, "is_same_day": False, "duration_ms": 5000, "response": "",
        "verdict": "", "tries": 0, "ticked": "[]", "seed": 0, "card_version": 1,
        "scheduler": "sm2-c", "repetitions_before": 3, "interval_days_before": 10,
        "ease_hundredths_before": 250, "scheduled_days_before": 10, "repetitions_after": 4,
        "interval_days_after": 10, "ease_hundredths_after": 250, "scheduled_days_after": 10,
        "before": "{}",
    }  # fmt: skip
    columns = ", ".join([*fields, *constants])
    casts = {"ticked": "CAST(%s AS jsonb)", "before": "CAST(%s AS jsonb)"}
    values = ", ".join(
        [*fields.values(), *("%s" if is_sqlite else casts.get(name, "%s") for name in constants)]
    )
    with transaction.atomic(), connection.cursor() as cursor:
        insert = f"INSERT INTO cards_review ({columns})"
        body = f"SELECT {values} FROM series"
        # SQLite wants the series before the insert, PostgreSQL takes both.
        cursor.execute(f"{numbers} {insert} {body}", list(constants.values()))


def measure(reviews: int) -> None:
    start = time.perf_counter()
    membership = fill(reviews)
    now = timezone.now()
    monday = membership.team.week(now)
    print(
        f"standings: {Review.objects.count():,} reviews, {MEMBERS} members, "
        f"filled in {time.perf_counter() - start:.0f} s"
    )
    for label, ask in (
        ("board", lambda: week_board(membership, monday, now)[1]),
        ("season", lambda: season_weeks(membership, season_of(monday), now)[1]),
    ):
        counting = Stopwatch()
        with connection.execute_wrapper(counting):
            days = count_loads(ask().days, now)
        print(f"{label:<8} first look: counted {days:,} days in {counting.seconds:.2f} s")
        times, whole = [], []
        for _ in range(ROUNDS):
            watch = Stopwatch()
            begun = time.perf_counter()
            with connection.execute_wrapper(watch):
                ask()
            whole.append(time.perf_counter() - begun)
            times.append(watch.seconds)
        print(
            f"{label:<8} median {1000 * statistics.median(times):.1f} ms of database time in "
            f"{watch.queries} queries, {1000 * statistics.median(whole):.0f} ms with Python"
        )
    print(f"({DayLoad.objects.filter(due__gt=0).count():,} days with something due)\n", flush=True)
