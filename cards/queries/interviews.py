"""Interviews as their pages show them: the list, the room's step, the debrief, the summary."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.safestring import SafeString

from cards.core.interviews.bands import Band, mean_band
from cards.core.interviews.blueprints import QuestionKind
from cards.core.interviews.key_points import suggested_points
from cards.core.interviews.scaffolds import Place, we_hint
from cards.models import (
    Blueprint,
    Card,
    Interview,
    InterviewAnswer,
    InterviewDraft,
    User,
)
from cards.models.interview import BAND_CHOICES
from cards.models.interview_rows import asked_answer_from, room_statements
from cards.models.prepared import run_together
from cards.queries.coding import CodingPanel, coding_panel
from cards.queries.exercises import Exercise, UnusableCardError, exercise_of
from cards.queries.insert_keys import InsertKey, insert_keys
from cards.queries.previews import Preview, preview_of
from cards.queries.study_card import UnreadableAnswer
from cards.rendering import plain_text, render_markdown

LONG_PROMPT = 160
LATEST_LISTED = 20
NOTHING = SafeString("")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedInterview:
    interview: Interview
    questions: int
    answered: int
    scored: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewList:
    running: Interview | None
    blueprints: Sequence[Blueprint]
    finished: Sequence[FinishedInterview]  # those of the page
    page: "Page[Any]"


def interview_list(user: User, now: dt.datetime, number: str | None = None) -> InterviewList:
    """Five queries: the running one, how many others, a page of them, the blueprints, their parts."""
    running = running_interview(user, now)
    past = Interview.objects.filter(user=user).annotate(
        questions=Count("answers"),
        answered=Count("answers", filter=Q(answers__is_answered=True)),
        scored=Count("answers", filter=Q(answers__scored_at__isnull=False)),
    )
    if running is not None:
        past = past.exclude(pk=running.pk)
    # Named again: a query that groups does not keep the order of its model.
    page: Page[Any] = Paginator(past.order_by("-started_at", "-pk"), LATEST_LISTED).get_page(number)
    finished = [
        FinishedInterview(
            interview=interview,
            questions=interview.questions,
            answered=interview.answered,
            scored=interview.scored,
        )
        for interview in page
    ]
    blueprints = Blueprint.objects.published().prefetch_related("parts")
    return InterviewList(running=running, blueprints=list(blueprints), finished=finished, page=page)


def running_interview(user: User, now: dt.datetime) -> Interview | None:
    interview = Interview.objects.filter(user=user, ended_at__isnull=True).first()
    return interview if interview is not None and not interview.is_over(now) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked, rendered: from the version of the card that the interview keeps."""

    card: Card
    kind: QuestionKind
    prompt: SafeString
    spoken_prompt: str
    is_long: bool
    exercise: Exercise | None = None

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def insert_keys(self) -> list[InsertKey]:
        return insert_keys(self.exercise.variables if self.exercise else ())


def question_of(answer: InterviewAnswer) -> Question:
    """A card whose specification is broken is asked as its author wrote it."""
    card, exercise = answer.asked_card, None
    if answer.kind is QuestionKind.CHECKED:
        with contextlib.suppress(UnusableCardError):
            exercise = exercise_of(card, answer.seed)
    prompt = exercise.prompt if exercise else card.prompt
    return Question(
        card=card,
        kind=answer.kind,
        prompt=render_markdown(prompt),
        spoken_prompt=plain_text(prompt),
        is_long=len(prompt) > LONG_PROMPT,
        exercise=exercise,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question in the strip above the room."""

    position: int
    state: str  # answered, skipped, seen or new
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledPlace:
    place: Place
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    interview: Interview
    answer: InterviewAnswer
    question: Question
    steps: Sequence[Step]
    seconds_left: int
    render_id: uuid.UUID
    # What the fields hold: what is saved, unless the page sent something that was not taken.
    text: str
    notes: str
    places: Sequence[FilledPlace]

    @property
    def coding(self) -> CodingPanel | None:
        return coding_panel(self.question.card, code=self.text)

    @property
    def next_position(self) -> int | None:
        return self.answer.position + 1 if self.answer.position < len(self.steps) else None

    @property
    def has_hints(self) -> bool:
        return bool(self.answer.interviewer_hints)

    @property
    def unanswered(self) -> int:
        return sum(step.state != "answered" for step in self.steps)


def room_of(
    interview: Interview,
    now: dt.datetime,
    *,
    position: int | None = None,
    sent: Mapping[str, Any] | None = None,
    render_id: uuid.UUID | None = None,
) -> Room:
    """The question the interview is at, or the one at `position`; two queries.

    `sent` are words of the page with this `render_id` that could not be saved.
    """
    asked = position or interview.position
    found_steps, found_answer = run_together(*room_statements(interview, asked))
    answer = asked_answer_from(interview, found_answer.rows)
    steps = [
        Step(
            position=position,
            state="answered" if is_answered else "skipped" if is_skipped else "seen" if opened_at
            else "new",
            is_current=position == asked,
        )
        for position, is_answered, is_skipped, opened_at in found_steps.rows
    ]  # fmt: skip
    words: Mapping[str, Any] = sent or {
        "text": answer.text, "notes": answer.notes, "fields": answer.fields,
    }  # fmt: skip
    return Room(
        interview=interview,
        answer=answer,
        question=question_of(answer),
        steps=steps,
        seconds_left=interview.clock.seconds_left(now),
        render_id=render_id or uuid.uuid4(),
        text=words["text"],
        notes=words["notes"],
        places=filled_places(answer, words["fields"]),
    )


def filled_places(answer: InterviewAnswer, fields: Mapping[str, str]) -> list[FilledPlace]:
    return [FilledPlace(place=place, text=fields.get(place.name, "")) for place in answer.places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What the state line says beside “saved”: how an answer is read, or whose story it is."""

    reading: Preview | UnreadableAnswer | None = None
    hint: str = ""


def remark_on(answer: InterviewAnswer) -> Remark:
    if answer.kind is QuestionKind.CHECKED:
        return Remark(reading=preview_of(answer.asked_card, answer.text, answer.seed))
    if answer.kind is QuestionKind.BEHAVIOURAL:
        return Remark(hint=we_hint(answer.whole_text))
    return Remark()


@dataclass(frozen=True, slots=True, kw_only=True)
class TickedPoint:
    text: str
    is_must: bool
    is_ticked: bool
    is_suggested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    number: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricRow:
    name: str
    label: str
    cells: Sequence[tuple[Band, str]]
    chosen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief:
    """One answer looked back at. `stage` is predict, follow-up or score."""

    interview: Interview
    answer: InterviewAnswer
    question: Question
    drafts: Sequence[InterviewDraft]
    places: Sequence[FilledPlace]
    count: int
    stage: str
    follow_ups: Sequence[FollowUp] = ()
    next_follow_up: FollowUp | None = None
    points: Sequence[TickedPoint] = ()
    rubric: Sequence[RubricRow] = ()
    model_answer: SafeString = NOTHING
    explanation: SafeString = NOTHING

    @property
    def next_position(self) -> int | None:
        return self.answer.position + 1 if self.answer.position < self.count else None

    @property
    def has_suggestions(self) -> bool:
        return any(point.is_suggested for point in self.points)

    @property
    def band_choices(self) -> list[tuple[int, str]]:
        return BAND_CHOICES


def debrief_of(answer: InterviewAnswer, sent: Mapping[str, Any] | None = None) -> Debrief:
    """Two queries. `sent` are ticks and a rubric that could not be taken."""
    question = question_of(answer)
    answered = answer.follow_up_answers
    met = [
        FollowUp(number=number, question=text, answer=answered[number])
        for number, text in enumerate(answer.follow_ups[: len(answered)])
    ]
    coming = None
    if answer.predicted_band is not None and len(answered) < len(answer.follow_ups):
        coming = FollowUp(
            number=len(answered), question=answer.follow_ups[len(answered)], answer=""
        )
    is_revealed = answer.revealed_at is not None
    stage = "score" if is_revealed else "follow-up" if coming else "predict"
    filled = question.exercise.filled if question.exercise else str
    return Debrief(
        interview=answer.interview,
        answer=answer,
        question=question,
        drafts=list(answer.drafts.all()),
        places=[place for place in filled_places(answer, answer.fields) if place.text],
        count=InterviewAnswer.objects.filter(interview=answer.interview_id).count(),
        stage=stage,
        follow_ups=met,
        next_follow_up=coming,
        points=ticked_points(answer, sent) if is_revealed else (),
        rubric=rubric_rows(answer, sent) if is_revealed else (),
        model_answer=model_answer(question) if is_revealed else NOTHING,
        explanation=render_markdown(filled(question.card.explanation)) if is_revealed else NOTHING,
    )


def model_answer(question: Question) -> SafeString:
    if question.exercise:
        return question.exercise.correct_answer
    return render_markdown(question.card.answer)


def ticked_points(answer: InterviewAnswer, sent: Mapping[str, Any] | None) -> list[TickedPoint]:
    points = answer.key_points
    ticked = sent["ticked"] if sent else answer.ticked
    if len(ticked) != len(points):
        ticked = [False] * len(points)
    suggested = suggested_points(answer.whole_text, [point.text for point in points])
    return [
        TickedPoint(text=point.shown, is_must=point.is_must, is_ticked=tick, is_suggested=hint)
        for point, tick, hint in zip(points, ticked, suggested, strict=True)
    ]


def rubric_rows(answer: InterviewAnswer, sent: Mapping[str, Any] | None) -> list[RubricRow]:
    chosen = sent["rubric"] if sent else answer.rubric
    return [
        RubricRow(
            name=dimension.name, label=dimension.label, cells=dimension.cells,
            chosen=chosen.get(dimension.name),
        )
        for dimension in answer.dimensions
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    interview: Interview
    answers: Sequence[InterviewAnswer]
    questions: Sequence[Question]
    band: Band | None  # the mean of what is scored so far

    @property
    def rows(self) -> list[tuple[InterviewAnswer, Question]]:
        return list(zip(self.answers, self.questions, strict=True))

    @property
    def scored(self) -> int:
        return sum(answer.scored_band is not None for answer in self.answers)

    @property
    def answered(self) -> int:
        return sum(answer.is_answered for answer in self.answers)

    @property
    def next_to_debrief(self) -> int | None:
        waiting = [answer.position for answer in self.answers if answer.scored_at is None]
        return waiting[0] if waiting else None


def summary_of(interview: Interview) -> Summary:
    """One query."""
    answers = list(
        InterviewAnswer.objects.filter(interview=interview)
        .select_related("card__deck", "card_version")
        .order_by("position")
    )
    bands = [answer.scored_band for answer in answers if answer.scored_band is not None]
    return Summary(
        interview=interview,
        answers=answers,
        questions=[question_of(answer) for answer in answers],
        band=mean_band(bands) if bands else None,
    )
