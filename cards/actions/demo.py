"""Accounts to try the app with on one's own machine."""

from allauth.account.models import EmailAddress
from django.db import transaction

from cards.models import User

# Name and password are the same: `python3 -m quizsite` prints them, and only DEBUG makes them.
DEMO_ACCOUNTS = (("learner", False), ("author", True))


@transaction.atomic
def make_demo_accounts() -> list[str]:
    """The names of the accounts that were missing and are there now."""
    made = []
    for name, is_author in DEMO_ACCOUNTS:
        if User.objects.filter(username=name).exists():
            continue
        user = User(
            username=name,
            email=f"{name}@example.com",
            is_staff=is_author,
            is_superuser=is_author,
        )
        user.set_password(name)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        made.append(name)
    return made
