"""Importing decks and documents, as a ratio to parsing the same text as Markdown alone; memory of a large text."""

import os
import statistics
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from markdown_it import MarkdownIt

from cards.actions.imports import SourceFile, apply_import, plan_import
from cards.actions.library import library_files
from cards.core.documents.registry import read_document
from cards.management.commands.load_library import LIBRARY
from cards.models import Card, CardVersion, Document, Schedule

ROUNDS = 3
LARGE_TEXT = 2_000_000
REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTS = Path(os.environ.get("DOCUMENTS_DIR", REPOSITORY.parent / "shared" / "documents"))


class UndoError(Exception):
    """Takes a measured import back."""


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure() -> None:
    files = [(f"library/{name}", LIBRARY / name) for name in library_files(LIBRARY)]
    compare_with_parsing("library", files)
    if documents := sorted(DOCUMENTS.glob("*.txt")):
        compare_with_parsing("five documents", [(path.name, path) for path in documents])
    else:
        print("five documents      not here: set DOCUMENTS_DIR to their folder", flush=True)
    measure_memory()


def compare_with_parsing(label: str, files: list[tuple[str, Path]]) -> None:
    sources = [SourceFile(name=name, content=path.read_bytes()) for name, path in files]
    texts = [source.content.decode() for source in sources]
    markdown = MarkdownIt("commonmark").enable("table")
    first, again, parsing = [], [], []
    cards = 0
    for _ in range(ROUNDS):
        parsing.append(seconds(lambda: [markdown.parse(text) for text in texts]))
        try:
            with transaction.atomic():
                Schedule.objects.all().delete()
                for model in (CardVersion, Card, Document):
                    model.objects.all().delete()
                first.append(seconds(lambda: import_all(sources)))
                again.append(seconds(lambda: import_all(sources)))
                cards = Card.objects.count()
                raise UndoError
        except UndoError:
            pass
    parse, new, same = map(statistics.median, (parsing, first, again))
    print(
        f"{label:<19} {cards} cards in {len(sources)} files: {cards / new:.0f} cards/s, "
        f"{new / parse:.1f} x Markdown parsing alone; again without change {same / parse:.1f} x",
        flush=True,
    )


def measure_memory() -> None:
    """The peak while one file is read, as a multiple of its text, which is there before."""
    question = (
        "Q: What does unit number {} of the network learn here?\nA: An edge of some kind.\n\n"
    )
    note = "## Layer {0}\n\nLayer {0} is a function that turns vectors into vectors.\n\n"
    shares = []
    for reader, unit in (("deck", question), ("text", note)):
        units, size = [], 0
        while size < LARGE_TEXT:
            units.append(unit.format(len(units)))
            size += len(units[-1])
        content = "".join(units).encode()
        units.clear()
        tracemalloc.start()
        read = read_document("large.md", content, reader=reader)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        shares.append(f"{peak / len(content):.1f} x as a {reader} ({len(read.drafts)} cards)")
    print(f"memory of a text    of {LARGE_TEXT / 1e6:.0f} MB: {', '.join(shares)}\n", flush=True)


def import_all(sources: list[SourceFile]) -> None:
    plan = plan_import(sources, verifies_answers=False)
    apply_import(plan, now=timezone.now(), publishes=True, is_library=True)
