"""Intervals and their unions: the same numbers belong to both. Ends are compared as values, brackets decide at the ends.

Options: those of `question_options`. `(0,1]`, `]0,1]`, unions, ∅, ℝ, sets of single points, and conditions such
as `0 < x <= 1` are read.
"""

from collections.abc import Mapping

from cards.core.answers import verdicts
from cards.core.answers.compare.items import as_solution_set, described
from cards.core.answers.compare.statements import same_set, same_truth
from cards.core.answers.inequality import as_condition
from cards.core.answers.parse import Parsed, parse_answer
from cards.core.answers.parse.nodes import (
    Collection,
    Logical,
    Node,
    Relation,
    SetOperation,
    Symbol,
    symbols,
)
from cards.core.answers.question_options import (
    is_on,
    parse_context,
    sampling,
    substituted,
    text_of,
    with_letter_of_solution,
)
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.verdict import Verdict


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read an interval or a combination of intervals."""
    text = text_of(submitted)
    return parse_answer(text, with_letter_of_solution(parse_context(options), text))


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare two sets of real numbers."""
    mine = _set_of(as_solution_set(substituted(submitted.node, options)))
    right = _set_of(as_solution_set(substituted(correct.node, options)))
    where = sampling(options)
    if isinstance(mine, Relation | Logical) or isinstance(right, Relation | Logical):
        names = sorted(symbols(mine) | symbols(right)) or ["x"]
        left_condition, right_condition = (
            as_condition(mine, names[0]),
            as_condition(right, names[0]),
        )
        if left_condition is None or right_condition is None or len(names) > 1:
            return verdicts.wrong_kind(submitted, "An interval", described(submitted.node))
        found = same_truth(left_condition, right_condition, where)
    elif not _is_set(mine) or not _is_set(right):
        return verdicts.wrong_kind(submitted, "An interval", described(submitted.node))
    else:
        found = same_set(mine, right, where)
    if found.is_equal is None:
        return verdicts.undecided(submitted)
    if found.is_equal:
        return verdicts.correct(submitted)
    if found.at_boundary_only and is_on(options, "hints", default=True):
        message = "Look at the ends: which of them belong to the interval?"
        return verdicts.incorrect(submitted, message, "boundary")
    return verdicts.incorrect(submitted)


def _set_of(node: Node) -> Node:
    """`x in [0,1)` is the interval it names; one list of intervals is their union."""
    match node:
        case Relation(operators=("in",), operands=(Symbol(), inner)):
            return inner
        case Collection(opening="", items=(Collection(), *_) as items):
            return SetOperation(operator="union", operands=items)
    return node


def _is_set(node: Node) -> bool:
    match node:
        case SetOperation(operands=operands):
            return all(_is_set(part) for part in operands)
        case Collection(opening="{", items=items):
            return not any(isinstance(item, Collection) for item in items)
        case Collection(opening="(" | "[" | "]", items=items):
            return len(items) == 2 and not any(isinstance(item, Collection) for item in items)
    return False
