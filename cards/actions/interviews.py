"""Mock interviews: start one, save answers in the room, move on, end, and look back at each answer.

No review and no schedule ever changes by it.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F

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
) -> InterviewAnswer:
    """Save the words of one question; the same words twice change nothing.

    Raises LateAnswerError and OtherTabError after keeping the words as a draft, and
    InterviewAnswer.DoesNotExist for a question that the interview does not have.
    """
    with transaction.atomic():
        # Locked before its answers, as for a move and the end: it may have ended a moment ago.
        locked = Interview.objects.select_for_update().get(pk=interview.pk)
        interview.ended_at = locked.ended_at
        answers = InterviewAnswer.objects.select_related("card__deck", "card_version")
        answer = answers.select_for_update(of=("self",)).get(interview=interview, position=position)
        problem: Exception | None = None
        is_same = written.is_in(answer)
        is_own = written.render_id == answer.saved_by
        is_stale = written.revision != answer.revision and not (is_same or is_own)
        if interview.is_over(now):
            if not is_same:
                keep_draft(answer, written, DraftReason.LATE, now=now)
                problem = LateAnswerError()
        elif is_stale and not written.replaces_other_tab:
            keep_draft(answer, written, DraftReason.CONFLICT, now=now)
            problem = OtherTabError(answer)
        elif not is_same or (is_skipped is not None and is_skipped != answer.is_skipped):
            if is_stale:
                replaced = WrittenAnswer(
                    render_id=written.render_id, revision=answer.revision,
                    text=answer.text, notes=answer.notes, fields=answer.fields,
                )  # fmt: skip
                keep_draft(answer, replaced, DraftReason.REPLACED, now=now)
                drop_draft(answer, written, DraftReason.CONFLICT)
            write(answer, written, is_skipped=is_skipped, now=now)
    if problem is not None:  # raised outside: the draft is to stay
        raise problem
    return answer


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
    answer.save(
        update_fields=[
            "text", "notes", "fields", "is_answered", "is_skipped", "revision", "saved_at", "saved_by",
        ]
    )  # fmt: skip


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

    Moving to where one is changes nothing, so a double click moves once.
    """
    locked = Interview.objects.select_for_update().get(pk=interview.pk)
    if locked.is_over(now) or locked.position == position:
        interview.position, interview.ended_at = locked.position, locked.ended_at
        return
    target = InterviewAnswer.objects.get(interview=locked, position=position)
    add_time(locked, now)
    locked.position, locked.position_since = position, now
    locked.save(update_fields=["position", "position_since"])
    if target.opened_at is None:
        InterviewAnswer.objects.filter(pk=target.pk).update(opened_at=now)
    interview.position, interview.position_since = position, now


def add_time(interview: Interview, now: dt.datetime) -> None:
    seconds = interview.clock.seconds_between(interview.position_since, now)
    InterviewAnswer.objects.filter(interview=interview, position=interview.position).update(
        seconds_used=F("seconds_used") + seconds
    )


@transaction.atomic
def end_interview(interview: Interview, *, now: dt.datetime) -> None:
    """End it now, or where its time was over before; a second time changes nothing."""
    locked = Interview.objects.select_for_update().get(pk=interview.pk)
    if locked.ended_at is None:
        add_time(locked, now)
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
