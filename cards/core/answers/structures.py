"""Which kind grades an answer that is more than one expression, chosen by the correct answer."""

from collections.abc import Mapping

from cards.core.answers import collections, equation, inequality, interval, matrix
from cards.core.answers.compare.items import described, is_structure
from cards.core.answers.parse import Parsed
from cards.core.answers.parse.nodes import (
    Collection,
    Logical,
    Matrix,
    Node,
    Relation,
    SetOperation,
    walk,
)
from cards.core.answers.seam import AnswerKind, SymbolicJudge
from cards.core.answers.verdict import Verdict

__all__ = ["described", "grade", "is_structure", "kind_of"]


def kind_of(correct: Node, submitted: Node) -> AnswerKind:
    """The kind that compares; `(0,1)` is an interval when the other side can only be one."""
    match correct:
        case Relation() | Logical():
            signs = {
                s for part in walk(correct) if isinstance(part, Relation) for s in part.operators
            }
            return equation if signs == {"="} else inequality
        case SetOperation():
            return interval
        case Matrix():
            return matrix
        case Collection(opening=opening, closing=closing, items=items):
            if opening and opening + closing not in {"()", "[]", "{}", "<>"}:
                return interval
            if items and all(isinstance(item, Collection) for item in items) and opening == "[":
                return matrix
            is_pair = len(items) == 2 and opening in {"(", "["}
            if is_pair and isinstance(submitted, SetOperation | Relation | Logical):
                return interval
    return collections


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Let the kind of the correct answer decide."""
    kind = kind_of(correct.node, submitted.node)
    return kind.grade(submitted, correct, options, symbolic=symbolic)
