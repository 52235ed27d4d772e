"""A team's challenge: which cards it may draw, where one member stands, what the others reached."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from cards.core.answers.verdict import Outcome, Verdict
from cards.core.challenges import EXERCISES, competition_ranks, drawn_order, exercise_seed
from cards.core.kinds import CardKind
from cards.models import (
    Attempt,
    Card,
    CardVersion,
    Challenge,
    ChallengeAnswer,
    ChallengeExercise,
    Membership,
    Team,
    User,
)
from cards.models.deck import PATH_SEPARATOR
from cards.queries.exercises import (
    UnusableCardError,
    exercise_of,
    specification_of,
    unusable_without_specification,
)
from cards.queries.study_card import ShownCard
from cards.queries.trial import trial_card

# What the server decides by itself: a text may end in "compare yourself", which is no score.
CHALLENGE_KINDS = [kind for kind in CardKind if kind.is_checked and kind is not CardKind.TEXT]


def drawn_exercises(team: Team, week: dt.date) -> list[ChallengeExercise]:
    """Ten exercises from the team's decks, filled up from the library; not saved.

    They hang on the team, the week and what is published, and on nothing else.
    """
    within = Q()
    for path in team.team_decks.values_list("deck__path", flat=True):
        within |= Q(deck__path=path) | Q(deck__path__startswith=path + PATH_SEPARATOR)
    cards = Card.objects.published().filter(kind__in=CHALLENGE_KINDS).order_by("pk")
    rows = list(cards.filter(within).values_list("uid", "pk")) if within else []
    own = {pk for _, pk in rows}
    library = (row for row in cards.values_list("uid", "pk") if row[1] not in own)
    order = drawn_order(team.pk, week, rows)
    if len(order) < 2 * EXERCISES:  # some may turn out to be unusable
        order += drawn_order(team.pk, week, list(library))
    exercises: list[ChallengeExercise] = []
    for card, uid in usable_cards(order, team, week):
        exercises.append(
            ChallengeExercise(
                number=len(exercises) + 1,
                card=card,
                card_version=card.version,
                seed=exercise_seed(team.pk, week, uid),
            )
        )
        if len(exercises) == EXERCISES:
            break
    return exercises


def usable_cards(
    order: Sequence[tuple[uuid.UUID, int]], team: Team, week: dt.date
) -> Iterator[tuple[Card, uuid.UUID]]:
    """Those of the cards that can be asked with the numbers of this week, in the order given."""
    for start in range(0, len(order), EXERCISES):
        batch = order[start : start + EXERCISES]
        cards = Card.objects.select_related("deck").in_bulk([pk for _, pk in batch])
        for uid, pk in batch:
            if pk in cards and is_usable(cards[pk], exercise_seed(team.pk, week, uid)):
                yield cards[pk], uid


def is_usable(card: Card, seed: int) -> bool:
    try:
        _ = exercise_of(card, seed).correct_answer
        with unusable_without_specification(card):
            specification_of(card).fill(seed)
    except UnusableCardError:
        return False
    return True


def card_as_drawn(exercise: ChallengeExercise) -> Card:
    """The card with the content it had when the challenge was drawn."""
    card = exercise.card
    if card.version != exercise.card_version:
        version = CardVersion.objects.filter(card=card, number=exercise.card_version).first()
        if version is not None:
            # A version from before a field existed says nothing about it.
            card.set_content(card.content() | version.content)
    return card


def shown_exercise(
    exercise: ChallengeExercise,
    answer: ChallengeAnswer | None,
    *,
    verdict: Verdict | None = None,
    submitted: str = "",
) -> ShownCard:
    """An exercise as the page shows it: to be answered, or with its answer. Raises UnusableCardError."""
    attempt = None
    if answer is not None:
        attempt = Attempt(
            outcome=answer.outcome,
            message=answer.message,
            reading=answer.reading,
            notes=answer.notes,
            submitted=answer.submitted,
        )
    return trial_card(
        card_as_drawn(exercise),
        seed=exercise.seed,
        attempt=attempt,
        verdict=verdict,
        submitted=submitted,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeState:
    """Where one person stands in a challenge."""

    challenge: Challenge
    exercises: Sequence[ChallengeExercise]
    answers: dict[int, ChallengeAnswer]  # by the exercise's key

    @property
    def total(self) -> int:
        return len(self.exercises)

    @property
    def answered(self) -> int:
        return len(self.answers)

    @property
    def score(self) -> int:
        return sum(answer.is_correct for answer in self.answers.values())

    @property
    def is_finished(self) -> bool:
        return self.answered >= self.total

    def exercise(self, number: int | None) -> ChallengeExercise | None:
        """The asked-for one if it was answered; else the first that was not."""
        for exercise in self.exercises:
            if exercise.number == number and exercise.pk in self.answers:
                return exercise
        return next((one for one in self.exercises if one.pk not in self.answers), None)


def challenge_state(challenge: Challenge, user: User) -> ChallengeState:
    exercises = list(challenge.exercises.select_related("card__deck").order_by("number"))
    answers = ChallengeAnswer.objects.filter(exercise__in=exercises, user=user)
    return ChallengeState(
        challenge=challenge,
        exercises=exercises,
        answers={answer.exercise_id: answer for answer in answers},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeResult:
    rank: int
    nickname: str
    score: int
    is_self: bool


def challenge_results(challenge: Challenge, user: User) -> list[ChallengeResult]:
    """Those who answered and appear on the board, the highest score first; one query.

    Whoever said no, or left, is in no row and shifts no rank.
    """
    mine = Q(user__challenge_answers__exercise__challenge=challenge)
    correct = mine & Q(user__challenge_answers__outcome=Outcome.CORRECT.value)
    rows = (
        Membership.objects.filter(team_id=challenge.team_id)
        .on_board()
        .annotate(
            answered=Count("user__challenge_answers", filter=mine),
            score=Count("user__challenge_answers", filter=correct),
        )
        .filter(answered__gt=0)
        .order_by("-score", "nickname", "pk")
        .values_list("score", "nickname", "user_id")
    )
    found = list(rows)
    ranks = competition_ranks([score for score, _, _ in found])
    return [
        ChallengeResult(rank=rank, nickname=nickname, score=score, is_self=user_id == user.pk)
        for rank, (score, nickname, user_id) in zip(ranks, found, strict=True)
    ]


def stored_text(submitted: str | list[str]) -> str:
    """As attempts are stored: text as it is, options as a JSON list."""
    return submitted if isinstance(submitted, str) else json.dumps(submitted)
