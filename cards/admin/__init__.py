"""The stock admin for authors: decks, cards and documents to edit, learners' histories to look at."""

from django.conf import settings
from django.contrib import admin

from cards.admin import (
    accounts,
    appeals,
    blueprints,
    cards,
    decks,
    documents,
    histories,
    import_runs,
    teams,
)

__all__ = [
    "accounts",
    "appeals",
    "blueprints",
    "cards",
    "decks",
    "documents",
    "histories",
    "import_runs",
    "teams",
]

admin.site.site_header = settings.SITE_NAME
admin.site.site_title = f"{settings.SITE_NAME} admin"
admin.site.index_title = "Decks, cards and learners"
