"""Reads the keys of a checked answer: variables, parameters, tolerance, wrong answers."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

DOMAINS = ("real", "pos", "neg", "prob", "int", "complex")
_LONG_DOMAINS = {
    "positive": "pos",
    "negative": "neg",
    "probability": "prob",
    "integer": "int",
    "integers": "int",
    "reals": "real",
}
_LETTER = re.compile(r"^\\?[^\W\d]\w*(?:_\{\w+\})?'*$")
_BOUND = r"[-+−]?(?:\d+(?:\.\d+)?|\.\d+|inf|pi)"
_RANGE = re.compile(rf"^(?:(int)\s+)?({_BOUND})\s*\.\.\s*({_BOUND})$")
_INTERVAL = re.compile(rf"^[\[(]\s*({_BOUND})\s*,\s*({_BOUND})\s*[\])]$")
_STEPS = re.compile(rf"^({_BOUND})\s*\.\.\s*({_BOUND})(?:\s+step\s+(\d*\.?\d+))?$")
_SET = re.compile(r"^\{\s*[^{}]+\s*\}$")
_NUMBER = r"(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+)"
_PERCENT = re.compile(rf"^(?:±|\+/-)?\s*{_NUMBER}\s*(?:%|per ?cent)(?:\s+relative)?$")
_ABSOLUTE = re.compile(rf"^(?:(?:±|\+/-)\s*{_NUMBER}(?:\s+absolute)?|{_NUMBER}\s+absolute)$")
_RELATIVE = re.compile(rf"^{_NUMBER}\s+relative$")
_FIGURES = re.compile(
    r"^(\d{1,2})\s*(?:significant figures?|significant digits?|sig\.? ?figs?|s\.?f\.?)$"
)
_PLACES = re.compile(r"^(\d{1,2})\s*(?:decimal places?|decimals?|places?|d\.?p\.?)$")


class DeclarationError(ValueError):
    """A key whose value cannot be read; the message tells the author what to write."""


def split_outside_brackets(text: str, separators: str) -> list[str]:
    """Split at separators that stand in no bracket; empty parts are dropped."""
    parts, depth, current = [], 0, ""
    for sign in text:
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth = max(0, depth - 1)
        if sign in separators and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += sign
    parts.append(current)
    return [part.strip() for part in parts if part.strip()]


def read_variables(text: str) -> tuple[list[str], dict[str, str]]:
    """`x, p in prob, n in int 1..9` as the letters and the domains of those that have one."""
    names: list[str] = []
    domains: dict[str, str] = {}
    waiting: list[str] = []
    for part in split_outside_brackets(_protect_half_open(text), ",;"):
        name, has_domain, domain = re.sub(r"\s*∈\s*", " in ", part).partition(" in ")
        name = name.strip().strip("$")
        if not _LETTER.match(name):
            raise DeclarationError(f"“{name}” is no variable: write letters, as in `x, p in prob`.")
        if name in names:
            raise DeclarationError(f"“{name}” is declared twice.")
        names.append(name)
        waiting.append(name)
        if has_domain:
            domains[name] = _domain(domain.strip())
    if not names:
        raise DeclarationError("Name the variables: `Variables: x, y`.")
    return names, domains


def _protect_half_open(text: str) -> str:
    """Brackets of a half-open interval do not pair up; they do once both are square."""
    return re.sub(
        rf"[\[(\]]\s*({_BOUND})\s*,\s*({_BOUND})\s*[\])\[]", lambda found: _closed(found), text
    )


def _closed(found: re.Match[str]) -> str:
    return f"[{found[1]}, {found[2]}]"


def _domain(text: str) -> str:
    folded = _LONG_DOMAINS.get(text.casefold(), text.casefold())
    if folded in DOMAINS:
        return folded
    if match := _RANGE.match(folded):
        _ordered(match[2], match[3])
        if match[1] and re.fullmatch(
            r"[-+]?\d{1,6}\.\.(?:[-+]?\d{1,6}|inf)", f"{match[2]}..{match[3]}"
        ):
            return f"int {match[2]}..{match[3]}"
        return "int" if match[1] else f"[{match[2]}, {match[3]}]"
    if match := _INTERVAL.match(folded):
        _ordered(match[1], match[2])
        return f"[{match[1]}, {match[2]}]"
    raise DeclarationError(
        f"“{text}” is no range of a variable: write {', '.join(DOMAINS)}, `0..5`, `int 1..9` or `[0, 5]`."
    )


def _ordered(low: str, high: str) -> None:
    try:
        if Decimal(low.replace("−", "-")) >= Decimal(high.replace("−", "-")):
            raise DeclarationError(f"The range {low}..{high} is empty: the lower end comes first.")
    except InvalidOperation:
        return  # inf or pi: the checker knows


def read_parameters(text: str) -> dict[str, str]:
    """`s in 0.05..0.95 step 0.05, n in {2, 4, 8}` as name and range."""
    parameters: dict[str, str] = {}
    for part in split_outside_brackets(text, ",;\n"):
        name, has_range, values = part.partition(" in ")
        name, values = name.strip(), " ".join(values.split())
        if not has_range or not re.fullmatch(r"[^\W\d]\w*", name):
            raise DeclarationError(
                f"“{part}” is no parameter: write `s in 0.05..0.95 step 0.05` or `n in {{2, 4, 8}}`."
            )
        if name in parameters:
            raise DeclarationError(f"“{name}” is declared twice.")
        if steps := _STEPS.match(values):
            _ordered(steps[1], steps[2])
            if steps[3] and not Decimal(steps[3]):
                raise DeclarationError("A step of 0 leads nowhere.")
        elif not _SET.match(values):
            raise DeclarationError(
                f"“{values}” is no range for {name}: write `1..9`, `0.1..0.9 step 0.1` or `{{2, 4, 8}}`."
            )
        parameters[name] = values
    if not parameters:
        raise DeclarationError("Name the parameters: `Parameters: s in 0.05..0.95 step 0.05`.")
    return parameters


def read_constraints(text: str) -> list[str]:
    """`a != b, a < b` as single conditions."""
    constraints = split_outside_brackets(text, ",;\n")
    for constraint in constraints:
        if not re.search(r"!=|<=|>=|[<>]|=", constraint):
            raise DeclarationError(f"“{constraint}” compares nothing: write `a != b` or `a < b`.")
    if not constraints:
        raise DeclarationError("Name a condition: `Constraints: a != b`.")
    return constraints


def read_tolerance(text: str) -> dict[str, Any]:
    """The tolerance as options of the checker."""
    options: dict[str, Any] = {}
    for part in split_outside_brackets(text.casefold(), ",;"):
        options |= _one_tolerance(part)
    if not options:
        raise DeclarationError(_TOLERANCES)
    return options


_TOLERANCES = (
    "Write `0.5 %`, `1e-3 absolute`, `3 significant figures`, `2 decimal places` or `exact`."
)


def _one_tolerance(text: str) -> dict[str, Any]:
    if text == "exact":
        return {"rtol": 0}
    if match := _PERCENT.match(text):
        return {"rtol": float(Decimal(match[1]) / 100)}
    if match := _ABSOLUTE.match(text):
        return {"atol": float(match[1] or match[2])}
    if match := _RELATIVE.match(text):
        return {"rtol": float(match[1])}
    if match := _FIGURES.match(text):
        return {"sigfigs": _positive(match[1])}
    if match := _PLACES.match(text):
        return {"places": int(match[1])}
    if re.fullmatch(_NUMBER, text):
        raise DeclarationError(f"Is {text} absolute or relative? {_TOLERANCES}")
    raise DeclarationError(f"“{text}” is no tolerance. {_TOLERANCES}")


def _positive(digits: str) -> int:
    if not int(digits):
        raise DeclarationError("At least one significant figure is needed.")
    return int(digits)


def read_wrong(text: str) -> dict[str, str]:
    """`answer -> feedback`."""
    answer, arrow, feedback = re.sub(r"\s→\s", " -> ", text).partition(" -> ")
    if not arrow or not answer.strip() or not feedback.strip():
        raise DeclarationError("Write the wrong answer, ` -> `, and what to tell the learner.")
    return {"answer": answer.strip(), "feedback": feedback.strip()}


def read_switch(text: str) -> bool:
    """`on` or `off`."""
    folded = text.strip().casefold()
    if folded in {"on", "yes", "true"}:
        return True
    if folded in {"off", "no", "false", "none"}:
        return False
    raise DeclarationError("Write `on` or `off`.")
