"""Load the study guides that ship with the app; a second run changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cards.actions.imports import Change, SourceFile, apply_import, plan_import
from cards.actions.library import library_files

LIBRARY = Path(__file__).resolve().parents[2] / "library"


class Command(BaseCommand):
    help = "Load the study guides of cards/library, or bring them up to date."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        sources = [
            SourceFile(name=f"library/{name}", content=(LIBRARY / name).read_bytes())
            for name in library_files(LIBRARY)
        ]
        # The answers of the library were verified before it shipped (tests/test_library.py).
        plan = plan_import(sources, verifies_answers=False, seconds=None)
        errors = [
            f"{entry.source.name}:{problem.line}: {problem.message}"
            for entry in plan.documents
            for problem in entry.problems
            if not problem.is_notice
        ]
        if errors:
            raise CommandError("The library has errors:\n" + "\n".join(errors))
        apply_import(plan, now=timezone.now(), publishes=True, is_library=True)
        if options["verbosity"]:
            counts = plan.counts()
            changed = sum(counts.values()) - counts[Change.SAME]
            self.stdout.write(
                f"The library has {sum(counts.values())} cards; {changed} were new or changed."
            )
