"""Text exports of Anki: rows of fields with `#` headers above them."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cards.core.documents.cloze import Marks, read_cloze
from cards.core.documents.deck.build import REVERSED
from cards.core.documents.dialects.anki_html import field_to_markdown
from cards.core.documents.dialects.typed import typed_answer
from cards.core.documents.drafts import CardDraft, Problem, ReadDocument
from cards.core.documents.front_matter import nearest
from cards.core.documents.identity import fingerprint_text
from cards.core.kinds import CardKind

HEADERS = (
    "separator",
    "html",
    "tags",
    "columns",
    "notetype",
    "deck",
    "notetype column",
    "deck column",
    "tags column",
    "guid column",
    "if matches",
)
SEPARATORS = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "space": " ",
    "pipe": "|",
    "colon": ":",
    "\\t": "\t",
}
MOST_ROWS = 50_000
MOST_COLUMNS = 100
_HEADER = re.compile(r"^#\s*([a-z][a-z ]*?)\s*:(.*)$")
_CLOZE = re.compile(r"\{\{c\d{1,3}(?:,\d{1,3})*::")


@dataclass(slots=True, kw_only=True)
class _Export:
    """What the headers say. Columns are counted from 0; -1 means there is none."""

    separator: str = ""
    is_html: bool = True
    tags: tuple[str, ...] = ()
    names: list[str] = field(default_factory=list)
    note_type: str = ""
    deck: str = ""
    special: dict[str, int] = field(default_factory=dict)
    first_row: int = 1  # 1-based line of the first row
    problems: list[Problem] = field(default_factory=list)


def matches_anki_text(name: str, text: str) -> float:
    """How much a text looks like an export of Anki."""
    head = text[:2000].split("\n")
    first = _HEADER.match(head[0])
    if first and first[1] in HEADERS:
        return 0.97
    rows = [line for line in head[:-1] or head if "\t" in line]
    return 0.75 if rows and len(rows) >= len(head) / 2 and _CLOZE.search(text[:20_000]) else 0.0


def read_anki_text(name: str, text: str) -> ReadDocument:
    """Read every row as one note. A row that cannot be used is a problem with its line."""
    export = _read_headers(text)
    body = text.split("\n", export.first_row - 1)[-1]
    drafts: list[CardDraft] = []
    for line, row in _rows(body, export):
        if len(row) == 1 and not row[0].strip():
            continue
        if not export.names and not drafts and _is_heading(row):
            continue
        drafts += _read_note(row, line, export)
    return ReadDocument(
        drafts=tuple(drafts),
        problems=tuple(export.problems),
        meta={"deck": export.deck, "notetype": export.note_type},
    )


def _is_heading(row: list[str]) -> bool:
    return [cell.strip().casefold() for cell in row[:2]] in (
        ["front", "back"],
        ["question", "answer"],
        ["term", "definition"],
    )


def _read_headers(text: str) -> _Export:
    export = _Export()
    position = 0
    for number, line in enumerate(_leading_lines(text), start=1):
        match = _HEADER.match(line)
        if match is None:
            break
        position = number
        name, value = match[1], match[2].strip()
        if name in HEADERS:
            _apply_header(export, name, value, number)
        else:
            meant = nearest(name, HEADERS)
            hint = f" Did you mean `#{meant}`?" if meant else ""
            _report(export, number, f"`#{name}` is no header of Anki.{hint}", name)
    export.first_row = position + 1
    if not export.separator:
        row = text.split("\n", position)[-1].split("\n", 1)[0]
        export.separator = next((sign for sign in "\t;," if sign in row), "\t")
    return export


def _leading_lines(text: str) -> Iterator[str]:
    start = 0
    while text.startswith("#", start):
        end = text.find("\n", start)
        yield text[start : end if end >= 0 else len(text)]
        if end < 0:
            return
        start = end + 1


def _apply_header(export: _Export, name: str, value: str, line: int) -> None:
    match name:
        case "separator":
            sign = SEPARATORS.get(value.casefold(), value)
            if len(sign) == 1 and sign not in '"\n':
                export.separator = sign
            else:
                known = ", ".join(SEPARATORS)
                _report(export, line, f"“{value}” is no separator: {known}.", "separator")
        case "html":
            export.is_html = value.casefold() == "true"
        case "tags":
            export.tags = tuple(value.split())
        case "columns":
            sign = export.separator or next((sign for sign in "\t;," if sign in value), "\t")
            export.names = [column.strip() for column in value.split(sign)]
            if "tags" not in export.special and "Tags" in export.names:
                export.special["tags"] = export.names.index("Tags")
        case "notetype":
            export.note_type = value
        case "deck":
            export.deck = _deck_path(value)
        case "if matches":
            return  # a wish about updating; identity decides that here
        case _:
            if value.isdecimal() and 1 <= int(value[:4]) <= MOST_COLUMNS:
                export.special[name.removesuffix(" column")] = int(value) - 1
            else:
                _report(export, line, f"`#{name}` needs the number of a column.", name)


def _report(
    export: _Export, line: int, message: str, name: str = "", *, is_notice: bool = False
) -> None:
    export.problems.append(Problem(line=line, message=message, field=name, is_notice=is_notice))


def _rows(body: str, export: _Export) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=export.separator)
    started = 0
    while True:
        line = export.first_row + started
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            _report(
                export,
                line,
                "This row cannot be read: a quotation mark is open, or a field too long.",
            )
            started = reader.line_num
            continue
        started = reader.line_num
        if len(row) > MOST_COLUMNS:
            _report(export, line, f"This row has more than {MOST_COLUMNS} columns.")
            continue
        if line - export.first_row > MOST_ROWS:
            _report(export, line, f"At most {MOST_ROWS:,} rows are read from one file.")
            return
        if row:
            yield line, row


def _read_note(row: list[str], line: int, export: _Export) -> list[CardDraft]:
    special = export.special
    fields = [
        field_to_markdown(cell, is_html=export.is_html)
        for column, cell in enumerate(row)
        if column not in special.values()
    ]
    front, *rest = fields or [""]
    back = "\n\n".join(text for text in rest if text)
    note_type = (_cell(row, special, "notetype") or export.note_type).casefold()
    guid = _cell(row, special, "guid").replace(" ", "")
    tags = dict.fromkeys((*export.tags, *_cell(row, special, "tags").split()))
    base = CardDraft(
        kind=CardKind.QUESTION,
        prompt=front,
        answer=back,
        deck_path=_deck_path(_cell(row, special, "deck")) or export.deck,
        lines=(line, line + sum(cell.count("\n") for cell in row)),
        explicit_id=guid,
        note_key=f"id:{guid}" if guid else fingerprint_text(front, back),
        tags=tuple(tags),
        pattern="anki-note",
    )
    if not front:
        _report(export, line, "The first field of this row is empty.")
        return []
    if "cloze" in note_type or _CLOZE.search(front):
        return _gap_cards(base, export)
    if not back:
        _report(export, line, "This row has one field only: there is no answer.")
        return []
    typed = "type" in note_type and "answer" in note_type
    if typed:
        return [replace(base, kind=CardKind.TEXT, answer_spec=typed_answer(back))]
    if "reversed" not in note_type:
        return [base]
    backward = replace(
        base,
        prompt=back,
        answer=front,
        explicit_id=guid + REVERSED if guid else "",
        pattern="anki-note-reversed",
    )
    return [base, backward]


def _gap_cards(base: CardDraft, export: _Export) -> list[CardDraft]:
    cloze = read_cloze(base.prompt, Marks())
    if cloze.unclosed:
        _report(export, base.lines[0], "A gap `{{c1::` is not closed: end it with `}}`.")
    elif not cloze.gaps:
        _report(export, base.lines[0], "A cloze note without a gap `{{c1::…}}`.")
    return [
        replace(
            base,
            kind=CardKind.CLOZE,
            prompt=cloze.prompt,
            answer=cloze.answer(ordinal),
            explanation=base.answer,
            cloze_ordinal=ordinal,
            pattern="cloze",
        )
        for ordinal in cloze.ordinals()
    ]


def _cell(row: list[str], special: dict[str, int], name: str) -> str:
    column = special.get(name, -1)
    return row[column].strip() if 0 <= column < len(row) else ""


def _deck_path(deck: str) -> str:
    return " / ".join(part.strip() for part in deck.split("::") if part.strip())
