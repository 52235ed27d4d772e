"""Let somebody write cards, or look after accounts, without making her a superuser."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cards.actions.staff import make_staff
from cards.models import User


class Command(BaseCommand):
    help = "Make an account an author: it may enter the admin and write cards there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--administrator",
            action="store_true",
            help="an administrator: accounts and teams too",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["username"]
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody is called “{name}”. Let her sign up first.")
        word = "administrator" if options["administrator"] else "author"
        is_new = make_staff(
            user, is_administrator=options["administrator"], changed_by=None, now=timezone.now()
        )
        self.stdout.write(f"{name} is {'now' if is_new else 'already'} an {word}.")
