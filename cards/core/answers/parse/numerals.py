"""Reading one numeral: digits, decimal point or comma, separators of thousands, power of ten."""

import re
from collections.abc import Container
from dataclasses import dataclass
from fractions import Fraction

from cards.core.answers.parse.context import Fault, ParseContext
from cards.core.answers.parse.tidy import NARROW_SPACE
from cards.core.answers.parse.tokens import MAX_DIGITS, MAX_EXPONENT

VULGAR_FRACTIONS: dict[str, Fraction] = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅕": Fraction(1, 5),
    "⅖": Fraction(2, 5),
    "⅗": Fraction(3, 5),
    "⅘": Fraction(4, 5),
    "⅙": Fraction(1, 6),
    "⅚": Fraction(5, 6),
    "⅐": Fraction(1, 7),
    "⅛": Fraction(1, 8),
    "⅜": Fraction(3, 8),
    "⅝": Fraction(5, 8),
    "⅞": Fraction(7, 8),
    "⅑": Fraction(1, 9),
    "⅒": Fraction(1, 10),
}

# These separators can be nothing else, so they are always taken: 1_000, 1{,}000, 1\,000, 1 000.
_GROUPS = rf"\d{{1,3}}(?:(?:\{{,\}}|\\,|{NARROW_SPACE}|_)\d{{3}})+(?!\d)"
_COMMA_GROUPS = r"\d{1,3}(?:,\d{3})+(?!\d)"
# 1 234 567, where no mixed number can be meant.
_BLANK_GROUPS = r"[1-9]\d{0,2}(?: \d{3})+(?!\s*[\d/])"
_POINT_GROUPS = r"\d{1,3}(?:\.\d{3})+(?=,\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
_PLAIN = r"\d+"
_EXPONENT = re.compile(r"[eE]([-+−–]?)(\d+)")


def _pattern(groups: str, point: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<whole>{groups}|{_PLAIN})?(?:(?P<point>{point})(?P<part>\d*))?")


_POINT = _pattern(_GROUPS, r"\.")
_POINT_AND_COMMA_GROUPS = _pattern(f"{_GROUPS}|{_COMMA_GROUPS}", r"\.")
_POINT_AND_ANY_GROUPS = _pattern(f"{_GROUPS}|{_COMMA_GROUPS}|{_BLANK_GROUPS}", r"\.")
# A comma is decimal only right before a digit: "(1, 2)" stays a pair.
_COMMA = _pattern(_GROUPS.replace(r"\{,\}|", ""), r"\.|(?:\{,\}|,)(?=\d)")
_COMMA_AND_POINT_GROUPS = _pattern(
    _GROUPS.replace(r"\{,\}|", "") + "|" + _POINT_GROUPS, r"\.|(?:\{,\}|,)(?=\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    value: Fraction
    text: str
    is_decimal: bool
    last: int
    note: str = ""


def _pick(context: ParseContext) -> re.Pattern[str]:
    if context.decimal_comma:
        return _COMMA_AND_POINT_GROUPS if context.thousands else _COMMA
    if context.thousands:
        return _POINT_AND_COMMA_GROUPS if context.mixed else _POINT_AND_ANY_GROUPS
    return _POINT


def read_numeral(
    text: str, at: int, context: ParseContext, variables: Container[str]
) -> Numeral | tuple[Fault, str, int]:
    """The numeral that begins at `at`, or what is wrong with it and up to where."""
    found = _pick(context).match(text, at)
    whole = re.sub(r"\D", "", found["whole"] or "") if found else ""
    part = (found["part"] or "") if found else ""
    if found is None or not (whole or part):
        return Fault.NUMBER, "A point without digits stands here.", at + 1
    last = found.end()
    if len(whole) + len(part) > MAX_DIGITS:
        return Fault.LIMIT, f"A number may have at most {MAX_DIGITS} digits.", last
    if text[last : last + 1] == "." and re.match(r"\.\d?", text[last:]):
        return Fault.NUMBER, "This number has two decimal points.", last + 1
    is_decimal = found["point"] is not None
    shown = (whole or "0") + (f".{part}" if is_decimal else "")
    exponent = 0
    # Where e is a variable, 2e3 is a product.
    written = None if "e" in variables else _EXPONENT.match(text, last)
    if written:
        if len(written[2]) > 4 or int(written[2]) > MAX_EXPONENT:
            message = f"The power of ten is too large; at most {MAX_EXPONENT} is read."
            return Fault.LIMIT, message, written.end()
        exponent = int(written[2]) * (-1 if written[1] in {"-", "−", "–"} else 1)
        shown += f"e{exponent}"
        last = written.end()
        is_decimal = True
    note = ""
    if context.decimal_comma and found["point"] == "." and re.fullmatch(r"\d{3}", part):
        note = f"{found[0]} is read with a decimal point."
    if " " in (found["whole"] or ""):
        note = f"{found[0]} is read as one number, {shown}."
    value = Fraction(int(whole + part or "0")) * Fraction(10) ** (exponent - len(part))
    return Numeral(value=value, text=shown, is_decimal=is_decimal, last=last, note=note)
