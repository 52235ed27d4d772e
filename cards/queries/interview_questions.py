"""Which questions an interview can ask this learner, and which topics she is weak in."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Count, F, Q, QuerySet

from cards.core.interviews.blueprints import BlueprintError, Candidate, Part, QuestionKind
from cards.core.interviews.weakness import TopicRecord, weakest_first
from cards.core.kinds import CardKind
from cards.core.scheduling import PASSING_QUALITY
from cards.models import Card, Deck, Interview, InterviewAnswer, Pairing, Review, ReviewKind, User
from cards.models.deck import PATH_SEPARATOR
from cards.models.interview import LATEST_MOCKS
from cards.queries.exercises import KINDS_WITH_OPTIONS

# Short calculations: checked, answered in one line, and no word to recall.
CHECKED_KINDS = [
    kind
    for kind in CardKind
    if kind.is_checked and kind not in KINDS_WITH_OPTIONS and kind is not CardKind.TEXT
]
OPEN_KINDS = tuple(kind for kind in QuestionKind if kind is not QuestionKind.CHECKED)
WEAKNESS_DAYS = 120
# Some choice is left when the weak topics hold so many times the minutes asked for.
ROOM_TO_CHOOSE = 1.5


def candidates_of(people: Sequence[User], parts: Sequence[Part]) -> list[list[Candidate]]:
    """For each part the questions that none of these people met in the latest mocks.

    One query a person, two more, and one a part.
    """
    mocks = [pk for user in people for pk in latest_mocks(user)]
    met = list(
        InterviewAnswer.objects.filter(interview__in=mocks, opened_at__isnull=False).values_list(
            "card_id", flat=True
        )
    )
    paths = dict(
        Deck.objects.filter(slug__in={slug for part in parts for slug in part.decks})
        .order_by()
        .values_list("slug", "path")
    )
    return [
        candidates(
            questions_of(part, [paths[slug] for slug in part.decks if slug in paths]).exclude(
                pk__in=met
            )
        )
        for part in parts
    ]


def latest_mocks(user: User) -> QuerySet[Interview, int]:
    """Those she sat in, on either side: an interviewer has read the model answers."""
    conducted = Pairing.objects.filter(interviewer=user).values("interview")
    rows = Interview.objects.filter(Q(user=user) | Q(pk__in=conducted))
    rows = rows.order_by("-started_at", "-pk")
    return rows.values_list("pk", flat=True)[:LATEST_MOCKS]


def candidates(cards: QuerySet[Card]) -> list[Candidate]:
    rows = cards.order_by("pk").values_list("pk", "kind", "interview_kind", "minutes")
    return [
        Candidate(card_id=pk, kind=question_kind(kind, interview_kind), minutes=minutes)
        for pk, kind, interview_kind, minutes in rows
    ]


def question_kind(kind: str, interview_kind: str) -> QuestionKind:
    if kind != CardKind.INTERVIEW:
        return QuestionKind.CHECKED
    return QuestionKind(interview_kind or QuestionKind.CONCEPTUAL)


def questions_of(part: Part, paths: Sequence[str]) -> QuerySet[Card]:
    """The published cards a part may ask; `paths` are those of its decks."""
    kinds = part.kinds or OPEN_KINDS
    asked = Q(kind=CardKind.INTERVIEW, interview_kind__in=kinds)
    if QuestionKind.CONCEPTUAL in kinds:
        asked |= Q(kind=CardKind.INTERVIEW, interview_kind="")
    if part.difficulties:
        asked &= Q(difficulty__in=part.difficulties)
    if QuestionKind.CHECKED in kinds:
        # Most checked cards say no difficulty: they suit any.
        levels = Q(difficulty__in=["", *part.difficulties]) if part.difficulties else Q()
        asked |= Q(kind__in=CHECKED_KINDS) & levels
    cards = Card.objects.published().filter(asked)
    if not part.decks:
        return cards
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(deck__path=path) | Q(deck__path__startswith=path + PATH_SEPARATOR)
    return cards.filter(below)


def weak_topics(user: User, minutes: int, today: dt.date) -> tuple[str, ...]:
    """Slugs of the weakest decks that hold questions for so many minutes; two queries.

    Raises BlueprintError while too little was reviewed to tell.
    """
    records = [
        TopicRecord(topic=slug, reviews=reviews, failed=failed)
        for slug, reviews, failed in Review.objects.filter(
            user=user,
            kind=ReviewKind.REVIEW,
            reverted_by__isnull=True,
            studied_on__gt=today - dt.timedelta(days=WEAKNESS_DAYS),
        )
        .order_by()
        .values_list("card__deck__slug")
        .annotate(reviews=Count("pk"), failed=Count("pk", filter=Q(quality__lt=PASSING_QUALITY)))
    ]
    talk = minutes_by_deck(slug.topic for slug in records)
    chosen: list[str] = []
    held = 0
    for slug in weakest_first(records):
        if held < ROOM_TO_CHOOSE * minutes and talk.get(slug):
            chosen.append(slug)
            held += talk[slug]
    if held < minutes:
        known = (
            f"They hold interview questions for about {held} minutes so far"
            if held
            else ("So far there are none with interview questions")
        )
        raise BlueprintError(
            "Your weak topics are those in which scheduled reviews were forgotten."
            f" {known}: choose topics yourself, or fewer minutes.",
            "topics",
        )
    return tuple(chosen)


def minutes_by_deck(slugs: Iterable[str]) -> dict[str, int]:
    """How many minutes of open questions lie directly in each deck."""
    rows = (
        Card.objects.published()
        .filter(kind=CardKind.INTERVIEW, deck__slug__in=set(slugs))
        .order_by()
        .annotate(slug=F("deck__slug"))
        .values_list("slug", "kind", "interview_kind", "minutes")
    )
    talk: dict[str, int] = {}
    for slug, kind, interview_kind, minutes in rows:
        question = Candidate(card_id=0, kind=question_kind(kind, interview_kind), minutes=minutes)
        talk[slug] = talk.get(slug, 0) + question.expected_minutes
    return talk


def question_counts(user: User, parts: Sequence[Part]) -> list[int]:
    return [len(found) for found in candidates_of([user], parts)]
