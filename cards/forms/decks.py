"""Which decks a learner takes new cards from."""

from django import forms

from cards.models import Deck


class DeckChoiceForm(forms.Form):
    scope = forms.ChoiceField(choices=[("all", "all"), ("picked", "picked")])
    decks = forms.ModelMultipleChoiceField(
        Deck.objects.all(),
        required=False,
        error_messages={"invalid_choice": "One of the decks is gone. Look at the list again."},
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("scope") == "picked" and not cleaned.get("decks"):
            raise forms.ValidationError("Pick at least one deck, or learn from all of them.")
        return cleaned
