"""Two people in one interview as their pages show it: the stage, the script, the comparison."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.safestring import SafeString

from cards.core.documents.drafts import KeyPoint
from cards.core.interviews.bands import Band, mean_band
from cards.core.interviews.blueprints import QuestionKind
from cards.core.interviews.hints import usual_hints
from cards.core.interviews.pairing import Gap, gaps_of
from cards.models import (
    Blueprint,
    Interview,
    InterviewAnswer,
    Pairing,
    PairRole,
    PeerForm,
    ScriptNote,
    User,
)
from cards.queries.interviews import (
    NOTHING,
    FilledPlace,
    Question,
    RubricRow,
    Step,
    filled_places,
    model_answer,
    question_of,
)
from cards.rendering import render_markdown


class Stage(StrEnum):
    LOBBY = "lobby"
    RUNNING = "running"
    FORM = "form"
    WAITING = "waiting"
    COMPARISON = "comparison"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Both forms; made only when both are submitted."""

    gaps: Sequence[Gap]
    candidate: PeerForm
    interviewer: PeerForm
    predicted: Band
    interviewer_band: Band

    @property
    def predicted_gap(self) -> int:
        return int(self.predicted) - int(self.interviewer_band)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A pairing as one of its two people may see it."""

    pairing: Pairing
    role: PairRole
    stage: Stage
    is_open: bool
    other_submitted: bool = False
    own_form: PeerForm | None = None
    comparison: Comparison | None = None
    notes: Sequence[ScriptNote] = ()
    mirror: Pairing | None = None
    blueprints: Sequence[Blueprint] = ()

    @property
    def is_candidate(self) -> bool:
        return self.role is PairRole.CANDIDATE

    @property
    def other_name(self) -> str:
        pairing = self.pairing
        return pairing.interviewer_name if self.is_candidate else pairing.candidate_name

    @property
    def other_is_gone(self) -> bool:
        """Whether the other one's account was deleted, and the form with it."""
        pairing = self.pairing
        other = pairing.interviewer_id if self.is_candidate else pairing.candidate_id
        return other is None

    @property
    def can_rewrite(self) -> bool:
        return self.stage is Stage.WAITING and not self.other_is_gone

    @property
    def is_polled(self) -> bool:
        """Whether the page waits for the other one, and holds nothing that is being written."""
        waits = self.stage in (Stage.LOBBY, Stage.COMPARISON)
        return waits or self.can_rewrite

    @property
    def etag(self) -> str:
        """Names nothing but the stage: a form of the other one does not colour it."""
        mirror = self.mirror.uid if self.mirror else ""
        joined = self.pairing.joined_at is not None
        return f'"{self.stage}-{joined}-{self.is_open}-{mirror}"'


def table_of(pairing: Pairing, user: User, now: dt.datetime) -> Table:
    """The other's form is read only when both are submitted; up to four queries."""
    role = pairing.role_of(user)
    is_open = pairing.is_open(now)
    if pairing.ended_at is not None or not pairing.is_over(now):
        stage = Stage.RUNNING if pairing.started_at else Stage.LOBBY
        if pairing.ended_at is not None:
            stage = Stage.ENDED
        return Table(
            pairing=pairing,
            role=role,
            stage=stage,
            is_open=is_open,
            notes=notes_of(pairing, user) if stage is Stage.ENDED else (),
            blueprints=list(Blueprint.objects.published().prefetch_related("parts"))
            if stage is Stage.LOBBY and role is PairRole.CANDIDATE
            else (),
        )
    if pairing.joined_at is None:  # an interview to which nobody came
        return Table(pairing=pairing, role=role, stage=Stage.ENDED, is_open=False)
    submitted = set(PeerForm.objects.filter(pairing=pairing).values_list("role", flat=True))
    comparison = None
    own = None
    if role in submitted:
        forms = {
            form.role: form for form in PeerForm.objects.filter(readable(pairing, submitted, user))
        }
        own = forms[role]
        if len(forms) == len(PairRole):
            comparison = compare(pairing, forms[PairRole.CANDIDATE], forms[PairRole.INTERVIEWER])
    stage = Stage.COMPARISON if comparison else Stage.WAITING if own else Stage.FORM
    return Table(
        pairing=pairing,
        role=role,
        stage=stage,
        is_open=is_open,
        other_submitted=bool(submitted - {role}),
        own_form=own,
        comparison=comparison,
        notes=notes_of(pairing, user),
        mirror=Pairing.objects.filter(mirror_of=pairing).first(),
    )


def readable(pairing: Pairing, submitted: set[str], user: User) -> Q:
    """Which forms of a pairing this person may read: both only when both are there."""
    both = len(submitted) == len(PairRole)
    return Q(pairing=pairing) if both else Q(pairing=pairing, user=user)


def notes_of(pairing: Pairing, user: User) -> list[ScriptNote]:
    return list(ScriptNote.objects.filter(pairing=pairing, user=user))


def compare(pairing: Pairing, candidate: PeerForm, interviewer: PeerForm) -> Comparison:
    kind = QuestionKind(pairing.kind or QuestionKind.CONCEPTUAL)
    return Comparison(
        gaps=gaps_of(kind, candidate.rubric, interviewer.rubric),
        candidate=candidate,
        interviewer=interviewer,
        predicted=Band(candidate.predicted_band or Band.STRONG_NO_HIRE),
        interviewer_band=mean_band(list(interviewer.rubric.values())),
    )


def form_rubric(pairing: Pairing, chosen: dict[str, Any]) -> list[RubricRow]:
    return [
        RubricRow(
            name=dimension.name, label=dimension.label, cells=dimension.cells,
            chosen=chosen.get(dimension.name),
        )
        for dimension in pairing.dimensions
    ]  # fmt: skip


# --- While the interview runs ---


def pairing_in_force(interview: Interview) -> Pairing | None:
    """No query for an interview that `access_own_interview` knows to be a solo one."""
    if not interview.has_pairing:
        return None
    return Pairing.objects.in_force().with_people().filter(interview=interview).first()


def latest_pairing(interview: Interview) -> Pairing | None:
    """The one in which somebody sat down."""
    rows = Pairing.objects.filter(interview=interview, joined_at__isnull=False)
    return rows.with_people().first()


def follow_etag(pairing: Pairing, now: dt.datetime) -> str:
    """What a candidate's page hangs on: where the interview is, and whether somebody leads it."""
    interview = pairing.interview
    if interview is None or interview.is_over(now):
        return '"over"'
    return f'"{interview.position}-{pairing.is_led}-{pairing.ended_at is not None}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptFollowUp:
    number: int
    question: str
    is_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the candidate has typed as her answer so far; her notes are her own."""

    text: str
    places: Sequence[FilledPlace]
    is_code: bool
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One question as its interviewer sees it."""

    pairing: Pairing
    interview: Interview
    answer: InterviewAnswer
    question: Question
    steps: Sequence[Step]
    seconds_left: int
    render_id: uuid.UUID
    revision: int
    follow_ups: Sequence[ScriptFollowUp]
    hints: Sequence[str]
    points: Sequence[KeyPoint]
    model_answer: SafeString
    explanation: SafeString
    notes: str
    typed: Typed

    @property
    def next_position(self) -> int | None:
        return self.answer.position + 1 if self.answer.position < len(self.steps) else None


def script_of(
    pairing: Pairing,
    interview: Interview,
    now: dt.datetime,
    *,
    position: int | None = None,
    sent: dict[str, Any] | None = None,
) -> Script:
    """The question the interview is at; three queries. `sent` are words that were not taken."""
    asked_position = position or interview.position
    rows = InterviewAnswer.objects.filter(interview=interview).order_by("position")
    steps = [
        Step(
            position=number,
            state="seen" if opened_at else "new",
            is_current=number == asked_position,
        )
        for number, opened_at in rows.values_list("position", "opened_at")
    ]
    answer = rows.select_related("card__deck", "card_version").get(position=asked_position)
    question = question_of(answer)
    note = ScriptNote.objects.filter(pairing=pairing, position=asked_position).first()
    marked = sent["asked"] if sent else note.asked if note else []
    filled = question.exercise.filled if question.exercise else str
    explanation = question.card.explanation
    return Script(
        pairing=pairing,
        interview=interview,
        answer=answer,
        question=question,
        steps=steps,
        seconds_left=interview.clock.seconds_left(now),
        render_id=sent["render_id"] if sent else uuid.uuid4(),
        revision=sent["revision"] if sent else note.revision if note else 0,
        follow_ups=[
            ScriptFollowUp(number=number, question=text, is_asked=number in marked)
            for number, text in enumerate(answer.follow_ups)
        ],
        hints=answer.interviewer_hints or usual_hints(answer.kind),
        points=answer.key_points,
        model_answer=model_answer(question),
        explanation=render_markdown(filled(explanation)) if explanation else NOTHING,
        notes=sent["notes"] if sent else note.notes if note else "",
        typed=typed_of(pairing, interview, answer, now),
    )


def typed_of(
    pairing: Pairing, interview: Interview, answer: InterviewAnswer, now: dt.datetime
) -> Typed:
    # Hashed with the moment the two sat down, not with the words: a tag tells nothing.
    state = f"{answer.position}:{answer.revision}:{interview.position}:{interview.is_over(now)}"
    digest = hashlib.blake2b(f"{pairing.uid}:{state}".encode(), digest_size=8).hexdigest()
    return Typed(
        text=answer.text,
        places=[place for place in filled_places(answer, answer.fields) if place.text],
        is_code=answer.kind is QuestionKind.CODING,
        etag=f'"{digest}"',
    )


# --- The list ---


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPairing:
    pairing: Pairing
    role: PairRole
    state: str
    is_open: bool

    @property
    def other_name(self) -> str:
        if self.role is PairRole.CANDIDATE:
            return self.pairing.interviewer_name if self.pairing.joined_at else "nobody yet"
        return self.pairing.candidate_name


def seated_pairings(user: User, now: dt.datetime) -> list[Pairing]:
    """Those in which somebody sits or may sit down, the latest first; one query."""
    rows = Pairing.objects.of(user).with_people()
    return [pairing for pairing in rows if pairing.joined_at or pairing.is_open(now)]


def listed_pairings(
    user: User, pairings: Sequence[Pairing], now: dt.datetime
) -> list[ListedPairing]:
    """One query for the forms."""
    prefetch_related_objects(pairings, "forms")
    found = []
    for pairing in pairings:
        role = pairing.role_of(user)
        roles = {form.role for form in pairing.forms.all()}
        found.append(
            ListedPairing(
                pairing=pairing, role=role, is_open=pairing.is_open(now),
                state=state_words(pairing, role, roles, now),
            )
        )  # fmt: skip
    return found


def state_words(pairing: Pairing, role: PairRole, submitted: set[str], now: dt.datetime) -> str:
    if pairing.ended_at is not None:
        return "ended"
    if not pairing.is_over(now):
        return "running" if pairing.started_at else "not begun"
    if role not in submitted:
        return "your form is missing"
    return "compare" if len(submitted) == len(PairRole) else "waiting for the other form"
