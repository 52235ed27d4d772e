"""What happens around every view."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


def log_in_redirects_reload_the_page(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Turn a redirect to the log-in page into HX-Redirect for requests that htmx made.

    htmx would follow the redirect and put a log-in page where a card was. `next` becomes the page
    the person looks at: the address of the request is a fragment, or takes POST only.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        htmx = getattr(request, "htmx", None)
        if not htmx or response.status_code not in (301, 302, 303, 307):
            return response
        target = urlsplit(response["Location"])
        if target.path not in {
            resolve_url("account_login"),
            reverse("account_reauthenticate"),
            reverse("mfa_reauthenticate"),
            reverse("mfa_reauthenticate_webauthn"),
        }:
            return response
        parameters = parse_qs(target.query)
        parameters[REDIRECT_FIELD_NAME] = [current_page(htmx)]
        address = urlunsplit(target._replace(query=urlencode(parameters, doseq=True)))
        redirect = HttpResponseClientRedirect(address)
        redirect.cookies = response.cookies
        return redirect

    return middleware


def current_page(htmx: HtmxDetails) -> str:
    """Path and query of the page the browser shows; the home page if it is not one of ours."""
    try:
        return htmx.current_url_abs_path or "/"
    except ValueError:  # `http://[` is no address at all
        return "/"
