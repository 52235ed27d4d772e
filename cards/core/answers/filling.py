"""Putting drawn figures into a question: answers as trees, words as text, options where they hold either."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cards.core.answers import WORD_KINDS, options_of_kind
from cards.core.answers.parameters import fill_answer, fill_prompt
from cards.core.answers.parse import ParseContext, Unreadable
from cards.core.answers.quantity_text import split_quantity
from cards.core.answers.question_options import parse_context
from cards.core.answers.unit_text import read_unit

Values = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongAnswer:
    """A typical mistake and what to tell the learner who makes it."""

    answer: Any
    feedback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledQuestion:
    """A specification for one seed: no parameter is left in it."""

    kind: str
    correct: Any
    accepted: tuple[Any, ...]
    wrong: tuple[WrongAnswer, ...]
    options: Mapping[str, Any]


def fill_options(kind: str, options: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """The options of the filled question. The learner writes figures, so no parameter is a variable of hers."""
    filled = dict(options)
    variables = filled.get("variables")
    if isinstance(variables, str):
        variables = variables.replace(",", " ").split()
    if isinstance(variables, list | tuple):
        filled["variables"] = [name for name in variables if name not in values]
    if kind in WORD_KINDS:
        filled = {key: fill_words(value, values) for key, value in filled.items()}
    return filled


def fill_words(value: Any, values: Values) -> Any:
    """Figures for every `${s}` in a text or a list of texts."""
    if isinstance(value, str):
        return fill_prompt(value, values)
    if isinstance(value, list | tuple):
        return [fill_words(entry, values) for entry in value]
    return value


def fill_one(kind: str, answer: Any, values: Values, options: Mapping[str, Any]) -> Any:
    """One answer with figures in place of the parameters. Raises Unreadable when it is no answer."""
    if not values:
        return answer
    if kind in WORD_KINDS or not isinstance(answer, str):
        return fill_words(answer, values)
    # The variables are found while the parameters still are letters; those are then taken out again.
    context = _context(kind, answer, json.dumps(options, sort_keys=True, default=str))
    if kind != "quantity":
        return fill_answer(answer, values, context)
    return _fill_quantity(answer, values, context)


@lru_cache(maxsize=256)
def _context(kind: str, answer: str, options: str) -> ParseContext:
    """What the answer may hold while its parameters are letters: the same for all fifty draws of a question."""
    completed = options_of_kind(kind, answer, json.loads(options))
    return parse_context(completed, thousands=kind in {"number", "quantity"})


def _fill_quantity(answer: str, values: Values, context: ParseContext) -> str:
    """Parameters stand in the number; a unit may be spelled like one: `60*s s` holds a parameter and a second."""
    names = "|".join(map(re.escape, sorted(values, key=len, reverse=True)))
    places = [found.span() for found in re.finditer(rf"(?<!\w)(?:{names})(?!\w)", answer)]
    for count in range(len(places), 0, -1):
        figures = answer
        for start, end in places[:count]:
            figures = figures[:start] + "1" * (end - start) + figures[end:]
        try:
            halves = split_quantity(figures)
            read_unit(halves.unit.strip())
        except Unreadable:
            continue
        cut = len(halves.number.rstrip())
        return f"{fill_answer(answer[:cut], values, context)} {answer[cut:].strip()}"
    return fill_answer(answer, values, context)
