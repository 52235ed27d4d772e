"""Cards for what an interview missed: the questions, the cards they refer to, and new personal ones."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.core.documents.drafts import KeyPoint
from cards.core.interviews.missed import (
    are_few_gaps,
    is_worth_it,
    makes_a_point,
    missed_points,
    was_missed,
)
from cards.core.personal_cards import Sides, card_for_point, point_fingerprint
from cards.models import Card, CardStatus, Interview, InterviewAnswer, InterviewCard, Schedule
from cards.queries.interview_reports import related_cards, related_uids

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedCard:
    """One card with what would happen to it. `obstacle` says why nothing can."""

    card: Card
    schedule: Schedule | None
    is_suggested: bool
    obstacle: str = ""

    @property
    def is_known(self) -> bool:
        return self.schedule is not None and not self.schedule.is_new


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """A personal card that a missed point could become; `removed`: the learner has had it before."""

    key: str
    point: KeyPoint
    fingerprint: str
    question: Card
    sides: Sides
    is_suggested: bool
    removed: Card | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedAnswer:
    """A scored answer that left something to learn, with the cards that are offered for it."""

    answer: InterviewAnswer
    points: Sequence[KeyPoint]
    cards: Sequence[OfferedCard]
    new_cards: Sequence[NewCard]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOffer:
    missed: Sequence[MissedAnswer]
    taken: Sequence[InterviewCard]
    scored: int
    questions: int
    tomorrow: dt.date

    @property
    def takeable(self) -> dict[int, OfferedCard]:
        return {
            offered.card.pk: offered
            for one in self.missed
            for offered in one.cards
            if not offered.obstacle
        }

    @property
    def new_cards(self) -> dict[str, NewCard]:
        return {new.key: new for one in self.missed for new in one.new_cards}


# Of the learner's own cards: the question and the point that they ask for.
PersonalCards = Mapping[tuple[int, str], Card]


def card_offer(interview: Interview, today: dt.date) -> CardOffer:
    """Five queries: the answers, the cards they refer to, what was taken, the learner's own cards
    for these questions, the schedules of all."""
    answers = list(
        InterviewAnswer.objects.filter(interview=interview)
        .select_related("card__deck", "card_version")
        .order_by("position")
    )
    scored = [answer for answer in answers if answer.scored_band is not None]
    missed = [
        answer
        for answer in scored
        if was_missed(answer.key_points, answer.ticked, answer.scored_band or 0)
    ]
    related = related_cards(missed)
    taken = list(
        InterviewCard.objects.filter(interview=interview, undone_at=None).select_related("card")
    )
    own = Card.with_personal.filter(owner_id=interview.user_id).select_related("deck")
    personal = {
        (card.question_id or 0, card.fingerprint): card
        for card in own.filter(question__in=[answer.card_id for answer in missed])
    }
    cards = [*(answer.card for answer in missed), *related.values(), *personal.values()]
    schedules = {
        schedule.card_id: schedule
        for schedule in Schedule.objects.filter(user_id=interview.user_id, card__in=cards)
    }
    met = {row.card_id for row in taken}
    closed = {row.card_id for row in taken if row.taken_on != today}
    return CardOffer(
        missed=[
            missed_answer(one, related, personal, schedules, met, closed, today) for one in missed
        ],
        taken=taken,
        scored=len(scored),
        questions=len(answers),
        tomorrow=today + ONE_DAY,
    )


def missed_answer(
    answer: InterviewAnswer,
    related: Mapping[str, Card],
    personal: PersonalCards,
    schedules: Mapping[int, Schedule],
    met: set[int],
    closed: set[int],
    today: dt.date,
) -> MissedAnswer:
    """`met` are cards that were offered before or taken: each is offered once."""
    points = missed_points(answer.key_points, answer.ticked)
    worth_it = is_worth_it(answer.key_points, answer.ticked, answer.scored_band or 0)
    found = [(answer.card, worth_it)]
    texts = []
    for uid in related_uids(answer):
        if uid in related:
            card = related[uid]
            text = f"{card.prompt}\n{card.answer}"
            texts.append(text)
            found.append((card, makes_a_point(text, points)))
    for point in points:
        own = personal.get((answer.card_id, point_fingerprint(point.text)))
        if own is not None:
            found.append((own, True))
    offered = []
    for card, is_suggested in found:
        if card.pk in met or card.status != CardStatus.PUBLISHED:
            continue
        met.add(card.pk)
        schedule = schedules.get(card.pk)
        offered.append(
            OfferedCard(
                card=card,
                schedule=schedule,
                is_suggested=is_suggested,
                obstacle=obstacle_of(schedule, today),
            )
        )
    return MissedAnswer(
        answer=answer,
        points=points,
        cards=offered,
        new_cards=new_cards(answer, texts, personal, closed),
    )


def new_cards(
    answer: InterviewAnswer, texts: Sequence[str], personal: PersonalCards, closed: set[int]
) -> list[NewCard]:
    """A card for each missed point that none of these texts makes and she has no card for.

    `closed` are those taken from this interview on an earlier day: once is enough, removed or not.
    """
    points = answer.key_points
    missed = missed_points(points, answer.ticked)
    question = answer.asked_card.prompt
    are_few = are_few_gaps(points, answer.ticked)
    found: dict[str, NewCard] = {}
    for place, point in enumerate(points):
        if point not in missed or any(makes_a_point(text, [point]) for text in texts):
            continue
        fingerprint = point_fingerprint(point.text)
        own = personal.get((answer.card_id, fingerprint))
        if fingerprint in found or (own is not None and own.status == CardStatus.PUBLISHED):
            continue
        if own is not None and own.pk in closed:  # her own list brings it back
            continue
        found[fingerprint] = NewCard(
            key=f"{answer.position}-{place}",
            point=point,
            fingerprint=fingerprint,
            question=answer.card,
            sides=Sides(prompt=own.prompt, answer=own.answer)
            if own is not None
            else card_for_point(question, [each.text for each in points], place),
            is_suggested=point.is_must and are_few,
            removed=own,
        )
    return list(found.values())


def obstacle_of(schedule: Schedule | None, today: dt.date) -> str:
    """Why a card cannot be asked for the day after; empty where it can."""
    if schedule is None:
        return ""
    if schedule.is_suspended:
        return "You set it aside."
    if schedule.last_studied_on is not None and schedule.last_studied_on >= today:
        return "You studied it today: that counts."
    if schedule.due is not None and schedule.due <= today + ONE_DAY:
        return "It is due by tomorrow anyway."
    return ""
