"""What a learner sends to appeal against a verdict, and what an author answers."""

from typing import Any

from django import forms

from cards.models import AppealStatus
from cards.models.appeal import LONGEST_REPLY, LONGEST_SENTENCE

LONGEST_FORM = 500


class AppealForm(forms.Form):
    attempt = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    sentence = forms.CharField(
        required=False,
        max_length=LONGEST_SENTENCE,
        error_messages={
            "max_length": f"Say it in at most {LONGEST_SENTENCE} characters, then send it again."
        },
    )
    deck = forms.SlugField(required=False, max_length=200)


class DecisionForm(forms.Form):
    """An author's answer to an appeal."""

    status = forms.ChoiceField(
        label="Decision",
        choices=AppealStatus.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a decision.", "invalid_choice": "Choose a decision."},
    )
    reply = forms.CharField(
        label="Reply to the learner",
        required=False,
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown on the card’s page, without your name.",
    )
    accepted_form = forms.CharField(
        label="Add as accepted form",
        required=False,
        max_length=LONGEST_FORM,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "monospace vTextField"}
        ),
        help_text="The card then also takes answers equal to this one. It is verified before it is"
        " saved as a new version of the card. Leave it empty to change nothing on the card.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        status = cleaned.get("status")
        if status == AppealStatus.DECLINED and not cleaned.get("reply") and not self.errors:
            self.add_error("reply", "Say why: the learner reads this.")
        if cleaned.get("accepted_form") and status and status != AppealStatus.ACCEPTED:
            self.add_error(
                "accepted_form", "A form is added when the appeal is accepted: choose so, or empty."
            )
        return cleaned
