"""Choices on the report of an interview: with which other one to compare it."""

import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format

from cards.models import Interview


class CompareForm(forms.Form):
    other = forms.ChoiceField(
        label="Compare with",
        error_messages={
            "required": "Choose an interview to compare with.",
            "invalid_choice": "That interview is gone. Choose another one.",
        },
    )

    def __init__(
        self, *args: Any, others: Sequence[Interview], zone: zoneinfo.ZoneInfo, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(interview.uid): interview for interview in others}
        choices = [
            (uid, f"{one.title}, {date_format(one.started_at.astimezone(zone), 'j M Y, H:i')}")
            for uid, one in self.others.items()
        ]
        self.fields["other"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Interview:
        return self.others[self.cleaned_data["other"]]
