"""A learner's own cards: their two sides, and the deck they lie in."""

from typing import Any

from django import forms

from cards.core.personal_cards import LONGEST_ANSWER, LONGEST_PROMPT, Sides
from cards.models import Deck


def side_field(
    label: str, longest: int, *, rows: int, missing: str, **options: Any
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": missing,
            "max_length": "That is %(show_value)s characters; a card holds %(limit_value)s here."
            " Shorten it, or make two cards of it.",
        },
        **options,
    )


class SidesForm(forms.Form):
    prompt = side_field("Question", LONGEST_PROMPT, rows=8, missing="Say what the card asks.")
    answer = side_field("Answer", LONGEST_ANSWER, rows=4, missing="Say what the answer is.")

    @property
    def sides(self) -> Sides:
        return Sides(prompt=self.cleaned_data["prompt"], answer=self.cleaned_data["answer"])


class PersonalCardForm(SidesForm):
    """`version` is that of the card when the page was made; a new card has none."""

    deck = forms.ModelChoiceField(
        Deck.objects.none(),
        label="Deck",
        to_field_name="slug",
        empty_label=None,
        help_text="The topic it belongs to. Studying that deck brings it too.",
        error_messages={
            "required": "Choose a deck.",
            "invalid_choice": "That deck is gone. Choose another one.",
        },
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1
    )

    field_order = ("deck", "prompt", "answer", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decks: Any = self.fields["deck"]
        decks.queryset = Deck.objects.order_by("position", "path")
        maths = "Markdown, with maths between dollar signs: $x^2$."
        self.fields["prompt"].help_text = maths
