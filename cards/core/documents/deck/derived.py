"""Reads `Derive: diff(x^2, x)`: an answer that its author leaves to be worked out."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from cards.core.documents.deck.declarations import DeclarationError
from cards.core.documents.deck.guess import names_in
from cards.core.documents.front_matter import nearest
from cards.core.kinds import CardKind

# What the checker can work out; a test holds the two lists together.
OPERATIONS = (
    "diff", "derivative", "integrate", "limit", "solve", "simplify", "factor", "expand",
)  # fmt: skip
MOST_ARGUMENTS = 4
LONGEST = 1000
_CALL = re.compile(r"([A-Za-z]+)\s*\((.*)\)")
_NAME = re.compile(r"[^\W\d]\w*")
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """One operation on an expression: `text` as written, with its parts."""

    text: str
    operation: str
    arguments: tuple[str, ...]

    @property
    def bound(self) -> str:
        """The letter that the operation takes away: that of a limit, an equation, a definite integral."""
        is_bound = self.operation in {"limit", "solve"} or (
            self.operation == "integrate" and len(self.arguments) > 2
        )
        found = is_bound and len(self.arguments) > 1 and _NAME.fullmatch(self.arguments[1])
        return self.arguments[1] if found else ""

    def letters(self, parameters: Collection[str]) -> list[str]:
        """The letters that the answer can have, in order."""
        names = (name for argument in self.arguments for name in names_in(argument))
        return [name for name in dict.fromkeys(names) if name not in {*parameters, self.bound}]


def read_derivation(text: str) -> Derivation:
    """The operation and its arguments. DeclarationError says what to write instead."""
    stripped = text.strip()
    if len(stripped) > LONGEST:
        raise DeclarationError(f"This is too long: at most {LONGEST} characters.")
    found = _CALL.fullmatch(stripped)
    if found is None:
        raise DeclarationError(
            "Write one operation with its arguments in brackets, such as `diff(x^2, x)`."
        )
    if found[1] not in OPERATIONS:
        meant = nearest(found[1], OPERATIONS)
        advice = f"Did you mean `{meant}`?" if meant else f"Known are {', '.join(OPERATIONS)}."
        raise DeclarationError(f"“{found[1]}” is no operation. {advice}")
    arguments = _split(found[2])
    if not all(arguments):
        raise DeclarationError("An argument is empty.")
    if len(arguments) > MOST_ARGUMENTS:
        raise DeclarationError(f"These are {len(arguments)} arguments; at most 4 are taken.")
    return Derivation(text=stripped, operation=found[1], arguments=tuple(arguments))


def guess_derived_kind(derivation: Derivation, parameters: Collection[str]) -> CardKind:
    """The kind of answer that an operation gives, where its author does not say."""
    if derivation.operation == "solve":
        return CardKind.SET
    if derivation.operation == "integrate" and len(derivation.arguments) < 3:
        return CardKind.ANTIDERIVATIVE
    return CardKind.EXPRESSION if derivation.letters(parameters) else CardKind.NUMBER


def _split(text: str) -> list[str]:
    parts, open_brackets = [""], list[str]()
    for sign in text:
        if sign in "([{":
            open_brackets.append(sign)
        elif sign in _PAIRS and (not open_brackets or open_brackets.pop() != _PAIRS[sign]):
            raise DeclarationError(f"A bracket `{sign}` closes what was not opened.")
        if sign == "," and not open_brackets:
            parts.append("")
        else:
            parts[-1] += sign
    if open_brackets:
        raise DeclarationError(f"The bracket `{open_brackets[-1]}` is not closed.")
    return [part.strip() for part in parts]
