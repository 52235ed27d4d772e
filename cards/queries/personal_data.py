"""Everything the site keeps about one person: as a JSON document to take away, and in numbers."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, ForeignKey, Model, OuterRef, Q

from cards.models import (
    Attempt,
    Card,
    ChallengeExercise,
    Enrolment,
    InterviewAnswer,
    Membership,
    PracticeAnswer,
    Review,
    Schedule,
    User,
)

FORMAT = "gradient-personal-data"
FORMAT_VERSION = 1
ROWS_AT_ONCE = 500

ACCOUNT_FIELDS = (
    "username",
    "email",
    "first_name",
    "last_name",
    "date_joined",
    "last_login",
    "is_staff",
    "time_zone",
    "day_start_hour",
    "new_cards_per_day",
    "reviews_per_day",
    "rest_weekdays",
    "follows_plan_until",
    "theme",
    "has_shortcuts",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalTable:
    """A table with rows about a person: which column names her, and which columns she gets."""

    name: str
    model: type[Model]
    user_field: str
    fields: tuple[str, ...]


# Accounts are kept by other applications; passkeys and secrets stay here, they open the account.
ACCOUNT_TABLES = (
    PersonalTable(
        name="email_addresses",
        model=EmailAddress,
        user_field="user",
        fields=("email", "verified", "primary"),
    ),
    PersonalTable(
        name="second_factors",
        model=Authenticator,
        user_field="user",
        fields=("type", "created_at", "last_used_at"),
    ),
    PersonalTable(
        name="sessions",
        model=UserSession,
        user_field="user",
        fields=("ip", "user_agent", "created_at", "last_seen_at"),
    ),
)


def personal_tables() -> tuple[PersonalTable, ...]:
    """The account's tables and every table of ours that refers to a user, in a stable order.

    Ours are found by looking, so that a table added later is part of the document from its first
    day.
    """
    found: list[PersonalTable] = []
    for relation in User._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if not (relation.auto_created and isinstance(field, ForeignKey)):
            continue
        model = field.model
        if model._meta.app_label != User._meta.app_label or model._meta.auto_created:
            continue
        name = str(model._meta.verbose_name_plural).replace(" ", "_")
        if field.name != "user":
            name = f"{name}_as_{field.name}"
        columns = tuple(
            column.attname for column in model._meta.concrete_fields if column.name != field.name
        )
        found.append(PersonalTable(name=name, model=model, user_field=field.name, fields=columns))
    return (*ACCOUNT_TABLES, *sorted(found, key=lambda table: table.name))


def personal_data(user: User, *, exported_at: dt.datetime) -> Iterator[str]:
    """A JSON document in pieces, so that a log of any length needs little memory."""
    head = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "exported_at": exported_at,
        "account": {name: getattr(user, name) for name in ACCOUNT_FIELDS},
    }
    yield as_json(head).removesuffix("}")
    for table in personal_tables():
        # Not the default manager: that of cards leaves out personal ones, hers among them.
        rows = table.model._base_manager.filter(**{table.user_field: user}).order_by("pk")
        yield from array(table.name, rows.values(*table.fields).iterator(ROWS_AT_ONCE))
    yield from array("cards", cards_met(user))
    answered = ChallengeExercise.objects.filter(answers__user=user).order_by("pk")
    exercises = answered.values("id", "seed", "card__uid", "card__prompt")
    yield from array("challenge_exercises", exercises.iterator(ROWS_AT_ONCE))
    own_teams = Membership.objects.filter(user=user).order_by("team_id")
    yield from array("team_names", own_teams.values("team_id", "team__name").iterator(ROWS_AT_ONCE))
    yield "\n}\n"


def cards_met(user: User) -> Iterator[Mapping[str, Any]]:
    """The cards that the rows above name by number, with the words the learner knows them by."""
    met = Q()
    for model in (Schedule, Review, Attempt, InterviewAnswer, PracticeAnswer):
        met |= Q(Exists(model._default_manager.filter(user=user, card=OuterRef("pk"))))
    cards = Card.with_personal.filter(met).order_by("pk")
    return cards.values("id", "uid", "deck__path", "prompt").iterator(ROWS_AT_ONCE)


def array(name: str, rows: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    yield f",\n{as_json(name)}: ["
    separator = "\n"
    for row in rows:
        yield separator + as_json(row)
        separator = ",\n"
    yield "]"


def as_json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountContents:
    """What goes when an account goes."""

    decks: int
    cards: int
    personal_cards: int
    reviews: int


def account_contents(user: User) -> AccountContents:
    return AccountContents(
        decks=Enrolment.objects.filter(user=user).count(),
        cards=Schedule.objects.filter(user=user).count(),
        personal_cards=Card.with_personal.filter(owner=user).count(),
        reviews=Review.objects.filter(user=user).count(),
    )
