"""Where the number of a quantity ends and its unit begins: `72 km/h`, `5e-6 s`, `$2.50/h`, `3·10⁻⁴ \\mathrm{m}`."""

import re
from dataclasses import dataclass

from cards.core.answers.parse.context import Fault, Unreadable

LONGEST_QUANTITY = 300

# All replacements keep the length, so that places in the tidied text are places in the submitted one.
_SIGNS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "~": " ", "\ufeff": " "})
_MICRO = re.compile(r"\\mu\s*(?:\\(?:mathrm|text|operatorname)\s*\{)?")
_DEGREE = re.compile(r"\^\s*\{?\s*\\circ\s*\}?\s*(?:\\(?:mathrm|text)\s*\{)?")
_FONT = re.compile(r"\\(?:mathrm|mathit|mathsf|text|textrm|operatorname|rm|unit|si)(?![A-Za-z])")
_SPACE = re.compile(r"\\(?:[,;:!> ]|quad(?![A-Za-z])|left(?![A-Za-z])|right(?![A-Za-z]))")
_ESCAPED = re.compile(r"\\(?=[%$])")
_TIMES_TEN = re.compile(r"[xX](?=\s*10\s*(?:\^|\*\*|[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]))")
_OMEGA = re.compile(r"\\(?:Omega|ohm)(?![A-Za-z])")

_NUMBER_PIECE = re.compile(
    r"""\s+
    | (?:\d+(?:[.,'’]\d+)*[.,]?|[.,]\d+)(?:[eE][+\-−–]?\d+)?[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]*
    | [+\-−–±*·⋅×/÷^(){}!√∞½⅓⅔¼¾⅕⅛]
    | [⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+
    | \\(?:cdot|times|frac|dfrac|tfrac|sqrt|pi|infty|ln|log|exp|pm|div)(?![A-Za-z])
    | (?:sqrt|ln|log2|log10|log|exp|pi|inf|infinity|infty)(?![A-Za-z])
    | π
    | e(?=\s*\^)
    """,
    re.VERBOSE,
)
_CURRENCY_FIRST = re.compile(r"\s*([+\-−–]?)\s*(\$|€|£|¢|USD|EUR|GBP)\s*(?=[+\-−–]?[\d.,])")
_HANGING = re.compile(r"(?:\s|[*·⋅×]|\\cdot|\\times)+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitQuantity:
    """The two halves. Each keeps its place by leading blanks: offsets in either are offsets in the whole."""

    number: str
    unit: str
    unit_start: int
    unit_end: int

    @property
    def has_unit(self) -> bool:
        return bool(self.unit.strip())


def split_quantity(text: str) -> SplitQuantity:
    """Cut a quantity in two. Raises Unreadable when it is too long or does not begin with a number."""
    if len(text) > LONGEST_QUANTITY:
        raise Unreadable(
            Fault.LIMIT,
            f"The answer has {len(text):,} characters; a quantity has at most {LONGEST_QUANTITY}.",
            LONGEST_QUANTITY,
            len(text),
        )
    tidied = _tidy(text)
    if not tidied.strip():
        raise Unreadable(Fault.EMPTY, "Type a number with its unit.", 0, len(text))
    if currency := _CURRENCY_FIRST.match(tidied):
        return _split_money(tidied, currency)
    end = 0
    while found := _NUMBER_PIECE.match(tidied, end):
        end = found.end()
    end = _before_the_unit(tidied, end)
    number = tidied[:end]
    if not any(character.isalnum() or character in "∞½⅓⅔¼¾⅕⅛" for character in number):
        start = len(tidied) - len(tidied.lstrip())
        raise Unreadable(
            Fault.NUMBER, "The number in front of the unit is missing.", start, len(text)
        )
    return SplitQuantity(
        number=number, unit=" " * end + tidied[end:], unit_start=end, unit_end=len(text)
    )


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _tidy(text: str) -> str:
    tidied = text.translate(_SIGNS)
    stripped = tidied.strip()
    for opening, closing in (("$", "$"), ("\\(", "\\)")):
        inside = stripped[len(opening) : -len(closing)]
        if (
            stripped.startswith(opening)
            and stripped.endswith(closing)
            and inside.strip()
            and opening not in inside
        ):
            start = tidied.index(opening)
            tidied = (
                " " * (start + len(opening))
                + inside
                + " " * (len(tidied) - start - len(opening) - len(inside))
            )
            break
    return _braced_words(tidied)


def _braced_words(text: str) -> str:
    text = _MICRO.sub(lambda found: _keep_brace(found[0], "µ"), text)
    text = _DEGREE.sub(lambda found: _keep_brace(found[0], "°"), text)
    text = _TIMES_TEN.sub("×", text)
    text = _OMEGA.sub(lambda found: " " * (len(found[0]) - 1) + "Ω", text)
    for pattern in (_FONT, _SPACE, _ESCAPED):
        text = pattern.sub(_blank, text)
    return text


def _keep_brace(found: str, sign: str) -> str:
    """The sign next to what follows; the brace of `\\mu\\mathrm{s}` goes in front of it: `{µs}`."""
    front = "{" if found.endswith("{") else ""
    return " " * (len(found) - 1 - len(front)) + front + sign


def _before_the_unit(text: str, end: int) -> int:
    """Give back to the unit what only it can use: a slash, an opened bracket, the 1 of `1/s`."""
    if end >= len(text):
        return end
    depth: list[int] = []
    for place, sign in enumerate(text[:end]):
        if sign in "({":
            depth.append(place)
        elif sign in ")}" and depth:
            depth.pop()
    if depth:
        end = depth[0]
    if found := re.search(r"\\[dt]?frac\s*$", text[:end]):
        end = found.start()
    if found := re.search(r"/\s*$", text[:end]):
        end = found.start()
        if one := re.search(r"(?<=[\d)⁰¹²³⁴⁵⁶⁷⁸⁹])(?:\s+|\s*[*·⋅×]\s*)1\s*$", text[:end]):
            end = one.start()
    if found := _HANGING.search(text[:end]):
        end = found.start()
    return end


def _split_money(text: str, currency: re.Match[str]) -> SplitQuantity:
    """`$2.50/h` is 2.50 $/h; the number keeps its place."""
    rest = text[currency.end() :]
    number_end = 0
    while found := _NUMBER_PIECE.match(rest, number_end):
        number_end = found.end()
    number_end = _before_the_unit(rest, number_end)
    sign = "-" if currency[1] in {"-", "−", "–"} else " "
    number = " " * (currency.end() - 1) + sign + rest[:number_end]
    # The currency stands where the number stood; what follows keeps its place in the text.
    space = currency.end() + number_end
    unit = currency[2].rjust(space) + rest[number_end:]
    return SplitQuantity(number=number, unit=unit, unit_start=currency.start(2), unit_end=len(text))
