"""Sets (order and repetition do not count) and sequences (both count): lists, tuples, vectors as lists.

`SET` and `SEQUENCE` are the two kinds; the functions of the module choose by the brackets of the correct answer.
Options: those of `question_options`. A bare list `1, 2` is taken for either; `x = 1, x = 2` and `1 ± 2` list values.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cards.core.answers import verdicts
from cards.core.answers.compare.items import (
    as_solution_set,
    both_signs,
    described,
    distinct,
    is_equal_item,
    value_of_item,
)
from cards.core.answers.compare.sample import Sampling
from cards.core.answers.parse import Parsed, parse_answer
from cards.core.answers.parse.nodes import (
    Collection,
    Logical,
    Matrix,
    Node,
    Relation,
    SetOperation,
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

_MAX_ITEMS = 60
_SEQUENCES = frozenset({"list", "tuple", "sequence"})


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read a collection; one value without brackets is a collection of one."""
    text = text_of(submitted)
    return parse_answer(text, with_letter_of_solution(parse_context(options), text))


def _listed(node: Node, *, is_set: bool) -> list[Node] | None:
    """The items as written; None when the brackets say it is something else."""
    match node:
        case Collection(opening=opening, closing=closing, items=items):
            brackets = opening + closing
            allowed = {"{}", ""} if is_set else {"[]", "()", "<>", ""}
            return list(items) if brackets in allowed else None
        # “1 or 2” and “1 and 2” list the same solutions; people say both.
        case Logical(operands=parts) if is_set and not any(isinstance(p, Logical) for p in parts):
            return list(parts)
        case Matrix(rows=rows) if not is_set and 1 in {len(rows), len(rows[0])}:
            return [entry for row in rows for entry in row]
        case SetOperation(operator="union", operands=parts) if is_set:
            found = [_listed(part, is_set=True) for part in parts]
            return (
                [i for part in found if part is not None for i in part]
                if None not in found
                else None
            )
        case Matrix() | Logical() | SetOperation():
            return None
        case Relation(operators=operators) if set(operators) != {"="}:
            return None
    return [node]


def _items(node: Node, *, is_set: bool) -> list[Node] | None:
    listed = _listed(as_solution_set(node) if is_set else node, is_set=is_set)
    if listed is None:
        return None
    values = [value_of_item(item) for item in listed]
    if is_set or len(values) == 1:
        values = [value_of_item(way) for item in values for way in both_signs(item)]
    return values


def _pairing(mine: list[Node], right: list[Node], where: Sampling) -> bool | None:
    """Whether every item has its own partner. None where an item could not be decided."""
    left_over = list(right)
    is_unclear = False
    for item in mine:
        for place, other in enumerate(left_over):
            equal = is_equal_item(item, other, where)
            if equal:
                del left_over[place]
                break
            is_unclear = is_unclear or equal is None
        else:
            return None if is_unclear else False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionKind:
    """One of the two kinds."""

    is_set: bool

    def parse(self, submitted: object, options: Mapping[str, object]) -> Parsed:
        return parse(submitted, options)

    def grade(
        self,
        submitted: Parsed,
        correct: Parsed,
        options: Mapping[str, object],
        *,
        symbolic: SymbolicJudge | None = None,
    ) -> Verdict:
        """Compare two collections of this kind."""
        is_set = self.is_set and not is_on(options, "ordered")
        mine = _items(substituted(submitted.node, options), is_set=is_set)
        right = _items(substituted(correct.node, options), is_set=is_set)
        if mine is None or right is None:
            expected = "A set" if is_set else "A list"
            return verdicts.wrong_kind(submitted, expected, described(submitted.node))
        if len(mine) > _MAX_ITEMS:
            return verdicts.incorrect(submitted, "There are too many items.", "count")
        where = sampling(options)
        if is_set:
            return self._grade_set(submitted, distinct(mine, where), distinct(right, where), where)
        return self._grade_sequence(submitted, mine, right, where)

    def _grade_set(
        self, submitted: Parsed, mine: list[Node], right: list[Node], where: Sampling
    ) -> Verdict:
        if len(mine) != len(right):
            message = (
                "Some items are missing." if len(mine) < len(right) else "There are too many items."
            )
            return verdicts.incorrect(submitted, message, "count")
        decided = _pairing(mine, right, where)
        if decided is None:
            return verdicts.undecided(submitted)
        return verdicts.correct(submitted) if decided else verdicts.incorrect(submitted)

    def _grade_sequence(
        self, submitted: Parsed, mine: list[Node], right: list[Node], where: Sampling
    ) -> Verdict:
        if len(mine) != len(right):
            message = f"{len(right)} items are expected, not {len(mine)}."
            return verdicts.incorrect(submitted, message, "count")
        found = [is_equal_item(a, b, where) for a, b in zip(mine, right, strict=True)]
        if False not in found:
            is_sure = None not in found
            return verdicts.correct(submitted) if is_sure else verdicts.undecided(submitted)
        if _pairing(mine, right, where):
            return verdicts.incorrect(submitted, "Right items, wrong order.", "order")
        wrong = ", ".join(str(at + 1) for at, equal in enumerate(found) if equal is False)
        return verdicts.incorrect(submitted, f"Not correct at place {wrong}.")


SET = CollectionKind(is_set=True)
SEQUENCE = CollectionKind(is_set=False)


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare as sets or as sequences: as the option `kind` says, else by the brackets of the correct answer."""
    is_bracketed = isinstance(correct.node, Collection) and correct.node.opening in {"[", "(", "<"}
    is_sequence = options.get("kind") in _SEQUENCES or (
        options.get("kind") != "set" and is_bracketed
    )
    kind = SEQUENCE if is_sequence else SET
    return kind.grade(submitted, correct, options, symbolic=symbolic)
