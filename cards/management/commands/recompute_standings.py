"""Count the numbers of the standings again from the log, and say which were wrong."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cards.actions.standings import recompute


class Command(BaseCommand):
    help = "Count what was due, cleared and verified again from the log of reviews."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = recompute(now=timezone.now())
        for difference in differences:
            self.stdout.write(str(difference))
        self.stdout.write(f"{len(differences)} numbers were put right.")
