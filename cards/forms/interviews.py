"""What a learner sends about interviews: how one is built, answers in the room, the debrief."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cards.core.interviews.bands import Band, Dimension
from cards.core.interviews.blueprints import (
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    Part,
    QuestionKind,
)
from cards.core.interviews.scaffolds import DESIGN_STEPS, LONGEST_TEXT, STAR
from cards.core.kinds import Difficulty
from cards.forms.deck_tree import DeckTreeField
from cards.models import Deck

PLACE_NAMES = tuple(place.name for place in (*STAR, *DESIGN_STEPS))
LONGEST_FOLLOW_UP = 5_000
LONGEST_OWN_NOTES = 5_000


class WrittenField(forms.CharField):
    """Text as it was typed, within a limit that its message explains."""

    def __init__(self, longest: int = LONGEST_TEXT, **options: Any) -> None:
        super().__init__(required=False, strip=False, **options)
        self.longest = longest

    def to_python(self, value: Any) -> str:
        # Forms send line ends as two characters; counted and stored is one.
        return str(value or "").replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.longest:
            raise forms.ValidationError(
                f"This has {len(value):,} characters; at most {self.longest:,} are kept."
                " Nothing is lost: it is still in the field. Shorten it, then it is saved."
            )


class RoomForm(forms.Form):
    """The fields of the room; `go` is the button: a position, next, skip or end."""

    render_id = forms.UUIDField()
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    text = WrittenField()
    notes = WrittenField()
    overwrite = forms.BooleanField(required=False)
    go = forms.CharField(required=False, max_length=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PLACE_NAMES:
            self.fields[f"place-{name}"] = WrittenField()

    @property
    def places(self) -> dict[str, str]:
        """The places that hold something, as they were sent."""
        found = {name: self.sent(f"place-{name}") for name in PLACE_NAMES}
        return {name: text for name, text in found.items() if text.strip()}

    def sent(self, name: str) -> str:
        """A text as it was sent, whether or not it can be taken."""
        return WrittenField().to_python(self.data.get(name))

    @property
    def words(self) -> dict[str, Any]:
        return {"text": self.sent("text"), "notes": self.sent("notes"), "fields": self.places}

    @property
    def texts_with_errors(self) -> dict[str, str]:
        """The message at each text that cannot be taken, by the id its page gives the field."""
        return {
            name: str(errors[0])
            for name, errors in self.errors.items()
            if name in ("text", "notes") or name.startswith("place-")
        }

    @property
    def is_from_another_page(self) -> bool:
        """Whether what no learner types is missing or wrong."""
        return bool({"render_id", "revision", "go"} & set(self.errors))


class BuildForm(forms.Form):
    """An interview of one's own: topics, kinds, difficulty, minutes."""

    topics = forms.ChoiceField(
        label="Topics",
        choices=[("all", "all topics"), ("weak", "surprise me from my weak topics"),
                 ("picked", "the topics ticked below")],
        initial="all",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which topics.", "invalid_choice": "Choose which topics."},
    )  # fmt: skip
    decks = DeckTreeField(
        Deck.objects.none(), label="Pick topics", required=False, to_field_name="slug",
        error_messages={"invalid_choice": "One of these topics is gone. Look at the list again."},
        help_text="A topic that is ticked covers all topics below it.",
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label="Kinds of questions",
        choices=[(kind.value, kind.label) for kind in QuestionKind],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: every open question.",
    )
    difficulties = forms.MultipleChoiceField(
        label="Difficulty",
        choices=[(level.value, level.value.capitalize()) for level in Difficulty],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: any.",
    )
    minutes = forms.IntegerField(
        label="Minutes",
        initial=30,
        min_value=SHORTEST_MINUTES,
        max_value=LONGEST_MINUTES,
        error_messages={
            "required": f"Say how many minutes, {SHORTEST_MINUTES} to {LONGEST_MINUTES}.",
            "invalid": "Write the minutes as a whole number.",
            "min_value": f"An interview takes at least {SHORTEST_MINUTES} minutes.",
            "max_value": f"An interview takes at most {LONGEST_MINUTES} minutes, four hours.",
        },
        help_text=f"{SHORTEST_MINUTES} to {LONGEST_MINUTES}. Questions are drawn until they are full.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decks: Any = self.fields["decks"]
        decks.queryset = Deck.objects.all()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            cleaned.get("topics") == "picked"
            and not cleaned.get("decks")
            and "decks" not in self.errors
        ):
            self.add_error("decks", "Tick at least one topic, or take them all.")
        return cleaned

    def as_part(self, weak: Sequence[str] = ()) -> Part:
        cleaned = self.cleaned_data
        picked = [deck.slug for deck in cleaned["decks"]] if cleaned["topics"] == "picked" else weak
        return Part(
            minutes=cleaned["minutes"],
            kinds=tuple(QuestionKind(kind) for kind in cleaned["kinds"]),
            difficulties=tuple(Difficulty(level) for level in cleaned["difficulties"]),
            decks=tuple(picked),
        )


class PredictionForm(forms.Form):
    band = forms.TypedChoiceField(
        choices=[(band.value, band.label) for band in Band],
        coerce=lambda value: Band(int(value)),
        error_messages={
            "required": "Choose the band you expect.", "invalid_choice": "Choose one of the bands.",
        },
    )  # fmt: skip


class FollowUpForm(forms.Form):
    number = forms.IntegerField(min_value=0, max_value=1000)
    text = WrittenField(LONGEST_FOLLOW_UP)


class ScoreForm(forms.Form):
    """Ticks and a band in every dimension of the question."""

    own_notes = WrittenField(LONGEST_OWN_NOTES)

    def __init__(
        self, *args: Any, dimensions: Sequence[Dimension], points: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dimensions = dimensions
        self.points = points
        for dimension in dimensions:
            self.fields[f"band-{dimension.name}"] = forms.TypedChoiceField(
                choices=[(band.value, band.label) for band in Band],
                coerce=int,
                error_messages={
                    "required": f"Choose a band for “{dimension.label}”.",
                    "invalid_choice": f"Choose a band for “{dimension.label}”.",
                },
            )

    @property
    def ticked(self) -> list[bool]:
        numbers = set(self.data.getlist("point")) if hasattr(self.data, "getlist") else set()
        return [str(number) in numbers for number in range(self.points)]

    @property
    def rubric(self) -> dict[str, int]:
        """The bands chosen so far."""
        found = {
            dimension.name: self.cleaned_data.get(f"band-{dimension.name}")
            for dimension in self.dimensions
        }
        return {name: band for name, band in found.items() if band is not None}
