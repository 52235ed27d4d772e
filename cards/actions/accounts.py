"""Deleting an account with everything that belongs to it."""

from functools import partial

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from cards.actions.pairings import forget_pairings
from cards.actions.teams import settle_teams_before_deletion
from cards.models import User


class LastAdministratorError(Exception):
    """The site would be left without anybody who can administer it."""


@transaction.atomic
def delete_account(user: User) -> None:
    """Delete the user, her schedules, reviews, attempts and sessions; say so by e-mail afterwards.

    Cards she wrote stay, without her name; teams that only she owns pass on. Raises LastAdministratorError for the only
    administrator.
    """
    # The lock makes two administrators who leave at the same moment take turns.
    administrators = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    if user.is_superuser and not any(other.pk != user.pk for other in administrators):
        raise LastAdministratorError
    settle_teams_before_deletion(user)
    forget_pairings(user)
    for session in UserSession.objects.filter(user=user):
        session.end()
    address, username = user.email, user.get_username()
    user.delete()
    if address:
        transaction.on_commit(partial(say_goodbye, address=address, username=username))


def say_goodbye(*, address: str, username: str) -> None:
    words = {"username": username, "site_name": settings.SITE_NAME}
    send_mail(
        subject=f"[{settings.SITE_NAME}] Your account was deleted",
        message=render_to_string("emails/account_deleted.txt", words),
        from_email=None,
        recipient_list=[address],
        # The account is gone; a mail server that is down must not turn that into an error page.
        fail_silently=True,
    )
