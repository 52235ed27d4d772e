"""Inequalities: true at the same points. Looked at where either side can change, at those boundaries and between them.

Options: those of `question_options`; the domain limits where the two must agree. With one variable an
interval is read as the condition that the variable lies in it.
"""

from collections.abc import Mapping

from cards.core.answers import verdicts
from cards.core.answers.compare.items import as_solution_set, described
from cards.core.answers.compare.statements import same_truth
from cards.core.answers.parse import Parsed, parse_answer
from cards.core.answers.parse.nodes import (
    Collection,
    Logical,
    Node,
    Relation,
    SetOperation,
    Symbol,
    rewrite,
    symbols,
)
from cards.core.answers.question_options import is_on, parse_context, sampling, substituted, text_of
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.verdict import Verdict

_REVERSED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read a condition; what it is not, `grade` says."""
    return parse_answer(text_of(submitted), parse_context(options))


def as_condition(node: Node, variable: str | None) -> Node | None:
    """A statement; an interval or set becomes `variable in set`, a list of conditions holds where one of them does."""
    match node:
        case Relation():
            return node
        case Logical(operands=operands):
            parts = [as_condition(part, variable) for part in operands]
            kept = tuple(part for part in parts if part is not None)
            return (
                Logical(operator=node.operator, operands=kept) if len(kept) == len(parts) else None
            )
        case Collection(opening="", items=items) if all(isinstance(i, Relation) for i in items):
            return Logical(operator="or", operands=items)
        case Collection() | SetOperation() if variable is not None:
            return Relation(operators=("in",), operands=(Symbol(name=variable), node))
    return None


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare two conditions."""
    names = sorted(symbols(correct.node)) or list(parse_context(options).variables)
    variable = names[0] if len(names) == 1 else None
    mine = as_condition(as_solution_set(substituted(submitted.node, options)), variable)
    right = as_condition(as_solution_set(substituted(correct.node, options)), variable)
    if mine is None or right is None:
        return verdicts.wrong_kind(submitted, "An inequality", described(submitted.node))
    where = sampling(options)
    found = same_truth(mine, right, where)
    if found.is_equal is None:
        return verdicts.undecided(submitted)
    if found.is_equal:
        return verdicts.correct(submitted)
    if not is_on(options, "hints", default=True):
        return verdicts.incorrect(submitted)
    if found.at_boundary_only:
        message = "Look at the boundary: does it belong to the solution?"
        return verdicts.incorrect(submitted, message, "boundary")
    if same_truth(rewrite(mine, _turned), right, where).is_equal:
        message = "The direction is wrong. Multiplying by a negative number turns it round."
        return verdicts.incorrect(submitted, message, "direction")
    return verdicts.incorrect(submitted)


def _turned(node: Node) -> Node:
    if isinstance(node, Relation):
        signs = tuple(_REVERSED.get(sign, sign) for sign in node.operators)
        return Relation(operators=signs, operands=node.operands)
    return node
