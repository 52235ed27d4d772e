"""The filter of the cards that need attention."""

from typing import Any

from django import forms

from cards.core.attention import EvidenceKind
from cards.models import Deck

KIND_WORDS = {
    EvidenceKind.APPEAL: "Appeals",
    EvidenceKind.WRONG_ANSWER: "Common wrong answers",
    EvidenceKind.LEECH: "Leeches",
    EvidenceKind.RETENTION: "Recalled less than its deck",
    EvidenceKind.TIME: "Slower than its deck",
}


class AttentionForm(forms.Form):
    """What cannot be chosen counts as not chosen: an old address still shows the list."""

    deck = forms.ChoiceField(required=False, label="Deck")
    kind = forms.ChoiceField(
        required=False,
        label="Evidence",
        choices=[("", "Any"), *((kind.value, words) for kind, words in KIND_WORDS.items())],
    )
    seen = forms.BooleanField(required=False, label="Show what was seen and found fine")

    def __init__(self, *args: Any, decks: list[Deck], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All decks"), *((deck.slug, deck.path) for deck in decks)]
        self.fields["deck"].choices = choices  # type: ignore[attr-defined]

    def chosen(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_bound and not self.has_error(name) else None
