"""Which decks a learner takes new cards from."""

from typing import Any

from django import forms

from cards.models import Deck


class DecksField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Decks by their keys; one that no database could hold is a deck that is gone."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid_choice"]) from None


class DeckChoiceForm(forms.Form):
    scope = forms.ChoiceField(choices=[("all", "all"), ("picked", "picked")])
    decks = DecksField(
        Deck.objects.all(),
        required=False,
        error_messages={"invalid_choice": "One of the decks is gone. Look at the list again."},
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("scope") == "picked" and not cleaned.get("decks"):
            raise forms.ValidationError("Pick at least one deck, or learn from all of them.")
        return cleaned
