"""The list of document readers, and the choice among them by what a file looks like."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from cards.core.documents.csv_rows import matches_csv, read_csv
from cards.core.documents.deck.reader import matches_deck, read_deck
from cards.core.documents.decoding import decode
from cards.core.documents.dialects.anki_text import matches_anki_text, read_anki_text
from cards.core.documents.dialects.hashcards import matches_hashcards, read_hashcards
from cards.core.documents.dialects.mochi import matches_mochi, read_mochi
from cards.core.documents.dialects.obsidian_sr import matches_obsidian, read_obsidian
from cards.core.documents.drafts import Problem, ReadDocument
from cards.core.documents.html import matches_html, read_html
from cards.core.documents.limits import MOST_CARDS, too_many_cards
from cards.core.documents.macros import Macros, expand_macros
from cards.core.documents.office.reader import matches_docx, matches_pdf, read_docx, read_pdf
from cards.core.documents.org import matches_org, read_org
from cards.core.documents.package.reader import matches_package, read_package
from cards.core.documents.text.extract import matches_text, read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One shape of document. Add a reader to `READERS` and it takes part in the choice."""

    name: str
    # How well a file (its name, its text) fits: 0 not at all, 1 beyond doubt. A reader of
    # ordinary text answers at most 0.5, so that a file with clear marks goes to its own reader.
    matches: Callable[[str, str], float]
    # Never raises: whatever cannot be used becomes a Problem with its line.
    read: Callable[[str, str], ReadDocument]


READERS: tuple[Reader, ...] = (
    Reader(name="deck", matches=matches_deck, read=read_deck),
    Reader(name="obsidian-sr", matches=matches_obsidian, read=read_obsidian),
    Reader(name="hashcards", matches=matches_hashcards, read=read_hashcards),
    Reader(name="anki-text", matches=matches_anki_text, read=read_anki_text),
    Reader(name="mochi", matches=matches_mochi, read=read_mochi),
    Reader(name="html", matches=matches_html, read=read_html),
    Reader(name="org", matches=matches_org, read=read_org),
    Reader(name="csv", matches=matches_csv, read=read_csv),
    Reader(name="text", matches=matches_text, read=read_text),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReader:
    """One kind of file that is no text. These are asked before it is decoded."""

    name: str
    matches: Callable[[str, bytes], bool]
    # Name, content, and how many cards are wanted at most. Never raises.
    read: Callable[[str, bytes, int], ReadDocument]


FILE_READERS: tuple[FileReader, ...] = (
    FileReader(name="anki-package", matches=matches_package, read=read_package),
    FileReader(name="pdf", matches=matches_pdf, read=read_pdf),
    FileReader(name="word", matches=matches_docx, read=read_docx),
)


def reader_names() -> list[str]:
    return [known.name for known in READERS] + [known.name for known in FILE_READERS]


def file_reader(name: str, content: bytes, *, reader: str = "") -> FileReader | None:
    """The reader of a file that is no text: the named one, or the one that fits."""
    for known in FILE_READERS:
        if known.name == reader or (not reader and known.matches(name, content)):
            return known
    return None


def choose_reader(name: str, text: str) -> Reader | None:
    """The best fit; the earlier one in `READERS` where two fit equally well."""
    scored = [(reader.matches(name, text), reader) for reader in READERS]
    best = max((score for score, _ in scored), default=0.0)
    if best <= 0:
        return None
    return next(reader for score, reader in scored if score == best)


def read_document(
    name: str,
    content: bytes,
    *,
    reader: str = "",
    most_cards: int = MOST_CARDS,
    macros: Macros | None = None,
) -> ReadDocument:
    """Read a file with the named reader, or with the one that fits best. Never raises.

    `macros` are written out in the formulas of a text, see `macros.py`.

    A file with more cards than `most_cards` is refused as a whole: half of it helps nobody.
    """
    binary = file_reader(name, content, reader=reader)
    if binary is not None:
        read = binary.read(name, content, most_cards)
    else:
        read = _read_text_file(name, content, reader, macros)
    if len(read.drafts) > most_cards:
        message = too_many_cards(len(read.drafts), most_cards)
        return ReadDocument(problems=(Problem(line=1, message=message),))
    return replace(read, problems=tuple(sorted(read.problems, key=lambda problem: problem.line)))


def _read_text_file(name: str, content: bytes, reader: str, macros: Macros | None) -> ReadDocument:
    decoded = decode(content)
    if decoded.problems:
        return ReadDocument(problems=decoded.problems)
    if not decoded.text.strip():
        return ReadDocument(problems=(Problem(line=1, message="The file is empty."),))
    if reader:
        chosen = next((known for known in READERS if known.name == reader), None)
        if chosen is None:
            names = ", ".join(reader_names())
            message = f"There is no reader “{reader}”. Known readers: {names}."
            return ReadDocument(problems=(Problem(line=1, message=message),))
    else:
        chosen = choose_reader(name, decoded.text)
        if chosen is None:
            message = (
                "No reader recognises this file. Readable are Markdown, plain text, HTML, "
                "CSV, and exports of Anki."
            )
            return ReadDocument(problems=(Problem(line=1, message=message),))
    if macros is None:
        return chosen.read(name, decoded.text)
    text, problems = expand_macros(decoded.text, macros)
    read = chosen.read(name, text)
    return replace(read, problems=(*read.problems, *problems))
