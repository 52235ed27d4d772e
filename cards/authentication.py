"""Who signs in, and who is asking: accounts by user name or e-mail, read with one prepared query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from cards.models import User
from cards.models.user import user_by_id


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, but each request's look-up of its user costs no building of SQL."""

    def get_user(self, user_id: Any) -> User | None:
        user = user_by_id(int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None
