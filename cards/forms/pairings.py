"""What two people in one interview send: the interviewer's notes, the form at the end."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cards.core.interviews.bands import Band, Dimension
from cards.forms.interviews import WrittenField
from cards.models import PairRole

BANDS = [(band.value, band.label) for band in Band]
LONGEST_WORDS = 5_000


class ScriptForm(forms.Form):
    """Marks and notes at one question; `go` is the button: a position, next or end."""

    render_id = forms.UUIDField()
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    notes = WrittenField()
    overwrite = forms.BooleanField(required=False)
    go = forms.CharField(required=False, max_length=10)

    @property
    def asked(self) -> tuple[int, ...]:
        sent = self.data.getlist("asked") if hasattr(self.data, "getlist") else []
        return tuple(
            int(one) for one in sent[:100] if one.isascii() and one.isdigit() and len(one) < 4
        )

    @property
    def sent_notes(self) -> str:
        """As they were sent, whether or not they can be taken."""
        return WrittenField().to_python(self.data.get("notes"))


class BeginForm(forms.Form):
    blueprint = forms.SlugField(max_length=100)


class PairForm(forms.Form):
    """A band in each of the four dimensions, would you advance, words; the candidate also predicts."""

    would_advance = forms.TypedChoiceField(
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        error_messages={
            "required": "Say yes or no.", "invalid_choice": "Say yes or no.",
        },
    )  # fmt: skip
    words = WrittenField(LONGEST_WORDS)

    def __init__(
        self, *args: Any, dimensions: Sequence[Dimension], role: PairRole, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dimensions = dimensions
        if role is PairRole.CANDIDATE:
            self.fields["predicted_band"] = band_field("Choose the band you expect to be given.")
        for dimension in dimensions:
            self.fields[f"band-{dimension.name}"] = band_field(
                f"Choose a band for “{dimension.label}”."
            )

    @property
    def rubric(self) -> dict[str, int]:
        """The bands chosen so far."""
        found = {
            dimension.name: self.cleaned_data.get(f"band-{dimension.name}")
            for dimension in self.dimensions
        }
        return {name: band for name, band in found.items() if band is not None}

    @property
    def rubric_errors(self) -> list[str]:
        """Said above the rubric, one a row that lacks its band."""
        names = [f"band-{dimension.name}" for dimension in self.dimensions]
        return [str(self.errors[name][0]) for name in names if name in self.errors]


def band_field(message: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=BANDS, coerce=int, error_messages={"required": message, "invalid_choice": message}
    )
