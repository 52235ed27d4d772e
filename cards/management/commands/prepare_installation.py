"""Everything an installation needs before it serves; harmless to run again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cards.actions.demo import make_demo_accounts


class Command(BaseCommand):
    help = "Migrate, make the shared cache and the math font, and load the library."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="make a demo learner and author (DEBUG only)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demo"] and not settings.DEBUG:
            raise CommandError("--demo makes accounts with public passwords: only with DEBUG=1.")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("build_math_font", verbosity=0)
        call_command("load_library", verbosity=options["verbosity"], stdout=self.stdout)
        if options["demo"]:
            made = make_demo_accounts(timezone.now())
            if made:
                self.stdout.write(f"Made the demo accounts {', '.join(made)}.")
