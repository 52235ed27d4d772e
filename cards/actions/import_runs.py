"""The rows of import runs: opening one with its files, and completing it with what was done."""

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cards.actions.import_plans import Change, ImportPlan, SourceFile
from cards.core.documents.drafts import CardDraft
from cards.models import (
    Card,
    ImportedChange,
    ImportFile,
    ImportOrigin,
    ImportRun,
    ImportStatus,
    Schedule,
    User,
)
from cards.models.imports import LONGEST_EXCERPT

# Above this, a database may refuse the list of numbers.
MOST_NUMBERS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneChange:
    """What an import did to one card; `before` are its fields, None if it is new."""

    card: Card
    change: Change
    before: Mapping[str, Any] | None
    draft: CardDraft | None = None


def open_run(
    sources: Sequence[SourceFile],
    *,
    user: User | None,
    origin: ImportOrigin,
    publishes: bool,
    now: dt.datetime,
    reader: str = "",
    keeps_content: bool = False,
) -> ImportRun:
    """A new run. `keeps_content` for one that is confirmed, or worked on, in another request."""
    run = ImportRun.objects.create(
        origin=origin,
        status=ImportStatus.RUNNING,
        user=user,
        created_at=now,
        options={"reader": reader, "publishes": publishes, "as_new": []},
    )
    ImportFile.objects.bulk_create(
        ImportFile(
            run=run,
            name=source.name,
            size=len(source.content),
            checksum=source.checksum,
            content=zlib.compress(source.content) if keeps_content else None,
        )
        for source in sources
    )
    return run


def sources_of(run: ImportRun) -> list[SourceFile]:
    """The files of a run whose content is still kept."""
    return [
        SourceFile(name=file.name, content=zlib.decompress(bytes(file.content)))
        for file in run.files.all()
        if file.content is not None
    ]


def finish_run(
    run: ImportRun, plan: ImportPlan, done: Sequence[DoneChange], *, now: dt.datetime
) -> None:
    """Write down what was done, in the transaction that did it."""
    ImportedChange.objects.bulk_create(
        ImportedChange(
            run=run,
            card=each.card,
            excerpt=each.card.prompt[:LONGEST_EXCERPT],
            change=each.change.value,
            before=dict(each.before) if each.before is not None else None,
            version=each.card.version,
        )
        for each in done
        if each.change is not Change.SAME
    )
    run.status = ImportStatus.DONE
    run.finished_at = now
    run.counts = counts_of(plan)
    run.learners = learners_touched(plan)
    run.progress = 100
    run.report = []
    run.save()
    run.files.update(content=None)


def counts_of(plan: ImportPlan) -> dict[str, int]:
    return {change.value: number for change, number in plan.counts().items() if number}


def learners_touched(plan: ImportPlan) -> int:
    """How many learners have a card that the plan changes. One query for all cards."""
    numbers = [
        planned.card.pk
        for entry in plan.documents
        for planned in entry.cards
        if planned.card and planned.learners and planned.change not in (Change.SAME, Change.KEPT)
    ]
    if not numbers:
        return 0
    met = Schedule.objects.introduced()
    if len(numbers) > MOST_NUMBERS:
        met = met.filter(card__document__in={entry.document for entry in plan.documents})
    else:
        met = met.filter(card__in=numbers)
    return met.values("user").distinct().count()
