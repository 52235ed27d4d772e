"""Cards for what an interview missed: the questions themselves, and the cards they refer to."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.core.documents.drafts import KeyPoint
from cards.core.interviews.missed import is_worth_it, makes_a_point, missed_points, was_missed
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
class MissedAnswer:
    """A scored answer that left something to learn, with the cards that are offered for it."""

    answer: InterviewAnswer
    points: Sequence[KeyPoint]
    cards: Sequence[OfferedCard]


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


def card_offer(interview: Interview, today: dt.date) -> CardOffer:
    """Four queries: the answers, the cards they refer to, what was taken, the schedules of all."""
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
    cards = [*(answer.card for answer in missed), *related.values()]
    schedules = {
        schedule.card_id: schedule
        for schedule in Schedule.objects.filter(user_id=interview.user_id, card__in=cards)
    }
    met = {row.card_id for row in taken}
    return CardOffer(
        missed=[missed_answer(answer, related, schedules, met, today) for answer in missed],
        taken=taken,
        scored=len(scored),
        questions=len(answers),
        tomorrow=today + ONE_DAY,
    )


def missed_answer(
    answer: InterviewAnswer,
    related: Mapping[str, Card],
    schedules: Mapping[int, Schedule],
    met: set[int],
    today: dt.date,
) -> MissedAnswer:
    """`met` are cards that were offered before or taken: each is offered once."""
    points = missed_points(answer.key_points, answer.ticked)
    worth_it = is_worth_it(answer.key_points, answer.ticked, answer.scored_band or 0)
    found = [(answer.card, worth_it)]
    for uid in related_uids(answer):
        if uid in related:
            card = related[uid]
            text = f"{card.prompt}\n{card.answer}"
            found.append((card, makes_a_point(text, points)))
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
    return MissedAnswer(answer=answer, points=points, cards=offered)


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
