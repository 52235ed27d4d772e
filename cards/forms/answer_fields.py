"""An answer specification as fields an author fills in, and back; what does not fit stays JSON."""

from collections.abc import Mapping
from typing import Any

from cards.core.kinds import CardKind
from cards.forms.card_rows import range_of, written_range

OPTION_KINDS = frozenset({CardKind.CHOICE, CardKind.ORDERING})
WORD_KINDS = OPTION_KINDS | {CardKind.TEXT}
MATHS_KINDS = frozenset(kind for kind in CardKind if kind.is_checked) - WORD_KINDS
# Which kinds use which field; the stylesheet shows the same ones.
KINDS_OF_FIELD: Mapping[str, frozenset[CardKind]] = {
    "spec_answer_kind": frozenset({CardKind.SEQUENCE, CardKind.MATRIX, CardKind.EXPRESSION}),
    "spec_correct": MATHS_KINDS | {CardKind.TEXT},
    "spec_derive": MATHS_KINDS,
    "spec_choices": frozenset({CardKind.CHOICE}),
    "spec_multiple": frozenset({CardKind.CHOICE}),
    "spec_steps": frozenset({CardKind.ORDERING}),
    "spec_accepted": MATHS_KINDS | {CardKind.TEXT},
    "spec_wrong": MATHS_KINDS | WORD_KINDS,
    "spec_rtol": MATHS_KINDS,
    "spec_atol": MATHS_KINDS,
    "spec_max_edits": frozenset({CardKind.TEXT}),
    "spec_variables": MATHS_KINDS,
    "spec_parameters": MATHS_KINDS,
    "spec_constraints": MATHS_KINDS,
    "spec_hints": MATHS_KINDS,
    "spec_more": MATHS_KINDS | WORD_KINDS,
}
OWN_OPTIONS = {"spec_rtol": "rtol", "spec_atol": "atol", "spec_max_edits": "max_edits"}
# What the checker complains about, and the field to say it at.
FIELD_OF_PROBLEM = {
    "correct": "spec_correct",
    "derive": "spec_derive",
    "accepted": "spec_accepted",
    "wrong": "spec_wrong",
    "parameters": "spec_parameters",
    "constraints": "spec_constraints",
    "hints": "spec_hints",
    "kind": "spec_answer_kind",
    "options": "spec_more",
}


class UnfitError(Exception):
    """This specification says something that the fields cannot."""


def main_field(kind: CardKind) -> str:
    """Where the correct answer of this kind is written."""
    return {CardKind.CHOICE: "spec_choices", CardKind.ORDERING: "spec_steps"}.get(
        kind, "spec_correct"
    )


def field_of_problem(name: str, message: str, kind: CardKind) -> str:
    field = FIELD_OF_PROBLEM.get(name, "spec_more")
    if name == "options":
        if kind in OPTION_KINDS:
            return main_field(kind)
        for own, option in OWN_OPTIONS.items():
            if message.startswith(option):
                field = own
    return field if kind in KINDS_OF_FIELD[field] else main_field(kind)


def fields_of(stored: Any, kind: CardKind) -> dict[str, Any] | None:
    """Initial values of the fields; None for a specification that only JSON can hold."""
    try:
        fields = read_fields(stored, kind)
        is_same = without_empty(specification_of_fields(fields, kind, stored)) == without_empty(
            stored
        )
    except (UnfitError, TypeError, ValueError, LookupError, AttributeError):
        return None  # an older or a broken shape
    return fields if is_same else None


def read_fields(stored: Mapping[str, Any], kind: CardKind) -> dict[str, Any]:
    options = dict(stored.get("options") or {})
    fields: dict[str, Any] = {
        "spec_answer_kind": "" if stored["kind"] == kind else stored["kind"],
        "spec_derive": stored.get("derive") or "",
        "spec_wrong": [
            {"answer": text_of(one["answer"]), "feedback": one.get("feedback") or ""}
            for one in stored.get("wrong") or ()
        ],
        "spec_hints": stored.get("hints", True),
        "spec_parameters": {
            name: canonical(value) for name, value in (stored.get("parameters") or {}).items()
        },
        "spec_constraints": [text_of(one) for one in stored.get("constraints") or ()],
    }
    correct = stored.get("correct")
    if kind is CardKind.CHOICE:
        texts = [text_of(one) for one in options.pop("options")]
        if not isinstance(correct, list) or not set(correct) <= set(texts):
            raise UnfitError
        fields["spec_choices"] = [{"text": one, "is_correct": one in correct} for one in texts]
        fields["spec_multiple"] = options.pop("multiple", False)
    elif kind is CardKind.ORDERING:
        fields["spec_steps"] = [text_of(one) for one in correct or ()]
        if sorted(options.pop("options", fields["spec_steps"])) != sorted(fields["spec_steps"]):
            raise UnfitError
    else:
        fields["spec_correct"] = "" if correct is None else text_of(correct)
        fields["spec_accepted"] = [text_of(one) for one in stored.get("accepted") or ()]
    if kind is CardKind.TEXT:
        fields["spec_accepted"] += [text_of(one) for one in options.pop("accept", ())]
    if kind in MATHS_KINDS:
        domain = options.pop("domain", {})
        fields["spec_variables"] = [
            {"name": name, "domain": text_of(domain.get(name, ""))}
            for name in options.pop("variables", ())
        ]
    for field, name in OWN_OPTIONS.items():
        if kind in KINDS_OF_FIELD[field] and name in options:
            fields[field] = text_of(options.pop(name))
    fields["spec_more"] = options or None
    return fields


def specification_of_fields(
    fields: Mapping[str, Any], kind: CardKind, stored: Any = None
) -> dict[str, Any] | None:
    """The specification that the fields say; None when they say nothing.

    What nobody touched keeps the type it was stored with, such as a number that the fields show as
    text; a specification that says the same as the stored one is the stored one.
    """
    before = stored if isinstance(stored, dict) and stored.get("kind") else {}
    options_before = before.get("options") or {}
    options = written_options(fields, kind, options_before)
    correct: Any = None
    accepted = list(fields.get("spec_accepted") or ())
    if kind is CardKind.CHOICE:
        choices = fields.get("spec_choices") or []
        if choices:
            correct = [one["text"] for one in choices if one["is_correct"]]
            options["options"] = [one["text"] for one in choices]
            options["multiple"] = bool(fields.get("spec_multiple"))
    elif kind is CardKind.ORDERING:
        if correct := list(fields.get("spec_steps") or ()) or None:
            shown = options_before.get("options") or []
            options["options"] = shown if sorted(shown) == sorted(correct) else sorted(correct)
    else:
        correct = kept(fields.get("spec_correct") or None, before.get("correct"))
    if kind is CardKind.TEXT:
        whole = [one for one in accepted if one in before.get("accepted", ())]
        if others := [one for one in accepted if one not in whole]:
            options["accept"] = others
        accepted = whole
    written = {
        "kind": fields.get("spec_answer_kind") or str(kind),
        "correct": correct,
        "options": options,
        "accepted": [kept_among(one, before.get("accepted")) for one in accepted],
        "wrong": [
            {**one, "answer": kept_among(one["answer"], answers_of(before.get("wrong")))}
            for one in fields.get("spec_wrong") or ()
        ],
    }
    if kind in MATHS_KINDS:
        parameters_before = before.get("parameters") or {}
        written |= {
            "derive": fields.get("spec_derive") or "",
            "parameters": {
                name: parameters_before[name]
                if name in parameters_before and canonical(parameters_before[name]) == value
                else value
                for name, value in (fields.get("spec_parameters") or {}).items()
            },
            "constraints": list(fields.get("spec_constraints") or ()),
            "hints": bool(fields.get("spec_hints", True)),
        }
    found = without_empty(written)
    if before and found == without_empty(before):
        return dict(before)
    return found if any(name not in ("kind", "hints") for name in found) else None


def written_options(
    fields: Mapping[str, Any], kind: CardKind, options_before: Mapping[str, Any]
) -> dict[str, Any]:
    """The options of every kind, without those that belong to the correct answer."""
    options: dict[str, Any] = dict(fields.get("spec_more") or {})
    if kind in MATHS_KINDS:
        variables = fields.get("spec_variables") or []
        if variables or "variables" in options_before:
            options["variables"] = [one["name"] for one in variables]
        if domain := {one["name"]: one["domain"] for one in variables if one["domain"]}:
            options["domain"] = domain
    for field, name in OWN_OPTIONS.items():
        if kind in KINDS_OF_FIELD[field] and (text := str(fields.get(field) or "").strip()):
            options[name] = kept(number_of(text), options_before.get(name))
    return options


def without_empty(written: Any) -> Any:
    """A specification without the parts that say nothing."""
    kept_parts = {
        name: value for name, value in written.items() if value not in (None, "", [], (), {})
    }
    if written.get("correct") == []:
        kept_parts["correct"] = []  # none of the options is right: that is an answer
    if kept_parts.get("hints") is True:
        del kept_parts["hints"]
    if "wrong" in kept_parts:
        kept_parts["wrong"] = [without_hint(one) for one in kept_parts["wrong"]]
    return kept_parts


def without_hint(wrong: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wrong.items() if name != "feedback" or value}


def text_of(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnfitError
    return str(value)


def kept(written: Any, before: Any) -> Any:
    """The value of before where it reads the same, in the type it has there."""
    is_same = not isinstance(before, bool | None) and str(before) == str(written)
    return before if is_same else written


def kept_among(written: str, before: Any) -> Any:
    return next((one for one in before or () if str(one) == written), written)


def answers_of(wrong: Any) -> list[Any]:
    return [one["answer"] for one in wrong or () if isinstance(one, dict) and "answer" in one]


def number_of(text: str) -> float | int | str:
    """A number where it is one; the checker says what is wrong with other texts."""
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return text


def canonical(written: Any) -> str:
    return written_range(range_of(written))
