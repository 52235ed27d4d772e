"""An author's answer specification: read, its derived answer worked out, and everything wrong said."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cards.core.answers.specification import AnswerSpecification, SpecificationError, verify
from cards.core.kinds import CardKind

# Kinds of the checker that a card of this kind may name, beside the one of the same name.
OTHER_ANSWER_KINDS = {
    CardKind.SEQUENCE: {"list", "tuple"},
    CardKind.MATRIX: {"vector"},
    CardKind.EXPRESSION: {"form"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StudiedSpecification:
    """An answer specification as JSON, its derived answer worked out, with what is wrong in it."""

    written: str
    problems: tuple[tuple[str, str], ...] = ()  # the inner field and the message


def study_specification(
    kind: CardKind,
    written: str,
    *,
    derive: Callable[[AnswerSpecification], AnswerSpecification] = lambda same: same,
    verify: Callable[[AnswerSpecification], Sequence[tuple[str, str]]] = verify,
) -> StudiedSpecification:
    """Study a specification written as JSON. Never raises for what an author wrote."""

    def refused(*problems: tuple[str, str]) -> StudiedSpecification:
        return StudiedSpecification(written=written, problems=problems)

    read = json.loads(written)
    if not isinstance(read, dict):
        return refused(("answer_spec", 'must be an object: {"kind": "…", "correct": "…"}.'))
    if not isinstance(read.get("parameters") or {}, dict):
        return refused(("parameters", 'must be an object, such as {"n": "2..9"}.'))
    try:
        specification = AnswerSpecification.from_json(read)
        if specification.kind not in {kind.value, *OTHER_ANSWER_KINDS.get(kind, ())}:
            return refused(
                ("kind", f"is “{specification.kind}”, while the card’s kind is “{kind}”.")
            )
        if kind is CardKind.CHOICE and (problems := problems_of_choice(specification)):
            return refused(*problems)
        if specification.derive and specification.correct in (None, ""):
            specification = derive(specification)
            written = json.dumps(specification.to_json())
        return refused(*verify(specification))
    except SpecificationError as error:
        return refused((error.field, error.message))


def problems_of_choice(specification: AnswerSpecification) -> list[tuple[str, str]]:
    options = specification.options.get("options")
    if not isinstance(options, list) or len(options) < 2:
        return [("options", 'list two or more: "options": {"options": ["…", "…"]}.')]
    correct = specification.correct
    if not isinstance(correct, list) or not correct:
        return [("correct", 'list the correct options, at least one: "correct": ["…"].')]
    return []


# What the answer of a calculation depends on.
CALCULATION = ("kind", "derive", "options", "parameters")


def without_stale_answer(written: Any, stored: Any) -> Any:
    """A specification without the answer that an earlier calculation gave.

    The form shows both, and whoever edits the calculation leaves the old answer standing. An
    answer that its author changed herself is hers.
    """
    if not isinstance(written, dict) or not isinstance(stored, dict) or not written.get("derive"):
        return written
    is_hers = written.get("correct") != stored.get("correct")
    if is_hers or all(written.get(name) == stored.get(name) for name in CALCULATION):
        return written
    return {name: value for name, value in written.items() if name != "correct"}
