"""Notation that is understood by people and deliberately not by this language, each with what to write instead."""

import re

_ADVICE = "Work it out and write the result."
_NOTATIONS = {
    "sum": f"Sums (Σ) are not calculated here. {_ADVICE}",
    "prod": f"Products (Π) are not calculated here. {_ADVICE}",
    "int": f"Integrals are not calculated here. {_ADVICE}",
    "lim": f"Limits are not calculated here. {_ADVICE}",
    "diff": f"Derivatives are not calculated here. {_ADVICE}",
    "solve": f"Equations are not solved here. {_ADVICE}",
    "cases": "Definitions by cases are not read here. Write the cases as separate conditions, if the question asks for them.",
}
_WORDS = {
    "sum": "sum",
    "Sum": "sum",
    "prod": "prod",
    "product": "prod",
    "int": "int",
    "iint": "int",
    "oint": "int",
    "integral": "int",
    "integrate": "int",
    "lim": "lim",
    "limit": "lim",
    "diff": "diff",
    "derivative": "diff",
    "partial": "diff",
    "nabla": "diff",
    "grad": "diff",
    "solve": "solve",
}
SIGNS = {"∑": "sum", "∏": "prod", "∫": "int", "∬": "int", "∮": "int", "∂": "diff", "∇": "diff"}
_DIFFERENTIALS = re.compile(
    r"\\frac\s*\{\s*(?:\\mathrm\{)?d|d\s*/\s*d[A-Za-z]|d[A-Za-z]\s*/\s*d[A-Za-z]"
)


def unsupported(text: str, at: int, word: str) -> str | None:
    """What to say about an unknown word at a place, when it belongs to a notation that is not read."""
    if word in _WORDS:
        return _NOTATIONS[_WORDS[word]]
    if word.startswith("d") and len(word) <= 2:
        found = _DIFFERENTIALS.search(text)
        if found is not None and found.start() <= at <= found.end() + 4:
            return _NOTATIONS["diff"]
    return None


def unsupported_sign(sign: str) -> str | None:
    """The same for a single character."""
    return _NOTATIONS[SIGNS[sign]] if sign in SIGNS else None


def unsupported_environment(name: str) -> str | None:
    """The same for a LaTeX environment."""
    return _NOTATIONS["cases"] if name in {"cases", "dcases", "rcases"} else None
