"""Rows for tests: plain functions with defaults."""

import datetime as dt
import itertools
import uuid

from django.utils import timezone

from cards.actions.interviews import current_versions
from cards.core.interviews.blueprints import Part, QuestionKind, question_seed
from cards.core.nicknames import folded
from cards.core.practice import practice_seed
from cards.core.presentation import Presentation, presentation_seed
from cards.models import (
    Appeal,
    Attempt,
    Blueprint,
    Card,
    CardStatus,
    Deck,
    Interview,
    InterviewAnswer,
    InterviewShare,
    Invitation,
    Membership,
    Pairing,
    Plan,
    Practice,
    PracticeAnswer,
    Schedule,
    Team,
    TeamInterview,
    User,
)

numbers = itertools.count(1)
NOON = dt.datetime(2026, 6, 10, 12, 0, tzinfo=dt.UTC)
TODAY = NOON.date()


def make_user(username="", **fields):
    username = username or f"learner{next(numbers)}"
    fields = {"email": f"{username}@example.com"} | fields
    return User.objects.create_user(username=username, password="correct horse battery", **fields)


def make_deck(name="", parent=None, **fields):
    return Deck.objects.create(name=name or f"Deck {next(numbers)}", parent=parent, **fields)


def make_card(prompt="", deck=None, **fields):
    number = next(numbers)
    if deck is None:
        deck = Deck.objects.filter(path="Activation functions").first() or make_deck(
            "Activation functions"
        )
    defaults = {
        "kind": "question", "answer": f"Answer {number}", "status": CardStatus.PUBLISHED,
        "position": number,
    }  # fmt: skip
    return Card.objects.create(
        deck=deck, prompt=prompt or f"Question {number}?", **(defaults | fields)
    )


def make_number_card(correct="0.25", prompt="What is the largest slope of the sigmoid?", **fields):
    spec = {"kind": "number", "correct": correct, "options": {"rtol": 0.005}}
    return make_card(prompt, kind="number", answer=correct, answer_spec=spec, **fields)


def make_choice_card(**fields):
    spec = {
        "kind": "choice",
        "correct": ["Tanh"],
        "options": {"options": ["Sigmoid", "Tanh", "ReLU"], "multiple": False},
    }
    return make_card("Which one is zero-centred?", kind="choice", answer="Tanh",
                     answer_spec=spec, **fields)  # fmt: skip


def make_schedule(user, card=None, days_overdue=0, interval=10, today=TODAY, **fields):
    """A schedule of a card learned some time ago and due `days_overdue` days before today."""
    due = today - dt.timedelta(days=days_overdue)
    studied = due - dt.timedelta(days=interval)
    defaults = {
        "repetitions": 3, "interval_days": interval, "scheduled_days": interval, "due": due,
        "introduced_on": studied, "last_studied_on": studied, "version": 3,
        "last_studied_at": dt.datetime.combine(studied, dt.time(12), tzinfo=dt.UTC),
    }  # fmt: skip
    return Schedule.objects.create(user=user, card=card or make_card(), **(defaults | fields))


def present(user, card, now=NOON, seconds=5, **fields):
    """What a page that shows the card to the user holds, shown some seconds ago."""
    schedule = Schedule.objects.filter(user=user, card=card).first()
    defaults = {
        "render_id": uuid.uuid4(), "user_id": user.pk, "card_id": card.pk,
        "card_version": card.version, "schedule_version": schedule.version if schedule else 0,
        "turn": schedule.turn if schedule else 0,
        "shown_at": now - dt.timedelta(seconds=seconds),
    }  # fmt: skip
    return Presentation(**(defaults | fields))


def make_attempt(user, card=None, submitted="0.5", outcome="incorrect", **fields):
    """An answer that was checked, in the turn at which the user's schedule stands."""
    card = card or make_number_card()
    presentation = present(user, card)
    turn = fields.pop("turn", presentation.turn)
    defaults = {
        "number": Attempt.objects.filter(user=user, card=card, turn=turn).count() + 1,
        "seed": presentation_seed(user.pk, card.pk, turn), "card_version": card.version,
        "created_at": NOON,
    }  # fmt: skip
    return Attempt.objects.create(
        user=user, card=card, turn=turn, submitted=submitted, outcome=outcome,
        **(defaults | fields),
    )  # fmt: skip


def make_appeal(attempt, **fields):
    return Appeal.objects.create(
        attempt=attempt, user=attempt.user, **({"created_at": NOON} | fields)
    )


def make_randomised_card(**fields):
    """The derivative of a sigmoid at a drawn output."""
    spec = {
        "kind": "number", "correct": "s*(1-s)", "options": {"rtol": 0.005},
        "parameters": {"s": "0.05..0.95 step 0.05"}, "constraints": ["s != 0.5"],
    }  # fmt: skip
    prompt = "A sigmoid unit outputs ${s}. What is its derivative there?"
    return make_card(prompt, kind="number", answer="", answer_spec=spec, **fields)


def make_team(name="", **fields):
    defaults = {"created_at": NOON} | fields
    return Team.objects.create(name=name or f"Team {next(numbers)}", **defaults)


def make_member(team, user=None, nickname="", role="member", **fields):
    """A member who appears on the board if a nickname is given."""
    defaults = {
        "joined_at": NOON - dt.timedelta(days=30), "nickname": nickname,
        "folded_nickname": folded(nickname), "appears_on_board": bool(nickname),
        "shares_topics_since": NOON if fields.get("shares_topics") else None,
    }  # fmt: skip
    return Membership.objects.create(
        team=team, user=user or make_user(), role=role, **(defaults | fields)
    )


def make_invitation(team, **fields):
    defaults = {
        "created_at": NOON, "expires_at": NOON + dt.timedelta(days=7), "maximum_uses": 5,
    }  # fmt: skip
    return Invitation.objects.create(team=team, **(defaults | fields))


POINTS = [
    {"text": "dead units: zero gradient for negative inputs", "is_must": True},
    {"text": "an alternative such as GELU", "is_must": True},
    {"text": "gates need bounds", "is_must": False},
]


def make_question(kind="conceptual", **fields):
    """A card that an interview can ask."""
    defaults = {
        "kind": "interview", "interview_kind": kind, "difficulty": "medium", "minutes": 5,
        "points": POINTS, "follow_ups": ["How would you notice?", "And then?"],
        "answer": "I would keep it as the default.",
    }  # fmt: skip
    return make_card(**(defaults | fields))


def make_personal_card(owner, prompt="", **fields):
    """A card that one learner wrote, new to her."""
    card = make_card(prompt, owner=owner, **fields)
    Schedule.objects.create(user=owner, card=card)
    return card


def make_blueprint(*parts, **fields):
    """A published blueprint; without parts, ten minutes of two open questions."""
    number = next(numbers)
    defaults = {"title": f"Mock {number}", "slug": f"mock-{number}", "is_published": True}
    blueprint = Blueprint.objects.create(**(defaults | fields))
    for position, part in enumerate(parts or [{"minutes": 10, "count": 2}], start=1):
        blueprint.parts.create(position=position, **part)
    return blueprint


def make_interview(user, *cards, now=NOON, minutes=30, **fields):
    """An interview that asks these cards in their order, two conceptual questions by default."""
    cards = cards or (make_question(), make_question())
    part = Part(minutes=minutes, kinds=tuple(QuestionKind), count=len(cards))
    defaults = {
        "uid": uuid.uuid4(), "title": "Phone screen", "parts": [part.as_json()], "seed": 1,
        "started_at": now, "deadline_at": now + dt.timedelta(minutes=minutes),
        "position_since": now,
    }  # fmt: skip
    interview = Interview.objects.create(user=user, **(defaults | fields))
    versions = current_versions([card.pk for card in cards], now=now)
    for position, card in enumerate(cards, start=1):
        InterviewAnswer.objects.create(
            interview=interview, user=user, card=card, card_version=versions[card.pk],
            position=position, minutes=5, seed=question_seed(1, position),
            opened_at=now if position == 1 else None,
        )  # fmt: skip
    return interview


def make_team_interview(team, blueprint=None, **fields):
    defaults = {"due_on": TODAY + dt.timedelta(days=7), "created_at": NOON}
    return TeamInterview.objects.create(
        team=team, blueprint=blueprint or make_blueprint(), **(defaults | fields)
    )


def make_share(interview, now=None, days=7, **fields):
    now = now or timezone.now()
    defaults = {
        "uid": uuid.uuid4(), "user": interview.user, "created_at": now,
        "expires_at": now + dt.timedelta(days=days),
    }  # fmt: skip
    return InterviewShare.objects.create(interview=interview, **(defaults | fields))


def look_back(interview, *bands, predicted=3, rubric=None, ticked=None, now=NOON):
    """Score the answers of a finished interview in their order; None leaves one out."""
    answers = interview.answers.select_related("card__deck", "card_version").order_by("position")
    for answer, band in zip(answers, bands, strict=False):
        if band is None:
            continue
        answer.predicted_band, answer.predicted_at, answer.revealed_at = predicted, now, now
        answer.rubric = rubric or {dimension.name: band for dimension in answer.dimensions}
        answer.ticked = [False] * len(answer.key_points) if ticked is None else ticked
        answer.scored_band, answer.scored_at = band, now
        answer.save()
    return interview


def make_plan(user, *decks, days=14, **fields):
    """A plan for these decks, towards a day from the user's today on."""
    today = user.study_day(timezone.now())
    defaults = {
        "interview_on": today + dt.timedelta(days=days), "created_at": timezone.now(),
        "must_decks": [deck.slug for deck in decks],
    }  # fmt: skip
    return Plan.objects.create(user=user, **(defaults | fields))


def make_practice(user, *cards, now=NOON, **fields):
    """A practice round of these cards in their order."""
    defaults = {"uid": uuid.uuid4(), "title": "Optimizers", "seed": 1, "started_at": now}
    practice = Practice.objects.create(user=user, **(defaults | fields))
    for position, card in enumerate(cards, start=1):
        PracticeAnswer.objects.create(
            practice=practice, user=user, card=card, position=position,
            seed=practice_seed(practice.seed, position),
        )  # fmt: skip
    return practice


def make_pairing(interview=None, interviewer=None, *, candidate=None, now=NOON, **fields):
    """A link of the interview's learner, or of one who has not begun; taken if there is an interviewer."""
    defaults = {
        "candidate": interview.user if interview else candidate, "interview": interview,
        "title": interview.title if interview else "", "interviewer": interviewer,
        "kind": "conceptual" if interview else "",
        "started_at": interview.started_at if interview else None, "created_at": now,
        "expires_at": now + dt.timedelta(days=3), "joined_at": now if interviewer else None,
    }  # fmt: skip
    return Pairing.objects.create(**(defaults | fields))
