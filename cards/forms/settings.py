"""The settings a learner chooses: zone, day, limits, rest days, look and keys."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms

from cards.core.study_day import LATEST_ROLLOVER_HOUR
from cards.models.user import Theme, User

WEEKDAYS = (
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
)

# Names that the database keeps for old programs: valid when typed, but not offered.
UNOFFERED_AREAS = frozenset({"Etc", "SystemV", "US", "Brazil", "Canada", "Chile", "Mexico"})


@cache
def known_time_zones() -> frozenset[str]:
    """Every zone of the database, read from disk once."""
    return frozenset(zoneinfo.available_timezones())


@cache
def offered_time_zones() -> tuple[str, ...]:
    """The zones to choose from: UTC and those named after an area and a city."""
    cities = (name for name in known_time_zones() if "/" in name)
    return ("UTC", *sorted(name for name in cities if name.split("/")[0] not in UNOFFERED_AREAS))


@cache
def zones_by_spelling() -> dict[str, str]:
    """Zones by how people type them: any case, spaces for underscores, the city alone if unique."""
    by_spelling: dict[str, str] = {}
    by_city: dict[str, list[str]] = {}
    for name in offered_time_zones():
        spelling = name.replace("_", " ").casefold()
        by_spelling[spelling] = name
        by_city.setdefault(spelling.rsplit("/", 1)[-1], []).append(name)
    for city, names in by_city.items():
        if len(names) == 1:
            by_spelling.setdefault(city, names[0])
    return by_spelling


class TimeZoneField(forms.CharField):
    """A zone typed or picked from the browser's own searchable list (an input with a datalist)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={
                    "list": "time-zones",
                    "autocomplete": "off",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if typed in known_time_zones():
            return typed
        spelling = " ".join(typed.replace("_", " ").split()).casefold()
        if zone := zones_by_spelling().get(spelling):
            return zone
        raise forms.ValidationError(
            "There is no zone of this name. Type a large city near you and pick from the list,"
            " for example Europe/Lisbon.",
            code="unknown_zone",
        )


class TimeZoneForm(forms.Form):
    """The zone alone: what the offer to take over the browser's zone sends."""

    time_zone = TimeZoneField()


class ThemeForm(forms.Form):
    """The theme alone: what the switch in the footer sends."""

    theme = forms.ChoiceField(choices=Theme.choices)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = TimeZoneField(
        label="Time zone", help_text="Decides when your day begins. Type a city to search."
    )
    day_start_hour = forms.TypedChoiceField(
        label="My day starts at",
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(LATEST_ROLLOVER_HOUR + 1)],
        help_text="Before this hour a late evening still counts as the day before.",
    )
    rest_weekdays = forms.TypedMultipleChoiceField(
        label="Rest days",
        coerce=int,
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="A rest day does not break a streak.",
    )

    class Meta:
        model = User
        fields = (
            "time_zone",
            "day_start_hour",
            "new_cards_per_day",
            "reviews_per_day",
            "rest_weekdays",
            "theme",
            "has_shortcuts",
        )
        labels = {
            "new_cards_per_day": "New cards a day",
            "reviews_per_day": "Reviews a day, at most",
            "has_shortcuts": "Use single keys while studying",
        }
        help_texts = {
            "new_cards_per_day": "Ten new cards a day come to about a hundred reviews a day later.",
            "reviews_per_day": "What does not fit waits for the next day.",
            "has_shortcuts": "Space shows the answer, 1 to 4 rate it. Switch this off if a screen"
            " reader or voice control needs those keys.",
        }
        widgets = {
            "new_cards_per_day": forms.NumberInput(attrs={"max": 999, "inputmode": "numeric"}),
            "reviews_per_day": forms.NumberInput(attrs={"max": 9999, "inputmode": "numeric"}),
            "theme": forms.RadioSelect,
        }

    def clean_rest_weekdays(self) -> list[int]:
        weekdays = sorted(set(self.cleaned_data["rest_weekdays"]))
        if len(weekdays) == len(WEEKDAYS):
            raise forms.ValidationError("Leave at least one day of the week to study on.")
        return weekdays


class DeleteAccountForm(forms.Form):
    """The last question before an account is deleted: the user types her own name."""

    username = forms.CharField(
        label="Your user name, to confirm",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        if username != self.user.get_username():
            raise forms.ValidationError(
                f"This is not your user name. Type {self.user.get_username()} to confirm."
            )
        return username
