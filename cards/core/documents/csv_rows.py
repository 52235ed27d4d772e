"""Ordinary tables of questions and answers: CSV and TSV with or without a header row."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cards.core.documents.drafts import CardDraft, Problem, ReadDocument
from cards.core.kinds import CardKind

DELIMITERS = ",;\t|"
MAX_ROWS = 50_000
MAX_CELL_CHARACTERS = 10_000
MAX_CARD_CHARACTERS = 1_600

_FRONT = re.compile(
    r"(?:the )?(?:question|prompt|front|term|word|concept|name|key|title|q|expression|side ?(?:1|a))s?$",
    re.I,
)
_BACK = re.compile(
    r"(?:the )?(?:(?:correct )?answer|back|definition|meaning|description|value|response|a|translation|side ?(?:2|b)|explanation)s?$",
    re.I,
)
_EXPLANATION = re.compile(
    r"(?:explanation|explain|notes?|comments?|extra|details?|example|why|hint)s?$", re.I
)
_TAGS = re.compile(r"(?:tags?|labels?|keywords?)$", re.I)
_DECK = re.compile(r"(?:deck|topic|category|chapter|section|subject|unit|theme|module)s?$", re.I)
_IDENTIFIER = re.compile(r"(?:#|id|no\.?|nr\.?|number|index|guid)$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    front: int
    back: int
    explanation: int | None = None
    tags: int | None = None
    deck: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    cells: tuple[str, ...]
    first: int
    last: int


def matches_csv(name: str, text: str) -> float:
    """How surely a file is a table of values."""
    if name.lower().endswith((".csv", ".tsv", ".tab")):
        return 0.5
    return 0.0


def read_csv(name: str, text: str) -> ReadDocument:
    """One draft a row: the first column (or the one called question, term, …) asks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")
    delimiter = find_delimiter(text)
    if delimiter is None:
        message = (
            "No column separator fits this file. Every row needs the same number of cells, "
            "separated by commas, semicolons, tabs or |; quote a cell that contains the separator."
        )
        return ReadDocument(problems=(Problem(line=1, message=message),))
    rows, problems = _rows(text, delimiter)
    if not rows:
        return ReadDocument(
            problems=tuple(problems) or (Problem(line=1, message="The file has no rows."),)
        )
    columns, has_header = _columns(rows)
    header = rows[0].cells if has_header else ()
    drafts: list[CardDraft] = []
    seen: dict[str, int] = {}
    for row in rows[has_header:]:
        draft = _draft(name, row, columns, header)
        if isinstance(draft, Problem):
            problems.append(draft)
            continue
        folded = " ".join(draft.prompt.casefold().split())
        if folded in seen:
            problems.append(
                Problem(
                    line=row.first, is_notice=True,
                    message=f"The question stands in line {seen[folded]} already; this row was left out.",
                )
            )  # fmt: skip
            continue
        seen[folded] = row.first
        drafts.append(draft)
    return ReadDocument(drafts=tuple(drafts), problems=tuple(problems))


def find_delimiter(text: str) -> str | None:
    """The separator that cuts the most rows into one and the same number of cells, at least two."""
    sample = text[:200_000]
    best: tuple[float, int, str] | None = None
    for delimiter in DELIMITERS:
        try:
            widths = [
                len(cells)
                for cells, _ in zip(
                    csv.reader(io.StringIO(sample), delimiter=delimiter), range(200), strict=False
                )
                if any(cell.strip() for cell in cells)
            ]
        except csv.Error:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        share = widths.count(usual) / len(widths)
        if usual >= 2 and share >= 0.5 and (best is None or (share, usual) > best[:2]):
            best = (share, usual, delimiter)
    return best[2] if best else None


def _rows(text: str, delimiter: str) -> tuple[list[_Row], list[Problem]]:
    rows: list[_Row] = []
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    last = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            problems.append(
                Problem(
                    line=last + 1,
                    message=f"The rest cannot be read as a table ({error}). Check the quotes.",
                )
            )
            break
        first, last = last + 1, reader.line_num
        if len(rows) >= MAX_ROWS:
            problems.append(
                Problem(
                    line=first,
                    message=f"Only the first {MAX_ROWS:,} rows were read. Split the file.",
                )
            )
            break
        stripped = tuple(cell.strip() for cell in cells)
        if any(stripped):
            rows.append(_Row(cells=stripped, first=first, last=last))
    return rows, problems


def _columns(rows: Sequence[_Row]) -> tuple[_Columns, bool]:
    """Which column asks and which answers, and whether the first row is a header."""
    header = rows[0].cells
    front = _find(header, _FRONT)
    back = _find(header, _BACK, front)
    if front is not None and back is not None:
        taken = (front, back)
        return (
            _Columns(
                front=front, back=back,
                explanation=_find(header, _EXPLANATION, *taken),
                tags=_find(header, _TAGS, *taken),
                deck=_find(header, _DECK, *taken),
            ),
            True,
        )  # fmt: skip
    start = 1 if len(header) > 2 and _first_is_identifier(rows) else 0
    named = len(header) > 2 and len(rows) > 2 and _looks_like_header(header)
    return _Columns(front=start, back=start + 1), named


def _find(header: Sequence[str], pattern: re.Pattern[str], *taken: int | None) -> int | None:
    return next(
        (
            index
            for index, cell in enumerate(header)
            if index not in taken and pattern.match(cell.strip())
        ),
        None,
    )


def _first_is_identifier(rows: Sequence[_Row]) -> bool:
    body = rows[1:] or rows
    return bool(_IDENTIFIER.match(rows[0].cells[0])) or all(row.cells[0].isdigit() for row in body)


def _looks_like_header(header: Sequence[str]) -> bool:
    return all(
        0 < len(cell) <= 40 and not cell.endswith((".", "?")) for cell in header
    ) and not any(re.search(r"\d", cell) for cell in header)


def _draft(name: str, row: _Row, columns: _Columns, header: Sequence[str]) -> CardDraft | Problem:
    def cell(index: int | None) -> str:
        return row.cells[index] if index is not None and index < len(row.cells) else ""

    prompt, answer = cell(columns.front), cell(columns.back)
    if not prompt or not answer:
        missing = "answer" if prompt else "question"
        return Problem(
            line=row.first, message=f"This row has no {missing}. Fill the cell or delete the row."
        )
    known = _FRONT.match(header[columns.front]) if header else None
    if header and not _BACK.match(header[columns.back]) and len(header) > 2:
        pairs = [
            f"{title}: {value}"
            for index, (title, value) in enumerate(zip(header, row.cells, strict=False))
            if index > columns.front and title and value
        ]
        answer = "\n".join(f"- {pair}" for pair in pairs) or answer
    explanation = cell(columns.explanation)
    if (
        max(map(len, row.cells)) > MAX_CELL_CHARACTERS
        or len(prompt + answer + explanation) > MAX_CARD_CHARACTERS
    ):
        message = f"This row has over {MAX_CARD_CHARACTERS:,} characters. A card asks one thing: split it."
        return Problem(line=row.first, message=message)
    return CardDraft(
        kind=CardKind.QUESTION
        if prompt.endswith("?") or len(prompt.split()) > 6
        else CardKind.TERM,
        prompt=prompt,
        answer=answer,
        explanation=explanation,
        deck_path=" / ".join(
            part.strip() for part in re.split(r"::|/", cell(columns.deck)) if part.strip()
        ),
        tags=tuple(tag for tag in re.split(r"[,;\s]+", cell(columns.tags)) if tag),
        source_document=name,
        source_lines=(row.first, row.last),
        lines=(row.first, row.last),
        pattern="table-row",
        confidence=0.9 if known or len(row.cells) == 2 else 0.7,
    )
