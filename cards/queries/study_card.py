"""One card as the study page shows it: its side, its answer field, its verdict and its buttons."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from cards.core.answers.verdict import Outcome, Verdict
from cards.core.documents.drafts import KeyPoint
from cards.core.kinds import CardKind
from cards.core.presentation import Presentation
from cards.core.ratings import CheckedAnswer, tries_allowed
from cards.models import Attempt, Card, Schedule, User
from cards.models.schedule import carried_values
from cards.queries.attempts import AppealPanel, attempts_in_turn, checked_answer, is_closed
from cards.queries.coding import CodingPanel, coding_panel, is_untouched
from cards.queries.exercises import (
    KINDS_WITH_OPTIONS,
    Exercise,
    UnusableCardError,
    exercise_of,
)
from cards.queries.insert_keys import InsertKey, insert_keys
from cards.queries.rating_buttons import RatingButton, rating_buttons
from cards.queries.related import RelatedLink, links_at_hand
from cards.rendering import plain_cloze, plain_text, render_cloze, render_markdown

# From this many characters on, a prompt is set smaller: it is a scenario, not a question.
LONG_PROMPT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableAnswer:
    """A submitted answer that could not be read, cut at the place the message is about."""

    message: str
    before: str = ""
    marked: str = ""
    after: str = ""
    is_unreadable: bool = True

    @classmethod
    def of(cls, submitted: str, verdict: Verdict) -> "UnreadableAnswer":
        if verdict.start is None or not submitted:
            return cls(message=verdict.message, before=submitted)
        end = max(verdict.end or 0, verdict.start + 1)
        return cls(
            message=verdict.message,
            before=submitted[: verdict.start],
            marked=submitted[verdict.start : end],
            after=submitted[end:],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    card: Card
    schedule: Schedule
    presentation: Presentation
    is_answer_shown: bool
    prompt: SafeString
    exercise: Exercise | None = None
    attempts: Sequence[Attempt] = ()
    # What the learner typed last, for the field; and the message about it.
    submitted: str = ""
    response: str = ""
    unreadable: "UnreadableAnswer | None" = None
    answer: SafeString = field(default_factory=SafeString)
    buttons: Sequence[RatingButton] = ()
    checked: CheckedAnswer | None = None
    today: dt.date

    @property
    def kind(self) -> CardKind:
        return self.card.card_kind

    @property
    def is_long(self) -> bool:
        return len(self.card.prompt) > LONG_PROMPT

    @property
    def spoken_prompt(self) -> str:
        """The prompt as plain text, to be read out after it appeared."""
        if self.kind is CardKind.CLOZE:
            return plain_cloze(self.card.prompt, self.card.cloze_ordinal or 1, revealed=False)
        return plain_text(self.prompt_text)

    @property
    def spoken_answer(self) -> str:
        return plain_text(self.card.answer)

    @property
    def explanation(self) -> SafeString:
        text = self.card.explanation
        return render_markdown(self.exercise.filled(text) if self.exercise else text)

    @property
    def related(self) -> list[RelatedLink]:
        return links_at_hand(self.card)

    @property
    def has_text_field(self) -> bool:
        return self.kind.is_checked and self.kind not in KINDS_WITH_OPTIONS

    @property
    def is_mathematical(self) -> bool:
        return self.has_text_field and self.kind is not CardKind.TEXT

    @property
    def insert_keys(self) -> list[InsertKey]:
        return insert_keys(self.exercise.variables if self.exercise else ())

    @property
    def prompt_text(self) -> str:
        return self.exercise.prompt if self.exercise else self.card.prompt

    @property
    def last_attempt(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def appeals(self) -> AppealPanel:
        return AppealPanel.of(self.attempts)

    @property
    def points(self) -> tuple[KeyPoint, ...]:
        return self.card.key_points

    @property
    def has_answer_part(self) -> bool:
        """A list's answer is its points; a filled gap stands in the prompt."""
        return bool(self.answer or self.response or self.kind in KINDS_WITH_OPTIONS)

    @property
    def coding(self) -> CodingPanel | None:
        return coding_panel(self.card, code=self.response)

    @property
    def tries_left(self) -> int:
        return max(0, tries_allowed(self.kind) - len(self.attempts))

    @property
    def is_wrong(self) -> bool:
        return self.checked is not None and self.checked.outcome in (None, Outcome.INCORRECT)

    @property
    def stage(self) -> str:
        """What the line above the prompt says of the card."""
        if self.schedule.is_new:
            return "New"
        if self.schedule.is_drilled(self.today):
            return "Again today"
        return "Due now"


def new_presentation(
    user: User, card: Card, schedule: Schedule, now: dt.datetime, deck_slug: str
) -> Presentation:
    return Presentation(
        render_id=uuid.uuid4(),
        user_id=user.pk,
        card_id=card.pk,
        card_version=card.version,
        schedule_version=schedule.version,
        turn=schedule.turn,
        shown_at=now,
        deck_slug=deck_slug,
        schedule=carried_values(schedule),
        card_kind=card.kind,
        has_key_points=bool(card.points),
        is_personal=card.is_personal,
    )


def shown_card(
    *,
    card: Card,
    schedule: Schedule,
    presentation: Presentation,
    today: dt.date,
    is_revealed: bool = False,
    submitted: str = "",
    response: str = "",
    unreadable: Verdict | None = None,
) -> ShownCard:
    """The card for one presentation. One query for a checked card, none otherwise."""
    attempts: list[Attempt] = []
    exercise = None
    checked = None
    is_answer_shown = is_revealed
    if card.card_kind.is_checked:
        exercise = exercise_of(card, presentation.seed)
        attempts = attempts_in_turn(presentation)
        is_answer_shown = is_closed(attempts, tries_allowed(card.card_kind))
        if is_answer_shown:
            checked = checked_answer(attempts)
    prompt_text = exercise.prompt if exercise else card.prompt
    return ShownCard(
        card=card,
        schedule=schedule,
        presentation=presentation,
        is_answer_shown=is_answer_shown,
        prompt=side_of(card, prompt_text, is_revealed=is_answer_shown),
        exercise=exercise,
        attempts=attempts,
        submitted=submitted or (attempts[-1].submitted if attempts else ""),
        response="" if is_untouched(card, response) else response,
        unreadable=UnreadableAnswer.of(submitted, unreadable) if unreadable else None,
        answer=answer_of(card, exercise) if is_answer_shown else SafeString(""),
        buttons=rating_buttons(schedule, checked, today) if is_answer_shown else (),
        checked=checked,
        today=today,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A card as its own page shows it: nothing submitted, a randomised one with sample numbers."""

    title: str  # the prompt as plain text
    prompt: SafeString
    answer: SafeString
    explanation: SafeString


def face_of(card: Card) -> Face:
    """Never raises for a broken specification: then the card is shown as its author wrote it."""
    exercise = None
    if card.card_kind.is_checked:
        with contextlib.suppress(UnusableCardError):
            exercise = exercise_of(card, seed=0)
    prompt, text = exercise.prompt if exercise else card.prompt, card.explanation
    return Face(
        title=plain_cloze(prompt, card.cloze_ordinal or 1, revealed=False)
        if card.card_kind is CardKind.CLOZE
        else plain_text(prompt),
        prompt=side_of(card, prompt, is_revealed=False),
        answer=side_of(card, card.prompt, is_revealed=True)
        if card.card_kind is CardKind.CLOZE
        else answer_of(card, exercise),
        explanation=render_markdown(exercise.filled(text) if exercise else text),
    )


def side_of(card: Card, text: str, *, is_revealed: bool) -> SafeString:
    if card.card_kind is CardKind.CLOZE:
        return render_cloze(text, card.cloze_ordinal or 1, revealed=is_revealed)
    return render_markdown(text)


def answer_of(card: Card, exercise: Exercise | None) -> SafeString:
    """The correct answer; nothing for a cloze, whose gap is filled in place."""
    if card.card_kind is CardKind.CLOZE:
        return SafeString("")
    if exercise is None or card.card_kind is CardKind.TEXT:
        return render_markdown(card.answer)
    # The answer as its author typed it, "2*x*cos(x^2)", is no Markdown.
    return exercise.correct_answer
