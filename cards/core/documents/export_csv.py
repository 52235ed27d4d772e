"""Notes as comma-separated text with the headers that Anki's import understands."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cards.core.documents.anki_notes import AnkiNote, NoteType, anki_deck, anki_tag

HEADERS = (
    "#separator:Comma",
    "#html:false",
    "#columns:GUID,Note type,Deck,Tags,Front,Back",
    "#guid column:1",
    "#notetype column:2",
    "#deck column:3",
    "#tags column:4",
)
# A cell that starts with one of these is a formula to some spreadsheet; the wide forms as well.
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
# Not the usual apostrophe: Anki would show it on the card. No spreadsheet reads a formula behind a
# no-break space, Anki shows nothing, and our own reader takes blanks off both ends of a cell.
_GUARD = "\u00a0"


def csv_lines(notes: Iterable[AnkiNote]) -> Iterator[str]:
    """The lines of the file, with their line ends; a line may hold several where a text does.

    Only note types that every collection has are named, so the file needs no preparation in Anki.
    """
    yield from (f"{header}\n" for header in HEADERS)
    for note in notes:
        for plain in _with_two_fields(note):
            yield _row(plain)


def _with_two_fields(note: AnkiNote) -> Iterator[AnkiNote]:
    """The same note for types without a third field."""
    if note.note_type is NoteType.BOTH_WAYS and note.extra:
        # Asked backwards, the explanation would be part of the question: two notes instead of one.
        forward = replace(note, note_type=NoteType.BASIC)
        yield from _with_two_fields(forward)
        yield from _with_two_fields(
            replace(forward, guid=f"{note.guid}-reversed", front=note.back, back=note.front)
        )
        return
    yield replace(note, back="\n\n".join(text for text in (note.back, note.extra) if text))


def _row(note: AnkiNote) -> str:
    line = io.StringIO()
    cells = (
        note.guid,
        note.note_type.value,
        anki_deck(note.deck_path),
        " ".join(anki_tag(tag) for tag in note.tags),
        note.front,
        note.back,
    )
    csv.writer(line, lineterminator="\n").writerow([_guarded(cell) for cell in cells])
    return line.getvalue()


def _guarded(cell: str) -> str:
    # A null character ends a cell early in some readers; nothing shows it.
    text = cell.replace("\0", "")
    # Some spreadsheets look behind blanks for the sign.
    return _GUARD + text if text.lstrip(" \n").startswith(_FORMULA_STARTS) else text
