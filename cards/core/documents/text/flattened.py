"""Tables that lost their cells: columns found again by repeated words, signs or sentence count."""

import re
from collections import Counter
from collections.abc import Sequence

_SENTENCE = re.compile(r"(?<=[a-z)])\.\s+(?=[A-Z])")
MIN_REPEATS = 2


def split_flattened(lines: Sequence[str]) -> list[tuple[str, ...]] | None:
    """Header and rows of a flattened table, or None where the columns cannot be told apart."""
    header, *rows = lines
    for attempt in (_two_columns_by_name, _three_columns_by_halves, _by_repeated_words):
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
        bracketed = re.match(r"^(.+?\)) ([A-Z].+\))$", row)
        parts = [part.strip() for part in _SENTENCE.split(row)]
        if len(parts) % 2 == 0 and len(parts) > 1:
            half = len(parts) // 2
            left, right = ". ".join(parts[:half]) + ".", ". ".join(parts[half:])
        elif bracketed:
            left, right = bracketed.groups()
        else:
            return None
        table.append((left, right))
    return _without_row_names(table)


def _without_row_names(table: list[tuple[str, ...]]) -> list[tuple[str, ...]] | None:
    """Split the row's name from its first cell: title case words before the sentence starts."""
    named: list[tuple[str, ...]] = [table[0]]
    for left, right in table[1:]:
        found = re.match(
            r"^((?:[A-Z][\w/]*|&|\w+/\w+)(?: (?:[A-Z][\w/]*|&))*) ((?:[A-Z]\w+)[ .,].*)$", left
        )
        if found is None:
            return None
        named.append((found.group(1), found.group(2), right))
    return named


def _by_repeated_words(header: str, rows: Sequence[str]) -> list[tuple[str, ...]] | None:
    """Name, a phrase that several rows repeat, and the rest: `torch.mm | Strictly 2D … | …`.

    The phrase is a column with few values (paradigm, yes/no, a rule's name), so it anchors the
    cells on both sides of it.
    """
    if len(rows) < 3:
        return None
    anchors = _anchors(rows)
    if not anchors:
        return None
    table: list[tuple[str, ...]] = []
    for row in rows:
        best = max(
            ((anchor, row.rfind(f" {anchor}")) for anchor in anchors if f" {anchor}" in row),
            key=lambda pair: len(pair[0]),
            default=None,
        )
        if best is None:
            return None
        position = best[1]
        left, right = row[:position].strip(), row[position + 1 :].strip()
        name, rest = _name_and_rest(left)
        if not name:
            return None
        table.append((name, " · ".join(part for part in (rest, right) if part)))
    return [(header, header), *table]


def _anchors(rows: Sequence[str]) -> list[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        words = row.split()
        seen = {
            " ".join(words[start : start + size])
            for size in (1, 2, 3)
            for start in range(1, len(words) - size + 1)
            if words[start][0].isupper()
        }
        counts.update(seen)
    repeated = {phrase: count for phrase, count in counts.items() if count >= MIN_REPEATS}
    covering: list[str] = []
    for phrase, _ in sorted(repeated.items(), key=lambda pair: (-pair[1], -len(pair[0]))):
        if any(
            f" {phrase}" in row and not any(f" {known}" in row for known in covering)
            for row in rows
        ):
            covering.append(phrase)
    return covering if len(covering) <= max(4, len(rows) // 3) else []


def _name_and_rest(text: str) -> tuple[str, str]:
    found = re.match(
        r"^(\S+(?: [A-Z/@(][^\s.]*){0,4}?) ([A-Z][a-z]+(?:s|es)? .+|[a-z]\S* = .+)$", text
    )
    if found:
        return found.group(1), found.group(2)
    words = text.split()
    return (text, "") if 0 < len(words) <= 4 else ("", "")
