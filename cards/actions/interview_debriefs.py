"""Looking back at an answer: predict its band, meet the follow-ups, see the points, score it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from cards.checker import TRY_AGAIN, check_answer
from cards.core.answers.verdict import Verdict
from cards.core.interviews.bands import Band, band_of_answer
from cards.core.interviews.blueprints import QuestionKind
from cards.models import InterviewAnswer
from cards.queries.exercises import UnusableCardError, specification_of


class DebriefError(Exception):
    """The debrief is not so far yet; the message says what comes first."""


def predict_band(answer: InterviewAnswer, *, band: Band, now: dt.datetime) -> None:
    """Write down what the learner expects; once, for afterwards she knows better."""
    with transaction.atomic():
        locked = lock(answer)
        if locked.predicted_band is None:
            locked.predicted_band, locked.predicted_at = band, now
            locked.save(update_fields=["predicted_band", "predicted_at"])
    reveal_if_due(answer, now=now)


def answer_follow_up(answer: InterviewAnswer, *, number: int, text: str, now: dt.datetime) -> None:
    """Answer the follow-up of this number, 0 first; the next one is unlocked by it.

    A number that is not next changes nothing: it is a replay.
    """
    with transaction.atomic():
        locked = lock(answer)
        if locked.predicted_band is None:
            raise DebriefError("Predict the band of your answer first.")
        if number == len(locked.follow_up_answers) < len(answer.follow_ups):
            locked.follow_up_answers = [*locked.follow_up_answers, text]
            locked.save(update_fields=["follow_up_answers"])
    reveal_if_due(answer, now=now)


def reveal_if_due(answer: InterviewAnswer, *, now: dt.datetime) -> None:
    """Show points and model answer once nothing comes before them; check what can be checked."""
    answer.refresh_from_db(
        fields=["predicted_band", "predicted_at", "follow_up_answers", "revealed_at"]
    )
    if answer.revealed_at is not None or answer.predicted_band is None:
        return
    if len(answer.follow_up_answers) < len(answer.follow_ups):
        return
    # Outside any transaction: a hard answer may take a worker two seconds.
    verdict = verdict_on(answer)
    with transaction.atomic():
        locked = lock(answer)
        if locked.revealed_at is None:
            locked.revealed_at = now
            if verdict is not None:
                locked.outcome = verdict.outcome.value
                locked.message, locked.reading = verdict.message, verdict.reading
            locked.save(update_fields=["revealed_at", "outcome", "message", "reading"])
    answer.refresh_from_db(fields=["revealed_at", "outcome", "message", "reading"])


def verdict_on(answer: InterviewAnswer) -> Verdict | None:
    """None where nothing is checked: an open question, no answer, a broken card, a busy checker."""
    if answer.kind is not QuestionKind.CHECKED or not answer.text.strip():
        return None
    try:
        verdict = check_answer(specification_of(answer.asked_card), answer.text, answer.seed)
    except UnusableCardError:
        return None
    return None if verdict.hint == TRY_AGAIN else verdict


@transaction.atomic
def score_answer(
    answer: InterviewAnswer,
    *,
    ticked: Sequence[bool],
    rubric: Mapping[str, int],
    own_notes: str,
    now: dt.datetime,
) -> Band:
    """Keep the learner's ticks, rubric and notes; she may think again and score once more."""
    locked = lock(answer)
    if locked.revealed_at is None:
        raise DebriefError("Look at the key points first, then score your answer.")
    band = band_of_answer(rubric, answer.key_points, ticked)
    locked.ticked, locked.rubric = list(ticked), dict(rubric)
    locked.own_notes = own_notes
    locked.scored_band, locked.scored_at = band, now
    locked.save(update_fields=["ticked", "rubric", "own_notes", "scored_band", "scored_at"])
    return band


def lock(answer: InterviewAnswer) -> InterviewAnswer:
    return InterviewAnswer.objects.select_for_update().get(pk=answer.pk)
