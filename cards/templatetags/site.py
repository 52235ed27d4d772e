"""What every page knows about the site."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest

register = template.Library()


def site(request: HttpRequest) -> dict[str, Any]:
    return {"site_name": settings.SITE_NAME}
