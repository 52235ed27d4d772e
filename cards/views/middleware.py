"""What happens around every view."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import BadRequest, MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.defaults import page_not_found
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


def null_characters_are_refused_in_the_admin(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 to an address of the admin whose query holds a null character.

    Filters of its lists hand their values to the database unread, and PostgreSQL fails on it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") and request.path.startswith(
            reverse("admin:index")
        ):
            raise BadRequest("The address holds a null character.")
        return get_response(request)

    return middleware


def addresses_of_forms_have_a_page(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put a page into the empty 405 of an address that takes POST only.

    People come there: somebody who was signed out while she filled in a form is sent to it once she
    has signed in again, and whoever presses Enter in the address bar below a form that was refused.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        # It shows who is signed in.
        add_never_cache_headers(page)
        return page

    return middleware


class NotFoundPageInDebug:
    """The site's own 404 page also under DEBUG, where Django shows the list of all addresses.

    A laptop runs with DEBUG by default: who tries the app there meets the same page as on a server.
    Tracebacks of errors stay as they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEBUG:  # Django shows the page by itself
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # An address that leads to no view: no exception of it comes by here, only its answer.
        if response.status_code == 404 and request.resolver_match is None:
            return page_not_found(request, Http404())
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return page_not_found(request, exception) if isinstance(exception, Http404) else None


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
        # Under the same address lies a page once somebody has signed in.
        patch_vary_headers(redirect, ["HX-Request", "Cookie"])
        add_never_cache_headers(redirect)
        return redirect

    return middleware


def current_page(htmx: HtmxDetails) -> str:
    """Path and query of the page the browser shows; the home page if it is not one of ours."""
    try:
        return htmx.current_url_abs_path or "/"
    except ValueError:  # `http://[` is no address at all
        return "/"
