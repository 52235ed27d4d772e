"""Accounts to try the app with on one's own machine."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import transaction

from cards.actions.staff import make_staff
from cards.models import User

# Name and password are the same: `python3 -m quizsite` prints them, and only DEBUG makes them.
DEMO_ACCOUNTS = (("learner", False), ("author", True))


@transaction.atomic
def make_demo_accounts(now: dt.datetime) -> list[str]:
    """The names of the accounts that were missing and are there now."""
    made = []
    for name, is_author in DEMO_ACCOUNTS:
        if User.objects.filter(username=name).exists():
            continue
        user = User(
            username=name,
            email=f"{name}@example.com",
        )
        user.set_password(name)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        if is_author:
            make_staff(user, changed_by=None, now=now)
        made.append(name)
    return made
