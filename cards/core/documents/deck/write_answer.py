"""Writes the specification of a checked answer as the keys of our deck format."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cards.core.kinds import CardKind

_TOLERANCES = {"rtol", "atol", "sigfigs", "places"}
_WRITTEN = {*_TOLERANCES, "variables", "variable", "domain", "form", "constant", "max_edits"}


def answer_lines(specification: Mapping[str, Any], *, plain: bool) -> list[str]:
    """The lines from `= answer` or `Derive:` on. `plain` prefers readable keys; otherwise every option is
    written as JSON, which loses nothing."""
    options = dict(specification.get("options") or {})
    is_text = specification["kind"] == CardKind.TEXT
    accepted = list(specification.get("accepted", ()))
    if is_text:
        accepted = list(options.pop("accept", accepted))
    derive = specification.get("derive")
    lines = [f"Derive: {derive}" if derive else f"= {specification['correct']}"]
    if not plain and derive:
        lines += [f"Accept: {value}" for value in accepted]
        lines.append(f"Kind: {specification['kind']}")
    elif not plain:
        lines += [f"= {value}" for value in accepted]
        lines.append(f"Kind: {specification['kind']}")
    lines += _declared(specification)
    if plain:
        lines += _readable_options(options)
        lines += [f"Accept: {value}" for value in accepted]
        if is_text:
            lines += [f"Reject: {value}" for value in options.pop("reject", ())]
        options = {name: value for name, value in options.items() if name not in _WRITTEN}
    if options:
        lines.append("Options: " + json.dumps(options, ensure_ascii=False))
    return lines + shared_lines(specification)


def shared_lines(specification: Mapping[str, Any]) -> list[str]:
    """The keys that choices and orderings know as well."""
    lines = [
        f"Wrong: {wrong['answer']} -> {wrong['feedback']}"
        for wrong in specification.get("wrong", ())
    ]
    if not specification.get("hints", True):
        lines.append("Hints: off")
    return lines


def _declared(specification: Mapping[str, Any]) -> list[str]:
    lines = []
    if parameters := specification.get("parameters"):
        written = ", ".join(f"{name} in {values}" for name, values in parameters.items())
        lines.append(f"Parameters: {written}")
    if constraints := specification.get("constraints"):
        lines.append("Constraints: " + ", ".join(constraints))
    return lines


def _readable_options(options: Mapping[str, Any]) -> list[str]:
    lines = []
    variables, domains = options.get("variables") or [], options.get("domain") or {}
    if "constant" in options:
        variables = [name for name in variables if name != "C"]
    if variables:
        written = (f"{name} in {domains[name]}" if name in domains else name for name in variables)
        lines.append("Variables: " + ", ".join(written))
    tolerances = [_tolerance(name, options[name]) for name in options if name in _TOLERANCES]
    if tolerances:
        lines.append("Tolerance: " + ", ".join(tolerances))
    if "form" in options:
        lines.append(f"Form: {str(options['form']).replace('_', ' ')}")
    if options.get("constant", "required") != "required":
        lines.append(f"Constant: {options['constant']}")
    if "max_edits" in options:
        lines.append(f"Typos: {options['max_edits']}")
    return lines


def _tolerance(name: str, value: Any) -> str:
    if name == "sigfigs":
        return f"{value} significant figure{'s' if value != 1 else ''}"
    if name == "places":
        return f"{value} decimal place{'s' if value != 1 else ''}"
    if name == "atol":
        return f"{value} absolute"
    if not value:
        return "exact"
    percent = f"{Decimal(str(value)) * 100:f}"
    return f"{percent.rstrip('0').rstrip('.') if '.' in percent else percent} %"
