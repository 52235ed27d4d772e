"""Matrices and vectors: first the shape, then every entry; feedback names the entries that are wrong.

Options: those of `question_options`. A vector written as a plain list matches a row or a column; sums, multiples,
products and transposes of matrices are calculated. `tolerance` options rtol and atol hold for every entry.
"""

from collections.abc import Callable, Mapping

from cards.core.answers import verdicts
from cards.core.answers.compare.items import described, is_equal_item
from cards.core.answers.compare.sample import Sampling
from cards.core.answers.parse import Fault, Parsed, Unreadable, parse_answer
from cards.core.answers.parse.nodes import (
    Call,
    Collection,
    Matrix,
    Negative,
    Node,
    Product,
    Quotient,
    Sum,
    children,
)
from cards.core.answers.question_options import is_on, parse_context, sampling, substituted, text_of
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.verdict import Verdict

Rows = tuple[tuple[Node, ...], ...]
_MAX_ENTRIES = 100
_MAX_SHOWN = 4


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read a matrix in any notation."""
    parsed = parse_answer(text_of(submitted), parse_context(options))
    match parsed.node:
        case Collection(items=rows) if rows and all(isinstance(row, Collection) for row in rows):
            if len({len(children(row)) for row in rows}) > 1:
                raise Unreadable(
                    Fault.BRACKET,
                    "The rows of this matrix have different lengths.",
                    parsed.node.start,
                    parsed.node.end,
                )
    return parsed


def as_rows(node: Node) -> Rows | None:
    """The entries; None when it is no matrix or the shapes do not fit together."""
    match node:
        case Matrix(rows=rows):
            return rows
        case Collection(items=items) if items:
            return _rows_of_items(items)
        case Negative(operand=operand):
            rows_of = as_rows(operand)
            return None if rows_of is None else _each(rows_of, lambda e: Negative(operand=e))
        case Call(name="transpose", arguments=(inner,)):
            rows_of = as_rows(inner)
            return None if rows_of is None else transposed(rows_of)
        case Sum(terms=terms):
            return _sum(terms)
        case Product(factors=factors):
            return _product(factors)
        case Quotient(numerator=top, denominator=bottom) if as_rows(bottom) is None:
            rows_of = as_rows(top)
            if rows_of is None:
                return None
            return _each(rows_of, lambda e: Quotient(numerator=e, denominator=bottom))
    return None


def _rows_of_items(items: tuple[Node, ...]) -> Rows | None:
    if all(isinstance(item, Collection) for item in items):
        rows = tuple(item.items for item in items if isinstance(item, Collection))
        return rows if len({len(row) for row in rows}) == 1 and rows[0] else None
    if any(isinstance(item, Collection) for item in items):
        return None
    return (items,)


def _each(rows: Rows, change: Callable[[Node], Node]) -> Rows:
    return tuple(tuple(change(entry) for entry in row) for row in rows)


def transposed(rows: Rows) -> Rows:
    return tuple(zip(*rows, strict=True))


def _shape(rows: Rows) -> tuple[int, int]:
    return len(rows), len(rows[0])


def _sum(terms: tuple[Node, ...]) -> Rows | None:
    parts = [as_rows(term) for term in terms]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or len({_shape(part) for part in known}) > 1:
        return None
    height, width = _shape(known[0])
    return tuple(
        tuple(Sum(terms=tuple(part[i][j] for part in known)) for j in range(width))
        for i in range(height)
    )


def _product(factors: tuple[Node, ...]) -> Rows | None:
    total: Rows | None = None
    scalars: list[Node] = []
    for factor in factors:
        rows = as_rows(factor)
        if rows is None:
            scalars.append(factor)
        elif total is None:
            total = rows
        elif len(total[0]) != len(rows) or len(total) * len(rows[0]) * len(rows) > 1000:
            return None
        else:
            total = _multiplied(total, rows)
    if total is None or not scalars:
        return total
    return _each(total, lambda entry: Product(factors=(*scalars, entry)))


def _multiplied(left: Rows, right: Rows) -> Rows:
    def entry(row: tuple[Node, ...], column: tuple[Node, ...]) -> Node:
        terms = tuple(Product(factors=(a, b)) for a, b in zip(row, column, strict=True))
        return terms[0] if len(terms) == 1 else Sum(terms=terms)

    columns = transposed(right)
    return tuple(tuple(entry(row, column) for column in columns) for row in left)


def _is_plain_list(node: Node) -> bool:
    return isinstance(node, Collection) and not any(isinstance(i, Collection) for i in node.items)


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Compare shape and entries."""
    mine = as_rows(substituted(submitted.node, options))
    right = as_rows(substituted(correct.node, options))
    if mine is None or right is None:
        return verdicts.wrong_kind(submitted, "A matrix or vector", described(submitted.node))
    is_loose = _is_plain_list(submitted.node) or _is_plain_list(correct.node)
    if is_loose and 1 in _shape(mine) and 1 in _shape(right):
        mine, right = _as_row(mine), _as_row(right)
    where = sampling(options)
    if _shape(mine) != _shape(right):
        return _wrong_shape(submitted, mine, right, where, options)
    if len(mine) * len(mine[0]) > _MAX_ENTRIES:
        return verdicts.undecided(submitted)
    wrong, is_unclear = _differing(mine, right, where)
    if wrong:
        return _wrong_entries(submitted, mine, right, wrong, where, options)
    return verdicts.undecided(submitted) if is_unclear else verdicts.correct(submitted)


def _as_row(rows: Rows) -> Rows:
    return (tuple(entry for row in rows for entry in row),)


def _differing(mine: Rows, right: Rows, where: Sampling) -> tuple[list[tuple[int, int]], bool]:
    """Places (counted from 1) of wrong entries, and whether some entry could not be decided."""
    wrong: list[tuple[int, int]] = []
    is_unclear = False
    for i, (row, other) in enumerate(zip(mine, right, strict=True), start=1):
        for j, (entry, expected) in enumerate(zip(row, other, strict=True), start=1):
            equal = is_equal_item(entry, expected, where)
            is_unclear = is_unclear or equal is None
            if equal is False:
                wrong.append((i, j))
    return wrong, is_unclear


def _is_transpose(mine: Rows, right: Rows, where: Sampling) -> bool:
    turned = transposed(mine)
    return _shape(turned) == _shape(right) and _differing(turned, right, where) == ([], False)


def _wrong_shape(
    submitted: Parsed,
    mine: Rows,
    right: Rows,
    where: Sampling,
    options: Mapping[str, object],
) -> Verdict:
    height, width = _shape(right)
    message = f"{height}×{width} entries are expected, not {len(mine)}×{len(mine[0])}."
    if is_on(options, "hints", default=True) and _is_transpose(mine, right, where):
        return verdicts.incorrect(submitted, message + " This is the transpose.", "transposed")
    return verdicts.incorrect(submitted, message, "wrong_shape")


def _wrong_entries(
    submitted: Parsed,
    mine: Rows,
    right: Rows,
    wrong: list[tuple[int, int]],
    where: Sampling,
    options: Mapping[str, object],
) -> Verdict:
    if not is_on(options, "hints", default=True):
        return verdicts.incorrect(submitted)
    if _is_transpose(mine, right, where):
        return verdicts.incorrect(submitted, "This is the transpose.", "transposed")
    places = ", ".join(f"({i}, {j})" for i, j in wrong[:_MAX_SHOWN])
    more = " and others" if len(wrong) > _MAX_SHOWN else ""
    return verdicts.incorrect(submitted, f"Not correct at {places}{more}.", "entries")
