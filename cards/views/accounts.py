"""What allauth asks of the site: where one may be sent after signing in."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's own, but for an address that is none."""

    def is_safe_url(self, url: str | None) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # `http://[` cannot even be taken apart
            return False
