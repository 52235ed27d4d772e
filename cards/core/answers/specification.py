"""Checked questions for the rest of the application: check and read what a learner submits, show what is correct."""

from dataclasses import replace
from typing import Any

from cards.core.answers import Reading, check, options_of_kind, read
from cards.core.answers.compare.evaluate import work_limit
from cards.core.answers.filling import FilledQuestion, WrongAnswer
from cards.core.answers.model_answers import model_answer_latex, model_answer_text
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.stored import AnswerSpecification
from cards.core.answers.verdict import Outcome, SpecificationError, Verdict
from cards.core.answers.verification import verify

__all__ = [
    "KNOWN_MISTAKE",
    "AnswerSpecification",
    "SpecificationError",
    "WrongAnswer",
    "check_submitted",
    "model_answer_latex",
    "model_answer_text",
    "read_submitted",
    "verify",
]

KNOWN_MISTAKE = "known_mistake"
# About a third of a second of evaluating; a usual answer takes a fiftieth of it.
OPERATIONS_PER_ANSWER = 80_000
_TOLERANCES = ("rtol", "relative_tolerance", "tolerance", "atol", "absolute_tolerance")


def check_submitted(
    specification: AnswerSpecification,
    submitted: object,
    seed: int = 0,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """The verdict on what a learner submitted to the question with this seed.

    A typical mistake gets its own feedback. One that is also within the tolerance of the correct
    answer counts as a mistake only when it was made exactly. SpecificationError when the question is unusable.
    """
    filled = specification.fill(seed)
    # Fifty accepted forms and as many mistakes, each within its limit, would still be seconds together.
    with work_limit(OPERATIONS_PER_ANSWER):
        return _checked(specification, filled, submitted, symbolic)


def _checked(
    specification: AnswerSpecification,
    filled: FilledQuestion,
    submitted: object,
    symbolic: SymbolicJudge | None,
) -> Verdict:
    verdict = check(filled.kind, submitted, filled.correct, filled.options, symbolic=symbolic)
    if verdict.outcome is Outcome.UNREADABLE:
        return verdict
    mistake = _known_mistake(filled, submitted, is_correct=verdict.outcome is Outcome.CORRECT)
    if mistake is not None:
        return replace(
            verdict,
            outcome=Outcome.INCORRECT,
            message=mistake.feedback or verdict.message,
            hint=KNOWN_MISTAKE,
            start=None,
            end=None,
        )
    if verdict.outcome is not Outcome.CORRECT:
        for accepted in filled.accepted:
            other = check(filled.kind, submitted, accepted, filled.options, symbolic=symbolic)
            if other.outcome is Outcome.CORRECT:
                return other
            if other.outcome is Outcome.UNDECIDED:
                verdict = other
    if verdict.outcome is Outcome.INCORRECT and not specification.hints:
        return replace(verdict, message="This is not the correct answer.", hint="")
    return verdict


def read_submitted(specification: AnswerSpecification, submitted: object, seed: int = 0) -> Reading:
    """How an answer is understood, for the preview. Raises Unreadable, with places in the text."""
    filled = specification.fill(seed)
    options = options_of_kind(filled.kind, filled.correct, filled.options)
    return read(filled.kind, submitted, options)


def _known_mistake(
    filled: FilledQuestion, submitted: object, *, is_correct: bool
) -> WrongAnswer | None:
    for one in filled.wrong:
        if filled.kind == "choice" and _is_wrong_pick(one, submitted, filled.correct):
            return one
        options: dict[str, Any] = dict(filled.options)
        if is_correct:
            options |= dict.fromkeys(_TOLERANCES, None)
            options["rtol"] = 0
        # A slip of the finger away from a typical mistake is not that mistake.
        options |= {"max_edits": 0, "typos": 0, "accept": None, "reject": None}
        verdict = check(filled.kind, submitted, one.answer, options)
        if verdict.outcome is Outcome.CORRECT:
            return one
    return None


def _is_wrong_pick(one: WrongAnswer, submitted: object, correct: object) -> bool:
    """Among several picks, one option that does not belong there."""
    if not isinstance(submitted, list | tuple) or not isinstance(correct, list | tuple):
        return False
    return one.answer in submitted and one.answer not in correct
