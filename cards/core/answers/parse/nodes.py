"""The tree an answer is read into: what was written, unsimplified, each node with its place in the submitted text.

`to_json` and `from_json` are the only way such a tree crosses a process border: nested lists of
strings, so that nothing has to be parsed, unpickled or evaluated on the other side.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Part of an answer. The span is half open, counts characters of the submitted text, and is no part of equality."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Node):
    """A numeral: its exact value, never negative when read. `text` is as written, without separators of thousands."""

    value: Fraction
    is_decimal: bool = False
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol(Node):
    """A declared variable."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Node):
    """`e`, `i`, `pi`, `inf`, or `undefined` (the answer "does not exist")."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum(Node):
    """Two terms or more; a subtracted term is a `Negative`."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative(Node):
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class PlusMinus(Node):
    """Both `left + right` and `left - right`; `left` is None for a leading sign."""

    left: Node | None
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Node):
    """Two factors or more, written with a sign or side by side."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotient(Node):
    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Power(Node):
    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """A function of `parse.functions`, by its one canonical name; `log(x, b)` and `root(x, n)` carry base and index second."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Node):
    """A chain such as `a < x <= b`: one operand more than operators, from = != < <= > >= in."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Logical(Node):
    """Relations joined by `and` or `or`."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection(Node):
    """Items between brackets, not yet said what they are: `(0,1)` may be a point or an interval.

    `opening` and `closing` are from `( [ { <` and `) ] } >`, also crossed as in `(0,1]` or `]0,1[`;
    both are empty for a bare list `1, 2`.
    """

    opening: str
    closing: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOperation(Node):
    """`union`, `intersection` or `difference` of two sets or more."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix(Node):
    """Rows of equal length, written as a LaTeX matrix or with semicolons."""

    rows: tuple[tuple[Node, ...], ...]


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node in the order they were written."""
    match node:
        case Sum(terms=parts) | Product(factors=parts) | Call(arguments=parts):
            return parts
        case Relation(operands=parts) | Logical(operands=parts) | SetOperation(operands=parts):
            return parts
        case Collection(items=parts):
            return parts
        case Negative(operand=part):
            return (part,)
        case PlusMinus(left=left, right=right):
            return (right,) if left is None else (left, right)
        case Quotient(numerator=left, denominator=right) | Power(base=left, exponent=right):
            return (left, right)
        case Matrix(rows=rows):
            return tuple(entry for row in rows for entry in row)
    return ()


def replace_children(node: Node, parts: Sequence[Node]) -> Node:  # noqa: C901 - one line per sort
    """The same node around other parts, which must be as many as `children` gave."""
    span: dict[str, Any] = {"start": node.start, "end": node.end}
    fixed = tuple(parts)
    match node:
        case Sum():
            return Sum(terms=fixed, **span)
        case Product():
            return Product(factors=fixed, **span)
        case Call(name=name):
            return Call(name=name, arguments=fixed, **span)
        case Relation(operators=operators):
            return Relation(operators=operators, operands=fixed, **span)
        case Logical(operator=operator):
            return Logical(operator=operator, operands=fixed, **span)
        case SetOperation(operator=operator):
            return SetOperation(operator=operator, operands=fixed, **span)
        case Collection(opening=opening, closing=closing):
            return Collection(opening=opening, closing=closing, items=fixed, **span)
        case Negative():
            return Negative(operand=fixed[0], **span)
        case PlusMinus(left=left):
            return PlusMinus(left=None if left is None else fixed[0], right=fixed[-1], **span)
        case Quotient():
            return Quotient(numerator=fixed[0], denominator=fixed[1], **span)
        case Power():
            return Power(base=fixed[0], exponent=fixed[1], **span)
        case Matrix(rows=rows):
            width = len(rows[0])
            cut = (fixed[at : at + width] for at in range(0, len(fixed), width))
            return Matrix(rows=tuple(cut), **span)
    return node


def rewrite(node: Node, change: Callable[[Node], Node]) -> Node:
    """Apply `change` to every node, the innermost first."""
    parts = children(node)
    if parts:
        changed = tuple(rewrite(part, change) for part in parts)
        if any(new is not old for new, old in zip(changed, parts, strict=True)):
            node = replace_children(node, changed)
    return change(node)


def walk(node: Node) -> Iterator[Node]:
    """Every node, the outermost first."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def symbols(node: Node) -> frozenset[str]:
    """The names of the variables that occur."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Symbol))


def to_json(node: Node) -> list[Any]:  # noqa: C901 - one line per sort
    """Nested lists of strings, the first of each being the sort of node. Spans are left out."""
    match node:
        case Number(value=value, is_decimal=is_decimal, text=text):
            return ["number", str(value), "decimal" if is_decimal else "exact", text]
        case Symbol(name=name):
            return ["symbol", name]
        case Constant(name=name):
            return ["constant", name]
        case PlusMinus(left=None, right=right):
            return ["plus_minus", to_json(right)]
        case Relation(operators=operators):
            heading: list[Any] = ["relation", list(operators)]
        case Logical(operator=operator):
            heading = ["logical", operator]
        case SetOperation(operator=operator):
            heading = ["set_operation", operator]
        case Call(name=name):
            heading = ["call", name]
        case Collection(opening=opening, closing=closing):
            heading = ["collection", opening, closing]
        case Matrix(rows=rows):
            return ["matrix", *([to_json(entry) for entry in row] for row in rows)]
        case Sum():
            heading = ["sum"]
        case Product():
            heading = ["product"]
        case Quotient():
            heading = ["quotient"]
        case Power():
            heading = ["power"]
        case Negative():
            heading = ["negative"]
        case PlusMinus():
            heading = ["plus_minus"]
        case _:
            raise TypeError(f"not a node: {type(node).__name__}")
    return heading + [to_json(part) for part in children(node)]


def _many(written: Sequence[Any]) -> tuple[Node, ...]:
    return tuple(from_json(part) for part in written)


_READERS: dict[str, Callable[[Sequence[Any]], Node]] = {
    "number": lambda rest: Number(
        value=Fraction(rest[0]), is_decimal=rest[1] == "decimal", text=rest[2]
    ),
    "symbol": lambda rest: Symbol(name=rest[0]),
    "constant": lambda rest: Constant(name=rest[0]),
    "sum": lambda rest: Sum(terms=_many(rest)),
    "product": lambda rest: Product(factors=_many(rest)),
    "quotient": lambda rest: Quotient(numerator=from_json(rest[0]), denominator=from_json(rest[1])),
    "power": lambda rest: Power(base=from_json(rest[0]), exponent=from_json(rest[1])),
    "negative": lambda rest: Negative(operand=from_json(rest[0])),
    "plus_minus": lambda rest: PlusMinus(
        left=from_json(rest[0]) if len(rest) == 2 else None, right=from_json(rest[-1])
    ),
    "call": lambda rest: Call(name=rest[0], arguments=_many(rest[1:])),
    "relation": lambda rest: Relation(operators=tuple(rest[0]), operands=_many(rest[1:])),
    "logical": lambda rest: Logical(operator=rest[0], operands=_many(rest[1:])),
    "set_operation": lambda rest: SetOperation(operator=rest[0], operands=_many(rest[1:])),
    "collection": lambda rest: Collection(opening=rest[0], closing=rest[1], items=_many(rest[2:])),
    "matrix": lambda rest: Matrix(rows=tuple(_many(row) for row in rest)),
}


def from_json(written: Sequence[Any]) -> Node:
    """The tree that `to_json` wrote. ValueError when it is anything else."""
    try:
        reader = _READERS[written[0]]
        return reader(written[1:])
    except (LookupError, TypeError, AttributeError, ZeroDivisionError) as error:
        raise ValueError("this is not a tree written by to_json") from error
