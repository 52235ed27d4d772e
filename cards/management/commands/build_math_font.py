"""`manage.py build_math_font`: cuts the math font that the pages serve. Quick when it is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cards.rendering.font import FontError, build_font


class Command(BaseCommand):
    help = "Cut the math font out of the ziamath package, unless it is there already."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="build it again")

    def handle(self, *args: Any, force: bool = False, **options: Any) -> None:
        try:
            path = build_font(Path(settings.MATH_FONT_DIR), is_forced=force)
        except FontError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"The math font cannot be written to {settings.MATH_FONT_DIR}: {error.strerror}. "
                "Make the directory writable, or set STATE_DIR to one that is."
            ) from error
        if options["verbosity"] > 0:
            self.stdout.write(f"{path} ({path.stat().st_size / 1000:.0f} kB)")
