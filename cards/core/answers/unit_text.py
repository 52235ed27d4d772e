"""Reading a unit as it is written: `m/s^2`, `J/(kg·K)`, `kW-h`, `tokens per second`, `\\mathrm{km}\\,h^{-1}`."""

import re
from dataclasses import dataclass

from cards.core.answers.parse.context import Fault, Unreadable
from cards.core.answers.units import ONE, Unit, find_unit, nearest_names

LONGEST_UNIT = 60
LARGEST_EXPONENT = 9

UNKNOWN_UNIT = "unknown_unit"

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<power>(?:\^|\*\*)\s*(?:\{\s*([+\-−]?\d+)\s*\}|\(\s*([+\-−]?\d+)\s*\)|([+\-−]?\d+)))
    | (?P<superscript>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    | (?P<fraction>\\[dt]?frac)
    | (?P<times>[*·⋅×∙•]|\\cdot|\\times)
    | (?P<over>/|÷)
    | (?P<open>[({])
    | (?P<close>[)}])
    | (?P<hyphen>-(?=[A-Za-zµμΩ]))
    | (?P<name>°\s?[CF](?![A-Za-z])|[°º˚%‰$€£¢℃℉]|[A-Za-zµμΩ\u2126Åå\u212bK_]+)
    | (?P<glued>[+\-−]?\d+)
    )""",
    re.VERBOSE,
)
_PER = {"per", "pro"}
_BEFORE = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}
_AFTER = {"squared": 2, "cubed": 3}
# `7B parameters`, `300 M tokens`: a letter for a number, only in front of something counted.
_SCALES = {"k": 3, "K": 3, "M": 6, "G": 9, "B": 9, "T": 12}
_COUNTED = {"parameter", "token", "image", "sample", "request", "user", "word", "document"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    sort: str
    text: str
    start: int
    end: int
    exponent: int = 1


def read_unit(text: str, start: int = 0) -> Unit:
    """The unit a text names. `start` is where the text begins in the whole answer, for the places in errors."""
    if len(text.strip()) > LONGEST_UNIT:
        raise Unreadable(
            Fault.LIMIT,
            f"The unit has more than {LONGEST_UNIT} characters.",
            start,
            start + len(text),
        )
    reader = _UnitReader(_cut(text, start), start, start + len(text))
    return reader.whole()


def _cut(text: str, start: int) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    text = text.rstrip().rstrip(".,;")
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            sign = text[place:].lstrip()[:1]
            at = start + text.index(sign, place)
            raise Unreadable(Fault.CHARACTER, f"“{sign}” does not belong in a unit.", at, at + 1)
        sort = next(name for name, value in found.groupdict().items() if value is not None)
        written = found[sort]
        begin = start + found.end() - len(written)
        exponent = 1
        if sort in {"power", "superscript", "glued"}:
            digits = written.translate(_SUPERSCRIPTS).replace("−", "-").strip("^*{}() \t")
            exponent = _exponent(digits, begin, start + found.end())
            sort = "power"
        tokens.append(
            _Token(sort=sort, text=written, start=begin, end=start + found.end(), exponent=exponent)
        )
        place = found.end()
    return tokens


def _exponent(digits: str, start: int, end: int) -> int:
    if len(digits) > 3 or abs(int(digits)) > LARGEST_EXPONENT:
        raise Unreadable(
            Fault.LIMIT, f"Exponents of units go up to {LARGEST_EXPONENT}.", start, end
        )
    return int(digits)


class _UnitReader:
    """Recursive descent over the tokens of one unit; products and quotients go from left to right."""

    def __init__(self, tokens: list[_Token], start: int, end: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._start = start
        self._end = end

    def whole(self) -> Unit:
        unit = self._product()
        if self._at < len(self._tokens):
            raise self._unexpected()
        return unit

    def _peek(self, ahead: int = 0) -> _Token | None:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def _take(self, *sorts: str) -> _Token | None:
        token = self._peek()
        if token is not None and token.sort in sorts:
            self._at += 1
            return token
        return None

    def _unexpected(self) -> Unreadable:
        token = self._peek()
        if token is None:
            return Unreadable(
                Fault.SYNTAX, "The unit stops too early: a name is missing.", self._end, self._end
            )
        fault = Fault.BRACKET if token.sort in {"open", "close"} else Fault.SYNTAX
        return Unreadable(
            fault, f"“{token.text}” does not fit here in a unit.", token.start, token.end
        )

    def _product(self) -> Unit:
        self._take("times", "hyphen")  # 5·km, 5-km
        unit = ONE if self._is_division() else self._factor()
        while (token := self._peek()) is not None and token.sort != "close":
            sign = 1
            if self._is_division():
                self._at += 1
                sign = -1
            else:
                self._take("times", "hyphen")
            unit = unit.times(self._factor(), sign)
        return unit

    def _is_division(self) -> bool:
        token = self._peek()
        return token is not None and (
            token.sort == "over" or (token.sort == "name" and token.text.casefold() in _PER)
        )

    def _factor(self) -> Unit:
        if self._take("fraction"):
            above, below = self._group(), self._group()
            return self._raised(above.times(below, -1))
        opening = self._peek()
        if opening is not None and opening.sort == "open":
            return self._raised(self._group())
        one = self._peek()
        if one is not None and one.sort == "power" and one.text == "1":  # 1/s
            self._at += 1
            return ONE
        token = self._take("name")
        if token is None:
            raise self._unexpected()
        word = token.text.casefold()
        following = self._peek()
        if word in _BEFORE and following is not None and following.sort == "name":
            return ONE.times(self._factor(), _BEFORE[word])
        if (
            token.text in _SCALES
            and following is not None
            and following.sort == "name"
            and (counted := find_unit(following.text)) is not None
            and {name for name, _ in counted.dimensions} & _COUNTED
        ):
            return Unit(factor=ONE.factor * 10 ** _SCALES[token.text])
        if word in {"deg", "degree", "degrees"} and following is not None:
            joined = find_unit("deg" + following.text.casefold())
            if joined is None and following.text in {"C", "F"}:
                joined = find_unit("°" + following.text)
            if joined is not None and following.sort == "name":
                self._at += 1
                return self._raised(joined)
        return self._raised(self._known(token))

    def _group(self) -> Unit:
        if self._take("open") is None:
            raise self._unexpected()
        unit = self._product()
        if self._take("close") is None:
            raise self._unexpected()
        return unit

    def _raised(self, unit: Unit) -> Unit:
        token = self._take("power")
        if token is not None:
            return ONE.times(unit, token.exponent)
        word = self._peek()
        if word is not None and word.sort == "name" and word.text.casefold() in _AFTER:
            self._at += 1
            return ONE.times(unit, _AFTER[word.text.casefold()])
        return unit

    def _known(self, token: _Token) -> Unit:
        unit = find_unit("".join(token.text.split()))
        if unit is None:
            alike = nearest_names(token.text)
            advice = f" Did you mean {' or '.join(alike[:2])}?" if alike else ""
            raise Unreadable(
                UNKNOWN_UNIT,
                f"“{token.text}” is not a unit known here.{advice}",
                token.start,
                token.end,
            )
        return unit
