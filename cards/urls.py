"""The site's own URLs, in lists grouped by the path they share."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
