"""The forms of the review queue: a draft's words, and the filter of the list."""

from typing import Any

from django import forms
from django.http import QueryDict

from cards.core.documents.drafts import KeyPoint
from cards.core.documents.reviewing import DraftText, faults
from cards.core.kinds import SELF_RATED_KINDS, CardKind
from cards.forms.card_fields import ExactTextField
from cards.models import Card
from cards.queries.drafts import FilterChoices

EXTRA_MARK = "+"
MOST_POINTS = 100
CONFIDENCE_CHOICES = (
    ("", "any confidence"),
    ("low", "below 70 %"),
    ("middle", "70 to 90 %"),
    ("high", "from 90 %"),
)
THRESHOLDS = ((95, "95 %"), (90, "90 %"), (80, "80 %"), (70, "70 %"))


class PointLinesField(ExactTextField):
    """Key points or list members, one on each line; “+” in front makes one an extra."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if len(lines) > MOST_POINTS:
            raise forms.ValidationError(f"These are {len(lines)} lines; at most {MOST_POINTS}.")
        points = [
            KeyPoint(text=line.removeprefix(EXTRA_MARK).strip(), is_must=line[0] != EXTRA_MARK)
            for line in lines
        ]
        return tuple(point for point in points if point.text)


def as_lines(points: tuple[KeyPoint, ...]) -> str:
    marked = ((point, "" if point.is_must else f"{EXTRA_MARK} ") for point in points)
    # A point of several lines would come back as several points.
    return "\n".join(mark + " ".join(point.text.split()) for point, mark in marked)


class DraftForm(forms.Form):
    kind = forms.ChoiceField(label="Kind")
    prompt = ExactTextField(label="Prompt", widget=forms.Textarea(attrs={"rows": 3}))
    answer = ExactTextField(
        label="Answer", required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    points = PointLinesField(
        label="Key points or list members",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One on each line; “+” in front makes a key point an extra.",
    )

    def __init__(
        self, submitted: QueryDict | None = None, *, card: Card, text: DraftText, prefix: str
    ) -> None:
        initial = {
            "kind": text.kind.value,
            "prompt": text.prompt,
            "answer": text.answer,
            "points": as_lines(text.points),
        }
        super().__init__(submitted, initial=initial, prefix=prefix)
        self.has_specification = card.answer_spec is not None
        kinds = sorted(SELF_RATED_KINDS | {card.card_kind})
        self.fields["kind"] = forms.ChoiceField(
            label="Kind",
            choices=[(kind.value, kind.value.capitalize()) for kind in kinds],
            help_text="Checked kinds are made in the card form."
            if not card.card_kind.is_checked
            else "",
        )

    def text(self) -> DraftText:
        """What was written; only of a valid form."""
        return DraftText(
            kind=CardKind(self.cleaned_data["kind"]),
            prompt=self.cleaned_data["prompt"],
            answer=self.cleaned_data["answer"],
            points=self.cleaned_data["points"],
        )

    def demand_complete(self) -> bool:
        """Refuse what learners could not be shown; for a form that is to be published."""
        found = faults(self.text(), has_specification=self.has_specification)
        for fault in found:
            self.add_error(None, fault)
        return not found


class DraftFilterForm(forms.Form):
    """Only drawn, never validated: what an address says is read by `DraftFilter.of`."""

    document = forms.ChoiceField(label="Document", required=False)
    section = forms.ChoiceField(label="Section", required=False)
    kind = forms.ChoiceField(label="Kind", required=False)
    confidence = forms.ChoiceField(label="Confidence", required=False, choices=CONFIDENCE_CHOICES)
    state = forms.ChoiceField(
        label="Show", required=False, choices=[("", "drafts"), ("discarded", "discarded drafts")]
    )

    def __init__(self, choices: FilterChoices, **kwargs: Any) -> None:
        super().__init__(auto_id="filter-%s", **kwargs)
        documents = [(document.pk, document.name) for document in choices.documents]
        self.set_choices("document", "all documents", documents)
        self.set_choices("section", "all sections", [(name, name) for name in choices.sections])
        self.set_choices("kind", "all kinds", [(kind, kind.capitalize()) for kind in choices.kinds])
        if not choices.sections:
            del self.fields["section"]

    def set_choices(self, name: str, everything: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", everything), *choices]
