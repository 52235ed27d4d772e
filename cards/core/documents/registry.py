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
from cards.core.documents.org import matches_org, read_org
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


def choose_reader(name: str, text: str) -> Reader | None:
    """The best fit; the earlier one in `READERS` where two fit equally well."""
    scored = [(reader.matches(name, text), reader) for reader in READERS]
    best = max((score for score, _ in scored), default=0.0)
    if best <= 0:
        return None
    return next(reader for score, reader in scored if score == best)


def read_document(name: str, content: bytes, *, reader: str = "") -> ReadDocument:
    """Read a file with the named reader, or with the one that fits best. Never raises."""
    decoded = decode(content)
    if decoded.problems:
        return ReadDocument(problems=decoded.problems)
    if not decoded.text.strip():
        return ReadDocument(problems=(Problem(line=1, message="The file is empty."),))
    if reader:
        chosen = next((known for known in READERS if known.name == reader), None)
        if chosen is None:
            names = ", ".join(known.name for known in READERS)
            message = f"There is no reader “{reader}”. Known readers: {names}."
            return ReadDocument(problems=(Problem(line=1, message=message),))
    else:
        chosen = choose_reader(name, decoded.text)
        if chosen is None:
            message = (
                "No reader recognises this file. Readable are Markdown, plain text, HTML, "
                "CSV and Anki text exports."
            )
            return ReadDocument(problems=(Problem(line=1, message=message),))
    read = chosen.read(name, decoded.text)
    return replace(read, problems=tuple(sorted(read.problems, key=lambda problem: problem.line)))
