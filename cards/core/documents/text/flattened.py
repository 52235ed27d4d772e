"""Tables that lost their cells: columns found again by names, brackets, sentence count, or Yes and No."""

import re
from collections.abc import Sequence

_SENTENCE = re.compile(r"(?<=[a-z)])\.\s+(?=[A-Z])")


def split_flattened(lines: Sequence[str]) -> list[tuple[str, ...]] | None:
    """Header and rows of a flattened table, or None where the columns cannot be told apart."""
    header, *rows = lines
    for attempt in (_two_columns_by_name, _three_columns_by_halves, _by_yes_or_no):
        table = attempt(header, rows)
        if table is not None:
            return table
    return None


def _two_columns_by_name(header: str, rows: Sequence[str]) -> list[tuple[str, ...]] | None:
    """`Architecture Description`: a name, often with brackets, then a sentence."""
    words = header.split()
    if len(words) != 2:
        return None
    table: list[tuple[str, ...]] = [tuple(words)]
    for row in rows:
        found = re.match(
            r"^((?:[A-Z0-9][\w/-]*)(?: (?:[A-Z0-9(][\w/()-]*))*?(?: \([^()]{2,60}\))?(?:s)?) ((?:An?|The|[A-Z][a-z]+(?:s|ed)?)\s.{15,})$",
            row,
        )
        if found is None or found.group(1).count("(") != found.group(1).count(")"):
            return None
        bracketed = re.match(r"^(.{2,40} \([^()]{2,60}\)) (\S.{15,})$", row)
        table.append(bracketed.groups() if bracketed else found.groups())
    return table


def _three_columns_by_halves(header: str, rows: Sequence[str]) -> list[tuple[str, ...]] | None:
    """`Feature CNN (…) RNN (…)`: in each row as many sentences belong to either column."""
    columns = re.match(r"^(\w+) (\S+(?: \([^()]+\))) (\S+(?: \([^()]+\)))$", header)
    if columns is None:
        return None
    table: list[tuple[str, ...]] = [columns.groups()]
    for row in rows:
        bracketed = _bracketed_cells(row)
        parts = [part.strip() for part in _SENTENCE.split(row)]
        if bracketed:
            table.append(bracketed)
            continue
        if len(parts) % 2 or len(parts) < 2:
            return None
        half = len(parts) // 2
        named = _without_row_name(". ".join(parts[:half]) + ".")
        if named is None:
            return None
        table.append((*named, ". ".join(parts[half:])))
    return table


def _bracketed_cells(row: str) -> tuple[str, ...] | None:
    """`Data Type Spatial Data (images) Sequential Data (text)`: two cells of as many words each."""
    found = re.match(r"^([^()]+) (\([^()]+\)) ([^()]+) (\([^()]+\))$", row)
    if found is None:
        return None
    first, second = found.group(1).split(), found.group(3).split()
    name, cell = first[: -len(second)], first[-len(second) :]
    if not name or not cell:
        return None
    left = f"{' '.join(cell)} {found.group(2)}"
    return " ".join(name), left, f"{found.group(3)} {found.group(4)}"


def _without_row_name(text: str) -> tuple[str, str] | None:
    """Split the row's name from its first cell: title case words before the sentence starts."""
    found = re.match(
        r"^((?:[A-Z][\w/]*|&|\w+/\w+)(?: (?:[A-Z][\w/]*|&))*) ((?:[A-Z]\w+)[ .,].*)$", text
    )
    return (found.group(1), found.group(2)) if found else None


_ANSWER = re.compile(r"^(.+?) (?:[✓✔✗✘✅❌] ?)?(Yes|No|[✓✔✗✘✅❌]) (\S.*)$")
_WORDED = {"✓": "Yes", "✔": "Yes", "✅": "Yes", "✗": "No", "✘": "No", "❌": "No"}
_ASKED = re.compile(
    r"^(?:\S.*?) ((?:Supports|Is|Are|Has|Have|Can|Does|Needs|Requires|Allows|Uses|Works|Handles)\b[^?]*\?) ([^?]+)$"
)
_IN_CODE = re.compile(r"^([\w@]+(?:\.\w+)+(?:\(\))?(?: / \S+)*) \S")


def _by_yes_or_no(header: str, rows: Sequence[str]) -> list[tuple[str, ...]] | None:
    """`torch.mm Strictly 2D ❌ No Matrix product`: a column of Yes and No under a header that asks.

    The answer and what follows it are sure; of what stands before it only a name in code is.
    """
    asked = _ASKED.match(header)
    if asked is None:
        return None
    table: list[tuple[str, ...]] = [("", asked.group(1), asked.group(2))]
    for row in rows:
        found = _ANSWER.match(row)
        name = _IN_CODE.match(found.group(1)) if found else None
        if found is None or name is None:
            return None
        answer = _WORDED.get(found.group(2), found.group(2))
        table.append((name.group(1), answer, found.group(3)))
    return table
