"""The form an author edits a card with: what each kind needs, and what changed in the meantime."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict

from cards.core.documents.cloze import find_gaps
from cards.core.interviews.hints import too_long, too_many
from cards.core.kinds import CardKind
from cards.forms.card_answer import AnswerForm
from cards.forms.card_fields import CodingField, ExactTextField, LineRangeField, TagsField
from cards.forms.card_rows import Column, KeyPointRows, RowsField, TextRows
from cards.models import Card, CardVersion, ChangeLabel

# Submit buttons that look and do not save.
PREVIEW_BUTTONS = ("_preview", "_try")
SELF_CONTAINED_KINDS = frozenset({CardKind.TERM, CardKind.QUESTION})


LABEL_CHOICES = (
    (ChangeLabel.TYPO, "A typo put right: nothing else to tell anybody"),
    (ChangeLabel.CLARIFIED, "The same, said more clearly: what they know stays right"),
    (
        ChangeLabel.MEANING,
        "A changed meaning: what they know is not right any more, so they are offered to see it"
        " again within three days",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that two authors left differently."""

    label: str
    stored: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody saved the card while this form was open."""

    version: CardVersion | None
    differences: tuple[Difference, ...]


class CardForm(AnswerForm, forms.ModelForm):  # type: ignore[type-arg]
    prompt = ExactTextField(
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Markdown with $maths$. A cloze writes every gap as {{c1::gap}} or"
        " {{c1::gap::hint}}; a randomised card writes ${n} where a drawn number goes.",
    )
    answer = ExactTextField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Shown when the card is turned. A checked card may leave it empty: then its"
        " correct answer is shown.",
    )
    explanation = ExactTextField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Why it is so: shown after the answer.",
    )
    points = KeyPointRows(
        label="Key points",
        help_text="What a good answer says, or the members of a list. A must has to be said; an"
        " extra may. Other ways to say it may follow, for matching only: dead units (also: dying"
        " ReLU; dead neurons)",
    )
    follow_ups = TextRows(
        label="Follow-up questions",
        columns=(Column(name="text", label="Follow-up question"),),
        noun="question",
    )
    interviewer_hints = TextRows(
        label="Hints for an interviewer",
        columns=(Column(name="text", label="Hint"),),
        noun="hint",
        help_text="What to say when an answer stalls, the gentlest first: one to three that help on"
        " and give no key point away.",
    )
    coding = CodingField(
        label="Code to run",
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 4, "spellcheck": "false", "class": "monospace", "placeholder": " "}
        ),
        help_text="For coding questions that learners run in their browser: “Starter:”, “Tests:” and"
        " “Hidden tests:”, each with a block of Python between ```python and ``` below it. A test is"
        " a line such as assert double(2) == 4.",
    )
    source_lines = LineRangeField(required=False, help_text="Such as 12 or 12-18.")
    tags = TagsField(required=False, help_text="With commas between them.")
    label = forms.ChoiceField(
        label="For those who learned it, this edit is",
        choices=LABEL_CHOICES,
        initial=ChangeLabel.CLARIFIED,
        widget=forms.RadioSelect,
        help_text="Kept with the new version when the content changed. Nobody’s schedule moves.",
    )
    # What the card said when this form was loaded; see `find_conflict`.
    loaded = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Card
        fields = (
            "kind", "deck", "status", "prompt", "answer", "explanation", "answer_spec", "points",
            "follow_ups", "interview_kind", "difficulty", "minutes", "coding", "interviewer_hints",
            "cloze_ordinal", "source_document", "source_section", "source_lines", "tags", "position",
        )  # fmt: skip

    conflict: Conflict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read before validation writes the form's values into the instance.
        self.stored_state = ""
        self.stored_values: dict[str, Any] = {}
        if self.instance.pk is None:
            self.fields.pop("label", None)  # the first version needs no reason
        else:
            self.stored_state = state_of(self.instance)
            self.stored_values = {name: getattr(self.instance, name) for name in STATE_FIELDS}
        self.show_specification(CardKind(self.instance.kind), self.instance.answer_spec)
        if "loaded" in self.fields:
            self.fields["loaded"].initial = self.stored_state

    @property
    def is_preview(self) -> bool:
        return any(name in self.data for name in PREVIEW_BUTTONS)

    @property
    def is_outdated(self) -> bool:
        """Whether the card was changed after this form was loaded."""
        return bool(self.stored_state) and self.data.get("loaded") != self.stored_state

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "kind" in cleaned:
            kind = CardKind(cleaned["kind"])
            self.check_content(kind, cleaned)
            self.check_specification(kind, cleaned, self.stored_values.get("answer_spec"))
        if self.is_preview:
            self.add_error(None, "This was a preview: nothing is saved yet.")
        elif self.is_outdated:
            self.find_conflict()
        return cleaned

    def check_content(self, kind: CardKind, cleaned: dict[str, Any]) -> None:
        """What cards of this kind cannot do without."""
        if kind is CardKind.CLOZE and cleaned.get("prompt"):
            self.check_gaps(cleaned)
        if kind in SELF_CONTAINED_KINDS and not (
            cleaned.get("answer") or cleaned.get("points") or "points" in self.errors
        ):
            self.add_error("answer", "Write the answer: a learner compares hers with it.")
        if kind is CardKind.LIST and not cleaned.get("points") and "points" not in self.errors:
            self.add_error("points", "A list card needs its members: write one in each row.")
        if kind is CardKind.INTERVIEW and "points" not in self.errors:
            if not any(point["is_must"] for point in cleaned.get("points") or ()):
                self.add_error(
                    "points",
                    "An interview question needs key points: write in each row what has to be"
                    " said, and mark what is extra.",
                )
            if not cleaned.get("interview_kind") and "interview_kind" not in self.errors:
                self.add_error("interview_kind", "Choose which kind of interview question it is.")
        hints = cleaned.get("interviewer_hints") or []
        for message in (too_many(hints), *map(too_long, hints)):
            if message:
                self.add_error("interviewer_hints", message)
        is_coding = kind is CardKind.INTERVIEW and cleaned.get("interview_kind") == "coding"
        if cleaned.get("coding") and not is_coding:
            self.add_error("coding", "Only a coding question is run: empty this field.")

    def check_gaps(self, cleaned: dict[str, Any]) -> None:
        ordinals = sorted({n for gap in find_gaps(cleaned["prompt"]) for n in gap.ordinals})
        if not ordinals:
            self.add_error(
                "prompt",
                "A cloze needs a gap: write {{c1::…}} around the words to leave out.",
            )
        elif cleaned.get("cloze_ordinal") is None:
            cleaned["cloze_ordinal"] = ordinals[0]
        elif cleaned["cloze_ordinal"] not in ordinals:
            listed = ", ".join(map(str, ordinals))
            self.add_error(
                "cloze_ordinal",
                f"The sentence has no gap {cleaned['cloze_ordinal']}; it has {listed}.",
            )

    def find_conflict(self) -> None:
        """Refuse once, show both texts, and let the next press of Save decide."""
        version = self.instance.versions.filter(number=self.instance.version).first()
        self.conflict = Conflict(version=version, differences=tuple(self.differences()))
        name = version.created_by.get_username() if version and version.created_by else "Somebody"
        self.add_error(
            None,
            f"{name} saved this card while you were editing it. Nothing of yours is lost: compare"
            " below, take over what you want to keep, and save again.",
        )
        # The other text has been seen with this answer; a third one would be told again.
        answered = cast("QueryDict", self.data).copy()
        answered["loaded"] = self.stored_state
        self.data = answered

    def differences(self) -> list[Difference]:
        found = []
        for name in STATE_FIELDS:
            if name not in self.fields or name not in self.cleaned_data:
                continue
            stored, written = self.stored_values[name], self.cleaned_data[name]
            if (stored or None) != (written or None):
                field = self.fields[name]
                found.append(
                    Difference(
                        label=str(field.label or name.replace("_", " ").capitalize()),
                        stored=shown(field, stored),
                        written=shown(field, written),
                    )
                )
        return found


STATE_FIELDS = CardForm.Meta.fields


def state_of(card: Card) -> str:
    """A digest of everything that this form edits: two forms of the same card compare by it."""
    values = [card.deck_id if name == "deck" else getattr(card, name) for name in STATE_FIELDS]
    written = json.dumps([card.version, *values], ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def shown(field: forms.Field, value: Any) -> str:
    """A value as its field would show it to the author."""
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        if not isinstance(field, forms.ModelChoiceField):
            return str(dict(field.choices).get(value, value) or "")  # type: ignore[arg-type]
        return str(value or "")
    if isinstance(field, RowsField):
        return "\n".join(
            " · ".join(filter(None, row.values())) for row in field.prepare_value(value)
        )
    prepared = field.prepare_value(value)
    return "" if prepared is None else str(prepared)
