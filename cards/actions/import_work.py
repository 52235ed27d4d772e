"""The work on an import run: dry run, confirmation, and the separate process that large files get.

A process of its own, started when the row is committed, outlives a recycled web worker and needs no
service beside the site. The row holds the files, so any server can do the work; all it changes is
written in one transaction at the end.
"""

import datetime as dt
import hashlib
import json
import subprocess
import threading
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from cards.actions.foreign_schedules import take_over_schedules
from cards.actions.import_plans import (
    ImportPlan,
    Progress,
    SourceFile,
    TooManyDraftsError,
    plan_import,
    tell_nobody,
)
from cards.actions.import_runs import counts_of, learners_touched, open_run, sources_of
from cards.actions.imports import apply_import
from cards.core.documents.identity import content_digest
from cards.models import Card, Document, ImportOrigin, ImportRun, ImportStatus, ImportTask, User

# Within these a web request is done in a few seconds.
LARGE_BYTES = 1024 * 1024
LARGE_DRAFTS = 2_000
PLANS_LAST = dt.timedelta(days=1)

# How an entrance shows a plan: rows for JSON, kept with the run.
Describe = Callable[[ImportPlan], list[dict[str, Any]]]


class SupersededError(Exception):
    """Another process took this run over, or somebody started it again."""


class PlanChangedError(Exception):
    """What was shown is not what would happen any more; the run holds the new plan."""


def prepare_import(
    sources: Sequence[SourceFile],
    *,
    user: User,
    reader: str,
    publishes: bool,
    takes_schedules: bool = False,
    describe: Describe,
    now: dt.datetime,
) -> ImportRun:
    """A run with its dry run, which a large import makes in a process of its own."""
    ImportRun.objects.filter(
        status=ImportStatus.PLANNED, user=user, created_at__lt=now - PLANS_LAST
    ).delete()
    run = open_run(
        sources,
        user=user,
        origin=ImportOrigin.ADMIN,
        reader=reader,
        publishes=publishes,
        keeps_content=True,
        now=now,
    )
    if takes_schedules:
        run.options = {**run.options, "takes_schedules": True}
    run.task = ImportTask.PLAN
    if sum(len(source.content) for source in sources) > LARGE_BYTES:
        hand_over(run, now=now)
        return run
    try:
        plan = plan_import(sources, reader=reader, most_drafts=LARGE_DRAFTS)
    except TooManyDraftsError:
        hand_over(run, now=now)
        return run
    keep_plan(run, plan, describe=describe)
    return run


def keep_plan(run: ImportRun, plan: ImportPlan, *, describe: Describe) -> None:
    run.status, run.task = ImportStatus.PLANNED, ImportTask.APPLY
    run.report = describe(plan)
    run.digest = plan_digest(plan, publishes=run.options["publishes"])
    run.counts = counts_of(plan)
    run.learners = learners_touched(plan)
    run.progress = 100
    run.save()


def confirm_import(
    run: ImportRun, *, as_new: Sequence[int], describe: Describe, now: dt.datetime
) -> ImportRun:
    """Carry out what the dry run showed, at once or by the process of a large import.

    `as_new` are the cards whose probable edit is a new card. Raises PlanChangedError when the cards
    changed meanwhile. A run that is not waiting for its confirmation is returned as it is.
    """
    try:
        run, is_as_shown = confirmed(run, as_new=as_new, describe=describe, now=now)
    except IntegrityError:
        # A document or a deck that is new has no row to lock: another import made it just now.
        run, is_as_shown = confirmed(run, as_new=as_new, describe=describe, now=now)
    if not is_as_shown:
        raise PlanChangedError
    return run


@transaction.atomic
def confirmed(
    run: ImportRun, *, as_new: Sequence[int], describe: Describe, now: dt.datetime
) -> tuple[ImportRun, bool]:
    """The run after its confirmation, and whether its plan was still the one that was shown."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status != ImportStatus.PLANNED:
        return run, True
    run.options = {**run.options, "as_new": sorted(as_new)}
    run.task = ImportTask.APPLY
    if run.is_separate:
        hand_over(run, now=now)
        return run, True
    plan = locked_plan(run)
    is_as_shown = plan_digest(plan, publishes=run.options["publishes"]) == run.digest
    if is_as_shown:
        carry_out(run, plan, now=now)
    else:
        keep_plan(run, plan, describe=describe)
    return run, is_as_shown


def locked_plan(run: ImportRun, *, tell: Progress = tell_nobody) -> ImportPlan:
    """The plan of now. Two imports of one document take turns."""
    sources = sources_of(run)
    if not run.is_separate:
        names = [source.name for source in sources]
        list(Document.objects.select_for_update().filter(name__in=names))
        return plan_import(sources, reader=run.options["reader"])
    return plan_import(sources, reader=run.options["reader"], seconds=None, tell=tell)


def carry_out(run: ImportRun, plan: ImportPlan, *, now: dt.datetime) -> None:
    plan = plan.with_new_cards(run.options["as_new"])
    apply_import(
        plan,
        now=now,
        user=run.user,
        publishes=run.options["publishes"],
        run=run,
    )
    if run.user is not None and run.options.get("takes_schedules"):
        taken = take_over_schedules(plan, user=run.user, now=now)
        run.options = {**run.options, "taken_over": taken.words}
        run.save(update_fields=["options"])


# --- A process of its own ---


def hand_over(run: ImportRun, *, now: dt.datetime) -> None:
    """Let a separate process do what comes next, once this transaction is committed."""
    run.status = ImportStatus.QUEUED
    run.is_separate = True
    run.progress, run.stage, run.failure, run.claim = 0, "", "", ""
    run.pulse_at = now
    run.save()
    transaction.on_commit(partial(start_process, run.pk))


def start_process(number: int) -> None:
    process = subprocess.Popen(  # noqa: S603  (our own command and a number)
        [*settings.IMPORT_PROCESS, str(number)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a signal to the web server's group is not for the import
    )
    # Waited for, or it would stay in the process table after its end.
    threading.Thread(target=process.wait, daemon=True).start()


@transaction.atomic
def start_again(run: ImportRun, *, now: dt.datetime) -> bool:
    """Start a run anew whose process was killed or failed; false when there is no need."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not (run.is_stale(now) or run.status == ImportStatus.FAILED):
        return False
    hand_over(run, now=now)
    return True


def claim_run(number: int, *, now: dt.datetime) -> ImportRun | None:
    """Take a waiting run; None when another process has it."""
    claim = uuid.uuid4().hex
    waiting = ImportRun.objects.filter(pk=number, status=ImportStatus.QUEUED)
    if not waiting.update(status=ImportStatus.RUNNING, claim=claim, pulse_at=now):
        return None
    return ImportRun.objects.get(pk=number)


def work_on(
    run: ImportRun, *, describe: Describe, clock: Callable[[], dt.datetime], tell: Progress
) -> None:
    """Do what a claimed run waits for: its dry run, or the import itself in one transaction.

    Raises SupersededError, and changes nothing, when the run was started again meanwhile.
    """
    plan = locked_plan(run, tell=tell)
    if run.task == ImportTask.PLAN:
        with transaction.atomic():
            keep_plan(still_ours(run), plan, describe=describe)
        return
    tell(1.0, "Writing the cards")
    with transaction.atomic():
        locked = still_ours(run)
        list(Document.objects.select_for_update().filter(name__in=locked.files.values("name")))
        is_as_shown = plan_digest(plan, publishes=locked.options["publishes"]) == locked.digest
        if is_as_shown and is_current(plan):
            carry_out(locked, plan, now=clock())
        else:
            keep_plan(locked, plan, describe=describe)
            locked.failure = "The cards changed after the dry run. This is the new plan."
            locked.save(update_fields=["failure"])


def still_ours(run: ImportRun) -> ImportRun:
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.claim != run.claim or locked.status != ImportStatus.RUNNING:
        raise SupersededError
    return locked


def give_up(run: ImportRun, message: str) -> None:
    """Note that the process failed, unless another one works on the run by now."""
    ImportRun.objects.filter(pk=run.pk, claim=run.claim, status=ImportStatus.RUNNING).update(
        status=ImportStatus.FAILED, failure=message[:2000]
    )


# --- Digests ---


def plan_digest(plan: ImportPlan, *, publishes: bool) -> str:
    """Equal for two plans that do the same to the same cards: what is confirmed is what was shown."""
    rows = [
        [
            entry.source.name,
            entry.source.checksum,
            entry.document.pk if entry.document else None,
            [
                [
                    planned.change.value,
                    content_digest(planned.draft) if planned.draft else "",
                    standing(planned.card) if planned.card else None,
                ]
                for planned in entry.cards
            ],
        ]
        for entry in plan.documents
    ]
    written = json.dumps([publishes, rows])
    return hashlib.sha256(written.encode()).hexdigest()


def is_current(plan: ImportPlan) -> bool:
    """Whether the cards stand as they did when the plan was made, which may have taken minutes."""
    names = [entry.source.name for entry in plan.documents]
    planned = [each.card for entry in plan.documents for each in entry.cards if each.card]
    rows = Card.objects.filter(document__name__in=names).order_by()
    now = {row[0]: list(row) for row in rows.values_list("pk", "version", "status", "deck_id")}
    known = {entry.document.name for entry in plan.documents if entry.document}
    return all(now.get(card.pk) == standing(card) for card in planned) and known == set(
        Document.objects.filter(name__in=names).values_list("name", flat=True)
    )


def standing(card: Card) -> list[object]:
    """What of a card an author decides by: an edit or a change of status makes the plan another."""
    return [card.pk, card.version, card.status, card.deck_id]
