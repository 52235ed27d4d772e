"""Appealing against a verdict, and deciding an appeal. No review and no schedule ever changes by it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from cards.actions.authoring import StaleCardError, save_card
from cards.actions.verification import NotVerifiedError, faults_of
from cards.checker import check_answer
from cards.core.answers.specification import AnswerSpecification, SpecificationError
from cards.core.answers.verdict import Outcome
from cards.core.kinds import CardKind
from cards.models import Appeal, AppealStatus, Attempt, Card, ChangeLabel, User
from cards.models.appeal import APPEALABLE_OUTCOMES, LONGEST_SENTENCE
from cards.queries.exercises import KINDS_WITH_OPTIONS


class AppealError(Exception):
    """An appeal cannot be made or decided like this; the message says why."""


def make_appeal(*, attempt: Attempt, sentence: str, now: dt.datetime) -> Appeal:
    """Log that the learner contests the verdict on her answer; one appeal per answer.

    A second one changes nothing and returns the first. Raises AppealError when the answer was not
    judged wrong or left undecided.
    """
    if attempt.outcome not in APPEALABLE_OUTCOMES:
        raise AppealError("This answer was not judged wrong, so there is nothing to appeal.")
    try:
        with transaction.atomic():
            return Appeal.objects.create(
                attempt=attempt,
                user_id=attempt.user_id,
                sentence=" ".join(sentence.split())[:LONGEST_SENTENCE],
                created_at=now,
            )
    except IntegrityError:
        return Appeal.objects.get(attempt=attempt)


def decide_appeal(
    appeal: Appeal,
    *,
    status: AppealStatus,
    reply: str,
    now: dt.datetime,
    author: User,
    accepted_form: str = "",
) -> Card | None:
    """Answer an appeal; with `accepted_form`, the card takes that form too from now on.

    Returns the card when it got a new version. Raises AppealError, and changes nothing, when the
    form does not verify or the card was edited meanwhile.
    """
    card = None
    if accepted_form:
        # Verified outside the transaction: computer algebra may take seconds.
        card = card_with_accepted_form(appeal.attempt, accepted_form)
    with transaction.atomic():
        if card is not None:
            try:
                is_new = save_card(card, user=author, label=ChangeLabel.CLARIFIED, now=now)
            except StaleCardError:
                raise AppealError(
                    "Somebody saved this card a moment ago. Look at it, then decide again."
                ) from None
            card = card if is_new else None
        appeal.decide(status, reply, now=now)
        appeal.save(update_fields=["status", "reply", "decided_at"])
    return card


def takes_accepted_forms(card: Card) -> bool:
    return card.card_kind.is_checked and card.card_kind not in KINDS_WITH_OPTIONS


def card_with_accepted_form(attempt: Attempt, form: str) -> Card:
    """The card, unsaved, with one more accepted form. Raises AppealError when that does not verify."""
    card = Card.objects.select_related("deck").get(pk=attempt.card_id)
    if not takes_accepted_forms(card):
        raise AppealError("A card of this kind takes no further forms: edit the card instead.")
    written = with_accepted_form(card.answer_spec or {}, card.card_kind, form)
    try:
        specification = AnswerSpecification.from_json(written)
        problems = faults_of(specification)
        if problems:
            name, message = problems[0]
            raise AppealError(f"The card does not verify with this form: {name}: {message}")
        verdict = check_answer(specification, attempt.submitted, attempt.seed)
    except SpecificationError as error:
        raise AppealError(f"The card does not verify with this form: {error}") from error
    except NotVerifiedError as error:
        raise AppealError(
            "The checker has no room at this moment: decide again in a few seconds."
        ) from error
    if verdict.outcome is not Outcome.CORRECT:
        said = f" The checker says of it: {verdict.message}" if verdict.message else ""
        raise AppealError(
            "With this form the learner’s answer would still not be correct, so nothing was saved."
            + said
        )
    card.answer_spec = written
    return card


def with_accepted_form(written: Mapping[str, Any], kind: CardKind, form: str) -> dict[str, Any]:
    """A stored specification with one more accepted form."""
    if kind is CardKind.TEXT:
        # Words are accepted by an option: the comparison of words knows slips of the pen.
        options = written.get("options") or {}
        return {**written, "options": {**options, "accept": extended(options.get("accept"), form)}}
    return {**written, "accepted": extended(written.get("accepted"), form)}


def extended(listed: Any, form: str) -> list[Any]:
    forms = [listed] if isinstance(listed, str) else list(listed or ())
    return forms if form in forms else [*forms, form]
