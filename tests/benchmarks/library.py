"""Importing the library, as a ratio to parsing the same text as Markdown alone."""

import statistics
import time
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from markdown_it import MarkdownIt

from cards.actions.imports import SourceFile, apply_import, plan_import
from cards.actions.library import library_files
from cards.management.commands.load_library import LIBRARY
from cards.models import Card, CardVersion, Deck, Document, Schedule

ROUNDS = 3


class UndoError(Exception):
    """Takes a measured import back."""


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure() -> None:
    sources = [
        SourceFile(name=f"library/{name}", content=(LIBRARY / name).read_bytes())
        for name in library_files(LIBRARY)
    ]
    texts = [source.content.decode() for source in sources]
    markdown = MarkdownIt("commonmark").enable("table")
    first, again, parsing = [], [], []
    for _ in range(ROUNDS):
        parsing.append(seconds(lambda: [markdown.parse(text) for text in texts]))
        again.append(seconds(lambda: import_all(sources)))
        try:
            with transaction.atomic():
                Schedule.objects.all().delete()
                for model in (CardVersion, Card, Document):
                    model.objects.all().delete()
                first.append(seconds(lambda: import_all(sources)))
                cards = Card.objects.count()
                raise UndoError
        except UndoError:
            pass
    parse, new, same = map(statistics.median, (parsing, first, again))
    print(
        f"library             {cards} cards in {len(sources)} files: {cards / new:.0f} cards/s, "
        f"{new / parse:.1f} x Markdown parsing alone; again without change {same / parse:.1f} x "
        f"({Deck.objects.count()} decks)\n",
        flush=True,
    )


def import_all(sources: list[SourceFile]) -> None:
    plan = plan_import(sources, verifies_answers=False)
    apply_import(plan, now=timezone.now(), publishes=True, is_library=True)
