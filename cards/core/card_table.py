"""Tables of cards as CSV and XLSX files: written so that no cell is a formula, read with limits.

A cell that a spreadsheet would calculate is guarded by a no-break space in front. Reading takes one
off again, so every text comes back as it was.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook

MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 100_000
LARGEST_FILE = 5 * 1024 * 1024
# A workbook is a package of compressed files: what they may unpack to.
LARGEST_UNPACKED = 80 * 1024 * 1024
MOST_ENTRIES = 200
# Office programs keep no more in a cell, and drop the rest without a word.
LONGEST_XLSX_CELL = 32_767

_GUARD = "\u00a0"
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class TableError(Exception):
    """The file as a whole cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    number: int  # as a spreadsheet counts, the headers are row 1
    cells: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def guarded(text: str) -> str:
    # Some spreadsheets look behind blanks for the sign; a text that has a guard of its own gets another.
    starts = text.lstrip(" \n").startswith(_FORMULA_STARTS) or text.startswith(_GUARD)
    return _GUARD + text if starts else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith(_GUARD) else text


# --- Writing ---


def csv_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "\ufeff"  # or some spreadsheets take UTF-8 for something else
    for row in _joined(headers, rows):
        line = io.StringIO()
        csv.writer(line).writerow([guarded(cell) for cell in row])
        yield line.getvalue()


def _joined(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield headers
    yield from rows


def xlsx_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Raises TableError for a text that a workbook cannot hold."""
    for number, row in enumerate(rows, start=2):
        for header, cell in zip(headers, row, strict=True):
            if len(cell) >= LONGEST_XLSX_CELL or _UNWRITABLE.search(cell) or _ESCAPED.search(cell):
                raise TableError(
                    f"Row {number}, {header}: a workbook cannot hold this text. Choose CSV."
                )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Cards")
    for row in _joined(headers, rows):
        sheet.append([guarded(cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# --- Reading ---


def read_table(name: str, content: bytes) -> Table:
    if len(content) > LARGEST_FILE:
        raise TableError(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB: split it.")
    is_workbook = content.startswith(b"PK")
    if not is_workbook and name.lower().endswith((".xlsx", ".xls", ".ods")):
        raise TableError("This is no XLSX file: save it as XLSX or CSV once more.")
    lines = _workbook_lines(content) if is_workbook else _csv_lines(content)
    headers: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise TableError(f"Row {number} has more than {MOST_COLUMNS} columns.")
        if not headers:
            headers = _headers(cells)
            continue
        if len(rows) >= MOST_ROWS:
            raise TableError(f"The table has more than {MOST_ROWS:,} rows: split it.")
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise TableError(f"Row {number}: a cell is longer than {LONGEST_CELL:,} characters.")
        if any(cell.strip() for cell in cells[len(headers) :]):
            raise TableError(f"Row {number} has more cells than there are column names.")
        padded = [*cells, *[""] * len(headers)]
        texts = (unguarded(cell).replace("\r\n", "\n").replace("\r", "\n") for cell in padded)
        rows.append(Row(number=number, cells=dict(zip(headers, texts, strict=False))))
    if not headers:
        raise TableError("The file is empty: its first row names the columns.")
    return Table(headers=headers, rows=tuple(rows))


def _headers(cells: Sequence[str]) -> tuple[str, ...]:
    names = [unguarded(cell).strip().casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if "" in names:
        raise TableError(f"Column {names.index('') + 1} has no name in the first row.")
    for name in names:
        if names.count(name) > 1:
            raise TableError(f"Two columns are called “{name[:50]}”.")
    return tuple(names)


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError("The text is not UTF-8: save it as “CSV UTF-8” or as XLSX.") from None
    if "\0" in text:
        raise TableError("The file holds null characters: save it as CSV or XLSX once more.")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    # The limit holds for all of the process, so it is given back: other readers count on theirs.
    limit = csv.field_size_limit(LARGEST_FILE)
    rows: list[tuple[int, list[str]]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows.extend(enumerate(reader, start=1))
    except csv.Error as error:
        number = len(rows) + 1
        raise TableError(f"Row {number} cannot be read ({error}): check its quotes.") from None
    finally:
        csv.field_size_limit(limit)
    yield from rows


def _workbook_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    unreadable = TableError("This workbook cannot be read: save it as XLSX or CSV once more.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > LARGEST_UNPACKED:
                raise TableError("This workbook unpacks to far more than a table of cards needs.")
            if any(entry.flag_bits & 1 for entry in entries):
                raise TableError("This workbook has a password: take it off first.")
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
    except TableError:
        raise
    except Exception:  # whatever a damaged package does to the reader
        raise unreadable from None
    try:
        lines = sheet.iter_rows(max_row=4 * MOST_ROWS, max_col=MOST_COLUMNS + 1)
        while True:
            try:
                cells = next(lines)
            except StopIteration:
                return
            number = next((cell.row for cell in cells if getattr(cell, "row", None)), 0)
            yield number, [_text_of(cell, number) for cell in cells]
    except TableError:
        raise
    except Exception:
        raise unreadable from None
    finally:
        book.close()


def _text_of(cell: Any, row: int) -> str:
    value = cell.value
    if getattr(cell, "data_type", "") == "f":
        raise TableError(
            f"Row {row}, column {cell.column_letter}: this is a formula. Put its value there."
        )
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
