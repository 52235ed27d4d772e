"""A checked card as it is asked: numbers drawn, options shuffled, the correct answer at need."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cards.core.answers.parameters import fill_prompt
from cards.core.answers.parse import Unreadable
from cards.core.answers.specification import (
    AnswerSpecification,
    SpecificationError,
    model_answer_latex,
    model_answer_text,
)
from cards.core.kinds import CardKind
from cards.models import Card
from cards.rendering import render_inline, render_markdown, render_math

HELP_TEXTS = {
    CardKind.NUMBER: "A number or a calculation: `0.25`, `1/4`, `3e-4`, `sqrt(2)/2`.",
    CardKind.QUANTITY: "A number with its unit, such as `14 GB` or `3.2 ms`.",
    CardKind.EXPRESSION: "As on a calculator or in LaTeX: `x^2/2`, `exp(-x)`, `\\frac{1}{n}`.",
    CardKind.ANTIDERIVATIVE: "With its constant, such as `x^2/2 + C`.",
    CardKind.EQUATION: "Both sides, such as `y = 2x + 1`.",
    CardKind.INEQUALITY: "Such as `x > 2` or `0 <= x < 1`.",
    CardKind.SET: "In braces, such as `{1, 2, 3}`.",
    CardKind.SEQUENCE: "In brackets and in order, such as `[1, 2, 3]`.",
    CardKind.INTERVAL: "Such as `[0, 1)` or `(-inf, 2]`.",
    CardKind.MATRIX: "Row by row, such as `[[1, 2], [3, 4]]`.",
}
KINDS_WITH_OPTIONS = frozenset({CardKind.CHOICE, CardKind.ORDERING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a choice or ordering card: `number` is its place in the specification."""

    number: int
    text: SafeString
    is_correct: bool = False
    place: int = 0  # 1-based place in the right order, of an ordering card


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    prompt: str  # Markdown, with the drawn numbers filled in
    kind: CardKind
    is_randomised: bool
    is_multiple: bool
    options: Sequence[Option]
    card: Card
    specification: AnswerSpecification
    seed: int
    values: Mapping[str, Any] = field(default_factory=dict)
    variables: Sequence[str] = ()

    @property
    def correct_answer(self) -> SafeString:
        """The model answer for the drawn numbers. Raises UnusableCardError."""
        with unusable_without_specification(self.card):
            if self.values or self.kind in KINDS_WITH_OPTIONS:
                return correct_answer(self.specification, self.kind, self.seed)
            return fixed_answer(json.dumps(self.card.answer_spec, sort_keys=True), self.kind)

    def filled(self, text: str) -> str:
        """Another text of the card with the drawn numbers in it."""
        return fill_prompt(text, self.values) if self.values else text

    @property
    def help_text(self) -> SafeString:
        return render_inline(HELP_TEXTS.get(self.kind, ""))

    @property
    def options_in_order(self) -> Sequence[Option]:
        """As the answer shows them: an ordering in its right order, a choice as it was asked."""
        return sorted(self.options, key=lambda option: option.place)


class UnusableCardError(SpecificationError):
    """The stored specification of this card cannot be used: its author has to mend it."""

    def __init__(self, card: Card, field: str, message: str) -> None:
        super().__init__(field, message)
        self.card = card


@contextmanager
def unusable_without_specification(card: Card) -> Iterator[None]:
    """Whatever goes wrong with the card's specification becomes an UnusableCardError.

    Nothing but a form verifies it. One that a script or an older release stored may have any JSON
    in any place, and all of Python's errors about wrong types and values with it.
    """
    try:
        yield
    except UnusableCardError:
        raise
    except SpecificationError as error:
        raise UnusableCardError(card, error.field, error.message) from error
    except (Unreadable, TypeError, ValueError, LookupError, AttributeError) as error:
        raise UnusableCardError(card, "answer_spec", f"cannot be used: {error}") from error


def specification_of(card: Card) -> AnswerSpecification:
    """Raises UnusableCardError."""
    with unusable_without_specification(card):
        return AnswerSpecification.from_json(card.answer_spec or {})


def exercise_of(card: Card, seed: int) -> Exercise:
    """Raises UnusableCardError."""
    with unusable_without_specification(card):
        return drawn_exercise(card, specification_of(card), seed)


def drawn_exercise(card: Card, specification: AnswerSpecification, seed: int) -> Exercise:
    values = specification.draw(seed)
    exercise = Exercise(
        prompt=fill_prompt(card.prompt, values) if values else card.prompt,
        kind=card.card_kind,
        is_randomised=bool(values),
        is_multiple=bool(specification.options.get("multiple")),
        options=shuffled_options(specification, card.card_kind, seed),
        card=card,
        specification=specification,
        seed=seed,
        values=values,
        variables=[str(name) for name in specification.options.get("variables") or ()],
    )
    if not values:
        # Tried out before the question is asked. With drawn numbers it costs more than all the rest
        # of a step, so there it waits until the answer is shown.
        _ = exercise.correct_answer
    return exercise


def shuffled_options(
    specification: AnswerSpecification, kind: CardKind, seed: int
) -> tuple[Option, ...]:
    """The options in an order that hangs on the seed, so that a reload shows the same."""
    if kind not in KINDS_WITH_OPTIONS:
        return ()
    correct = correct_texts(specification)
    options = [
        Option(
            number=number,
            text=render_inline(text),
            is_correct=kind is CardKind.CHOICE and text in correct,
            place=correct.index(text) + 1 if kind is CardKind.ORDERING else 0,
        )
        for number, text in enumerate(option_texts(specification))
    ]
    return tuple(sorted(options, key=lambda option: shuffle_key(seed, option.number)))


def option_texts(specification: AnswerSpecification) -> list[str]:
    listed: Any = specification.options.get("options") or correct_texts(specification)
    return [str(text) for text in listed]


def correct_texts(specification: AnswerSpecification) -> list[str]:
    correct = specification.correct
    return [str(text) for text in correct] if isinstance(correct, list | tuple) else [str(correct)]


def shuffle_key(seed: int, number: int) -> bytes:
    return hashlib.blake2b(f"{seed}:{number}".encode(), digest_size=8).digest()


@lru_cache(maxsize=4096)
def fixed_answer(specification: str, kind: CardKind) -> SafeString:
    """The model answer of a stored specification (JSON) that draws no numbers."""
    return correct_answer(AnswerSpecification.from_json(json.loads(specification)), kind, 0)


def correct_answer(specification: AnswerSpecification, kind: CardKind, seed: int) -> SafeString:
    """The model answer for the drawn numbers, as maths where it is maths."""
    if kind in KINDS_WITH_OPTIONS:
        return correct_options(specification, kind)
    if kind is CardKind.TEXT:
        return render_markdown(model_answer_text(specification, seed))
    return format_html_join(
        "", "<p>{}</p>", [(render_math(model_answer_latex(specification, seed), display=True),)]
    )


def correct_options(specification: AnswerSpecification, kind: CardKind) -> SafeString:
    """The right options as a list; numbered where their order is the answer."""
    items = format_html_join(
        "", "<li>{}</li>", ((render_inline(text),) for text in correct_texts(specification))
    )
    outer = "<ol>{}</ol>" if kind is CardKind.ORDERING else "<ul>{}</ul>"
    return format_html(outer, items)


def submitted_options(card: Card, numbers: Sequence[int]) -> list[str]:
    """The texts of the options with these numbers; unknown numbers are left out."""
    with unusable_without_specification(card):
        texts = option_texts(specification_of(card))
    return [texts[number] for number in numbers if 0 <= number < len(texts)]
