"""Fills a database: learners, cards of the library, and as many schedules as asked for."""

import datetime as dt
import uuid
from dataclasses import replace
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cards.actions.interviews import current_versions
from cards.core.interviews.blueprints import Part, QuestionKind
from cards.forms.presentation import sign
from cards.models import Card, Interview, InterviewAnswer, Schedule, User
from cards.queries.study import study_state
from cards.queries.study_card import new_presentation
from tests.benchmarks.models import BareRow

CARDS_A_LEARNER = 1000


def fill(schedules: int) -> list[User]:
    """Migrate, load the library, and give learners a thousand schedules each."""
    call_command("migrate", verbosity=0, run_syncdb=True)
    call_command("createcachetable", verbosity=0)
    call_command("load_library", verbosity=0)
    BareRow.objects.bulk_create(BareRow(name=f"row {number}") for number in range(100))
    learners = User.objects.bulk_create(
        User(username=f"learner{number}", password="!")
        for number in range(max(1, schedules // CARDS_A_LEARNER))
    )
    add_schedules()
    return list(learners)


def add_schedules() -> None:
    """One statement: a thousand schedules for each learner, due over the next twenty days."""
    today = User().study_day(timezone.now())
    cards = list(Card.objects.published().order_by("pk").values_list("pk", flat=True))
    cards = cards[:CARDS_A_LEARNER]
    days_after = (
        "date(%s, '+' || ((c.id * 7919 + u.id * 31) %% 20) || ' days')"
        if connection.vendor == "sqlite"
        else "(CAST(%s AS date) + CAST((c.id * 7919 + u.id * 31) %% 20 AS integer))"
    )
    studied = today - dt.timedelta(days=30)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO cards_schedule (user_id, card_id, repetitions, interval_days,
                ease_hundredths, scheduled_days, due, introduced_on, last_studied_on, lapses,
                is_leech, is_suspended, version, turn)
            SELECT u.id, c.id, 3, 15, 250, 15, {days_after}, %s, %s, 0, %s, %s, 3, 3
            FROM cards_user u CROSS JOIN cards_card c WHERE c.id BETWEEN %s AND %s""",
            [today, studied, studied, False, False, cards[0], cards[-1]],
        )
        # What autovacuum does on a server within minutes of so many inserts.
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def session_cookie(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def tokens_of_due_cards(user: User, number: int) -> list[str]:
    """Presentations of cards due to the learner that need no check, as pages would carry them."""
    now = timezone.now()
    coming_new = study_state(user, None, now).coming_new
    schedules = Schedule.objects.due(user.study_day(now)).filter(
        user=user, card__kind__in=["term", "question", "cloze"]
    )
    return [
        sign(
            replace(new_presentation(user, schedule.card, schedule, now, ""), coming_new=coming_new)
        )
        for schedule in schedules.select_related("card")[:number]
    ]


def interview_of(user: User, cards: list[Card]) -> str:
    """A running interview that asks these cards; its address begins with what is returned."""
    now = timezone.now()
    minutes = 240
    interview = Interview.objects.create(
        uid=uuid.uuid4(),
        user=user,
        title="Benchmark",
        parts=[Part(minutes=minutes, kinds=tuple(QuestionKind)).as_json()],
        seed=1,
        started_at=now,
        deadline_at=now + dt.timedelta(minutes=minutes),
        position_since=now,
    )
    versions = current_versions([card.pk for card in cards], now=now)
    InterviewAnswer.objects.bulk_create(
        InterviewAnswer(
            interview=interview, user=user, card=card, card_version=versions[card.pk],
            position=position, minutes=5, seed=position,
        )
        for position, card in enumerate(cards, start=1)
    )  # fmt: skip
    return f"/interviews/{interview.uid}/room/"


def interview_cards(number: int) -> list[Card]:
    cards = Card.objects.published().filter(kind="interview", interview_kind="conceptual")
    return list(cards.order_by("pk")[:number])
