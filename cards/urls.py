"""The site's own URLs, in lists grouped by the path they share."""

from django.urls import URLPattern, URLResolver, include, path

from cards.views import pages, settings

urlpatterns: list[URLPattern | URLResolver] = []

# Settings, and the pages that need no account.
settings_urls = [
    path("", settings.edit_settings, name="edit-settings"),
    path("theme/", settings.choose_theme, name="choose-theme"),
    path("time-zone/", settings.choose_time_zone, name="choose-time-zone"),
    path("personal-data/", settings.download_personal_data, name="download-personal-data"),
    path("delete-account/", settings.delete_account, name="delete-account"),
]
urlpatterns += [
    path("settings/", include(settings_urls)),
    path("welcome/", pages.show_landing, name="show-landing"),
    path("manifest.webmanifest", pages.show_manifest, name="show-manifest"),
    path("robots.txt", pages.show_robots, name="show-robots"),
    path("healthz", pages.check_health, name="check-health"),
]
