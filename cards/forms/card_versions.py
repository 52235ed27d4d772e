"""Two versions to compare, and one to go back to."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cards.forms.card_admin import LABEL_CHOICES
from cards.models import CardVersion, ChangeLabel


class CompareForm(forms.Form):
    """Without a choice, the newest edit."""

    before = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    after = forms.IntegerField(min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, versions: Sequence[CardVersion]) -> None:
        super().__init__(data)
        self.versions = {version.number: version for version in versions}

    def chosen(self) -> tuple[CardVersion, CardVersion] | None:
        """The older and the newer one; None when there is one version only."""
        if self.is_bound and self.is_valid():
            numbers = sorted((self.cleaned_data["before"], self.cleaned_data["after"]))
        else:
            numbers = sorted(self.versions)[-2:]
        if len(numbers) < 2 or not set(numbers) <= set(self.versions):
            return None
        return self.versions[numbers[0]], self.versions[numbers[1]]


class RevertForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    # The version that the page showed as the newest: going back is refused when it is not any more.
    current = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    label = forms.ChoiceField(choices=LABEL_CHOICES, initial=ChangeLabel.CLARIFIED)

    def clean_label(self) -> ChangeLabel:
        return ChangeLabel(self.cleaned_data["label"])
