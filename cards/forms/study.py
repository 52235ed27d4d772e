"""What a learner sends while studying: an answer, a rating, an undo."""

from typing import Any

from django import forms

from cards.core.scheduling import Rating
from cards.forms.presentation import PresentationField

LONGEST_ANSWER = 20_000
RATINGS = {rating.name.lower(): rating for rating in Rating}


class SubmittedAnswerField(forms.CharField):
    """Text as it was typed: the checker, not the form, says what is unreadable in it.

    Django's own field would strip blanks, which moves the places that messages point at, and would
    refuse null characters without saying what to do.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, required=False, **options)
        self.validators = []

    def to_python(self, value: Any) -> str:
        return str(value or "")[:LONGEST_ANSWER]


class ResponseField(SubmittedAnswerField):
    """What a learner wrote for herself: nobody checks it, so what no database keeps is left out."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\0", "")


class AnswerForm(forms.Form):
    """`submitted` of a choice card comes as several values: the view reads the list."""

    presentation = PresentationField()
    submitted = SubmittedAnswerField()
    response = ResponseField()
    reveal = forms.BooleanField(required=False)


class RatingForm(forms.Form):
    presentation = PresentationField()
    rating = forms.ChoiceField(
        choices=[(name, name) for name in RATINGS],
        error_messages={
            "required": "Choose one of the four ratings.",
            "invalid_choice": "Choose one of the four ratings.",
        },
    )
    response = ResponseField()

    def clean_rating(self) -> Rating:
        return RATINGS[self.cleaned_data["rating"]]


class UndoForm(forms.Form):
    review = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    deck = forms.SlugField(required=False, max_length=200)
