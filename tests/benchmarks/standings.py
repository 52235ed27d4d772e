"""Database time of a team's board, with as many reviews in the log as asked for."""

import datetime as dt
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from django.db import connection
from django.utils import timezone

from cards.actions.settled_weeks import (
    MOST_AT_A_LOOK,
    settle_earlier_weeks,
    settle_some_weeks,
    settle_weeks,
)
from cards.actions.standings import count_loads
from cards.core.standings import season_of
from cards.models import Card, CardStatus, DayLoad, Deck, Membership, Review, Team, User
from cards.queries.seasons import season_weeks
from cards.queries.standings import Uncounted, week_board, week_rows
from tests.benchmarks.review_log import add_reviews, add_study_days, size_of_database

MEMBERS = 500
CARDS = 500
ROUNDS = 25
DAY = dt.timedelta(days=1)


class Stopwatch:
    """Times each query with the fetching of its rows, without making Python objects of them."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.queries = 0
        self.bare: sqlite3.Connection | None = None

    def __enter__(self) -> "Stopwatch":
        if connection.vendor == "sqlite":
            # SQLite works while rows are fetched, and Django's connection parses dates in Python.
            # A connection as a request has it: its own, set up as the site's are, and already used.
            options = connection.settings_dict["OPTIONS"]
            self.bare = sqlite3.connect(connection.settings_dict["NAME"])
            self.bare.executescript(options["init_command"])
            self.bare.execute("SELECT COUNT(*) FROM django_session").fetchall()
        self.wrapper = connection.execute_wrapper(self)
        self.wrapper.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.wrapper.__exit__(*error)
        if self.bare is not None:
            self.bare.close()

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.queries += 1
        if self.bare is not None and sql.startswith(("SELECT", "WITH")):
            start = time.perf_counter()
            with closing(self.bare.cursor()) as cursor:
                question = sql.replace("%s", "?").replace("%%", "%")
                cursor.execute(question, params or ()).fetchall()
            self.seconds += time.perf_counter() - start
            return execute(sql, params, many, context)
        start = time.perf_counter()
        result = execute(sql, params, many, context)  # PostgreSQL sends all rows here
        self.seconds += time.perf_counter() - start
        return result


def fill(reviews: int) -> Membership:
    """A team of 500, and what they did in three years."""
    now = timezone.now()
    deck = Deck.objects.create(name="Benchmark of standings")
    cards = Card.objects.bulk_create(
        Card(deck=deck, prompt=f"Card {n}?", status=CardStatus.PUBLISHED) for n in range(CARDS)
    )
    users = User.objects.bulk_create(
        User(username=f"member{n}", password="!") for n in range(MEMBERS)
    )
    team = Team.objects.create(name="Benchmark", created_at=now - 300 * DAY)
    members = Membership.objects.bulk_create(
        Membership(
            team=team, user=user, nickname=f"Member {n}", folded_nickname=f"member {n}",
            appears_on_board=True, joined_at=now - 300 * DAY,
        )
        for n, user in enumerate(users)
    )  # fmt: skip
    today = users[0].study_day(now)
    add_study_days(users, today)
    if reviews:
        add_reviews(reviews, users, cards, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return members[0]


def measure(reviews: int) -> None:
    start = time.perf_counter()
    membership = fill(reviews)
    print(
        f"standings: {Review.objects.count():,} reviews, {MEMBERS} members, "
        f"{size_of_database() / 1e9:.1f} GB, filled in {time.perf_counter() - start:.0f} s",
        flush=True,
    )
    measure_pages(membership)


def measure_pages(membership: Membership) -> None:
    now = timezone.now()
    monday = membership.team.week(now)
    season_before = season_of(season_of(monday).first - DAY)  # with all its thirteen weeks
    pages: dict[str, Callable[[], Any]] = {
        # The smallest query there is, in the same rounds: what a query costs at this moment.
        "one row": lambda: User.objects.filter(pk=membership.user_id).exists(),
        "poll": lambda: week_rows(membership, monday, now).etag,
        "board": lambda: week_board(week_rows(membership, monday, now))[1],
        "season": lambda: season_weeks(membership, season_before, now)[1],
    }
    for label in ("board", "season"):
        begun = time.perf_counter()
        uncounted: Uncounted = pages[label]()
        days = count_loads(uncounted.days, now)
        weeks = settle_some_weeks(uncounted.weeks, now, most=MOST_AT_A_LOOK)
        print(
            f"{label:<8} first look: counted {days:,} days, {weeks:,} weeks "
            f"in {time.perf_counter() - begun:.1f} s"
        )
    begun = time.perf_counter()
    weeks = settle_earlier_weeks(now)
    print(f"night    counted {weeks:,} weeks in {time.perf_counter() - begun:.1f} s")
    settle_weeks(pages["season"]().weeks, now)  # what a night leaves for the next one
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    times: dict[str, list[float]] = {label: [] for label in pages}
    whole: dict[str, list[float]] = {label: [] for label in pages}
    queries = {}
    for _ in range(ROUNDS):
        for label, ask in pages.items():
            begun = time.perf_counter()
            ask()
            whole[label].append(time.perf_counter() - begun)
            with Stopwatch() as watch:
                ask()
            times[label].append(watch.seconds)
            queries[label] = watch.queries
    middle = {label: 1000 * statistics.median(seconds) for label, seconds in times.items()}
    for label in pages:
        print(
            f"{label:<8} median {middle[label]:.2f} ms (least {1000 * min(times[label]):.2f}) of "
            f"database time in {queries[label]} queries, {middle[label] / middle['one row']:.0f} "
            f"times one row; {1000 * statistics.median(whole[label]):.1f} ms with Python "
            f"(least {1000 * min(whole[label]):.1f})"
        )
    print(f"({DayLoad.objects.filter(due__gt=0).count():,} days with something due)\n", flush=True)
