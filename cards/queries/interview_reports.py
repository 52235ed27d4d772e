"""Reports on a learner's interviews: one, two side by side, and all of them over time."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q, QuerySet

from cards.core.interviews.bands import Band, mean_band
from cards.core.interviews.clock import GRACE
from cards.core.interviews.reports import (
    ADVICE,
    BandMean,
    Calibration,
    LookedBack,
    calibration,
    calibration_by_topic,
    means_by_dimension,
    means_by_topic,
    signed,
    weakest,
)
from cards.models import Card, CardStatus, Deck, Interview, InterviewAnswer, User
from cards.queries.interview_charts import (
    RowChart,
    TimeUsed,
    TrendChart,
    band_chart,
    time_chart,
    trend_chart,
)
from cards.queries.interviews import (
    FilledPlace,
    FollowUp,
    Question,
    TickedPoint,
    filled_places,
    question_of,
)

MOST_CARDS = 4  # named under a weak dimension
MOST_LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakness:
    """A weak dimension with what to do: some words, the cards it was weak in, their decks."""

    dimension: BandMean
    advice: str
    cards: Sequence[Card]
    decks: Sequence[Deck]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    interview: Interview
    answers: Sequence[InterviewAnswer]
    questions: Sequence[Question]
    looked_back: Sequence[LookedBack]
    by_topic: Sequence[BandMean]
    by_dimension: Sequence[BandMean]
    calibration: Calibration | None
    times: Sequence[TimeUsed]
    weaknesses: Sequence[Weakness]

    @property
    def band(self) -> Band | None:
        """Of what is scored so far."""
        bands = [one.scored for one in self.looked_back if one.scored]
        return mean_band(bands) if bands else None

    @property
    def scored(self) -> int:
        return sum(one.scored is not None for one in self.looked_back)

    @property
    def answered(self) -> int:
        return sum(answer.is_answered for answer in self.answers)

    @property
    def hinted(self) -> list[InterviewAnswer]:
        return [answer for answer in self.answers if answer.hints_used]

    @property
    def hints_used(self) -> int:
        return sum(answer.hints_used for answer in self.answers)

    @property
    def is_complete(self) -> bool:
        return self.scored == len(self.answers)

    @property
    def topic_chart(self) -> RowChart:
        return band_chart(self.by_topic)

    @property
    def dimension_chart(self) -> RowChart:
        return band_chart(self.by_dimension)

    @property
    def time_chart(self) -> RowChart:
        return time_chart(self.times)

    @property
    def minutes_used(self) -> int:
        return round(sum(one.used for one in self.times) / 60)


def report_of(interview: Interview) -> Report:
    """Two queries: the answers with their cards, and the cards related to the weak ones."""
    answers = list(
        InterviewAnswer.objects.filter(interview=interview)
        .select_related("card__deck", "card_version")
        .order_by("position")
    )
    looked_back = [looked_back_at(answer) for answer in answers]
    questions = [question_of(answer) for answer in answers]
    by_dimension = means_by_dimension(looked_back)
    return Report(
        interview=interview,
        answers=answers,
        questions=questions,
        looked_back=looked_back,
        by_topic=means_by_topic(looked_back),
        by_dimension=by_dimension,
        calibration=calibration(looked_back),
        times=[
            TimeUsed(
                position=answer.position,
                label=question.spoken_prompt,
                used=answer.seconds_used,
                planned=60 * answer.minutes,
            )
            for answer, question in zip(answers, questions, strict=True)
        ],
        weaknesses=weaknesses_of(answers, weakest(by_dimension)),
    )


def looked_back_at(answer: InterviewAnswer) -> LookedBack:
    return LookedBack(
        topic=answer.card.deck.name,
        predicted=answer.predicted_band,
        scored=answer.scored_band,
        rubric=answer.rubric,
    )


def weaknesses_of(
    answers: Sequence[InterviewAnswer], dimensions: Sequence[BandMean]
) -> list[Weakness]:
    """For each dimension the questions it was weakest in, then the cards these refer to."""
    weak = {dimension.name: weakest_answers(answers, dimension.name) for dimension in dimensions}
    related = related_cards([answer for some in weak.values() for answer in some])
    weaknesses = []
    for dimension in dimensions:
        cards: dict[int, Card] = {}
        for answer in weak[dimension.name]:
            if answer.card.status == CardStatus.PUBLISHED:
                cards.setdefault(answer.card.pk, answer.card)
        for answer in weak[dimension.name]:
            for uid in related_uids(answer):
                if uid in related:
                    cards.setdefault(related[uid].pk, related[uid])
        named = list(cards.values())[:MOST_CARDS]
        decks = {card.deck_id: card.deck for card in named}
        weaknesses.append(
            Weakness(
                dimension=dimension, advice=ADVICE.get(dimension.name, ""),
                cards=named, decks=list(decks.values()),
            )
        )  # fmt: skip
    return weaknesses


def weakest_answers(answers: Sequence[InterviewAnswer], name: str) -> list[InterviewAnswer]:
    judged = [
        answer
        for answer in answers
        if answer.scored_band and 0 < answer.rubric.get(name, 0) < Band.STRONG_HIRE
    ]
    return sorted(judged, key=lambda answer: (answer.rubric[name], answer.position))


def related_uids(answer: InterviewAnswer) -> list[str]:
    return [link["uid"] for link in answer.card.see if link.get("uid")]


def related_cards(answers: Sequence[InterviewAnswer]) -> Mapping[str, Card]:
    """The published cards that these questions refer to, by uid; no query where there are none."""
    uids = {uid for answer in answers for uid in related_uids(answer)}
    if not uids:
        return {}
    cards = Card.objects.published().filter(uid__in=uids).select_related("deck")
    return {str(card.uid): card for card in cards}


# --- The transcript ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcribed:
    """One question as it went: asked, answered, followed up, and how it was scored."""

    answer: InterviewAnswer
    question: Question
    places: Sequence[FilledPlace]
    follow_ups: Sequence[FollowUp]
    points: Sequence[TickedPoint]


def transcript_of(report: Report) -> list[Transcribed]:
    """No query. The points stay covered until they were looked back at, as in the debrief."""
    return [
        Transcribed(
            answer=answer,
            question=question,
            places=[place for place in filled_places(answer, answer.fields) if place.text],
            follow_ups=[
                FollowUp(number=number, question=text, answer=given)
                for number, (text, given) in enumerate(
                    zip(answer.follow_ups, answer.follow_up_answers, strict=False)
                )
            ],
            points=scored_points(answer),
        )
        for answer, question in zip(report.answers, report.questions, strict=True)
    ]


def scored_points(answer: InterviewAnswer) -> list[TickedPoint]:
    points = answer.key_points
    if answer.scored_at is None or len(points) != len(answer.ticked):
        return []
    return [
        TickedPoint(text=point.shown, is_must=point.is_must, is_ticked=tick, is_suggested=False)
        for point, tick in zip(points, answer.ticked, strict=True)
    ]


# --- Two interviews side by side ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    label: str
    first: BandMean | None
    second: BandMean | None

    @property
    def change(self) -> str:
        if self.first is None or self.second is None:
            return ""
        return signed(self.second.mean - self.first.mean)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two reports, the older one first."""

    first: Report
    second: Report
    by_dimension: Sequence[Pair]
    by_topic: Sequence[Pair]


def comparison_of(one: Interview, other: Interview) -> Comparison:
    earlier, later = sorted((one, other), key=lambda interview: interview.started_at)
    first, second = report_of(earlier), report_of(later)
    return Comparison(
        first=first,
        second=second,
        by_dimension=pairs_of(first.by_dimension, second.by_dimension),
        by_topic=pairs_of(first.by_topic, second.by_topic),
    )


def pairs_of(first: Sequence[BandMean], second: Sequence[BandMean]) -> list[Pair]:
    before = {mean.name: mean for mean in first}
    after = {mean.name: mean for mean in second}
    labels = {mean.name: mean.label for mean in (*first, *second)}
    return [
        Pair(label=label, first=before.get(name), second=after.get(name))
        for name, label in labels.items()
    ]


def other_interviews(user: User, interview: Interview, now: dt.datetime) -> list[Interview]:
    """The learner's finished interviews but this one, newest first."""
    rows = finished_interviews(user, now).exclude(pk=interview.pk)
    return list(rows.order_by("-started_at", "-pk")[:MOST_LISTED])


def finished_interviews(user: User, now: dt.datetime) -> QuerySet[Interview]:
    return Interview.objects.filter(user=user).filter(
        Q(ended_at__isnull=False) | Q(deadline_at__lt=now - GRACE)
    )


# --- All interviews over time ---


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow:
    interview: Interview
    questions: int
    scored: int
    band: Band | None
    calibration: Calibration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    rows: Sequence[TrendRow]  # newest first
    overall: Calibration | None
    by_topic: Sequence[Calibration]
    chart: TrendChart | None

    @property
    def judged_topics(self) -> list[Calibration]:
        return [one for one in self.by_topic if one.is_habit]

    @property
    def other_topics(self) -> list[Calibration]:
        return [one for one in self.by_topic if not one.is_habit]


def trends_of(user: User, now: dt.datetime) -> Trends:
    """Two queries, whatever the number of interviews."""
    interviews = list(finished_interviews(user, now).order_by("-started_at", "-pk")[:MOST_LISTED])
    rows = InterviewAnswer.objects.filter(interview__in=interviews).order_by("position")
    answers: dict[int, list[LookedBack]] = {}
    for interview_id, topic, predicted, scored in rows.values_list(
        "interview_id", "card__deck__name", "predicted_band", "scored_band"
    ):
        answers.setdefault(interview_id, []).append(
            LookedBack(topic=topic, predicted=predicted, scored=scored)
        )
    listed = [trend_row(interview, answers.get(interview.pk, ())) for interview in interviews]
    everything = [one for some in answers.values() for one in some]
    drawn: list[tuple[dt.date, Fraction, Fraction]] = [
        (
            row.interview.started_at.astimezone(user.zone).date(),
            row.calibration.predicted,
            row.calibration.scored,
        )
        for row in reversed(listed)
        if row.calibration is not None
    ]
    return Trends(
        rows=listed,
        overall=calibration(everything),
        by_topic=calibration_by_topic(everything),
        chart=trend_chart(drawn) if len(drawn) > 1 else None,
    )


def trend_row(interview: Interview, answers: Sequence[LookedBack]) -> TrendRow:
    bands = [answer.scored for answer in answers if answer.scored]
    return TrendRow(
        interview=interview,
        questions=len(answers),
        scored=len(bands),
        band=mean_band(bands) if bands else None,
        calibration=calibration(answers),
    )
