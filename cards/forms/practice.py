"""What a learner sends while practising: what to practise, answers, whether she knew."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cards.core.practice import SIZES, KindGroup
from cards.forms.decks import DecksField
from cards.forms.study import ResponseField
from cards.models import Deck
from cards.models.deck import PATH_SEPARATOR


class NestedDecksField(DecksField):
    """Decks by their slugs, each with the deck it lies in."""

    def label_from_instance(self, obj: Deck) -> str:
        return PATH_SEPARATOR.join(obj.path.split(PATH_SEPARATOR)[-2:])


class PracticeForm(forms.Form):
    topics = forms.ChoiceField(
        label="What to practise",
        choices=[("weak", "my weak topics"), ("picked", "the decks ticked below"),
                 ("all", "all decks")],
        initial="all",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to practise.",
                        "invalid_choice": "Choose what to practise."},
    )  # fmt: skip
    decks = NestedDecksField(
        Deck.objects.none(),
        label="Decks",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these decks is gone. Look at the list again."},
    )
    size = forms.TypedChoiceField(
        label="How many cards",
        coerce=int,
        choices=[(size, str(size)) for size in SIZES],
        initial=SIZES[0],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how many cards.",
                        "invalid_choice": "Choose 10, 20 or 50 cards."},
    )  # fmt: skip
    seen = forms.ChoiceField(
        label="Which of them",
        choices=[("seen", "only cards I have met"), ("all", "new ones too")],
        initial="seen",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which cards.", "invalid_choice": "Choose which cards."},
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds of cards",
        choices=[(group.value, group.label) for group in KindGroup],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: every kind.",
    )
    round = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "This page was out of date. Press the button once more.",
                        "invalid": "This page was out of date. Press the button once more."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decks: Any = self.fields["decks"]
        decks.queryset = Deck.objects.filter(
            cards__status="published", cards__owner__isnull=True
        ).distinct() | (Deck.objects.filter(children__isnull=False).distinct())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_picked = cleaned.get("topics") == "picked"
        if is_picked and not cleaned.get("decks") and "decks" not in self.errors:
            self.add_error("decks", "Tick at least one deck, or practise all of them.")
        return cleaned

    @property
    def groups(self) -> list[KindGroup]:
        return [KindGroup(kind) for kind in self.cleaned_data["kinds"]]

    def title(self, weak: Sequence[Deck]) -> str:
        """What the round is called in lists."""
        if self.cleaned_data["topics"] == "all":
            return "All decks"
        if self.cleaned_data["topics"] == "weak":
            return "My weak topics"
        decks = list(self.cleaned_data["decks"])
        return str(decks[0].name) if len(decks) == 1 else f"{len(decks)} decks"


class PracticeAnswerForm(forms.Form):
    """`submitted` is read by the kind of the card."""

    tries = forms.IntegerField(min_value=0, max_value=100)
    response = ResponseField()
    reveal = forms.BooleanField(required=False)


class KnewForm(forms.Form):
    knew = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no"), ("pass", "pass")])


class RoundForm(forms.Form):
    round = forms.UUIDField()
