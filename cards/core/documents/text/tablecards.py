"""Cards from tables, one a row; a flattened row only where its columns can be told apart."""

import re
from collections import Counter
from collections.abc import Sequence

from cards.core.documents.text.blocks import Block, Section
from cards.core.documents.text.flattened import split_flattened
from cards.core.documents.text.gather import Gathering, as_list
from cards.core.documents.text.inline import clean, clean_title
from cards.core.documents.text.labels import define, is_generic, lower_words, with_context
from cards.core.documents.text.members import field_question
from cards.core.kinds import CardKind

_EMPTY_CELLS = frozenset({"", "-", "–", "—", "n/a", "na", "?", "unknown", "…", "..."})
_NUMBERING = re.compile(r"^(?:#|no\.?|nr\.?|s\.?no\.?|\d{1,4}|id)$", re.I)


def add_table(gathering: Gathering, section: Section, block: Block) -> None:
    """A card for every row of a table that has a name in its first column."""
    if block.is_flattened:
        table = split_flattened([row[0] for row in block.rows])
        if table is None:
            gathering.problem(
                block.first,
                "This looks like a table whose columns cannot be told apart. "
                "Write it with | between the cells.",
            )
            return
        rows, confidence = table, 0.7
    else:
        rows, confidence = [tuple(clean(cell) for cell in row) for row in block.rows], 0.9
    header, *body = rows
    if _NUMBERING.match(header[0].strip()) and len(header) > 2:
        header, body = header[1:], [row[1:] for row in body]
    names = Counter(row[0] for row in body)
    for row, line in zip(body, block.row_lines[1:], strict=False):
        if row[0].casefold() not in _EMPTY_CELLS and names[row[0]] == 1:
            if block.is_flattened and not header[0]:
                _add_cells(gathering, section, header, row, line, confidence)
                continue
            _add_row(gathering, section, header, row, line, confidence, shifted=_is_shifted(row))


def _add_cells(
    gathering: Gathering,
    section: Section,
    header: Sequence[str],
    row: Sequence[str],
    line: int,
    confidence: float,
) -> None:
    """A card for each cell: without its first column, the row says nothing as a whole."""
    title = section.subject if is_generic(section.title) else section.title
    for column, cell in zip(header[1:], row[1:], strict=True):
        if column.endswith("?"):
            verb, _, rest = f"{lower_words(column[:-1])}?".partition(" ")
            regular = verb.endswith("s") and verb not in ("is", "has", "does")
            asks = f"Does {row[0]} {verb[:-1]}" if regular else f"{verb.capitalize()} {row[0]}"
            prompt = f"{asks} {rest}"
        else:
            prompt = (
                field_question(column, row[0]) or f"What is the {lower_words(column)} of {row[0]}?"
            )
        gathering.add(
            CardKind.QUESTION, with_context(prompt, title), cell, section=section,
            lines=(line, line), pattern="table-cell", confidence=confidence,
        )  # fmt: skip


def _is_shifted(row: Sequence[str]) -> bool:
    """A last cell that is empty where others are not hints at a cell lost on the way."""
    return len(row) > 2 and not row[-1] and all(row[:-1])


def _add_row(
    gathering: Gathering,
    section: Section,
    header: Sequence[str],
    row: Sequence[str],
    line: int,
    confidence: float,
    *,
    shifted: bool,
) -> None:
    values = [
        (clean_title(column), cell)
        for column, cell in zip(header[1:], row[1:], strict=False)
        if cell.casefold() not in _EMPTY_CELLS or cell == "—"
    ]
    values = [(column, cell) for column, cell in values if cell not in ("—", "-")]
    if not values:
        return
    if shifted:
        confidence = 0.4
        gathering.problem(
            line,
            f"The row “{row[0]}” has fewer cells than the header: check that none was lost.",
            is_notice=True,
        )
    title = section.subject if is_generic(section.title) else section.title
    if len(header) == 2:
        prompt, kind = _pair_prompt(header, row[0], title)
        gathering.add(
            kind, prompt, values[0][1], section=section, lines=(line, line),
            pattern="table-row", confidence=confidence,
        )  # fmt: skip
        return
    members = [f"{column}: {cell}" if column else cell for column, cell in values]
    asked = _joined([column for column, _ in values if column])
    gathering.add(
        CardKind.LIST if len(members) > 1 else CardKind.QUESTION,
        with_context(f"{row[0]}: {asked}?", title) if asked else with_context(f"What is {row[0]}?", title),
        as_list(members) if len(members) > 1 else values[0][1],
        points=members if len(members) > 1 else (),
        section=section, lines=(line, line), pattern="table-row", confidence=confidence,
    )  # fmt: skip


def _joined(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def _pair_prompt(header: Sequence[str], name: str, title: str) -> tuple[str, CardKind]:
    if name.endswith("?"):
        return name, CardKind.QUESTION
    column = clean_title(header[1])
    if (
        re.search(
            r"\b(?:description|meaning|definition|explanation|what it (?:is|does))\b", column, re.I
        )
        or not column
    ):
        return define(name, title), CardKind.TERM
    return with_context(f"{name}: {column}?", title), CardKind.QUESTION
