"""The process that takes the text out of one office file: bytes in, JSON out, within limits.

It runs by itself (`python -m cards.core.documents.office.worker pdf`), so that a file made to take
for ever, or all of the memory, takes neither.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

MOST_MEMORY_BYTES = 1_500_000_000
MOST_CPU_SECONDS = 60
MOST_PAGES = 1_000
MOST_CHARACTERS = 4_000_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_PARTS = 10_000
_BULLET = re.compile(r"^[\u2022\u25aa\u25cf\u25e6\u2023\uf0b7\u00b7]\s*")
_PAGE_NUMBER = re.compile(r"^(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?$", re.I)
_ENDS = (".", "!", "?", ":", ";")


class RefusedError(Exception):
    """The file cannot be used; the message says why."""


Places = list[tuple[int, str]]


def pdf_lines(content: bytes) -> tuple[Places, list[str]]:
    """Lines with their page, and notices."""
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        # Many files are encrypted with an empty password, only to forbid printing.
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedError("The file is encrypted. Save it without a password.")
        count = len(reader.pages)
        pages = [
            (reader.pages[index].extract_text() or "").split("\n")
            for index in range(min(count, MOST_PAGES))
        ]
    except RefusedError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise RefusedError("The PDF is damaged: its text cannot be read.") from error
    if not any(line.strip() for page in pages for line in page):
        raise RefusedError(
            "The PDF has no text: it is probably a scan. Run text recognition on it, or import the "
            "document that it was made from."
        )
    notices = []
    if count > MOST_PAGES:
        notices.append(f"The file has {count:,} pages; the first {MOST_PAGES:,} were read.")
    without_text = sum(not any(line.strip() for line in page) for page in pages)
    if without_text:
        notices.append(f"{without_text} pages hold no text, only pictures.")
    furniture = _repeated(pages)
    found: Places = []
    for number, page in enumerate(pages, start=1):
        kept = [
            line.strip()
            for line in page
            if line.strip() not in furniture and not _PAGE_NUMBER.match(line.strip())
        ]
        found += [(number, line) for line in _whole_lines(kept)]
        found.append((number, ""))
    return found, notices


def _repeated(pages: list[list[str]]) -> set[str]:
    """Lines that head or foot most pages."""
    if len(pages) < 3:
        return set()
    edges = Counter(
        line for page in pages for line in {text.strip() for text in (*page[:2], *page[-2:])}
    )
    return {line for line, count in edges.items() if line and count > len(pages) / 2}


def _whole_lines(lines: list[str]) -> Iterator[str]:
    """Lines that the page cut: joined where one goes on in the next."""
    current = ""
    for text in lines:
        line = _BULLET.sub("- ", text)
        goes_on = bool(current) and bool(line) and line[0].islower() and not current.endswith(_ENDS)
        if goes_on and current.endswith("-") and current[-2:-1].isalpha():
            current = current[:-1] + line
        elif goes_on or (current.endswith(",") and line and not line.startswith("- ")):
            current += " " + line
        else:
            if current:
                yield current
            current = line
            if not line:
                yield ""
    if current:
        yield current


def docx_lines(content: bytes) -> tuple[Places, list[str]]:
    """Lines with their paragraph, headings and lists as Markdown, and notices."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    _check_parts(content)
    try:
        document = docx.Document(io.BytesIO(content))
        found: Places = []
        for number, block in enumerate(document.iter_inner_content(), start=1):
            if isinstance(block, Table):
                found += [(number, line) for line in _table_lines(block)]
            else:
                found += [(number, line) for line in _paragraph_lines(block)]
        formulas = sum(1 for _ in document.element.body.iter(_MATHS))
    except (PackageNotFoundError, SyntaxError, KeyError, ValueError, AttributeError) as error:
        # lxml's own error is a SyntaxError.
        raise RefusedError("The Word file is damaged: its text cannot be read.") from error
    if not any(line for _, line in found):
        raise RefusedError("The Word file holds no text.")
    notices = []
    if formulas:
        notices.append(
            f"{formulas} formulas of the equation editor were left out: write them as $…$."
        )
    return found, notices


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"


def _check_parts(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise RefusedError("The Word file is damaged, or is none: save it as .docx.") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise RefusedError("The Word file unpacks to an unlikely size. It was not read.")
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedError("The file is encrypted. Save it without a password.")


def _paragraph_lines(paragraph: Any) -> Iterator[str]:
    text = " ".join(paragraph.text.replace("\t", " ").split(" ")).strip()
    style = paragraph.style
    # The id is the same in every language of Word, the name is translated.
    kind = (style.style_id or "") if style is not None else ""
    heading = re.fullmatch(r"(?:Heading|berschrift|Titre)(\d)", kind)
    if not text:
        yield ""
    elif heading or kind == "Title":
        level = min(int(heading[1]) + 1, 6) if heading else 1
        yield ""
        yield "#" * level + " " + " ".join(text.split())
        yield ""
    elif "List" in kind or paragraph._p.find(f"{_WORD}pPr/{_WORD}numPr") is not None:
        place = paragraph._p.find(f"{_WORD}pPr/{_WORD}numPr/{_WORD}ilvl")
        depth = int(place.get(f"{_WORD}val", "0")) if place is not None else 0
        mark = "1. " if "Number" in kind else "- "
        yield "    " * min(depth, 8) + mark + " ".join(text.split())
    else:
        yield ""
        yield from text.split("\n")
        yield ""


def _table_lines(table: Any) -> Iterator[str]:
    yield ""
    for place, row in enumerate(table.rows):
        cells = [" ".join(cell.text.split()).replace("|", "\\|") for cell in row.cells]
        yield "| " + " | ".join(cells) + " |"
        if place == 0:
            yield "|" + "---|" * len(cells)
    yield ""


READ = {"pdf": pdf_lines, "docx": docx_lines}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    answer: dict[str, Any]
    try:
        lines, notices = READ[sys.argv[1]](sys.stdin.buffer.read())
        length = 0
        for count, (_, text) in enumerate(lines):
            length += len(text)
            if length > MOST_CHARACTERS:
                lines = lines[:count]
                notices.append(f"Only the first {MOST_CHARACTERS:,} characters were read.")
                break
        answer = {"lines": lines, "notices": notices}
    except RefusedError as error:
        answer = {"refused": str(error)}
    except (MemoryError, RecursionError):
        answer = {"refused": "The file is nested too deeply, or needs too much memory to be read."}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
