"""Open a team's challenge of the week, and answer its exercises. No schedule and no standing moves."""

import datetime as dt

from django.db import IntegrityError, transaction

from cards.actions.answers import costs_nothing
from cards.actions.teams import TeamError, lock
from cards.checker import check_answer
from cards.core.answers.verdict import Verdict
from cards.models import Challenge, ChallengeAnswer, ChallengeExercise, Team, User
from cards.models.review import REVEALED
from cards.queries.challenges import card_as_drawn, drawn_exercises, stored_text
from cards.queries.exercises import specification_of, unusable_without_specification

ANSWERED = "You have answered this exercise already; the first answer counts."
OVER = "This challenge is over: its week has ended. Here is the new one."


def challenge_of_the_week(team: Team, *, now: dt.datetime) -> Challenge | None:
    """This week's challenge, drawn by whoever looks first; None while no card can be asked."""
    week = team.week(now)
    challenge = Challenge.objects.filter(team=team, week=week).first()
    if challenge is not None:
        return challenge
    exercises = drawn_exercises(team, week)  # outside the transaction: it tries cards out
    if not exercises:
        return None
    with transaction.atomic():
        lock(team.pk)
        challenge, is_new = Challenge.objects.get_or_create(team=team, week=week)
        if is_new:
            for exercise in exercises:
                exercise.challenge = challenge
            ChallengeExercise.objects.bulk_create(exercises)
    return challenge


def answer_exercise(
    *, exercise: ChallengeExercise, user: User, submitted: str | list[str] | None, now: dt.datetime
) -> Verdict | None:
    """Check and keep the one answer; None for `submitted` gives up.

    Returns the verdict when the answer could not be judged: it is not kept and costs nothing. Raises
    TeamError for a second answer and after the week, UnusableCardError for a card that broke.
    """
    challenge = exercise.challenge
    if challenge.week != challenge.team.week(now):
        raise TeamError(OVER)
    if ChallengeAnswer.objects.filter(exercise=exercise, user=user).exists():
        raise TeamError(ANSWERED)
    answer = ChallengeAnswer(exercise=exercise, user=user, outcome=REVEALED, answered_at=now)
    if submitted is not None:
        card = card_as_drawn(exercise)
        # Outside any transaction: a hard one may take a worker two seconds.
        with unusable_without_specification(card):
            verdict = check_answer(specification_of(card), submitted, exercise.seed)
        if costs_nothing(verdict):
            return verdict
        answer.submitted = stored_text(submitted)
        answer.outcome = verdict.outcome.value
        answer.message = verdict.message
        answer.reading = verdict.reading
        answer.notes = list(verdict.notes)
    try:
        with transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError:  # a double click: the other request was first
        raise TeamError(ANSWERED) from None
    return None
