"""Which changed cards a learner answers for, and what."""

from django import forms

from cards.queries.changed_cards import MOST_OFFERED

AGAIN, LEAVE = "again", "leave"


class ChangedCardsForm(forms.Form):
    choice = forms.ChoiceField(choices=[(AGAIN, "See them again soon"), (LEAVE, "Leave as is")])
    cards = forms.MultipleChoiceField(error_messages={"required": "Mark the cards you mean."})

    def clean_cards(self) -> list[int]:
        return [int(number) for number in self.cleaned_data["cards"]]

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        # Any number of a card will do: the action answers only for what is offered to her.
        sent = data.getlist("cards") if hasattr(data, "getlist") else []
        numbers = [one for one in sent if one.isascii() and one.isdecimal() and len(one) < 19]
        field = self.fields["cards"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(number, number) for number in numbers[:MOST_OFFERED]]
