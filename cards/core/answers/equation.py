"""Equations: the same solutions. `v = f` is compared by f; everything else by its zeros, however it is rearranged.

Options: those of `question_options`. Several equations joined by or are one equation (their product);
joined by and, or as a list, they are a system: it may be rearranged into other equations with the same solutions. How often a solution counts is not looked at.
"""

from collections.abc import Mapping
from itertools import pairwise, permutations

from cards.core.answers import inequality, verdicts
from cards.core.answers.compare.equivalence import compare
from cards.core.answers.compare.items import EMPTY_SET, as_solution_set, both_signs, described
from cards.core.answers.compare.sample import Sampling
from cards.core.answers.compare.statements import same_zeros
from cards.core.answers.compare.systems import same_solutions
from cards.core.answers.compare.truth import subtracted
from cards.core.answers.parse import Parsed, parse_answer
from cards.core.answers.parse.brackets import all_reals
from cards.core.answers.parse.nodes import (
    Collection,
    Logical,
    Node,
    Product,
    Relation,
    Symbol,
    symbols,
)
from cards.core.answers.question_options import parse_context, sampling, substituted, text_of
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.verdict import Verdict

_MAX_SYSTEM = 4


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read an equation; what it is not, `grade` says."""
    return parse_answer(text_of(submitted), parse_context(options))


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare two equations or systems of equations."""
    mine = _system(substituted(submitted.node, options))
    right = _system(substituted(correct.node, options))
    if _speaks_of_solutions(submitted.node) or _speaks_of_solutions(correct.node):
        # “No solution” and “all real numbers” are answers to an equation as well.
        return inequality.grade(submitted, correct, options, symbolic=symbolic)
    if mine is None or right is None:
        return verdicts.wrong_kind(submitted, "An equation", described(submitted.node))
    decided = _is_same_system(mine, right, sampling(options))
    if decided is None:
        decided = _proved(mine, right, options, symbolic)
    if decided is None:
        return verdicts.undecided(submitted)
    return verdicts.correct(submitted) if decided else verdicts.incorrect(submitted)


def _proved(
    mine: list[Node],
    right: list[Node],
    options: Mapping[str, object],
    symbolic: SymbolicJudge | None,
) -> bool | None:
    if symbolic is None or len(mine) != 1 or len(right) != 1:
        return None
    left, other = zero_function(mine[0]), zero_function(right[0])
    names = sorted(symbols(left) | symbols(other))
    # Only a proof counts: different functions may have the same zeros.
    return symbolic.equivalent(left, other, sampling(options).assumptions(names)) or None


def _speaks_of_solutions(node: Node) -> bool:
    return as_solution_set(node) == EMPTY_SET or node == all_reals(node.start, node.end)


def _is_equation(node: Node) -> bool:
    match node:
        case Relation(operators=operators):
            return set(operators) == {"="}
        case Logical(operator="or", operands=operands):
            return all(_is_equation(part) for part in operands)
    return False


def _system(node: Node) -> list[Node] | None:
    """The equations that all must hold; None when something else is among them."""
    match node:
        case Logical(operator="and", operands=parts):
            found = list(parts)
        case Collection(opening="" | "{", items=parts) if parts:
            found = list(parts)
        case Relation(operators=("=", "=", *_), operands=operands):
            found = [Relation(operators=("=",), operands=pair) for pair in pairwise(operands)]
        case _:
            found = [node]
    return found if all(_is_equation(part) for part in found) else None


def zero_function(node: Node) -> Node:
    """An expression that vanishes exactly where the equation holds."""
    match node:
        case Logical(operands=operands):
            return Product(factors=tuple(zero_function(part) for part in operands))
        case Relation(operands=(left, right)):
            ways = both_signs(subtracted(left, right))
            return ways[0] if len(ways) == 1 else Product(factors=tuple(ways))
    return node


def _explicit(node: Node) -> tuple[str, Node] | None:
    """The variable and the other side of `v = f`, where f does not mention v."""
    match node:
        case Relation(operators=("=",), operands=(Symbol(name=name), value)):
            return (name, value) if name not in symbols(value) else None
        case Relation(operators=("=",), operands=(value, Symbol(name=name))):
            return (name, value) if name not in symbols(value) else None
    return None


def _is_same_equation(left: Node, right: Node, where: Sampling) -> bool | None:
    mine, other = _explicit(left), _explicit(right)
    if mine is not None and other is not None and mine[0] == other[0]:
        ways = len(both_signs(mine[1])), len(both_signs(other[1]))
        if ways == (1, 1):
            return compare(mine[1], other[1], where).is_equal
    return same_zeros(zero_function(left), zero_function(right), where)


def _is_same_system(mine: list[Node], right: list[Node], where: Sampling) -> bool | None:
    if len(mine) == 1 and len(right) == 1:
        return _is_same_equation(mine[0], right[0], where)
    if max(len(mine), len(right)) > _MAX_SYSTEM:
        return None
    if len(mine) == len(right):
        for order in permutations(right):
            pairs = list(zip(mine, order, strict=True))
            if all(_is_alike(a, b) for a, b in pairs) and all(
                _is_same_equation(a, b, where) for a, b in pairs
            ):
                return True
    # A system can be rearranged into other equations with the same solutions.
    return same_solutions(
        [zero_function(part) for part in mine], [zero_function(part) for part in right], where
    )


def _is_alike(left: Node, right: Node) -> bool:
    """Only equations in the same variables are worth comparing one by one."""
    return set(symbols(left)) == set(symbols(right))
