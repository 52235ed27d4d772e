"""An interview for a team, and by when."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from cards.forms.teams import LATEST_DAYS
from cards.models import Blueprint


class TeamInterviewForm(forms.Form):
    blueprint = forms.ChoiceField(
        label="Interview",
        error_messages={
            "required": "Choose an interview.",
            "invalid_choice": "This interview is no longer published. Choose another one.",
        },
    )
    due_on = forms.DateField(
        label="By",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Give a day by which it is to be held.",
            "invalid": "Write the date as 2026-07-31.",
        },
    )

    def __init__(
        self, *args: Any, blueprints: Sequence[Blueprint], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.blueprints = {str(blueprint.pk): blueprint for blueprint in blueprints}
        self.today = today
        self.fields["blueprint"].choices = [  # type: ignore[attr-defined]
            ("", "Choose an interview"),
            *((key, blueprint.title) for key, blueprint in self.blueprints.items()),
        ]

    def clean_blueprint(self) -> Blueprint:
        return self.blueprints[self.cleaned_data["blueprint"]]

    def clean_due_on(self) -> dt.date:
        due_on: dt.date = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise forms.ValidationError("This day has passed. Choose today or later.")
        if (due_on - self.today).days > LATEST_DAYS:
            raise forms.ValidationError("Choose a day within three years.")
        return due_on
