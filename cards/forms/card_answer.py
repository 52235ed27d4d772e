"""The part of the card form that says how an answer is checked: fields for each kind, or JSON."""

import json
from typing import Any

from django import forms

from cards.core.kinds import CardKind
from cards.forms.answer_fields import (
    KINDS_OF_FIELD,
    field_of_problem,
    fields_of,
    main_field,
    specification_of_fields,
)
from cards.forms.card_fields import ExactTextField, JsonTextField
from cards.forms.card_rows import (
    Column,
    OptionRows,
    ParameterRows,
    TextRows,
    VariableRows,
    WrongAnswerRows,
)
from cards.forms.card_specification import (
    OTHER_ANSWER_KINDS,
    StudiedSpecification,
    study_specification,
    without_stale_answer,
)

MOST_PROBLEMS = 10
AS_FIELDS, AS_JSON = "fields", "json"
EXACT = {"spellcheck": "false", "autocapitalize": "none", "class": "monospace", "placeholder": " "}
WITHOUT_ANSWER = {
    "spec_correct": "Write the correct answer: this kind of card is checked.",
    "spec_choices": "Write two or more options and mark the correct ones.",
    "spec_steps": "Write the steps in their right order.",
}


class AnswerForm(forms.Form):
    spec_as = forms.ChoiceField(
        label="Write it as",
        choices=[(AS_FIELDS, "Fields"), (AS_JSON, "JSON")],
        widget=forms.RadioSelect(attrs={"class": "radiolist inline"}),
        required=False,
        initial=AS_FIELDS,
    )
    spec_answer_kind = forms.ChoiceField(
        label="The answer is",
        required=False,
        choices=[("", "of the card’s kind")]
        + [(other, other) for others in OTHER_ANSWER_KINDS.values() for other in sorted(others)],
    )
    spec_correct = ExactTextField(
        label="Correct answer",
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, **EXACT}),
        help_text="As a learner would type it: 0.25, x^2/2, {1, 2}. With drawn numbers, their"
        " names: s*(1-s).",
    )
    spec_derive = ExactTextField(
        label="Or work it out",
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, **EXACT}),
        help_text="A calculation such as diff(x^3, x): then leave the correct answer empty.",
    )
    spec_choices = OptionRows(label="Options", help_text="Mark every correct one.")
    spec_multiple = forms.BooleanField(
        label="A learner may mark several", required=False,
    )  # fmt: skip
    spec_steps = TextRows(
        label="Steps in order",
        columns=(Column(name="text", label="Step"),),
        noun="step",
        help_text="Learners see them shuffled.",
    )
    spec_accepted = TextRows(
        label="Also correct",
        columns=(Column(name="text", label="Accepted answer", is_exact=True),),
        noun="accepted answer",
        help_text="Only what the checker does not find equal by itself.",
    )
    spec_wrong = WrongAnswerRows(
        label="Known mistakes",
        help_text="Wrong answers that people give, and what to tell them.",
    )
    spec_rtol = forms.CharField(
        label="Relative tolerance", required=False,
        widget=forms.TextInput(attrs={"size": 8, "inputmode": "decimal", "placeholder": " "}),
        help_text="0.005 is half a per cent.",
    )  # fmt: skip
    spec_atol = forms.CharField(
        label="Absolute tolerance", required=False,
        widget=forms.TextInput(attrs={"size": 8, "placeholder": " "}),
    )  # fmt: skip
    spec_max_edits = forms.CharField(
        label="Typing slips allowed", required=False,
        widget=forms.TextInput(attrs={"size": 4, "inputmode": "numeric", "placeholder": " "}),
    )  # fmt: skip
    spec_variables = VariableRows(
        label="Variables",
        help_text="Letters of the answer. Values: real, pos, nonneg, neg, prob, int, nat, complex"
        " or a range such as [0, 1]; any real number when empty.",
    )
    spec_parameters = ParameterRows(
        label="Drawn numbers",
        help_text="New ones for every showing; the prompt writes ${n}.",
    )
    spec_constraints = TextRows(
        label="Conditions on them",
        columns=(Column(name="text", label="Condition", is_exact=True),),
        noun="condition",
        help_text="Such as a != b or a + b <= 10.",
    )
    spec_hints = forms.BooleanField(
        label="Hints may tell what kind of slip it was", required=False, initial=True
    )
    spec_more = JsonTextField(
        label="Other options",
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, **EXACT}),
        help_text='JSON, for what has no field here: {"sigfigs": 3}.',
    )
    answer_spec = JsonTextField(
        label="Answer specification",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, **EXACT}),
        help_text='Such as {"kind": "number", "correct": "0.25", "options": {"rtol": 0.005}}.'
        ' Also: "accepted": […], "wrong": [{"answer": "…", "feedback": "…"}], "parameters":'
        ' {"n": "2..9"}, "constraints": […]; "derive": "diff(x^2, x)" instead of "correct" has it'
        " worked out. Empty for kinds that learners rate themselves.",
    )

    @property
    def is_written_as_fields(self) -> bool:
        """Scripts and older pages send JSON alone."""
        return self.data.get("spec_as") == AS_FIELDS

    @property
    def has_unusable_specification(self) -> bool:
        return any(name == "answer_spec" or name.startswith("spec_") for name in self.errors)

    def show_specification(self, kind: CardKind, stored: Any) -> None:
        """Fill the fields from what is stored, or offer it as JSON where they cannot hold it."""
        if stored is None:
            return
        fields = fields_of(stored, kind) if kind.is_checked else None
        self.initial.update({"spec_as": AS_JSON} if fields is None else fields)

    def check_specification(self, kind: CardKind, cleaned: dict[str, Any], stored: Any) -> None:
        as_fields = self.is_written_as_fields
        self.forget_errors_of_hidden_fields(kind, as_fields=as_fields)
        if self.has_unusable_specification:
            return
        if as_fields:
            used = {
                name: cleaned.get(name)
                for name, kinds in KINDS_OF_FIELD.items()
                if kind in kinds
            }  # fmt: skip
            more = used.get("spec_more")
            if more is not None and not isinstance(more, dict):
                self.add_error("spec_more", 'Write an object, such as {"sigfigs": 3}.')
                return
            written = specification_of_fields(used, kind, stored) if kind.is_checked else None
            written = with_answer(written)
            cleaned["answer_spec"] = written
        else:
            written = cleaned.get("answer_spec")
        if not kind.is_checked:
            if written is not None:
                self.add_error(
                    "answer_spec",
                    f"Learners rate a {kind} card themselves, so nothing is checked: empty this"
                    " field, or choose a checked kind.",
                )
            return
        if written is None:
            field = main_field(kind)
            message = f"A {kind} card is checked: write its correct answer, such as"
            message += f' {{"kind": "{kind}", "correct": "…"}}.'
            if as_fields:
                self.add_error(field, WITHOUT_ANSWER[field])
            else:
                self.add_error("answer_spec", message)
            return
        if as_fields and kind is CardKind.CHOICE and (missing := lack_of_choice(written)):
            self.add_error("spec_choices", missing)
            return
        written = without_stale_answer(written, stored)
        found = self.study_specification(kind, json.dumps(written))
        for name, message in found.problems[:MOST_PROBLEMS]:
            if as_fields:
                self.add_error(field_of_problem(name, message, kind), sentence(message))
            else:
                self.add_error("answer_spec", f"{name}: {message}")
        if not found.problems:
            cleaned["answer_spec"] = json.loads(found.written)

    def study_specification(self, kind: CardKind, written: str) -> StudiedSpecification:
        """What is wrong with a specification; a form with computer algebra at hand overrides it."""
        return study_specification(kind, written)

    def forget_errors_of_hidden_fields(self, kind: CardKind, *, as_fields: bool) -> None:
        """What the author does not see for this kind is not used either."""
        for name, kinds in KINDS_OF_FIELD.items():
            if not as_fields or kind not in kinds:
                self.errors.pop(name, None)
        if as_fields:
            self.errors.pop("answer_spec", None)


def with_answer(written: dict[str, Any] | None) -> dict[str, Any] | None:
    """None for tolerances and the like alone; a choice is told about its options apart."""
    says = written is not None and any(
        written.get(name) not in (None, "", []) for name in ("correct", "derive")
    )
    return written if says or (written and written["kind"] == CardKind.CHOICE) else None


def lack_of_choice(written: dict[str, Any]) -> str:
    # A card of another kind that becomes a choice brings options of its own kind, or none.
    if len(written.get("options", {}).get("options", [])) < 2:
        return WITHOUT_ANSWER["spec_choices"]
    return "" if written.get("correct") else "Mark the option that is correct."


def sentence(message: str) -> str:
    """The checker’s words about a field as a sentence of their own: “is missing.”"""
    if message.split(" ", 1)[0] in ("is", "must", "cannot", "has", "accepts"):
        return f"It {message}"
    return message[:1].upper() + message[1:]
