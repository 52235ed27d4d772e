"""What the interviewer notes at a question, and the forms both fill in blind."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from cards.actions.pairings import lock
from cards.models import InterviewAnswer, Pairing, PairRole, PeerForm, ScriptNote, User


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenNote:
    """What a page of the script sends, and which page and revision it comes from."""

    render_id: uuid.UUID
    revision: int
    asked: tuple[int, ...]
    notes: str
    replaces_other_tab: bool = False


class NoteConflictError(Exception):
    """Another tab saved something else since this page was made; nothing was written."""

    def __init__(self, note: ScriptNote) -> None:
        super().__init__()
        self.note = note


class FormClosedError(Exception):
    """Both have submitted and seen each other's: nothing is changed after that."""


class FormTooEarlyError(Exception):
    """The interview is not over, or there are no two people in it."""


@transaction.atomic
def save_note(
    pairing: Pairing,
    *,
    answer: InterviewAnswer,
    question: str,
    written: WrittenNote,
    user: User,
    now: dt.datetime,
) -> ScriptNote:
    """Keep marks and notes of one question; the same words twice change nothing.

    Raises NoteConflictError.
    """
    lock(pairing)
    number = len(answer.follow_ups)
    asked = sorted({one for one in written.asked if 0 <= one < number})
    note = ScriptNote.objects.filter(pairing=pairing, position=answer.position).first()
    if note is None:
        note = ScriptNote(pairing=pairing, user=user, position=answer.position, question=question)
    is_same = (note.asked, note.notes) == (asked, written.notes)
    is_stale = written.revision != note.revision and written.render_id != note.saved_by
    if is_stale and not is_same and not written.replaces_other_tab:
        raise NoteConflictError(note)
    if not is_same:
        note.asked, note.notes = asked, written.notes
        note.revision += 1
        note.saved_by, note.saved_at = written.render_id, now
        note.save()
    return note


@transaction.atomic
def submit_form(
    pairing: Pairing,
    *,
    user: User,
    rubric: Mapping[str, int],
    predicted_band: int | None,
    would_advance: bool,
    words: str,
    now: dt.datetime,
) -> PeerForm:
    """Write down one's own form; until the other one has submitted it may be written again.

    The same words twice change nothing. Raises FormTooEarlyError and FormClosedError.
    """
    locked = lock(pairing)
    if locked.joined_at is None or locked.ended_at is not None or not locked.is_over(now):
        raise FormTooEarlyError
    role = locked.role_of(user)
    forms = {form.role: form for form in PeerForm.objects.filter(pairing=locked)}
    written = {
        "rubric": dict(rubric), "would_advance": would_advance, "words": words,
        "predicted_band": predicted_band if role is PairRole.CANDIDATE else None,
    }  # fmt: skip
    own = forms.get(role)
    if own is not None and all(getattr(own, name) == value for name, value in written.items()):
        return own
    if len(forms) == len(PairRole):
        raise FormClosedError
    form, _ = PeerForm.objects.update_or_create(
        pairing=locked, role=role, defaults=written | {"user": user, "submitted_at": now}
    )
    return form
