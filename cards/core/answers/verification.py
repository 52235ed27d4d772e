"""What an author is told before a checked question goes out: everything in it must work, for many draws."""

import difflib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from cards.core.answers import check, options_of_kind, read_correct
from cards.core.answers.filling import FilledQuestion
from cards.core.answers.model_answers import has_value, submittable_answer
from cards.core.answers.number import numeric_value
from cards.core.answers.question_options import fraction_option
from cards.core.answers.seam import BadQuestion, SymbolicJudge
from cards.core.answers.stored import AnswerSpecification
from cards.core.answers.verdict import Outcome, SpecificationError, Verdict

Grade = Callable[[Any, Any], Verdict]

DRAWS = 50
# Every option any kind reads. A misspelt one would silently be ignored.
_OPTIONS = frozenset(
    [
        "variables",
        "symbols",
        "vars",
        "functions",
        "domain",
        "domains",
        "assumptions",
        "strict",
        "strict_domain",
        "constraints",
        "seed",
        "log_base",
        "log",
        "decimal_comma",
        "decimalcomma",
        "comma",
        "thousands",
        "thousands_separator",
        "mixed",
        "mixed_numbers",
        "allow_mixed",
        "mixed_fractions",
        "degrees",
        "rtol",
        "relative_tolerance",
        "tolerance",
        "atol",
        "absolute_tolerance",
        "sigfigs",
        "significant_figures",
        "sig_figs",
        "sf",
        "accuracy",
        "places",
        "decimal_places",
        "decimals",
        "dp",
        "form",
        "forms",
        "exact",
        "lowest_terms",
        "percent",
        "hints",
        "variable",
        "constant",
        "options",
        "choices",
        "multiple",
        "accept",
        "accepted",
        "alternatives",
        "reject",
        "rejected",
        "max_edits",
        "typos",
        "case_sensitive",
        "at_least",
        "allow_extra",
        "ordered",
        "order",
        "multiplicity",
        "kind",
    ]
)


def verify(
    specification: AnswerSpecification, symbolic: SymbolicJudge | None = None
) -> list[tuple[str, str]]:
    """What is wrong with a question, as (field, message); empty when it can go out.

    The correct answer must be accepted, every accepted form be readable, and no typical mistake be
    counted as correct; with random figures for 50 different draws.
    """
    problems: dict[tuple[str, str], None] = dict.fromkeys(_unknown_options(specification))
    if specification.correct is None:
        return [*problems, ("derive", "has not been worked out yet.")]
    seen: set[tuple[Decimal, ...]] = set()
    for seed in range(DRAWS if specification.parameters else 1):
        try:
            values = tuple(specification.draw(seed).values())
            if values in seen:
                continue
            seen.add(values)
            filled = specification.fill(seed)
            found = _faults(filled, symbolic, is_random=bool(specification.parameters))
        except SpecificationError as error:
            found = [(error.field, error.message)]
        for field, message in found:
            drawn = _drawn(specification, seed)
            problems[field, f"{message}{drawn}"] = None
        if found:
            break  # one draw that fails says enough
    return list(problems)


def _drawn(specification: AnswerSpecification, seed: int) -> str:
    if not specification.parameters:
        return ""
    try:
        values = specification.draw(seed)
    except SpecificationError:
        return ""
    return " (with " + ", ".join(f"{name} = {value:f}" for name, value in values.items()) + ")"


def _unknown_options(specification: AnswerSpecification) -> list[tuple[str, str]]:
    found = []
    for name in specification.options:
        if name not in _OPTIONS:
            near = difflib.get_close_matches(str(name), sorted(_OPTIONS), n=1)
            advice = f" Did you mean “{near[0]}”?" if near else ""
            found.append(("options", f"“{name}” is not known here.{advice}"))
    return found


def _faults(
    filled: FilledQuestion, symbolic: SymbolicJudge | None, *, is_random: bool
) -> list[tuple[str, str]]:
    def grade(submitted: Any, correct: Any) -> Verdict:
        return check(filled.kind, submitted, correct, filled.options, symbolic=symbolic)

    problems = _faults_of_correct(filled, grade)
    if not is_random and (message := _relative_to_nothing(filled)):
        problems.append(("options", message))
    for answer in filled.accepted:
        try:
            grade(answer, answer)
        except SpecificationError as error:
            problems.append(("accepted", f"“{answer}” {error.message}"))
    if not problems:
        problems = _faults_of_wrong(filled, grade)
    return problems


def _faults_of_correct(filled: FilledQuestion, grade: Grade) -> list[tuple[str, str]]:
    try:
        verdict = grade(submittable_answer(filled), filled.correct)
        if not has_value(filled):
            return [("correct", "has no value.")]
    except BadQuestion as error:
        raise SpecificationError("options", str(error)) from error
    if verdict.outcome in {Outcome.INCORRECT, Outcome.UNREADABLE}:
        return [("correct", f"is not accepted as its own answer: {verdict.message}")]
    return []


def _faults_of_wrong(filled: FilledQuestion, grade: Grade) -> list[tuple[str, str]]:
    problems = []
    for one in filled.wrong:
        outcomes = [grade(one.answer, right) for right in (filled.correct, *filled.accepted)]
        if any(verdict.outcome is Outcome.CORRECT for verdict in outcomes):
            problems.append(("wrong", f"“{one.answer}” is a correct answer."))
        elif outcomes[0].outcome is Outcome.UNREADABLE:
            message = f"“{one.answer}” cannot be read: {outcomes[0].message}"
            problems.append(("wrong", message))
    return problems


def _relative_to_nothing(filled: FilledQuestion) -> str:
    """A relative tolerance around 0 allows nothing at all."""
    if filled.kind != "number" or not fraction_option(
        filled.options, "rtol", "relative_tolerance", "tolerance"
    ):
        return ""
    options = options_of_kind(filled.kind, filled.correct, filled.options)
    if fraction_option(options, "atol", "absolute_tolerance"):
        return ""
    if numeric_value(read_correct(filled.kind, filled.correct, options).node) == 0:
        return "a share of 0 is 0: give an absolute tolerance, such as 0.01 absolute."
    return ""
