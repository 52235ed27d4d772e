"""Turn documents into cards: decks as their authors wrote them, anything else into drafts."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cards.actions.foreign_schedules import TakenOver, take_over_schedules
from cards.actions.import_runs import learners_touched
from cards.actions.imports import (
    Change,
    ImportPlan,
    PlannedCard,
    PlannedDocument,
    SourceFile,
    apply_import,
    content_of,
    plan_import,
)
from cards.admin.planned import differences
from cards.core.documents.macros import FILE_NAME, is_macro_file
from cards.models import User

READABLE_SUFFIXES = {
    ".md", ".markdown", ".txt", ".org", ".html", ".htm", ".csv", ".tsv", ".apkg", ".colpkg",
    ".pdf", ".docx",
}  # fmt: skip
LARGEST_FILE = 50 * 1024 * 1024


class Command(BaseCommand):
    help = "Import documents as cards, or say what an import would do (--dry-run)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="files or folders")
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--format", choices=["text", "jsonl"], default="text")
        parser.add_argument(
            "--publish", action="store_true", help="show new cards to learners at once"
        )
        parser.add_argument(
            "--schedules-of",
            metavar="USERNAME",
            help="whose schedules and reviews an Anki package or Obsidian notes hold: taken over "
            "for cards that this learner has not studied here",
        )
        parser.add_argument(
            "--as-new",
            metavar="ID",
            action="append",
            default=[],
            help="a card that the dry run lists as a probable edit, and that is another card: the "
            "old one is archived (may be given several times)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        learner = find_user(options["schedules_of"]) if options["schedules_of"] else None
        plan = plan_import(self.sources(options["paths"]), seconds=None)
        plan = plan.with_new_cards(chosen_cards(plan, options["as_new"]))
        taken: TakenOver | None = None
        if not options["dry_run"]:
            with transaction.atomic():
                now = timezone.now()
                apply_import(plan, now=now, publishes=options["publish"])
                if learner is not None:
                    taken = take_over_schedules(plan, user=learner, now=now)
        for entry in plan.documents:
            for problem in entry.problems:
                kind = "note: " if problem.is_notice else ""
                name = f"{problem.field}: " if problem.field else ""
                self.stderr.write(
                    f"{entry.source.name}:{problem.line}: {kind}{name}{problem.message}"
                )
        if options["format"] == "jsonl":
            for entry in plan.documents:
                for planned in entry.cards:
                    self.stdout.write(json.dumps(row(entry, planned), ensure_ascii=False))
        else:
            self.write_text(plan, is_dry_run=options["dry_run"])
        if taken is not None:
            self.stderr.write(taken.words)

    def sources(self, paths: Sequence[str]) -> Iterator[SourceFile]:
        """The files to import; a file that cannot be read is named and does not stop the others."""
        found = 0
        for text in paths:
            path = Path(text)
            files = sorted(folder_files(path)) if path.is_dir() else [path]
            for file in files:
                name = str(file.relative_to(path)) if path.is_dir() else file.name
                try:
                    if file.stat().st_size > LARGEST_FILE:
                        self.stderr.write(f"{name}:1: The file is over 50 MB: split it.")
                        continue
                    content = file.read_bytes()
                except OSError as error:
                    self.stderr.write(f"{name}:1: {error.strerror or error}: not read.")
                    continue
                found += 1
                yield SourceFile(name=name, content=content)
        if not found:
            raise CommandError("Nothing could be read. Name files or folders with documents.")

    def write_text(self, plan: ImportPlan, *, is_dry_run: bool) -> None:
        for entry in plan.documents:
            if not is_macro_file(entry.source.name):
                self.stdout.write(f"{entry.source.name}: {len(entry.cards)} cards")
            for planned in entry.cards:
                if planned.change == "same":
                    continue
                line = f"  {planned.change:<13} {described(planned)}"
                if planned.learners:
                    line += f"  ({planned.learners} learner{'s' * (planned.learners > 1)})"
                self.stdout.write(line)
                if is_dry_run:
                    self.write_consequences(planned)
        counts = plan.counts()
        summary = ", ".join(f"{number} {change}" for change, number in sorted(counts.items()))
        if learners := learners_touched(plan):
            self.stdout.write(f"Learners who have one of the changed cards: {learners}.")
        ending = "Nothing was changed (dry run)." if is_dry_run else "Done."
        self.stdout.write(f"{summary or 'No cards'}. {ending}")

    def write_consequences(self, planned: PlannedCard) -> None:
        """What an edit changes, and how to say that it is another card."""
        for label, before, after in differences(planned):
            self.stdout.write(f"      {label}")
            for mark, text in (("-", before), ("+", after)):
                for line in text.splitlines() or [""]:
                    self.stdout.write(f"      {mark} {line}")
        if planned.change is Change.PROBABLE_EDIT and planned.card:
            self.stdout.write(f"      Another card? Then add: --as-new {planned.card.uid}")


def chosen_cards(plan: ImportPlan, names: Sequence[str]) -> set[int]:
    """The cards named as new ones; only a probable edit can be one."""
    asked = {
        str(planned.card.uid): planned.card.pk
        for entry in plan.documents
        for planned in entry.cards
        if planned.change is Change.PROBABLE_EDIT and planned.card
    }
    for name in names:
        if name not in asked:
            raise CommandError(f"{name} is no probable edit of this import: see its dry run.")
    return {asked[name] for name in names}


def find_user(name: str) -> User:
    user = User.objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"There is no user “{name}”.")
    return user


def folder_files(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        readable = file.suffix.lower() in READABLE_SUFFIXES or file.name == FILE_NAME
        if readable and file.is_file():
            yield file


def described(planned: PlannedCard) -> str:
    prompt = planned.draft.prompt if planned.draft else planned.card.prompt if planned.card else ""
    line = f"line {planned.draft.lines[0]}: " if planned.draft else ""
    first = " ".join(prompt.split())
    return f"{line}{first[:90]}{'…' if len(first) > 90 else ''}"


def row(entry: PlannedDocument, planned: PlannedCard) -> dict[str, Any]:
    """One line of --format jsonl."""
    draft, card = planned.draft, planned.card
    content = content_of(draft) if draft else card.content() if card else {}
    return {
        "document": entry.source.name,
        "section": content.get("source_section", ""),
        "lines": list(draft.lines) if draft else content.get("source_lines"),
        "deck": draft.deck_path if draft else card.deck.path if card else "",
        "change": planned.change.value,
        "learners": planned.learners,
        "pattern": draft.pattern if draft else "",
        "confidence": draft.confidence if draft else 1.0,
        **content,
    }
