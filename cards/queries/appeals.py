"""Appeals as the two sides see them: a learner on the card's page, an author with all that was shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cards.core.answers.specification import SpecificationError
from cards.models import Appeal, Attempt, Card, CardVersion, User
from cards.queries.attempts import AppealPanel
from cards.queries.exercises import exercise_of
from cards.queries.study_card import answer_of, side_of
from cards.rendering import render_markdown, render_math


def appeal_panel_beside(attempt: Attempt) -> AppealPanel:
    """What was appealed and still may be, in the turn of an attempt."""
    turn = Attempt.objects.filter(
        user_id=attempt.user_id, card_id=attempt.card_id, turn=attempt.turn
    )
    return AppealPanel.of(list(turn.select_related("appeal").order_by("number")))


def appeals_about(user: User, card: Card) -> list[Appeal]:
    """The learner's appeals about one card, newest first. One query."""
    appeals = Appeal.objects.filter(user=user, attempt__card=card)
    return list(appeals.select_related("attempt").order_by("-pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealedQuestion:
    """The question as the learner saw it, with the numbers that were drawn for her."""

    prompt: SafeString
    answer: SafeString
    options: Sequence[str]  # of a choice or ordering, in the order they were shown
    reading: SafeString  # what was read of her answer, as maths; empty when there is none
    values: str  # "s = 0.35, n = 4"; empty when nothing is random
    is_outdated: bool  # the card says something else by now


def appealed_question(attempt: Attempt) -> AppealedQuestion:
    """Never raises: a question that cannot be used any more is shown without its answer."""
    card = card_as_seen(attempt)
    exercise = None
    try:
        exercise = exercise_of(card, attempt.seed)
    except SpecificationError:
        answer = render_markdown(card.answer)
    else:
        answer = answer_of(card, exercise)
    values = exercise.values if exercise else {}
    return AppealedQuestion(
        prompt=side_of(card, exercise.prompt if exercise else card.prompt, is_revealed=False),
        answer=answer,
        options=[option.text for option in exercise.options] if exercise else [],
        reading=render_math(attempt.reading) if attempt.reading else SafeString(""),
        values=", ".join(f"{name} = {value:f}" for name, value in values.items()),
        is_outdated=attempt.card.content() != card.content(),
    )


def card_as_seen(attempt: Attempt) -> Card:
    """The card with the content of the version that the attempt names, unsaved."""
    card = attempt.card
    if card.version == attempt.card_version:
        return card
    version = CardVersion.objects.filter(card=card, number=attempt.card_version).first()
    if version is None:
        return card
    seen = Card(deck=card.deck, uid=card.uid)
    seen.set_content({**card.content(), **version.content})
    return seen
