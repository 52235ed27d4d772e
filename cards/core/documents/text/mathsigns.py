"""Telling a formula line from prose, and a sentence that announces one."""

import re

from cards.core.documents.text.wordset import word_set

_RELATION = re.compile(
    r"(?<![<>=!])(?:=|≈|∝|≤|≥|≔|:=|→)(?!=)|\\(?:approx|propto|leq?|geq?|to|equiv)\b"
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_FUNCTION = word_set(
    "sigmoid softmax tanh relu sqrt mean sum activation attention loss weights bias output input ",
    "precision recall gradient momentum lambda alpha beta gamma learning rate error rate original ",
    "proj original_loss learning_rate concat argmax argmin norm layer head expression prediction ",
    "label true total actual predicted values value number width height",
)
_DISPLAY = re.compile(r"^\s*(?:\$\$[^$]{1,2000}\$\$|\$[^$]{1,600}\$|\\\[.{1,2000}\\\])\s*[.,]?\s*$")
_ANNOUNCES = re.compile(
    r"\b(?:defined|given|written|computed|calculated|expressed|estimated|formulated|updated) (?:as|by)\s*:$"
    r"|\b(?:formula|equation|objective|loss|form|is|are|function|risk|rule|update|expression|identity"
    r"|algorithm is|variance|likelihood|instead|equivalently)\s*(?:\([^()]{0,40}\))?:$",
    re.I,
)


def is_display_maths(text: str) -> bool:
    return bool(_DISPLAY.match(text))


def is_formula(text: str) -> bool:
    """Whether a whole line is a formula: a relation between two sides, hardly any words."""
    if is_display_maths(text):
        return True
    if len(text) > 240 or text.endswith((".", ":", "?", "!")):
        return False
    found = _RELATION.search(text)
    if found is None or not 0 < found.start() <= 80:
        return False
    left = text[: found.start()].strip()
    right = text[found.end() :].strip()
    if not left or not right or not re.search(r"[\w)]", right):
        return False
    words = [word.lower() for word in _WORD.findall(re.sub(r"\\[A-Za-z]+", "", text))]
    strange = [word for word in words if word not in _FUNCTION]
    if len(strange) > 4:
        return False
    return len(left.split()) <= 6 and not re.search(r"[;{}]$", text)


def announces_formula(text: str) -> bool:
    """Whether a line ending in a colon promises a formula rather than a list."""
    return bool(_ANNOUNCES.search(text[-160:])) or (text.endswith(":") and "$" in text)


def maths_share(text: str) -> float:
    """The share of a text that stands between dollar signs."""
    inside = sum(len(part) for part in re.findall(r"\$[^$]{1,600}\$", text))
    return inside / max(len(text), 1)
