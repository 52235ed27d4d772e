"""Practice rounds: what can be practised, where a round stands, its cards as the pages show them."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, FilteredRelation, Q, Sum
from django.utils.safestring import SafeString

from cards.core.answers.verdict import Outcome, Verdict
from cards.core.interviews.weakness import TopicRecord
from cards.core.kinds import CardKind
from cards.core.practice import Candidate, KindGroup, RoundCount, count_round
from cards.core.presentation import Presentation
from cards.core.ratings import tries_allowed
from cards.core.scheduling import PASSING_QUALITY
from cards.models import (
    Card,
    CardStatus,
    Deck,
    Practice,
    PracticeAnswer,
    Review,
    ReviewKind,
    Schedule,
    User,
)
from cards.models.deck import PATH_SEPARATOR
from cards.queries.attempts import checked_answer, is_closed
from cards.queries.coding import is_untouched
from cards.queries.exercises import UnusableCardError, exercise_of
from cards.queries.study_card import ShownCard, UnreadableAnswer, answer_of, side_of
from cards.rendering import plain_cloze, plain_text

WEAKNESS_DAYS = 90
MOST_WEAK_TOPICS = 8
MOST_OPEN_ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakTopic:
    """A deck in which scheduled reviews of the last 90 days were forgotten."""

    deck: Deck
    reviews: int
    forgotten: int
    lapses: int

    @property
    def retention(self) -> int:
        """In percent."""
        return round(100 * (self.reviews - self.forgotten) / self.reviews)


def weak_topics(user: User, today: dt.date) -> list[WeakTopic]:
    """The weakest decks, the weakest first; three queries.

    Weak by the share of scheduled reviews forgotten (core/interviews/weakness.py); the lapses of all
    time stand beside it.
    """
    since = today - dt.timedelta(days=WEAKNESS_DAYS)
    reviews = Review.objects.filter(user=user, kind=ReviewKind.REVIEW, reverted_by__isnull=True)
    rows = (
        reviews.filter(studied_on__gt=since, card__status=CardStatus.PUBLISHED)
        .order_by()
        .values_list("card__deck")
        .annotate(reviews=Count("pk"), failed=Count("pk", filter=Q(quality__lt=PASSING_QUALITY)))
    )
    records = {
        deck_id: TopicRecord(topic=str(deck_id), reviews=number, failed=failed)
        for deck_id, number, failed in rows
        if failed
    }
    weakest = sorted(records, key=lambda pk: (-records[pk].weakness, pk))[:MOST_WEAK_TOPICS]
    decks = Deck.objects.in_bulk(weakest)
    lapses = dict(
        Schedule.objects.studied()
        .filter(user=user, card__deck__in=weakest)
        .order_by()
        .values_list("card__deck")
        .annotate(lapses=Sum("lapses"))
    )
    return [
        WeakTopic(
            deck=decks[pk],
            reviews=records[pk].reviews,
            forgotten=records[pk].failed,
            lapses=lapses.get(pk, 0),
        )
        for pk in weakest
    ]


def candidates_of(
    user: User,
    paths: Collection[str] | None,
    groups: Collection[KindGroup],
    *,
    only_seen: bool,
) -> list[Candidate]:
    """What a round may ask: published cards of these decks (None: of all) that are not set aside."""
    own = FilteredRelation("schedules", condition=Q(schedules__user=user))
    cards = (
        Card.with_personal.visible_to(user)
        .published()
        .annotate(own=own)
        .exclude(own__is_suspended=True)
    )
    if paths is not None:
        within = Q(pk__in=[])
        for path in paths:
            within |= Q(deck__path=path) | Q(deck__path__startswith=path + PATH_SEPARATOR)
        cards = cards.filter(within)
    if groups:
        cards = cards.filter(kind__in=[kind for group in groups for kind in group.kinds])
    if only_seen:
        cards = cards.filter(own__introduced_on__isnull=False)
    rows = cards.order_by("pk").values_list("pk", "note_key", "own__lapses")
    return [Candidate(card_id=pk, note_key=note, lapses=lapses or 0) for pk, note, lapses in rows]


def open_rounds(user: User) -> list[Practice]:
    """The latest rounds with cards left, each with how many (`left`) of how many (`cards`)."""
    waiting = Q(
        answers__knew__isnull=True,
        answers__is_passed_over=False,
        answers__card__status=CardStatus.PUBLISHED,
    )
    rounds = Practice.objects.filter(user=user, ended_at__isnull=True).annotate(
        cards=Count("answers"), left=Count("answers", filter=waiting)
    )
    return list(rounds.filter(left__gt=0).order_by("-started_at", "-pk")[:MOST_OPEN_ROUNDS])


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeState:
    """Where a round stands. `next_position` is None when nothing is left or it was ended."""

    practice: Practice
    count: RoundCount
    next_position: int | None


def practice_state(practice: Practice) -> PracticeState:
    """One query."""
    rows = PracticeAnswer.objects.filter(practice=practice).order_by("position")
    waiting: list[int] = []
    answers: list[tuple[bool | None, bool]] = []
    for position, knew, passed, status in rows.values_list(
        "position", "knew", "is_passed_over", "card__status"
    ):
        is_askable = not passed and status == CardStatus.PUBLISHED
        answers.append((knew, is_askable))
        if knew is None and is_askable:
            waiting.append(position)
    return PracticeState(
        practice=practice,
        count=count_round(answers),
        next_position=waiting[0] if waiting and practice.ended_at is None else None,
    )


def answer_at(practice: Practice, position: int) -> PracticeAnswer:
    answers = PracticeAnswer.objects.filter(practice=practice, position=position)
    answer = answers.select_related("card__deck").get()
    answer.practice = practice
    return answer


def practice_card(
    answer: PracticeAnswer, *, submitted: str = "", unreadable: Verdict | None = None
) -> ShownCard:
    """The card as the study page would show it, without schedule and buttons.

    Raises UnusableCardError when the stored specification is broken.
    """
    card = answer.card
    exercise = exercise_of(card, answer.seed) if card.card_kind.is_checked else None
    attempts = answer.checked_attempts()
    is_answer_shown = answer.revealed_at is not None
    text = exercise.prompt if exercise else card.prompt
    typed = attempts[-1].submitted if attempts else ""
    return ShownCard(
        card=card,
        schedule=Schedule(card=card),
        presentation=Presentation(
            render_id=uuid.UUID(int=0), user_id=0, card_id=card.pk, card_version=card.version,
            schedule_version=0, turn=0, shown_at=dt.datetime.fromtimestamp(0, dt.UTC),
        ),
        is_answer_shown=is_answer_shown,
        prompt=side_of(card, text, is_revealed=is_answer_shown),
        exercise=exercise,
        attempts=attempts,
        submitted=submitted or typed,
        response="" if is_untouched(card, answer.response) else answer.response,
        unreadable=UnreadableAnswer.of(submitted, unreadable) if unreadable else None,
        answer=answer_of(card, exercise) if is_answer_shown else SafeString(""),
        checked=checked_answer(attempts) if exercise and is_answer_shown else None,
        today=dt.date.min,
    )  # fmt: skip


def suggested_knew(shown: ShownCard) -> bool | None:
    """What the check says; None where only the learner can tell."""
    if shown.checked is None or shown.checked.outcome is Outcome.UNDECIDED:
        return None
    return shown.checked.outcome is Outcome.CORRECT


def takes_no_more(answer: PracticeAnswer) -> bool:
    return is_closed(answer.checked_attempts(), tries_allowed(answer.card.card_kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedCard:
    card: Card
    prompt: str  # as plain text


def missed_cards(practice: Practice) -> list[MissedCard]:
    """The cards of a round that were not known, in its order; one query."""
    answers = PracticeAnswer.objects.filter(practice=practice, knew=False)
    rows = answers.select_related("card__deck").order_by("position")
    return [MissedCard(card=answer.card, prompt=prompt_line(answer)) for answer in rows]


def prompt_line(answer: PracticeAnswer) -> str:
    card, text = answer.card, answer.card.prompt
    if card.card_kind is CardKind.CLOZE:
        return plain_cloze(text, card.cloze_ordinal or 1, revealed=False)
    if card.card_kind.is_checked:
        with contextlib.suppress(UnusableCardError):
            text = exercise_of(card, answer.seed).prompt
    return plain_text(text)


def missed_candidates(practice: Practice) -> list[Candidate]:
    """Of the cards missed in a round, those that can still be asked."""
    answers = PracticeAnswer.objects.filter(practice=practice, knew=False)
    published = answers.filter(card__status=CardStatus.PUBLISHED)
    return [Candidate(card_id=pk) for pk in published.values_list("card_id", flat=True)]
