"""Builds the answer specification of a card whose answer the server checks."""

import json
import re
from collections.abc import Callable
from typing import Any

from cards.core.documents.deck.choices import (
    CheckedAnswer,
    Report,
    common_specification,
    read_choice,
    read_ordering,
)
from cards.core.documents.deck.declarations import (
    DeclarationError,
    read_constraints,
    read_parameters,
    read_tolerance,
    read_variables,
    split_outside_brackets,
)
from cards.core.documents.deck.derived import (
    Derivation,
    guess_derived_kind,
    read_derivation,
)
from cards.core.documents.deck.guess import guess_kind, names_in
from cards.core.documents.deck.raw import RawCard
from cards.core.documents.front_matter import nearest
from cards.core.kinds import SELF_RATED_KINDS, CardKind

CHECKED_KEYS = (
    "Derive",
    "Variables",
    "Parameters",
    "Constraints",
    "Tolerance",
    "Form",
    "Accept",
    "Reject",
    "Typos",
    "Wrong",
    "Hints",
    "Choose",
    "Constant",
    "Options",
)
CHECKED_KINDS = tuple(kind.value for kind in CardKind if kind not in SELF_RATED_KINDS)
FORMS = (
    "lowest_terms",
    "factored",
    "expanded",
    "single_fraction",
    "same_up_to_order",
    "rationalised",
    "partial_fractions",
    "simplified",
    "decimal",
    "scientific",
)
_WITH_VARIABLES = frozenset(
    {
        CardKind.EXPRESSION,
        CardKind.EQUATION,
        CardKind.INEQUALITY,
        CardKind.SET,
        CardKind.SEQUENCE,
        CardKind.INTERVAL,
        CardKind.MATRIX,
        CardKind.ANTIDERIVATIVE,
    }
)
_NOT_DERIVED = frozenset({CardKind.TEXT, CardKind.QUANTITY})
_PLACEHOLDER = re.compile(r"\$\{([^\W\d]\w*)\}")
MOST_TYPOS = 5


def read_checked(card: RawCard, prompt: str, report: Report) -> CheckedAnswer | None:
    """The checked answer of a question; None when it has none or it cannot be used."""
    named = _named_kind(card, report)
    options = card.every("[x]", "[]")
    answers = card.every("=")
    derive = card.get("Derive")
    if derive is not None and (options or named is CardKind.ORDERING):
        report(derive.line, "The options say what is right; `Derive:` was left out.", "Derive")
    if named is CardKind.ORDERING:
        return read_ordering(card, prompt, report)
    if options:
        if answers:
            report(
                answers[0].line,
                "A card has options or a line `= …`, not both; the options were read.",
                "=",
            )
        return read_choice(card, options, prompt, report)
    if not answers and derive is None:
        return None
    return _Formula(card, named, prompt, report).read()


def _named_kind(card: RawCard, report: Report) -> CardKind | None:
    found = card.get("Kind")
    if found is None:
        return None
    value = found.one_line().casefold()
    if value in CHECKED_KINDS:
        return CardKind(value)
    if value not in {kind.value for kind in CardKind}:
        suggestion = nearest(value, tuple(kind.value for kind in CardKind))
        hint = (
            f" Did you mean {suggestion}?" if suggestion else f" Kinds: {', '.join(CHECKED_KINDS)}."
        )
        report(found.line, f"“{found.one_line()}” is no kind of card.{hint}", "Kind")
    return None


class _Formula:
    """Reads one `= answer` with the keys around it; every key fails alone."""

    def __init__(self, card: RawCard, named: CardKind | None, prompt: str, report: Report) -> None:
        self._card, self._named, self._prompt, self._report = card, named, prompt, report
        self._options: dict[str, Any] = {}

    def read(self) -> CheckedAnswer | None:
        answers = [found.one_line() for found in self._card.every("=")]
        derivation = self._derivation(answers)
        if not answers and derivation is None:
            return None
        correct = "" if derivation else answers[0]
        parameters: dict[str, str] = self._try("Parameters", read_parameters) or {}
        constraints: list[str] = self._try("Constraints", read_constraints) or []
        variables, domains = self._try("Variables", read_variables) or ([], {})
        if derivation:
            kind = self._named or guess_derived_kind(derivation, parameters)
            letters = derivation.letters(parameters)
        else:
            kind = self._named or guess_kind(correct, variables, list(parameters))
            letters = [name for name in names_in(correct) if name not in parameters]
        if kind in {CardKind.CHOICE, CardKind.ORDERING}:
            found = self._card.get("Kind") or self._card.fields[0]
            self._report(found.line, f"A card of kind {kind} lists its options below.", "Kind")
            return None
        if derivation and kind in _NOT_DERIVED:
            found = self._card.get("Kind") or self._card.fields[0]
            message = f"An answer of kind {kind} cannot be worked out: write it as `= …`."
            self._report(found.line, message, "Kind")
            return None
        self._declare(kind, letters, variables, domains)
        self._read_options(kind)
        specification = common_specification(self._card, kind, correct, self._options, self._report)
        if derivation:
            specification["derive"] = derivation.text
            del specification["correct"]  # worked out later, by computer algebra
        accepted = ([] if derivation else answers[1:]) + self._values("Accept")
        if kind is CardKind.TEXT and accepted:
            self._options["accept"] = accepted
        else:
            specification["accepted"] = accepted
        specification["parameters"] = parameters
        specification["constraints"] = constraints
        self._check_placeholders(parameters)
        return CheckedAnswer(
            kind=kind, specification=specification, shown=correct, prompt=self._prompt
        )

    def _derivation(self, answers: list[str]) -> Derivation | None:
        """What is to be worked out; a line `= …` is the answer and leaves nothing to work out."""
        if answers and (found := self._card.get("Derive")) is not None:
            message = "A card has a line `= …` or `Derive:`, not both; the line `= …` was read."
            self._report(found.line, message, "Derive")
            return None
        derivation: Derivation | None = self._try("Derive", read_derivation)
        return derivation

    def _declare(
        self,
        kind: CardKind,
        letters: list[str],
        variables: list[str],
        domains: dict[str, str],
    ) -> None:
        declared = self._card.get("Variables") is not None
        if kind in _WITH_VARIABLES and not declared:
            variables = letters
            if kind is CardKind.ANTIDERIVATIVE:
                variables = [name for name in variables if name != "C"]
            if variables and kind is not CardKind.SET:
                names = ", ".join(variables)
                message = f"The letters of the answer are not declared: add `Variables: {names}`."
                line = self._card.every("=", "Derive")[0].line
                self._report(line, message, "Variables", is_notice=True)
        if kind is CardKind.ANTIDERIVATIVE:
            if variables:
                self._options["variable"] = variables[0]
            if "C" not in variables:
                variables = [*variables, "C"]
            self._options["constant"] = "required"
        if kind in _WITH_VARIABLES or declared:
            self._options["variables"] = variables
        if domains:
            self._options["domain"] = domains

    def _read_options(self, kind: CardKind) -> None:
        self._options |= self._try("Tolerance", read_tolerance) or {}
        if form := self._try("Form", _read_form):
            self._options["form"] = form
        if constant := self._try("Constant", _read_constant):
            self._options["constant"] = constant
        typos = self._try("Typos", _read_typos)
        if typos is not None:
            self._options["max_edits"] = typos
        if reject := self._values("Reject"):
            self._options["reject"] = reject
        self._options |= self._try("Options", _read_options) or {}
        for name in ("Typos", "Reject"):
            found = self._card.get(name)
            if found is not None and kind is not CardKind.TEXT:
                message = f"`{name}:` works for answers of kind text; this one is {kind}."
                self._report(found.line, message, name)

    def _values(self, name: str) -> list[str]:
        values = []
        for found in self._card.every(name):
            for _, text in found.items():
                values += split_outside_brackets(text, ";")
        return values

    def _try(self, name: str, read: Callable[[str], Any]) -> Any:
        fields = self._card.every(name)
        if not fields:
            return None
        if len(fields) > 1:
            self._report(fields[1].line, f"`{name}:` stands twice; the first one counts.", name)
        found = fields[0]
        text = "\n".join(item for _, item in found.items())
        try:
            return read(text)
        except DeclarationError as error:
            self._report(found.line, str(error), name)
            return None

    def _check_placeholders(self, parameters: dict[str, str]) -> None:
        line = self._card.first_line
        used = list(dict.fromkeys(_PLACEHOLDER.findall(self._prompt)))
        for name in used:
            if name not in parameters and parameters:
                message = f"`${{{name}}}` is no parameter of this card."
                self._report(line, message, "Parameters")
        for name in parameters:
            if name not in used:
                message = f"The question never shows `${{{name}}}`: nobody can know its value."
                self._report(line, message, "Parameters")


def _read_form(text: str) -> str:
    form = re.sub(r"[\s-]+", "_", text.strip().casefold())
    if form not in FORMS:
        known = ", ".join(form.replace("_", " ") for form in FORMS)
        suggestion = nearest(form, FORMS).replace("_", " ")
        hint = f"Did you mean `{suggestion}`?" if suggestion else f"Forms: {known}."
        raise DeclarationError(f"“{text.strip()}” is no form. {hint}")
    return form


def _read_constant(text: str) -> str:
    if text.strip().casefold() not in {"required", "any"}:
        raise DeclarationError("Write `Constant: required` or `Constant: any`.")
    return text.strip().casefold()


def _read_typos(text: str) -> int:
    stripped = text.strip().casefold()
    if stripped == "none":
        return 0
    if not re.fullmatch(r"\d", stripped) or int(stripped) > MOST_TYPOS:
        raise DeclarationError(f"Write a number from 0 to {MOST_TYPOS}.")
    return int(stripped)


def _read_options(text: str) -> dict[str, Any]:
    try:
        options = json.loads(text)
    except (ValueError, RecursionError):
        options = None
    if not isinstance(options, dict):
        raise DeclarationError('Write JSON on one line: `Options: {"log_base": 2}`.')
    return options
