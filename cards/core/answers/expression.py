"""Expressions: equal when they agree at every sampled point of the domain; then the form, if one is asked for.

Also answers the kinds `syntax` (anything that can be read), `form` (equivalence and form) and `invalid`
(reading only). When the correct answer is a set, a matrix, an equation and so on, that kind decides.

Options: those of `question_options` (variables, domain, form, constraints, …); `rtol` or `atol` above 0
accept rounded coefficients; `domain: strict` refuses an answer that is undefined somewhere else.
"""

from collections.abc import Mapping

from cards.core.answers import forms, hints, structures, verdicts
from cards.core.answers.compare.equivalence import compare, has_no_value
from cards.core.answers.parse import Parsed, parse_answer
from cards.core.answers.parse.nodes import (
    Collection,
    Constant,
    Logical,
    Matrix,
    Node,
    Relation,
    SetOperation,
    symbols,
    walk,
)
from cards.core.answers.question_options import parse_context, sampling, substituted, text_of
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.verdict import Verdict


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read anything of the answer language."""
    return parse_answer(text_of(submitted), parse_context(options))


def _unwrapped(node: Node) -> Node:
    """`{x+1}` as LaTeX braces and `[x+1]` as brackets, where one expression is asked for."""
    match node:
        case Collection(opening="{" | "[", items=(item,)):
            return item
    return node


def _holds_structure(node: Node) -> bool:
    """A set or a matrix inside a calculation."""
    return any(
        isinstance(part, Collection | Matrix | Relation | Logical | SetOperation)
        for part in walk(node)
    )


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare two expressions, or two structures by the kind of the correct one."""
    if structures.is_structure(correct.node):
        return structures.grade(submitted, correct, options, symbolic=symbolic)
    mine, right = _unwrapped(submitted.node), correct.node
    if structures.is_structure(mine) or (_holds_structure(mine) and not _holds_structure(right)):
        inner = next(part for part in walk(mine) if structures.is_structure(part))
        return verdicts.wrong_kind(submitted, "An expression", structures.described(inner))
    undefined = Constant(name="undefined")
    if (mine == undefined) != (right == undefined):
        return verdicts.incorrect(submitted)
    mine, right = substituted(mine, options), substituted(right, options)
    where = sampling(options)
    found = compare(mine, right, where)
    if found.is_equal is None and symbolic is not None:
        names = sorted(symbols(mine) | symbols(right))
        decided = symbolic.equivalent(mine, right, where.assumptions(names))
        # Computer algebra may prove equality; that it finds none proves nothing here.
        if decided:
            return forms.fault(submitted, correct, options, symbolic) or verdicts.correct(submitted)
    if found.is_equal is None:
        if has_no_value(mine, where) and not has_no_value(right, where):
            return verdicts.incorrect(submitted, verdicts.NO_VALUE, "undefined")
        return verdicts.undecided(submitted)
    if not found.is_equal:
        if found.is_partial:
            message = "Equal where both are defined, but not defined in the same places."
            return verdicts.incorrect(submitted, message, "domain")
        hint = hints.expression_hint(_unwrapped(submitted.node), correct.node, options)
        return verdicts.incorrect(submitted, hint.message, hint.code)
    if (fault := forms.fault(submitted, correct, options, symbolic)) is not None:
        return fault
    notes = (verdicts.EQUAL_WHERE_DEFINED,) if found.is_partial else ()
    return verdicts.correct(submitted, *notes)
