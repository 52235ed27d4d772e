"""Mock interviews: start one, save answers in the room, move on, end, and look back at each answer.

No review and no schedule ever changes by it.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction

from cards.core.interviews.blueprints import (
    Part,
    choose_questions,
    minutes_of,
    question_seed,
)
from cards.models import (
    Blueprint,
    Card,
    CardVersion,
    ChangeLabel,
    DraftReason,
    Interview,
    InterviewAnswer,
    InterviewDraft,
    User,
)
from cards.models.interview import MOST_DRAFTS
from cards.models.interview_rows import lock_interview, locked_answer
from cards.models.prepared import Statement, run, run_together, update_statement
from cards.queries.coding import is_untouched
from cards.queries.interview_questions import candidates_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAnswer:
    """What a page of the room sends: the words, and which page and revision they come from."""

    render_id: uuid.UUID
    revision: int
    text: str
    notes: str
    fields: dict[str, str]
    # The learner saw that another tab had saved something else, and chose these words.
    replaces_other_tab: bool = False

    def is_in(self, answer: InterviewAnswer) -> bool:
        return (self.text, self.notes, self.fields) == (answer.text, answer.notes, answer.fields)


class LateAnswerError(Exception):
    """Time was over. The words are kept apart as a draft, and do not count."""


class OtherTabError(Exception):
    """Another tab saved something else since this page was made; these words are kept apart."""

    def __init__(self, answer: InterviewAnswer) -> None:
        super().__init__()
        self.answer = answer


def start_interview(
    *,
    user: User,
    title: str,
    parts: Sequence[Part],
    seed: int,
    now: dt.datetime,
    blueprint: Blueprint | None = None,
    unmet_by: Sequence[User] = (),
) -> Interview:
    """Start an interview, or return the one that is still running: nobody sits in two.

    `unmet_by` are others who have not just met its questions either.
    Raises BlueprintError, TooFewQuestionsError among them, when it cannot be asked.
    """
    minutes = minutes_of(parts)
    running = Interview.objects.filter(user=user, ended_at__isnull=True).first()
    if running is not None:
        close_if_over(running, now=now)
        if running.ended_at is None:
            return running
    chosen = choose_questions(parts, candidates_of([user, *unmet_by], parts), seed)
    try:
        with transaction.atomic():
            interview = Interview.objects.create(
                uid=uuid.uuid4(),
                user=user,
                blueprint=blueprint,
                title=title,
                parts=[part.as_json() for part in parts],
                seed=seed,
                started_at=now,
                deadline_at=now + dt.timedelta(minutes=minutes),
                position_since=now,
            )
            versions = current_versions([question.card_id for question in chosen], now=now)
            InterviewAnswer.objects.bulk_create(
                InterviewAnswer(
                    interview=interview,
                    user=user,
                    card_id=question.card_id,
                    card_version=versions[question.card_id],
                    position=position,
                    minutes=question.minutes,
                    seed=question_seed(seed, position),
                    opened_at=now if position == 1 else None,
                )
                for position, question in enumerate(chosen, start=1)
            )
    except IntegrityError:
        # A double click: the other request started it a moment ago.
        return Interview.objects.get(user=user, ended_at__isnull=True)
    return interview


def current_versions(card_ids: Sequence[int], *, now: dt.datetime) -> dict[int, CardVersion]:
    """What each card says now, as a version that stays whatever becomes of the card."""
    cards = Card.objects.in_bulk(card_ids)
    numbers = {pk: card.version for pk, card in cards.items()}
    found = {
        version.card_id: version
        for version in CardVersion.objects.filter(card__in=card_ids)
        if version.number == numbers[version.card_id]
    }
    for pk, card in cards.items():
        if pk not in found:  # a card that a script wrote
            found[pk] = CardVersion.objects.create(
                card=card, number=card.version, content=card.content(),
                label=ChangeLabel.FIRST, created_at=now,
            )  # fmt: skip
    return found


# --- The room ---


def save_answer(
    *,
    interview: Interview,
    position: int,
    written: WrittenAnswer,
    now: dt.datetime,
    is_skipped: bool | None = None,
    then_to: int | None = None,
    hint: int | None = None,
) -> InterviewAnswer:
    """Save the words of one question, then go on to another or ask for a hint.

    The same words twice change nothing.

    Raises LateAnswerError and OtherTabError after keeping the words as a draft, and
    InterviewAnswer.DoesNotExist for a question that the interview does not have.
    """
    problem: Exception | None
    with transaction.atomic():
        answer, problem = save_or_keep(interview, position, written, is_skipped, now)
        if problem is None and then_to is not None:
            try:
                ask(interview, position=then_to, now=now)
            except InterviewAnswer.DoesNotExist as error:
                problem = error
        if problem is None and hint is not None and not interview.is_over(now):
            use_hint(answer, number=hint)
    if problem is not None:  # raised outside: what was kept is to stay
        raise problem
    return answer


def save_or_keep(
    interview: Interview,
    position: int,
    written: WrittenAnswer,
    is_skipped: bool | None,
    now: dt.datetime,
) -> tuple[InterviewAnswer, Exception | None]:
    """The answer, and why the words were only kept as a draft."""
    answer = locked_answer(interview, position)
    is_same = written.is_in(answer)
    is_own = written.render_id == answer.saved_by
    is_stale = written.revision != answer.revision and not (is_same or is_own)
    if interview.is_over(now):
        if is_same:
            return answer, None
        keep_draft(answer, written, DraftReason.LATE, now=now)
        return answer, LateAnswerError()
    if is_stale and not written.replaces_other_tab:
        keep_draft(answer, written, DraftReason.CONFLICT, now=now)
        return answer, OtherTabError(answer)
    if not is_same or (is_skipped is not None and is_skipped != answer.is_skipped):
        if is_stale:
            replaced = WrittenAnswer(
                render_id=written.render_id, revision=answer.revision,
                text=answer.text, notes=answer.notes, fields=answer.fields,
            )  # fmt: skip
            keep_draft(answer, replaced, DraftReason.REPLACED, now=now)
            drop_draft(answer, written, DraftReason.CONFLICT)
        write(answer, written, is_skipped=is_skipped, now=now)
    return answer, None


def use_hint(answer: InterviewAnswer, *, number: int) -> None:
    """Count the author's hint of this number, 1 first, of an answer that is locked.

    A number that is not next changes nothing: it is a replay.
    """
    if number == answer.next_hint:
        answer.hints_used = number
        answer.save(update_fields=["hints_used"])


def write(
    answer: InterviewAnswer, written: WrittenAnswer, *, is_skipped: bool | None, now: dt.datetime
) -> None:
    answer.text, answer.notes, answer.fields = written.text, written.notes, written.fields
    has_text = bool(written.text.strip()) and not is_untouched(answer.asked_card, written.text)
    answer.is_answered = has_text or bool(written.fields)
    answer.is_skipped = not answer.is_answered and bool(
        answer.is_skipped if is_skipped is None else is_skipped
    )
    answer.saved_by = written.render_id
    answer.revision += 1
    answer.saved_at = now
    run(update_statement(answer))


def keep_draft(
    answer: InterviewAnswer, written: WrittenAnswer, reason: DraftReason, *, now: dt.datetime
) -> None:
    """Keep words that do not become the answer; a page that goes on typing rewrites its own."""
    words = {
        "text": written.text, "notes": written.notes, "fields": written.fields, "saved_at": now,
    }  # fmt: skip
    draft, is_new = InterviewDraft.objects.update_or_create(
        answer=answer,
        render_id=written.render_id,
        reason=reason,
        defaults=words | {"user_id": answer.user_id},
    )
    if is_new and answer.drafts.count() > MOST_DRAFTS:
        # Twenty pages on one question are no learner's: the oldest makes room.
        answer.drafts.exclude(pk=draft.pk).earliest("saved_at", "pk").delete()


def drop_draft(answer: InterviewAnswer, written: WrittenAnswer, reason: DraftReason) -> None:
    """The words of this page became the answer after all."""
    answer.drafts.filter(render_id=written.render_id, reason=reason).delete()


@transaction.atomic
def move_to(interview: Interview, *, position: int, now: dt.datetime) -> None:
    """Ask another question; the time since the last move belongs to the one that is left.

    Moving to where one is changes nothing, so a double click moves once. Raises
    InterviewAnswer.DoesNotExist beyond the last question.
    """
    lock_interview(interview)
    ask(interview, position=position, now=now)


def ask(interview: Interview, *, position: int, now: dt.datetime) -> None:
    """As `move_to`, of an interview that is locked."""
    if interview.is_over(now) or interview.position == position:
        return
    if not run(opened_statement(interview, position, now)).count:
        raise InterviewAnswer.DoesNotExist
    run_together(time_statement(interview, now), moved_statement(interview, position, now))
    interview.position, interview.position_since = position, now


def opened_statement(interview: Interview, position: int, now: dt.datetime) -> Statement:
    return Statement(
        sql=(
            "UPDATE cards_interviewanswer SET opened_at = COALESCE(opened_at, %s) "
            "WHERE interview_id = %s AND position = %s"
        ),
        parameters=[instant(now), interview.pk, position],
        returns_rows=False,
    )


def moved_statement(interview: Interview, position: int, now: dt.datetime) -> Statement:
    return Statement(
        sql="UPDATE cards_interview SET position = %s, position_since = %s WHERE id = %s",
        parameters=[position, instant(now), interview.pk],
        returns_rows=False,
    )


def time_statement(interview: Interview, now: dt.datetime) -> Statement:
    return Statement(
        sql=(
            "UPDATE cards_interviewanswer SET seconds_used = seconds_used + %s "
            "WHERE interview_id = %s AND position = %s"
        ),
        parameters=[
            interview.clock.seconds_between(interview.position_since, now),
            interview.pk,
            interview.position,
        ],
        returns_rows=False,
    )


def instant(moment: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


@transaction.atomic
def end_interview(interview: Interview, *, now: dt.datetime) -> None:
    """End it now, or where its time was over before; a second time changes nothing."""
    locked = Interview.objects.select_for_update().get(pk=interview.pk)
    if locked.ended_at is None:
        run(time_statement(locked, now))
        locked.ended_at = min(now, locked.deadline_at)
        locked.save(update_fields=["ended_at"])
    interview.ended_at = locked.ended_at


def close_if_over(interview: Interview, *, now: dt.datetime) -> None:
    """Write down that time is over, as soon as anybody looks: no clock runs in the background."""
    if interview.ended_at is None and interview.is_over(now):
        end_interview(interview, now=now)


def delete_interview(interview: Interview) -> None:
    """Delete it with its answers, drafts and the links that showed it; twice changes nothing more."""
    Interview.objects.filter(pk=interview.pk).delete()
