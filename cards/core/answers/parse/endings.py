"""What may follow the letters of a name and belong to it: a subscript, a number, primes."""

import re

from cards.core.answers.parse import signs
from cards.core.answers.parse.names import canonical_name

_SUBSCRIPT = re.compile(
    r"_(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\\[A-Za-z]+(?:\{[^{}]*\})?)|([A-Za-z0-9]+(?:_[A-Za-z0-9]+)*|[^\x00-\x7f]))"
)
_DIGITS = re.compile(r"\d+")
_PRIMES = re.compile(r"['′’]+")


def endings_at(text: str, last: int) -> list[tuple[str, int]]:
    """What may belong to the last name of a run, the longest first: subscript, number, primes."""
    found = _SUBSCRIPT.match(text, last)
    endings: list[tuple[str, int]] = []
    if found:
        if found[3] is not None:
            whole = found[3]
            endings += [
                ("_" + canonical_name(whole[:length]), found.start(3) + length)
                for length in range(min(len(whole), 24), 0, -1)
            ]
        else:
            content = found[1] if found[1] is not None else found[2]
            endings.append(("_" + canonical_name(content).replace("_", ""), found.end()))
            endings.append(("_" + canonical_name(content), found.end()))
    elif digits := _DIGITS.match(text, last):
        endings.append((digits[0], digits.end()))
    else:
        lowered = last
        while lowered < len(text) and text[lowered] in signs.SUBSCRIPTS:
            lowered += 1
        if lowered > last:
            endings.append((canonical_name(text[last:lowered]), lowered))
    endings.append(("", last))
    for ending, end in list(endings):
        if primes := _PRIMES.match(text, end):
            endings.insert(0, (ending + "'" * len(primes[0]), primes.end()))
    return endings
