"""What a tree is, in words, and whether two items of a collection are equal."""

from collections.abc import Sequence

from cards.core.answers.compare.equivalence import compare
from cards.core.answers.compare.sample import Sampling
from cards.core.answers.parse.nodes import (
    Collection,
    Constant,
    Logical,
    Matrix,
    Negative,
    Node,
    PlusMinus,
    Relation,
    SetOperation,
    Sum,
    Symbol,
    children,
    replace_children,
)

_BRACKET_WORDS = {
    "{}": "a set",
    "[]": "a list",
    "()": "a tuple or an open interval",
    "<>": "a vector",
    "": "a list",
}
_MAX_EXPANDED = 16


def described(node: Node) -> str:
    """What an answer looks like, for a message."""
    match node:
        case Collection(opening=opening, closing=closing):
            return _BRACKET_WORDS.get(opening + closing, "an interval")
        case Matrix():
            return "a matrix"
        case SetOperation():
            return "a union or other combination of sets"
        case Relation(operators=operators):
            return "an equation" if set(operators) == {"="} else "an inequality"
        case Logical():
            return "several conditions"
        case PlusMinus():
            return "two values"
    return "an expression"


EMPTY_SET = Collection(opening="{", closing="}", items=())


def as_solution_set(node: Node) -> Node:
    """“Does not exist” where solutions are asked for says that there are none."""
    return EMPTY_SET if node == Constant(name="undefined") else node


def is_structure(node: Node) -> bool:
    """Whether an answer is more than one expression."""
    return isinstance(node, Collection | Matrix | SetOperation | Relation | Logical | PlusMinus)


def both_signs(node: Node) -> list[Node]:
    """The expressions that `1 ± 2` stands for; one expression stands for itself."""
    if isinstance(node, PlusMinus):
        rights = both_signs(node.right)
        lefts = both_signs(node.left) if node.left is not None else [None]
        found: list[Node] = []
        for left in lefts:
            for right in rights:
                minus = Negative(operand=right)
                if left is None:
                    found += [right, minus]
                else:
                    found += [Sum(terms=(left, right)), Sum(terms=(left, minus))]
        return found[:_MAX_EXPANDED]
    parts = children(node)
    for place, part in enumerate(parts):
        alternatives = both_signs(part)
        if len(alternatives) > 1:
            found = []
            for alternative in alternatives:
                changed = replace_children(node, (*parts[:place], alternative, *parts[place + 1 :]))
                found += both_signs(changed)
            return found[:_MAX_EXPANDED]
    return [node]


def value_of_item(node: Node) -> Node:
    """`x = 2` in a list of solutions is 2."""
    match node:
        case Relation(operators=("=",), operands=(Symbol(), value)):
            return value
    return node


def is_equal_item(left: Node, right: Node, where: Sampling) -> bool | None:
    """Equality of expressions, or of collections item by item. None: not decided."""
    if isinstance(left, Collection) and isinstance(right, Collection):
        if len(left.items) != len(right.items):
            return False
        if "{" in {left.opening, right.opening} and left.opening != right.opening:
            return False
        if left.opening == "{":
            return _is_equal_set(left.items, right.items, where)
        pairs = [is_equal_item(a, b, where) for a, b in zip(left.items, right.items, strict=True)]
        return False if False in pairs else None if None in pairs else True
    if is_structure(left) or is_structure(right):
        return left == right
    return compare(left, right, where).is_equal


def _is_equal_set(left: Sequence[Node], right: Sequence[Node], where: Sampling) -> bool | None:
    """Sets within sets: every item has a partner, whatever the order."""
    waiting = list(right)
    is_unclear = False
    for item in left:
        found = [is_equal_item(item, other, where) for other in waiting]
        if True in found:
            del waiting[found.index(True)]
        elif None in found:
            is_unclear = True
        else:
            return False
    return None if is_unclear else True


def distinct(items: Sequence[Node], where: Sampling) -> list[Node]:
    """Items without repetitions."""
    kept: list[Node] = []
    for item in items:
        if not any(is_equal_item(item, other, where) for other in kept):
            kept.append(item)
    return kept
