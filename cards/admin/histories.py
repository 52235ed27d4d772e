"""What learners did, read-only: reviews, attempts, schedules and study days."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cards.admin.read_only import ReadOnlyAdmin
from cards.models import Attempt, Card, Review, Schedule, StudyDay
from cards.templatetags.cards import spoken_prompt

LONGEST_WORDS = 80


def link_to_card(card: Card) -> SafeString:
    """What a learner wrote for herself stays hers: of a personal card no word is shown."""
    if card.is_personal:
        return format_html("<em>{}</em>", str(card))
    words = spoken_prompt(card)
    if len(words) > LONGEST_WORDS:
        words = words[: LONGEST_WORDS - 1] + "…"
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:cards_card_change", args=[card.pk]), words
    )


@admin.display(description="card")
def card_column(row: Review | Attempt | Schedule) -> SafeString:
    return link_to_card(row.card)


@admin.display(description="ease factor")
def ease_column(row: Schedule) -> str:
    return f"{row.ease_hundredths / 100:.2f}"


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    rows_name = "reviews"
    list_display = (
        "reviewed_at", "user", card_column, "kind", "quality", "interval_days_before",
        "interval_days_after", "due_after",
    )  # fmt: skip
    list_select_related = ("user", "card")


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    rows_name = "attempts"
    list_display = ("created_at", "user", card_column, "outcome", "submitted_words", "hint")
    list_select_related = ("user", "card")


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    rows_name = "schedules"
    list_display = (
        "user", card_column, "due", "interval_days", ease_column, "repetitions", "lapses",
        "is_leech", "is_suspended",
    )  # fmt: skip
    list_display_links = ("user",)
    list_select_related = ("user", "card")


@admin.register(StudyDay)
class StudyDayAdmin(ReadOnlyAdmin):
    rows_name = "study days"
    list_display = ("day", "user", "introduced", "reviewed", "recalled", "drilled")
    list_select_related = ("user",)
