"""Checking a submitted answer: the table of kinds, and the two functions that look up a kind and run it.

`check` never raises for anything submitted; `SpecificationError` is the author's mistake.
"""

import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from typing import cast

from cards.core.answers.compare.evaluate import TooMuchWork
from cards.core.answers.parse import Fault, Parsed, Unreadable, to_latex
from cards.core.answers.phrases import Members, Phrases
from cards.core.answers.question_options import complete_options, names_in
from cards.core.answers.seam import AnswerKind, BadQuestion, SymbolicJudge, unreadable_verdict
from cards.core.answers.verdict import Outcome, SpecificationError, Verdict

__all__ = ["KINDS", "Reading", "SpecificationError", "check", "read"]

logger = logging.getLogger(__name__)

# The module of every kind. To add a kind, add a module with `parse` and `grade` and its line here.
KINDS: dict[str, str] = {
    "number": "number",
    "quantity": "quantity",
    "expression": "expression",
    "equation": "equation",
    "inequality": "inequality",
    "set": "collections",
    "list": "collections",
    "tuple": "collections",
    "sequence": "collections",
    "interval": "interval",
    "vector": "matrix",
    "matrix": "matrix",
    "antiderivative": "antiderivative",
    "form": "expression",
    "choice": "choice",
    "ordering": "ordering",
    "text": "text",
    "cloze": "text",
    "recall": "recall",
    # Only the labelled examples use these two: expressions, right or not to be read at all.
    "syntax": "expression",
    "invalid": "expression",
}
WORD_KINDS = frozenset({"choice", "ordering", "text", "cloze", "recall"})

LONGEST_SUBMITTED = 10_000
_MOST_ENTRIES = 2_000
_DEEPEST_LIST = 8
_NOT_CHECKED = "This answer could not be checked; compare it with the correct answer yourself."
_TOO_MUCH_WORK = "Deciding about this takes too long; compare it with the correct answer yourself."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an answer was understood, for the preview. `latex` is empty for answers in words."""

    latex: str
    notes: tuple[str, ...] = ()


@lru_cache
def kind_module(kind: str) -> AnswerKind:
    """The module of a kind. SpecificationError for a kind that does not exist."""
    if kind not in KINDS:
        known = ", ".join(sorted(KINDS))
        raise SpecificationError("kind", f"“{kind}” is not a kind of answer; known are {known}.")
    return cast("AnswerKind", import_module(f"{__name__}.{KINDS[kind]}"))


def options_of_kind(kind: str, correct: object, options: Mapping[str, object]) -> dict[str, object]:
    """The author's options with what the kind and the correct answer imply filled in."""
    if not isinstance(options, Mapping):
        raise SpecificationError("options", "must be an object.")
    if kind in WORD_KINDS:
        return {**options, "kind": kind}
    try:
        completed = complete_options(correct, options)
    except BadQuestion as error:
        raise SpecificationError("options", str(error)) from error
    return _with_implied(kind, completed)


def _with_implied(kind: str, options: Mapping[str, object]) -> dict[str, object]:
    """The kind, for modules that serve several; and the constant of integration, which need not be declared."""
    implied: dict[str, object] = {**options, "kind": kind}
    variables = options.get("variables")
    if kind == "antiderivative" and variables is not None:
        names = names_in(variables)
        implied["variables"] = names if "C" in names else (*names, *_constants_beside(names))
    return implied


def _constants_beside(names: tuple[str, ...]) -> list[str]:
    """Letters that may be the constant of integration, unless one could be taken for a declared name."""
    used = {name.casefold() for name in names}
    return ["C", *(letter for letter in ("c", "K", "k") if letter.casefold() not in used)]


def read_correct(kind: str, correct: object, options: Mapping[str, object]) -> Parsed:
    """The author's answer, read. `options` must have gone through `options_of_kind`."""
    try:
        return _parse(kind, correct, options)
    except Unreadable as error:
        raise SpecificationError("correct", f"cannot be read: {error.message}") from error
    except BadQuestion as error:
        raise SpecificationError("options", str(error)) from error


def check(
    kind: str,
    submitted: object,
    correct: object,
    options: Mapping[str, object] | None = None,
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Check what was submitted against one correct answer.

    Whatever `submitted` is, a verdict comes back. A correct answer or options nobody could be
    checked against raise SpecificationError.
    """
    module = kind_module(kind)
    completed = options_of_kind(kind, correct, options or {})
    if kind == "invalid" and correct is None:
        return _check_readable(kind, submitted, completed)
    right = read_correct(kind, correct, completed)
    try:
        parsed = _parse(kind, submitted, completed)
        verdict = module.grade(parsed, right, completed, symbolic=symbolic)
    except Unreadable as error:
        verdict = unreadable_verdict(error)
    except BadQuestion as error:
        raise SpecificationError("options", str(error)) from error
    except TooMuchWork:
        verdict = Verdict(outcome=Outcome.UNDECIDED, message=_TOO_MUCH_WORK)
    except Exception:  # a fault of ours must not fail the learner
        logger.exception("Checking an answer of kind %s failed", kind)
        verdict = Verdict(outcome=Outcome.UNDECIDED, message=_NOT_CHECKED)
    return _presentable(verdict, submitted)


def _check_readable(kind: str, submitted: object, options: Mapping[str, object]) -> Verdict:
    try:
        read(kind, submitted, options)
    except Unreadable as error:
        return _presentable(unreadable_verdict(error), submitted)
    return Verdict(outcome=Outcome.INCORRECT, message="This can be read, and should not be.")


def read(kind: str, submitted: object, options: Mapping[str, object] | None = None) -> Reading:
    """How an answer is understood, before it counts. Raises Unreadable, with places in the text."""
    try:
        parsed = _parse(kind, submitted, _with_implied(kind, options or {}))
        return Reading(latex=latex_of(kind, parsed), notes=parsed.notes)
    except Unreadable as error:
        verdict = _presentable(unreadable_verdict(error), submitted)
        raise Unreadable(error.code, verdict.message, verdict.start or 0, verdict.end) from error
    except BadQuestion as error:
        raise SpecificationError("options", str(error)) from error


def latex_of(kind: str, parsed: Parsed) -> str:
    """LaTeX of exactly what was read; empty for answers in words."""
    if isinstance(parsed.node, Phrases | Members):
        return ""
    printer = getattr(kind_module(kind), "latex", None)
    return str(printer(parsed)) if printer is not None else to_latex(parsed.node)


def _parse(kind: str, submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read by size first, then by kind. Raises Unreadable and BadQuestion only."""
    module = kind_module(kind)
    _refuse_oversize(submitted)
    try:
        return module.parse(submitted, options)
    except RecursionError as error:
        # The readers stop at 60 levels, but how deep the stack already is depends on the caller.
        raise Unreadable(Fault.LIMIT, "This is nested too deeply to be read.") from error


def _refuse_oversize(submitted: object) -> None:
    """Refuse by size before anything looks at the content, whatever shape it has."""
    waiting: list[tuple[object, int]] = [(submitted, 0)]
    entries = characters = 0
    while waiting:
        part, depth = waiting.pop()
        entries += 1
        if isinstance(part, str):
            characters += len(part)
        elif isinstance(part, int) and part.bit_length() > 400:
            raise Unreadable(Fault.LIMIT, "This number is too large.")
        elif isinstance(part, list | tuple):
            if depth >= _DEEPEST_LIST or len(part) > _MOST_ENTRIES:
                raise Unreadable(Fault.LIMIT, "This list is too long or too deeply nested.")
            waiting.extend((entry, depth + 1) for entry in part)
        if characters > LONGEST_SUBMITTED or entries > _MOST_ENTRIES:
            end = len(part) if isinstance(part, str) else None
            raise Unreadable(
                Fault.LIMIT,
                f"The answer is too long; at most {LONGEST_SUBMITTED:,} characters can be read.",
                0,
                end,
            )


def _presentable(verdict: Verdict, submitted: object) -> Verdict:
    """A message that any page can show, and places only where there is a text to point into."""
    message = "".join(
        character
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
        else "\N{REPLACEMENT CHARACTER}"
        for character in verdict.message
    )
    if not isinstance(submitted, str):
        return replace(verdict, message=message, start=None, end=None)
    if verdict.start is None or verdict.end is None:
        return replace(verdict, message=message, start=None, end=None)
    start = min(max(verdict.start, 0), len(submitted))
    end = min(max(verdict.end, start), len(submitted))
    return replace(verdict, message=message, start=start, end=end)
