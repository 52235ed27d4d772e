"""Fills the log of reviews with set-based SQL: five million rows in a minute or two.

Rows come in the order of time, as a log grows: what one learner did lies scattered over the table.
Indexes are dropped before and built again after, foreign keys are not checked in between.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from cards.models import Card, Review, User

DAYS = 1100
COMES_BACK_AFTER = 10
CONSTANTS: dict[str, Any] = {
    "schedule_version": 1, "kind": "review", "quality": 4, "elapsed_days": COMES_BACK_AFTER,
    "is_same_day": False, "duration_ms": 5000, "response": "", "verdict": "", "tries": 0,
    "ticked": "[]", "seed": 0, "card_version": 1, "scheduler": "sm2-c", "repetitions_before": 3,
    "interval_days_before": COMES_BACK_AFTER, "ease_hundredths_before": 250,
    "scheduled_days_before": COMES_BACK_AFTER, "repetitions_after": 4,
    "interval_days_after": COMES_BACK_AFTER, "ease_hundredths_after": 250,
    "scheduled_days_after": COMES_BACK_AFTER, "before": "{}",
}  # fmt: skip


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def series(number: int) -> str:
    """A table `series` of the numbers n from 0 on."""
    if is_sqlite():
        return (
            "WITH RECURSIVE series(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series"
            f" WHERE n + 1 < {number})"
        )
    return f"WITH series AS (SELECT generate_series(0, {number - 1}) AS n)"


def date_before(today: dt.date, days: str) -> str:
    """SQL for the date so many days (an expression of integers) before today."""
    if is_sqlite():
        return f"date('{today}', '-' || ({days}) || ' days')"
    return f"(DATE '{today}' - CAST({days} AS integer))"


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def add_reviews(number: int, users: list[User], cards: list[Card], today: dt.date) -> None:
    """Every user reviews as often as the others, over the last three years; all come back in time."""
    people, a_user = len(users), max(1, number // len(users))
    age = f"{DAYS - 1} - n / {people} * {DAYS} / {a_user}"
    uuid = (
        "printf('%032x', n)"
        if is_sqlite()
        else "CAST(lpad(to_hex(CAST(n AS bigint)), 32, '0') AS uuid)"
    )
    values = {
        "user_id": f"{users[0].pk} + n % {people}",
        "card_id": f"{cards[0].pk} + n / {people} % {len(cards)}",
        "render_id": uuid,
        "reviewed_at": f"'{today} 12:00:00+00:00'",
        "studied_on": date_before(today, age),
        "due_before": date_before(today, age),
        "due_after": date_before(today, f"{age} - {COMES_BACK_AFTER}"),
        **{name: literal(value) for name, value in CONSTANTS.items()},
    }
    with without_indexes(Review._meta.db_table):
        execute(
            f"{series(a_user * people)} INSERT INTO cards_review ({', '.join(values)})"
            f" SELECT {', '.join(values.values())} FROM series"
        )


def literal(value: object) -> str:
    return str(value).upper() if isinstance(value, bool | int) else f"'{value}'"


def add_study_days(users: list[User], today: dt.date) -> None:
    """What each did on each of these days: between nothing and a little more than was due."""
    people = len(users)
    cleared = f"(n * 7 + n / {people} * 5 + n % {people} / 40) % 11"
    values = {
        "user_id": f"{users[0].pk} + n % {people}",
        "day": date_before(today, f"{DAYS - 1} - n / {people}"),
        "due_at_start": "10", "introduced": "0", "reviewed": "12", "recalled": "10",
        "drilled": "0", "duration_ms": "60000", "cleared": cleared,
        "verified": f"({cleared}) / 2",
    }  # fmt: skip
    with without_indexes("cards_studyday"):
        execute(
            f"{series(DAYS * people)} INSERT INTO cards_studyday ({', '.join(values)})"
            f" SELECT {', '.join(values.values())} FROM series"
        )


@contextmanager
def without_indexes(table: str) -> Iterator[None]:
    """Those of constraints stay: they grow at one place per user, which is quick."""
    named = index_statements(table)
    if is_sqlite():
        execute(
            "PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-400000",
            "PRAGMA temp_store=MEMORY", "PRAGMA journal_mode=OFF",
        )  # fmt: skip
    else:
        execute(
            "SET session_replication_role=replica",
            "SET synchronous_commit=off",
            "SET maintenance_work_mem='512MB'",
        )
    execute(*(f'DROP INDEX "{name}"' for name in named))
    yield
    execute(*named.values())
    if is_sqlite():
        connection.close()  # and with it what was switched off
        execute("PRAGMA journal_mode=WAL", "ANALYZE")
    else:
        execute("RESET ALL", f"VACUUM ANALYZE {table}")


def index_statements(table: str) -> dict[str, str]:
    """The statements that made a table's indexes, but for those of its constraints."""
    catalogue = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name = %s"
        if is_sqlite()
        else "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN"
        " (SELECT conname FROM pg_constraint)"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue, [table])
        return dict(cursor.fetchall())


def size_of_database() -> int:
    if is_sqlite():
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
