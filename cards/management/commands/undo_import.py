"""Take an import back as a whole, or list the latest imports."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cards.actions.undo_imports import UndoError, undo_import
from cards.models import ImportRun, UndoOutcome

MOST_LISTED = 20


class Command(BaseCommand):
    help = "Undo an import by its number; without a number, list the latest imports."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", nargs="?", type=int, metavar="ID")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["number"] is None:
            self.list_runs()
            return
        run = ImportRun.objects.filter(pk=options["number"]).first()
        if run is None:
            raise CommandError(f"There is no import {options['number']}.")
        try:
            run = undo_import(run, user=None, now=timezone.now())
        except UndoError as error:
            raise CommandError(str(error)) from error
        outcomes = [outcome for outcome in UndoOutcome if outcome != UndoOutcome.NONE]
        for outcome in outcomes:
            number = run.changes.filter(outcome=outcome).count()
            if number:
                self.stdout.write(f"{number:>6}  {outcome.label}")
        for change in run.changes.filter(outcome=UndoOutcome.KEPT):
            excerpt = " ".join(change.excerpt.split())[:80]
            self.stderr.write(f"left alone: {excerpt}: {change.note}")

    def list_runs(self) -> None:
        for run in ImportRun.objects.prefetch_related("files")[:MOST_LISTED]:
            names = [file.name for file in run.files.all()]
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            name = names[0] if names else "no file"
            self.stdout.write(
                f"{run.pk:>6}  {run.created_at:%Y-%m-%d %H:%M}  {run.get_status_display()}  "
                f"{name}{more}"
            )
