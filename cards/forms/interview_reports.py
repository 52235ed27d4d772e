"""Choices on the report of an interview: what to compare it with, who may read it, which cards to take."""

import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format

from cards.forms.personal_cards import SidesForm
from cards.models import Interview, Team
from cards.queries.interview_cards import NewCard

EVERYBODY = "link"
VALIDITY_DAYS = ((1, "a day"), (7, "a week"), (30, "a month"), (90, "three months"))


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


class ShareForm(forms.Form):
    """Who may read a report, for how long, and whether with every word."""

    render_id = forms.UUIDField(
        error_messages={
            "required": "This page was out of date. Make the link once more.",
            "invalid": "This page was out of date. Make the link once more.",
        }
    )
    reader = forms.ChoiceField(
        label="Who may read it",
        initial=EVERYBODY,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who may read it.",
            "invalid_choice": "You are not in that team any more. Choose again.",
        },
    )
    days = forms.TypedChoiceField(
        label="For how long", coerce=int, choices=VALIDITY_DAYS, initial=7
    )
    with_transcript = forms.BooleanField(
        label="With the transcript",
        required=False,
        help_text="Every question with your answer, your follow-ups and the key points you ticked."
        " Your notes are never shown.",
    )

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {f"team-{team.pk}": team for team in teams}
        self.fields["reader"].choices = [  # type: ignore[attr-defined]
            (EVERYBODY, "Whoever has the link, such as a mentor without an account"),
            *(
                (key, f"Members of {team.name} who have the link")
                for key, team in self.teams.items()
            ),
        ]

    @property
    def team(self) -> Team | None:
        return self.teams.get(self.cleaned_data["reader"])


class CardNumbersField(forms.Field):
    """The boxes of a list, by the number of the card; which of them are on offer the action knows."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        numbers = [str(number) for number in value or []]
        if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in numbers):
            raise forms.ValidationError("This page was out of date. Choose once more.")
        return [int(number) for number in numbers]


class NewCardForm(SidesForm):
    """The new card for one missed point, with its sides as the learner may change them."""

    # What is not ticked need not be whole, and the browser knows nothing of ticks.
    use_required_attribute = False

    def __init__(self, data: Any, *, new: NewCard, is_wanted: bool) -> None:
        self.new, self.is_wanted = new, is_wanted
        prefix = f"new-{new.key}"
        initial = {"prompt": new.sides.prompt, "answer": new.sides.answer}
        if data is not None and not is_wanted:  # kept as typed, and not judged
            initial |= {name: data.get(f"{prefix}-{name}", initial[name]) for name in initial}
        super().__init__(data if is_wanted else None, prefix=prefix, initial=initial)


class TakeCardsForm(forms.Form):
    """Which of the offered cards shall come back tomorrow, and which new ones shall be written."""

    cards = CardNumbersField(required=False)

    def __init__(self, data: QueryDict | None = None, *, new_cards: Iterable[NewCard]) -> None:
        super().__init__(data)
        self.wanted = None if data is None else set(data.getlist("new"))
        self.new_forms = {
            new.key: NewCardForm(
                data,
                new=new,
                is_wanted=new.is_suggested if self.wanted is None else new.key in self.wanted,
            )
            for new in new_cards
        }

    @property
    def first_marked(self) -> str:
        """The id of the first side of a new card that cannot be taken, to lead there."""
        wanted = (form for form in self.new_forms.values() if form.is_wanted and form.is_bound)
        return next(
            (side.id_for_label or "" for form in wanted for side in form if side.errors), ""
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = [form for form in self.new_forms.values() if form.is_wanted]
        if any(form.errors for form in wanted):
            raise forms.ValidationError("Nothing was taken yet: see the new card marked below.")
        # A key that is not on offer any more was taken by an earlier click.
        if "cards" not in self.errors and not cleaned.get("cards") and not self.wanted:
            raise forms.ValidationError("Tick at least one card.")
        cleaned["new_cards"] = {form.new.key: form.sides for form in wanted}
        return cleaned
