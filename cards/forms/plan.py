"""What a learner says about her interview: the day, the topics, her time."""

import datetime as dt
from typing import Any

from django import forms

from cards.core.plan import FEWEST_MINUTES, LONGEST_DAYS, MOST_MINUTES
from cards.forms.deck_tree import DeckTreeField, covering
from cards.forms.settings import WEEKDAYS
from cards.models import Deck, Plan

GONE = "One of these topics is gone. Look at the list again."


class PlanForm(forms.Form):
    title = forms.CharField(
        label="What for",
        max_length=80,
        required=False,
        help_text="A name for you alone, such as the firm.",
        error_messages={"max_length": "At most 80 characters."},
    )
    interview_on = forms.DateField(
        label="The day of the interview",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Say on which day the interview is.",
            "invalid": "Write the day as year-month-day, such as 2027-03-15.",
        },
    )
    must_decks = DeckTreeField(
        Deck.objects.none(), label="Topics you must know", required=False, to_field_name="slug",
        error_messages={"invalid_choice": GONE},
        help_text="A topic that is ticked covers all topics below it.",
    )  # fmt: skip
    extra_decks = DeckTreeField(
        Deck.objects.none(), label="Topics if there is time", required=False, to_field_name="slug",
        error_messages={"invalid_choice": GONE},
        help_text="These are dropped first; of several, the last in the list.",
    )  # fmt: skip
    minutes_a_day = forms.IntegerField(
        label="Minutes a day",
        required=False,
        min_value=FEWEST_MINUTES,
        max_value=MOST_MINUTES,
        help_text=f"{FEWEST_MINUTES} to {MOST_MINUTES} for these topics. Empty: as long as it takes.",
        error_messages={
            "invalid": "Write the minutes as a whole number, or leave the field empty.",
            "min_value": f"Plan at least {FEWEST_MINUTES} minutes, or leave the field empty.",
            "max_value": f"Plan at most {MOST_MINUTES} minutes a day: that is eight hours.",
        },
    )
    rest_weekdays = forms.TypedMultipleChoiceField(
        label="Rest days",
        coerce=int,
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose weekdays from the list."},
    )
    follows_limit = forms.BooleanField(
        label="My daily number of new cards follows the plan",
        required=False,
        help_text="Until the day before the interview, and the cards come from these topics first;"
        " then your own number and choice count again. A number you set in the settings wins for"
        " that day.",
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        last = today + dt.timedelta(days=LONGEST_DAYS)
        self.fields["interview_on"].widget.attrs |= {
            "min": (today + dt.timedelta(days=1)).isoformat(),
            "max": last.isoformat(),
        }
        for name in ("must_decks", "extra_decks"):
            field: Any = self.fields[name]
            field.queryset = Deck.objects.all()

    def clean_interview_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["interview_on"]
        if day <= self.today:
            raise forms.ValidationError("This day is not ahead. Choose one from tomorrow on.")
        if (day - self.today).days > LONGEST_DAYS:
            raise forms.ValidationError("That is more than a year ahead. Choose a nearer day.")
        return day

    def clean_rest_weekdays(self) -> list[int]:
        weekdays = sorted(set(self.cleaned_data["rest_weekdays"]))
        if len(weekdays) == len(WEEKDAYS):
            raise forms.ValidationError("Leave at least one day of the week to study on.")
        return weekdays

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"must_decks", "extra_decks"} & set(self.errors):
            return cleaned
        if not cleaned.get("must_decks") and not cleaned.get("extra_decks"):
            self.add_error("must_decks", "Tick at least one topic.")
        for deck in cleaned["extra_decks"]:
            must = covering(deck, cleaned["must_decks"])
            if must == deck:
                self.add_error("extra_decks", f"“{deck.name}” is a must already: tick it once.")
            elif must is not None:
                self.add_error(
                    "extra_decks", f"“{deck.name}” is a part of “{must.name}”, which is a must."
                )
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """The inputs as the plan stores them."""
        cleaned = self.cleaned_data
        return {
            "title": cleaned["title"] or "My interview",
            "interview_on": cleaned["interview_on"],
            "must_decks": [deck.slug for deck in cleaned["must_decks"]],
            "extra_decks": [deck.slug for deck in cleaned["extra_decks"]],
            "minutes_a_day": cleaned["minutes_a_day"],
            "rest_weekdays": cleaned["rest_weekdays"],
        }


def initial_of(
    plan: Plan | None, *, rest_weekdays: list[int], follows_limit: bool
) -> dict[str, Any]:
    """What the form shows first: the plan there is, or the learner's own rest days."""
    if plan is None:
        return {"rest_weekdays": rest_weekdays}
    return {
        "title": plan.title,
        "interview_on": plan.interview_on,
        "must_decks": plan.must_decks,
        "extra_decks": plan.extra_decks,
        "minutes_a_day": plan.minutes_a_day,
        "rest_weekdays": plan.rest_weekdays,
        "follows_limit": follows_limit,
    }
