"""A card as its learners would see it, from a form that may still be wrong, and an answer tried on it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import QueryDict
from django.utils.safestring import SafeString

from cards.checker import check_answer
from cards.core.answers.specification import SpecificationError
from cards.core.answers.verdict import Outcome, Verdict
from cards.core.kinds import CardKind
from cards.forms.card_admin import STATE_FIELDS, CardForm
from cards.models import Card
from cards.queries.exercises import (
    KINDS_WITH_OPTIONS,
    Exercise,
    exercise_of,
    specification_of,
    submitted_options,
)
from cards.queries.similar_cards import SimilarCard, similar_cards
from cards.queries.study_card import LONG_PROMPT, UnreadableAnswer, answer_of, side_of
from cards.rendering import render_markdown

LARGEST_SEED = 2**63 - 1
OUTCOME_WORDS = {
    Outcome.CORRECT: "Correct",
    Outcome.INCORRECT: "Not correct",
    Outcome.UNREADABLE: "Cannot be read",
    Outcome.UNDECIDED: "Undecided: the learner compares",
}
# What the learner sees as text: kept in the preview although it is refused.
TEXTS = ("prompt", "answer", "explanation")


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedAnswer:
    """What the learner would be told."""

    submitted: str
    verdict: Verdict
    milliseconds: float

    @property
    def words(self) -> str:
        return OUTCOME_WORDS[self.verdict.outcome]

    @property
    def cut(self) -> UnreadableAnswer:
        return UnreadableAnswer.of(self.submitted, self.verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPreview:
    card: Card
    prompt: SafeString
    front_options: Sequence[Any] = ()
    answer: SafeString = field(default_factory=SafeString)
    explanation: SafeString = field(default_factory=SafeString)
    exercise: Exercise | None = None
    seed: int = 0
    problems: Sequence[tuple[str, str]] = ()
    tried: TriedAnswer | None = None
    # What was ticked or numbered on the front, to be shown again.
    ticked: Sequence[int] = ()
    places: Mapping[int, str] = field(default_factory=dict)
    is_outdated: bool = False
    similar: Sequence[SimilarCard] = ()

    @property
    def is_long(self) -> bool:
        return len(self.card.prompt) > LONG_PROMPT

    @property
    def has_text_field(self) -> bool:
        return self.card.card_kind.is_checked and self.card.card_kind not in KINDS_WITH_OPTIONS

    @property
    def options(self) -> list[tuple[Any, bool, str]]:
        """Each option of the front with what was ticked or numbered there."""
        shown = self.exercise.options if self.exercise else ()
        return [(one, one.number in self.ticked, self.places.get(one.number, "")) for one in shown]


def preview_of(form: CardForm) -> CardPreview:
    """The preview of a card form, bound or not. Never raises for what an author wrote."""
    if form.is_bound:
        form.is_valid()
        card, problems = card_of(form), problems_of(form)
    else:
        card, problems = form.instance, []
    submitted = cast("QueryDict", form.data) if form.is_bound else QueryDict()
    seed, problem = read_seed(submitted.get("try_seed", ""))
    if problem:
        problems.append(problem)
    exercise = None
    is_usable = not form.has_unusable_specification and card.answer_spec is not None
    if card.card_kind.is_checked and is_usable:
        try:
            exercise = exercise_of(card, seed)
        except SpecificationError as error:
            problems.append(("Answer specification", str(error)))
    ticked = [int(n) for n in submitted.getlist("try_option") if n.isdecimal() and len(n) < 4]
    places = places_of(exercise, submitted)
    prompt = exercise.prompt if exercise else card.prompt
    tried = None
    if exercise and form.is_preview:
        answer = answer_in(card, submitted, ticked, places)
        if answer:
            tried = try_answer(card, answer, seed)
    is_cloze = card.card_kind is CardKind.CLOZE
    explanation = exercise.filled(card.explanation) if exercise else card.explanation
    return CardPreview(
        card=card,
        prompt=side_of(card, prompt, is_revealed=False),
        answer=side_of(card, prompt, is_revealed=True) if is_cloze else answer_of(card, exercise),
        explanation=render_markdown(explanation),
        exercise=exercise,
        seed=seed,
        problems=problems,
        tried=tried,
        ticked=ticked,
        places=places,
        similar=similar_cards(card.prompt, besides=form.instance),
        is_outdated=form.is_bound and (form.is_outdated or form.conflict is not None),
    )


def card_of(form: CardForm) -> Card:
    """An unsaved card of what the form holds; refused texts included, other refused fields not."""
    cleaned = form.cleaned_data
    values = {name: cleaned[name] for name in STATE_FIELDS if name in cleaned}
    for name in TEXTS:
        values.setdefault(name, str(form.data.get(name, "")).replace("\r\n", "\n"))
    # The preview shows content; where the card lies and whether it is out plays no part.
    for name in ("deck", "status", "position"):
        values.pop(name, None)
    values["kind"] = values.get("kind") or CardKind.QUESTION
    card = Card(**values)
    if card.card_kind is CardKind.CLOZE and card.cloze_ordinal is None:
        card.cloze_ordinal = 1
    return card


def problems_of(form: CardForm) -> list[tuple[str, str]]:
    """The field and message of everything that keeps the form from being saved."""
    found: list[tuple[str, str]] = []
    for name, errors in form.errors.items():
        if name in form.fields:
            label = form.fields[name].label or name.replace("_", " ").capitalize()
            found.extend((str(label), str(message)) for message in errors)
    return found


def read_seed(text: str) -> tuple[int, tuple[str, str] | None]:
    text = text.strip()
    if not text:
        return 0, None
    if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= LARGEST_SEED:
        return int(text), None
    return 0, ("Seed", f"Write a whole number from 0 to {LARGEST_SEED}; 0 was used.")


def places_of(exercise: Exercise | None, submitted: QueryDict) -> dict[int, str]:
    if exercise is None or exercise.kind is not CardKind.ORDERING:
        return {}
    return {one.number: submitted.get(f"try_place-{one.number}", "") for one in exercise.options}


def answer_in(
    card: Card, submitted: QueryDict, ticked: Sequence[int], places: Mapping[int, str]
) -> str | list[str]:
    """The answer that was filled in for a try; empty when there is none."""
    if card.card_kind is CardKind.CHOICE:
        return submitted_options(card, ticked)
    if card.card_kind is CardKind.ORDERING:
        placed = [number for number, place in places.items() if place.strip().isdecimal()]
        return submitted_options(card, sorted(placed, key=lambda number: int(places[number][:9])))
    text = submitted.get("try_submitted", "")
    return text if text.strip() else ""


def try_answer(card: Card, answer: str | list[str], seed: int) -> TriedAnswer:
    specification = specification_of(card)
    started = time.perf_counter()
    verdict = check_answer(specification, answer, seed)
    elapsed = time.perf_counter() - started
    return TriedAnswer(
        submitted=answer if isinstance(answer, str) else ", ".join(answer),
        verdict=verdict,
        milliseconds=round(1000 * elapsed, 1),
    )
