"""Pages that need no account: the landing page, and what browsers, robots and monitors ask for."""

import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from cards.queries.library_numbers import library_numbers

logger = logging.getLogger(__name__)

PAPER = "#fbfaf6"
ACCENT = "#4348c8"


@require_safe
def show_landing(request: HttpRequest) -> HttpResponse:
    """What the site is, for somebody who has no account yet."""
    return render(request, "landing/page.html", {"numbers": library_numbers()})


@require_safe
@cache_control(public=True, max_age=24 * 60 * 60)
def show_manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the site on its home screen."""
    manifest = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": "Spaced repetition and interview practice for machine learning.",
        "lang": "en",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": ACCENT,
        "categories": ["education"],
        "icons": [
            {
                "src": static("img/logo.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "any",
            },
            {
                "src": static("img/icon-maskable.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "maskable",
            },
            # Not every phone draws an SVG on its home screen.
            {
                "src": static("img/icon-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")


@require_safe
@cache_control(public=True, max_age=24 * 60 * 60)
def show_robots(request: HttpRequest) -> HttpResponse:
    closed = ("/accounts/", "/admin/", "/settings/", "/study/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def refuse_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that makes no sense.

    Django's own first looks for the token in the form, and fails once more where it was the form
    that could not be read. Rendered without the request, for the same reason.
    """
    return HttpResponse(render_to_string("400.html"), status=400)


@require_safe
@never_cache
def check_health(request: HttpRequest) -> HttpResponse:
    """200 while the site can serve: a monitor or a load balancer asks."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The health check cannot reach the database.")
        return HttpResponse("The database does not answer.\n", "text/plain", 503)
    return HttpResponse("ok\n", "text/plain")
