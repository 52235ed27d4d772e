"""Tables: with pipes, and flattened to one line a row where columns can still be told apart."""

import re

from cards.core.documents.text.shape import is_title_case

MAX_ROWS = 400
MAX_CELLS = 12
_NOT_A_ROW = re.compile(r"^(?:[-*+•>#|`]|\d{1,3}[.)]\s|[QA]\d*[.:]|[^:]{1,40}:\s)", re.I)
_DELIMITER = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{1,}:?\s*){0,20}\|?$")


def pipe_table(
    texts: list[str], start: int
) -> tuple[int, tuple[tuple[str, ...], ...], tuple[int, ...]] | None:
    """A table whose header is line `start`: the index after it, its rows, and each row's offset."""
    if "|" not in texts[start] or start + 1 >= len(texts):
        return None
    delimiter = texts[start + 1].strip()
    if len(delimiter) > 600 or "|" not in delimiter or not _DELIMITER.match(delimiter):
        return None
    header = cells_of(texts[start])
    if not 1 < len(header) <= MAX_CELLS:
        return None
    rows = [header]
    offsets = [0]
    end = start + 2
    while end < len(texts) and "|" in texts[end] and texts[end].strip() and len(rows) < MAX_ROWS:
        cells = cells_of(texts[end])
        rows.append((cells + ("",) * len(header))[: len(header)])
        offsets.append(end - start)
        end += 1
    return end, tuple(rows), tuple(offsets)


def cells_of(text: str) -> tuple[str, ...]:
    """The cells of one row: a pipe inside maths, code or after a backslash does not divide."""
    text = text.strip()
    if text.startswith("|"):
        text = text[1:]
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    cells: list[str] = []
    current = ""
    closing = ""
    for index, mark in enumerate(text):
        if mark == "|" and not closing and text[index - 1 : index] != "\\":
            cells.append(current.strip())
            current = ""
            continue
        if mark in "$`" and text[index - 1 : index] != "\\":
            if closing == mark:
                closing = ""
            elif not closing and text.find(mark, index + 1) != -1:
                closing = mark
        current += mark
    cells.append(current.strip())
    return tuple(cell.replace("\\|", "|") for cell in cells)


def flattened_end(texts: list[str], start: int) -> int | None:
    """Index after a block of lines that reads like a table without its cells, or None."""
    header = texts[start].strip()
    if not 3 <= len(header) <= 200 or not is_title_case(header) or header.endswith((".", ":", ",")):
        return None
    if len(header.split()) < 2 or texts[start].startswith((" ", "#", "-", "*", "|", ">", "•")):
        return None
    end = start
    while end < len(texts) and texts[end].strip() and end - start < MAX_ROWS:
        text = texts[end].strip()
        if (
            _NOT_A_ROW.match(text)
            or (end > start and len(text.split()) < 3)
            or not text[0].isalnum()
            or len(text) > 400
        ):
            return None
        end += 1
    rows = texts[start + 1 : end]
    capital = sum(text.strip()[0].isupper() or "." in text.split()[0] for text in rows)
    return end if len(rows) >= 2 and capital == len(rows) else None
