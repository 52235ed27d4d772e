"""The work of the night: harmless to run at any time and as often as one likes."""

import datetime as dt
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from cards.actions.settled_weeks import settle_earlier_weeks, settle_last_week
from cards.actions.standings import RECENT_DAYS, count_missing_loads, note_absences, recompute
from cards.actions.unsaved_edits import forget_old_edits
from cards.queries.attention import findings

SECONDS_BETWEEN_LOOKS = 15 * 60


class Command(BaseCommand):
    help = (
        "Count what is due to members of teams on days that have begun, check the standings of the "
        "last two weeks against the log, add up weeks that are over, gather what needs the authors' attention, and forget unsaved edits that nobody "
        "touched for 90 days. Pages do without it; with it they answer sooner."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--loop", action="store_true", help="stay and look again every 15 minutes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checked_on: dt.date | None = None
        while True:
            now = timezone.now()
            note_absences(now)
            counted = count_missing_loads(now)
            settle_last_week(now)
            settle_earlier_weeks(now)
            findings(now, is_fresh=True)
            forget_old_edits(now)
            differences = []
            # Once a day in the loop: a day somewhere begins every hour, the log is long.
            if checked_on != now.date():
                since = now.date() - dt.timedelta(days=RECENT_DAYS)
                differences = recompute(now=now, since=since)
                checked_on = now.date()
            for difference in differences:
                self.stdout.write(str(difference))
            if options["verbosity"] > 0 and not options["loop"]:
                self.stdout.write(
                    f"{counted} days counted, {len(differences)} numbers were put right."
                )
            if not options["loop"]:
                return
            close_old_connections()
            time.sleep(SECONDS_BETWEEN_LOOKS)
