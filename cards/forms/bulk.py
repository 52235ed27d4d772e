"""What an author says about a change of many cards: where to, or which tags."""

from typing import Any

from django import forms

from cards.forms.card_fields import TagsField
from cards.models import BulkVerb, Deck

LONGEST_TAG = 100
MOST_TAGS = 20


class BulkForm(forms.Form):
    """The fields that a verb needs; none for a change of status."""

    deck = forms.ModelChoiceField(
        Deck.objects.order_by("path"),
        label="Deck",
        help_text="The cards go behind those that are there, in the order they have.",
    )
    tags = TagsField(
        label="Tags", help_text="With commas between them.", max_length=MOST_TAGS * LONGEST_TAG
    )

    def __init__(self, *args: Any, verb: BulkVerb, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if verb is not BulkVerb.MOVE:
            del self.fields["deck"]
        if verb not in (BulkVerb.TAG, BulkVerb.UNTAG):
            del self.fields["tags"]

    def clean_tags(self) -> list[str]:
        tags: list[str] = self.cleaned_data["tags"]
        if not tags:
            raise forms.ValidationError("Write at least one tag.")
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            raise forms.ValidationError(
                f"At most {MOST_TAGS} tags of {LONGEST_TAG} characters each."
            )
        return tags
