"""Work on one import run in this process: what the site starts for large uploads."""

import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone

from cards.actions.import_work import SupersededError, claim_run, give_up, work_on
from cards.admin.planned import shown_plan
from cards.models import ImportRun

PULSE_SECONDS = 10.0
# Progress is written at most this often.
TELL_SECONDS = 1.0
# The last tenth of the bar is the writing of the cards.
SLOW_PART = 90


class Command(BaseCommand):
    help = "Work on an import that waits in the database, by its number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, metavar="ID")

    def handle(self, *args: Any, **options: Any) -> None:
        run = claim_run(options["number"], now=timezone.now())
        if run is None:
            raise CommandError(f"Import {options['number']} is not waiting to be worked on.")
        stopped = threading.Event()
        pulse = threading.Thread(target=keep_pulse, args=(run, stopped), daemon=True)
        pulse.start()
        try:
            work_on(run, describe=shown_plan, clock=timezone.now, tell=Teller(run))
        except SupersededError:
            raise CommandError("Another process took this import over.") from None
        except Exception as error:
            give_up(run, f"{type(error).__name__}: {error}")
            raise
        finally:
            stopped.set()
            pulse.join()
        run.refresh_from_db()
        self.stdout.write(f"Import {run.pk}: {run.get_status_display().lower()}.")


class Teller:
    """Writes the progress into the row, now and then."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self._told_at = float("-inf")
        self._stage = ""

    def __call__(self, share: float, words: str) -> None:
        if words == self._stage and time.monotonic() - self._told_at < TELL_SECONDS:
            return
        self._told_at, self._stage = time.monotonic(), words
        ours = ImportRun.objects.filter(pk=self._run.pk, claim=self._run.claim)
        ours.update(progress=int(share * SLOW_PART), stage=words[:100], pulse_at=timezone.now())


def keep_pulse(run: ImportRun, stopped: threading.Event) -> None:
    """Show that the process lives, also through a long step."""
    while not stopped.wait(PULSE_SECONDS):
        try:
            ours = ImportRun.objects.filter(pk=run.pk, claim=run.claim)
            ours.update(pulse_at=timezone.now())
        except DatabaseError:
            continue  # the import itself holds the lock: the next beat will do
    connection.close()
