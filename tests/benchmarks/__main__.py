"""Runs every benchmark and prints one table."""

import argparse
import os
import statistics
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode, urlsplit

# Many short rounds, each of all views in turn: whatever else the machine does hits all alike.
ROUNDS = 15
REQUESTS_A_ROUND = 90
CARDS_A_LEARNER = 8


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m quizsite bench")
    parser.add_argument("--schedules", type=int, default=1_000_000)
    parser.add_argument("--reviews", type=int, default=200_000, help="in the log for standings")
    parser.add_argument(
        "--only", choices=["web", "database", "standings", "checking", "library"], default=""
    )
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    os.environ.setdefault("DEBUG", "0")
    with tempfile.TemporaryDirectory() as folder, database(folder):
        import django

        django.setup()
        run(options)
        from django.db import connections

        connections.close_all()


class database:  # noqa: N801
    """A database of the benchmark's own, dropped at the end."""

    def __init__(self, folder: str) -> None:
        self.server = os.environ.get("DATABASE_URL", "")
        self.name = f"quizsite_benchmark_{os.getpid()}"
        self.folder = folder

    def __enter__(self) -> None:
        if self.server.startswith("postgres"):
            self.execute(f'CREATE DATABASE "{self.name}"')
            parts = urlsplit(self.server)
            os.environ["DATABASE_URL"] = parts._replace(path=f"/{self.name}").geturl()
        else:
            os.environ["DATABASE_URL"] = f"sqlite:///{Path(self.folder) / 'benchmark.sqlite3'}"

    def __exit__(self, *_: object) -> None:
        if self.server.startswith("postgres"):
            self.execute(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


def run(options: argparse.Namespace) -> None:
    from django.db import connection

    from tests.benchmarks import checking, library, rows, standings

    print(f"database: {connection.vendor}, {options.schedules:,} schedules", flush=True)
    start = time.perf_counter()
    learners = rows.fill(options.schedules)
    print(f"filled in {time.perf_counter() - start:.0f} s\n", flush=True)
    if options.only in ("", "web"):
        measure_web(learners)
    if options.only in ("", "database"):
        measure_database(learners)
    if options.only in ("", "standings"):
        standings.measure(options.reviews)
    if options.only in ("", "checking"):
        checking.measure()
    if options.only in ("", "library"):
        library.measure()


def measure_web(learners: list) -> None:
    from tests.benchmarks import rows
    from tests.benchmarks.server import (
        Request,
        gunicorn,
        requests_per_second,
        worker_memory_megabytes,
    )

    csrf = "c" * 32
    bare, ratings, studies, pages, rooms = [], [], [], [], []
    questions = rows.interview_cards(9)
    for learner in learners[:200]:
        cookie = f"session={rows.session_cookie(learner)}; csrftoken={csrf}"
        for token in rows.tokens_of_due_cards(learner, CARDS_A_LEARNER):
            body = urlencode({"presentation": token, "rating": "good", "csrfmiddlewaretoken": csrf})
            ratings.append(
                Request(method="POST", path="/study/reviews/", cookie=cookie, body=body,
                        headers=(("HX-Request", "true"),))
            )  # fmt: skip
        address = rows.interview_of(learner, questions)
        for position in range(1, len(questions)):
            body = urlencode({
                "render_id": uuid.uuid4(), "revision": 0, "text": "Because of the gradients. " * 20,
                "notes": "", "go": "next", "csrfmiddlewaretoken": csrf,
            })  # fmt: skip
            rooms.append(
                Request(method="POST", path=f"{address}{position}/", cookie=cookie, body=body,
                        headers=(("HX-Request", "true"),))
            )  # fmt: skip
        bare.append(Request(method="POST", path="/bare/write/", cookie=cookie, body="a=1"))
        studies.append(Request(method="GET", path="/study/", cookie=cookie))
        pages.append(Request(method="GET", path="/bare/page/", cookie=cookie))
    # The learners take turns, as on a site: not one of them in four tabs at once.
    ratings = [each for turn in range(CARDS_A_LEARNER) for each in ratings[turn::CARDS_A_LEARNER]]
    count = min(REQUESTS_A_ROUND, (len(ratings) - len(bare)) // ROUNDS)
    with gunicorn() as (port, master):
        # To warm up: imports, templates, rendered cards, and each learner's first card of the day.
        requests_per_second(port, ratings[: len(bare)] + rooms[:count] + studies + pages + bare)
        speeds: dict[str, list[float]] = {
            "bare": [],
            "rating": [],
            "room": [],
            "page": [],
            "study": [],
        }
        for number in range(ROUNDS):
            start = len(bare) + number * count
            share = ratings[start : start + count]
            speeds["bare"].append(requests_per_second(port, (bare * 10)[:count]))
            speeds["rating"].append(requests_per_second(port, share))
            steps = rooms[(number + 1) * count : (number + 2) * count]
            speeds["room"].append(requests_per_second(port, steps))
            speeds["page"].append(requests_per_second(port, (pages * 10)[:count]))
            speeds["study"].append(requests_per_second(port, (studies * 10)[:count]))
        memory = worker_memory_megabytes(master)
    middle = {name: statistics.median(values) for name, values in speeds.items()}

    def ratio(ours: str, yardstick: str) -> float:
        """The median over the rounds of what the two did in the same round."""
        return statistics.median(
            a / b for a, b in zip(speeds[ours], speeds[yardstick], strict=True)
        )

    print(
        f"rating a card       {middle['rating']:6.0f}/s   bare write {middle['bare']:6.0f}/s   "
        f"ratio {ratio('rating', 'bare'):.2f}\n"
        f"room step           {middle['room']:6.0f}/s   rating     {middle['rating']:6.0f}/s   "
        f"time {ratio('rating', 'room'):.2f} of a study step\n"
        f"study page          {middle['study']:6.0f}/s   bare page  {middle['page']:6.0f}/s   "
        f"ratio {ratio('study', 'page'):.2f}\n"
        f"memory per worker   {', '.join(f'{size:.0f} MB' for size in memory)}\n",
        flush=True,
    )


def measure_database(learners: list) -> None:
    from django.db import connection
    from django.utils import timezone

    from cards.models import User
    from cards.queries.study import day_rows, new_cards_for, schedules_in_play

    class Stopwatch:
        def __init__(self) -> None:
            self.milliseconds: list[float] = []

        def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            start = time.perf_counter()
            result = execute(sql, params, many, context)
            self.milliseconds.append(1000 * (time.perf_counter() - start))
            return result

    today = User().study_day(timezone.now())
    queue, new = Stopwatch(), Stopwatch()
    for learner in learners[:: max(1, len(learners) // 300)]:
        with connection.execute_wrapper(queue):
            _, rows = day_rows(learner, today, None)
        due = schedules_in_play(rows, today).due
        with connection.execute_wrapper(new):
            new_cards_for(learner, None, 22)
    for name, watch in (("next cards, due", queue), ("next cards, new", new)):
        times = sorted(watch.milliseconds)
        print(
            f"{name:<19} median {statistics.median(times):.2f} ms, "
            f"p95 {times[int(len(times) * 0.95)]:.2f} ms of database time"
        )
    print(f"(about {len(due)} cards due to a learner)\n", flush=True)


if __name__ == "__main__":
    main()
