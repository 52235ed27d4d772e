"""First look at a submitted text: its size, its characters, and a tidied copy that remembers where each character was."""

import re
import unicodedata
from dataclasses import dataclass

from cards.core.answers.parse.context import Fault, Unreadable
from cards.core.answers.parse.signs import COMBINING_ACCENTS, GREEK, SIGNS, SUBSCRIPTS, SUPERSCRIPTS
from cards.core.answers.parse.tokens import MAX_CHARACTERS, MAX_LATEX_CHARACTERS
from cards.core.answers.parse.unsupported import unsupported_sign

NARROW_SPACE = "\u2009"
_INVISIBLE = frozenset("\ufeff\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u00ad\ufe0e\ufe0f")
_BIDIRECTIONAL = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
)
_KNOWN = (
    frozenset(SIGNS)
    | frozenset(GREEK)
    | frozenset(SUPERSCRIPTS)
    | frozenset(SUBSCRIPTS)
    | frozenset(COMBINING_ACCENTS)
    | frozenset("∞½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒")
)
# Letters of other alphabets that look like Latin ones: pasted or typed with the wrong keyboard.
_LOOKALIKES = dict(
    zip("асеорхуікмтнвАВСЕНІКМОРТХУοαν", "aceopxyikmtHBABCEHIKMOPTXYoav", strict=True)
)
_DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """`places[k]` is where character k of `text` was submitted; one more entry for the end."""

    text: str
    places: tuple[int, ...]


def _refuse_size(text: str) -> None:
    limit = MAX_LATEX_CHARACTERS if "\\" in text else MAX_CHARACTERS
    if len(text) > limit:
        raise Unreadable(
            Fault.LIMIT,
            f"This is too long: an answer has at most {limit} characters.",
            limit,
            len(text),
        )
    if not text.strip():
        raise Unreadable(Fault.EMPTY, "Nothing was written.", 0, len(text))


def _refuse(character: str, at: int) -> Unreadable:
    if character in _LOOKALIKES:
        return Unreadable(
            Fault.SYMBOL,
            f"This letter looks like “{_LOOKALIKES[character]}” but belongs to another alphabet. "
            f"Type {_LOOKALIKES[character]} with a Latin keyboard.",
            at,
            at + 1,
        )
    if (message := unsupported_sign(character)) is not None:
        return Unreadable(Fault.SYMBOL, message, at, at + 1)
    code = f"U+{ord(character):04X}"
    if character in _BIDIRECTIONAL or unicodedata.category(character) in {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
    }:
        return Unreadable(
            Fault.CHARACTER,
            f"There is an invisible character here ({code}). Delete it.",
            at,
            at + 1,
        )
    return Unreadable(
        Fault.CHARACTER, f"The character “{character}” ({code}) has no meaning here.", at, at + 1
    )


def _tidy(character: str, at: int) -> str:
    """What one character stands for; usually itself."""
    if " " <= character <= "~" or character in _KNOWN:
        return character
    if character in _INVISIBLE:
        return ""
    if character in "\t\n\r":
        return " "
    if character in "\u00a0\u2009\u202f\u2007":
        return NARROW_SPACE
    if unicodedata.category(character) == "Zs":
        return " "
    number = ord(character)
    # Full-width forms and mathematical alphabets; NFKC on anything else would turn x² into x2.
    if 0xFF01 <= number <= 0xFF5E or 0x1D400 <= number <= 0x1D7FF or character == "ℎ":
        return unicodedata.normalize("NFKC", character)
    decomposed = unicodedata.normalize("NFD", character)
    if len(decomposed) == 2 and decomposed[0].isascii() and decomposed[1] in COMBINING_ACCENTS:
        return decomposed
    raise _refuse(character, at)


def tidy(text: str) -> Tidied:
    """Drop what is invisible, unify what only looks different, refuse what cannot be mathematics."""
    _refuse_size(text)
    characters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for replacement in _tidy(character, at):
            characters.append(replacement)
            places.append(at)
    tidied = "".join(characters)
    stripped = tidied.strip(" " + NARROW_SPACE)
    for opening, closing in _DELIMITERS:
        if (
            len(stripped) > len(opening + closing)
            and stripped.startswith(opening)
            and stripped.endswith(closing)
        ):
            first = tidied.index(opening)
            last = tidied.rindex(closing)
            tidied = (
                tidied[:first]
                + " " * len(opening)
                + tidied[first + len(opening) : last]
                + " " * len(closing)
                + tidied[last + len(closing) :]
            )
            break
    places.append(len(text))
    return Tidied(text=tidied, places=tuple(places))


_PROGRAM = re.compile(
    r"__|\b(?:import|lambda|eval|exec|compile|globals|locals|getattr|setattr|subprocess|system|popen|"
    r"print|open|input|while|return|def|class|function|var|require|process|constructor|prototype|"
    r"document|window|alert|script|SELECT|DROP|INSERT|DELETE|UPDATE|UNION SELECT|bash|curl|wget|rm)\b"
    r"(?=\s*[\s(:.'\"\[{;=]|$)"
    r"|\bfor\b.+\bin\b|['\"`].*['\"`]|['\"];|--\s*$|<\s*/?\s*[a-zA-Z!]+[^<>]*>|\$\{|\{\{|\{%|<\?|<%"
    r"|[A-Za-z_)\]'\"]\s*\.\s*[A-Za-z_]{2,}|;\s*[A-Za-z]{2,}|&&|\|\s*[a-z]{2,}\s|\.\./|:\s*//|/etc/"
    r"|\\(?:write\d*|input|include|def|edef|gdef|xdef|let|csname|catcode|immediate|openin|openout|read|"
    r"newcommand|renewcommand|usepackage|href|url|special|loop|expandafter|directlua|includegraphics|"
    r"html\w*|verb\w*|lstinputlisting|everymath|documentclass)"
    r"|@|\\x[0-9a-fA-F]{2}|%[0-9a-fA-F]{2}%|:=.*:=",
    re.IGNORECASE | re.DOTALL,
)


def program_text(text: str) -> tuple[int, int] | None:
    """Where text that could not be read looks like program, query or markup text.

    Nothing is ever executed, so this only picks the better message; it must not run on text that can be read.
    """
    found = _PROGRAM.search(text)
    return found.span() if found else None
