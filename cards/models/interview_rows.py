"""The rows that each step of an interview's room reads, with SQL written once per process."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import models

from cards.core.interviews.blueprints import MOST_QUESTIONS
from cards.models.card import Card, CardVersion, card_from
from cards.models.deck import Deck
from cards.models.interview import Interview, InterviewAnswer
from cards.models.pairing import Pairing
from cards.models.prepared import (
    PreparedQuery,
    Statement,
    column_names,
    instance_from,
    run_together,
)

# What another tab may change of an interview while this one looks at it.
CHANGING = ("position", "position_since", "ended_at")


def interview_columns(*, user: int, uid: uuid.UUID) -> models.QuerySet[Interview, Any]:
    pairings = Pairing.objects.in_force().filter(interview=models.OuterRef("pk"))
    rows = Interview.objects.filter(user_id=user, uid=uid)
    return rows.annotate(is_paired=models.Exists(pairings)).values_list(
        *column_names(Interview), "is_paired"
    )


def changing_columns(*, interview: int) -> models.QuerySet[Interview, Any]:
    rows = Interview.objects.select_for_update().filter(pk=interview)
    return rows.order_by().values_list(*CHANGING)


def asked_columns(*, interview: int, position: int) -> models.QuerySet[InterviewAnswer, Any]:
    return InterviewAnswer.objects.filter(interview_id=interview, position=position).values_list(
        *column_names(InterviewAnswer),
        *column_names(CardVersion, "card_version__"),
        *column_names(Card, "card__"),
        *column_names(Deck, "card__deck__"),
    )


def step_columns(*, interview: int) -> models.QuerySet[InterviewAnswer, Any]:
    rows = InterviewAnswer.objects.filter(interview_id=interview).order_by("position")
    return rows.values_list("position", "is_answered", "is_skipped", "opened_at")


OWN_INTERVIEW = PreparedQuery(interview_columns, user=int, uid=uuid.UUID)
LOCKED = PreparedQuery(changing_columns, interview=int)
ASKED = PreparedQuery(asked_columns, interview=int, position=int)
STEPS = PreparedQuery(step_columns, interview=int)


def own_interview(user_id: int, uid: uuid.UUID) -> Interview | None:
    for row in OWN_INTERVIEW.rows(user=user_id, uid=uid):
        interview = instance_from(Interview, row[:-1])
        interview.has_pairing = row[-1]
        return interview
    return None


def lock_interview(interview: Interview) -> None:
    """Until the transaction ends nobody else moves or ends it, or writes its answers."""
    refresh(interview, LOCKED.rows(interview=interview.pk))


def refresh(interview: Interview, rows: Sequence[Sequence[Any]]) -> None:
    for row in rows:
        for name, value in zip(CHANGING, row, strict=True):
            setattr(interview, name, value)


def locked_answer(interview: Interview, position: int) -> InterviewAnswer:
    """Lock the interview, and return one of its questions with card, deck and version.

    Raises InterviewAnswer.DoesNotExist.
    """
    if position > MOST_QUESTIONS:  # and perhaps more than a database can compare with
        raise InterviewAnswer.DoesNotExist
    locked, asked = run_together(
        LOCKED.statement(interview=interview.pk),
        ASKED.statement(interview=interview.pk, position=position),
    )
    refresh(interview, locked.rows)
    return asked_answer_from(interview, asked.rows)


def asked_answer_from(interview: Interview, rows: Sequence[Sequence[Any]]) -> InterviewAnswer:
    """From the rows of `room_statements` or of one's own."""
    if not rows:
        raise InterviewAnswer.DoesNotExist
    own = len(InterviewAnswer._meta.concrete_fields)
    card = own + len(CardVersion._meta.concrete_fields)
    answer = instance_from(InterviewAnswer, rows[0][:own])
    answer.interview = interview
    answer.card_version = instance_from(CardVersion, rows[0][own:card])
    answer.card = card_from(rows[0][card:])
    return answer


def room_statements(interview: Interview, position: int) -> tuple[Statement, Statement]:
    """The steps of the interview, and the question at one of them."""
    return (
        STEPS.statement(interview=interview.pk),
        ASKED.statement(interview=interview.pk, position=position),
    )
