"""Take the cards out of the site: for other programs, for Anki, or as deck files to edit."""

import difflib
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from cards.core.documents.export_apkg import write_apkg
from cards.core.documents.export_csv import csv_lines
from cards.models import Card, CardStatus, Deck
from cards.queries.anki_notes import anki_notes, as_html, as_text
from cards.queries.exports import (
    ROWS_AT_ONCE,
    DeckFile,
    card_row,
    deck_files,
    deck_text,
    exported_cards,
    note_names,
)

FORMATS = ("jsonl", "csv", "markdown", "apkg")
# Drafts wait for their author: learners' own tools get them only when asked for.
STATUSES = {
    "jsonl": (CardStatus.DRAFT, CardStatus.PUBLISHED),
    "markdown": (CardStatus.DRAFT, CardStatus.PUBLISHED),
    "csv": (CardStatus.PUBLISHED,),
    "apkg": (CardStatus.PUBLISHED,),
}
MOST_SUGGESTIONS = 5


class Command(BaseCommand):
    help = (
        "Export cards. jsonl: one JSON object a line, for other programs. csv and apkg: for Anki. "
        "markdown: deck files as in cards/library, which import_documents reads back. jsonl and "
        "markdown hold published cards and drafts, csv and apkg published cards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=FORMATS, default="jsonl")
        parser.add_argument(
            "--deck", metavar="SLUG", help="this deck and the decks below it (default: all decks)"
        )
        parser.add_argument(
            "--all", action="store_true", help="drafts and archived cards in every format"
        )
        parser.add_argument(
            "--output",
            metavar="PATH",
            type=Path,
            help="the file to write, for markdown a folder (default: the terminal)",
        )
        parser.add_argument("--force", action="store_true", help="write over existing files")
        parser.add_argument(
            "--with-ids",
            action="store_true",
            help="markdown: write an id under every card, so that it survives any edit",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen: str = options["format"]
        output: Path | None = options["output"]
        if options["with_ids"] and chosen != "markdown":
            raise CommandError(f"--with-ids is for --format markdown; {chosen} always has ids.")
        if chosen == "apkg" and output is None:
            raise CommandError("A package is no text: name a file with --output cards.apkg.")
        deck = find_deck(options["deck"]) if options["deck"] else None
        statuses = tuple(CardStatus) if options["all"] else STATUSES[chosen]
        cards = exported_cards(statuses=statuses, deck=deck)
        is_forced, with_ids = bool(options["force"]), bool(options["with_ids"])
        try:
            if output is None:
                self.write_to_terminal(chosen, cards, with_ids=with_ids)
                return
            if chosen == "markdown":
                summary = self.write_folder(output, cards, is_forced=is_forced, with_ids=with_ids)
            else:
                summary = write_file(output, chosen, cards, is_forced=is_forced)
        except BrokenPipeError:
            stop_quietly()
            return
        except OSError as error:
            raise CommandError(f"{output or 'The terminal'}: {error.strerror or error}.") from error
        if options["verbosity"]:
            self.stderr.write(summary, self.style.SUCCESS)

    def write_to_terminal(self, chosen: str, cards: QuerySet[Card], *, with_ids: bool) -> None:
        # The formats are UTF-8, whatever the terminal's own encoding.
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        if chosen == "markdown":
            found = list(cards)
            title = found[0].deck.name if len({card.deck_id for card in found}) == 1 else ""
            text, changed = deck_text(found, title=title, names=note_names() if with_ids else None)
            self.stdout.write(text, ending="")
            self.warn("the export", changed)
            return
        for line in text_lines(chosen, cards):
            self.stdout.write(line, ending="")
        self.stdout.flush()

    def write_folder(
        self, folder: Path, cards: QuerySet[Card], *, is_forced: bool, with_ids: bool
    ) -> str:
        """Nothing is written where one of the files exists: half an export helps nobody."""
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder} is a file. Markdown is written to a folder.")
        files: list[DeckFile] = list(deck_files(cards, with_ids=with_ids))
        existing = [file.name for file in files if (folder / file.name).exists()]
        if existing and not is_forced:
            raise CommandError(
                f"{folder} holds {len(existing)} of these files already, such as {existing[0]}. "
                "Choose another folder, or write over them with --force."
            )
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            path = folder / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as stream:
                stream.write(file.text.encode())
            self.warn(file.name, file.changed)
        return f"{sum(file.cards for file in files)} cards in {len(files)} files in {folder}."

    def warn(self, name: str, changed: Sequence[str]) -> None:
        for prompt in changed:
            first = " ".join(prompt.split())[:80]
            self.stderr.write(f"{name}: note: imported again, this card would change: {first}")


def find_deck(slug: str) -> Deck:
    found = Deck.objects.filter(slug=slug).first() or Deck.objects.filter(path=slug).first()
    if found is not None:
        return found
    decks = list(Deck.objects.all())
    if not decks:
        raise CommandError(f"There is no deck “{slug}”: there are no decks yet.")
    names = {name.casefold(): deck.slug for deck in decks for name in names_of(deck)}
    near = difflib.get_close_matches(slug.casefold(), names, n=MOST_SUGGESTIONS)
    near += sorted(name for name in names if slug.casefold() in name)
    slugs = list(dict.fromkeys(names[name] for name in near))[:MOST_SUGGESTIONS]
    if slugs:
        raise CommandError(f"There is no deck “{slug}”. Did you mean {', '.join(slugs)}?")
    tops = ", ".join(deck.slug for deck in decks if deck.parent_id is None)
    raise CommandError(f"There is no deck “{slug}”. The decks at the top are {tops}.")


def names_of(deck: Deck) -> tuple[str, ...]:
    return deck.slug, deck.path, deck.name


def text_lines(chosen: str, cards: QuerySet[Card]) -> Iterator[str]:
    rows = cards.iterator(ROWS_AT_ONCE)
    if chosen == "csv":
        yield from csv_lines(as_text(note) for note in anki_notes(rows, note_names()))
        return
    for card in rows:
        yield json.dumps(card_row(card), ensure_ascii=False) + "\n"


def write_file(path: Path, chosen: str, cards: QuerySet[Card], *, is_forced: bool) -> str:
    if path.is_dir():
        raise CommandError(f"{path} is a folder. Name a file for --format {chosen}.")
    if path.exists() and not is_forced:
        raise CommandError(
            f"{path} exists already. Choose another name, or write over it with --force."
        )
    if not path.parent.is_dir():
        raise CommandError(f"The folder {path.parent} does not exist.")
    with replacing(path) as stream:
        if chosen == "apkg":
            notes = anki_notes(cards.iterator(ROWS_AT_ONCE), note_names())
            write_apkg(stream, map(as_html, notes), now=timezone.now())
        else:
            stream.writelines(line.encode() for line in text_lines(chosen, cards))
    return f"{cards.count()} cards in {path}."


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place only when it is whole: a failed export leaves the old one."""
    if path.exists() and not path.is_file():
        raise CommandError(
            f"{path} is no ordinary file. Leave --output out to write to the terminal."
        )
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as stream:
            yield stream
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def stop_quietly() -> None:
    """The reader of the output has seen enough (`| head`); Python would complain while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
