"""Where expressions are compared: points of the declared domain, the same for the same question every time."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

_BITS = 128
# Both small and large arguments, so that neither term of a sum hides the other.
_SCALES = (
    (Fraction(3, 10), Fraction(1)),
    (Fraction(1), Fraction(3)),
    (Fraction(1, 20), Fraction(3, 10)),
    (Fraction(3), Fraction(8)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """Where one variable lives. `sort` is real, positive, negative, probability, integer, range or complex."""

    sort: str = "real"
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(1)

    @property
    def assumption(self) -> str:
        """What computer algebra may assume."""
        if self.sort in {"positive", "probability"} or (self.sort == "range" and self.low > 0):
            return "positive"
        if self.sort == "integer":
            return "positive_integer" if self.low > 0 else "integer"
        return "complex" if self.sort == "complex" else "real"

    def allows(self, value: Any, context: Any) -> bool:
        """Whether a number of an mpmath context lies in it."""
        if self.sort == "positive":
            return bool(value > 0)
        if self.sort == "negative":
            return bool(value < 0)
        if self.sort == "probability":
            return bool(0 < value < 1)
        if self.sort == "integer":
            return bool(context.isint(value))
        if self.sort == "range":
            return bool(self.low <= value <= self.high)
        return True


REAL = Domain()
_NAMED: dict[str, Domain] = {
    "real": REAL,
    "r": REAL,
    "positive": Domain(sort="positive"),
    "nonnegative": Domain(sort="positive"),
    "negative": Domain(sort="negative"),
    "probability": Domain(sort="probability"),
    "integer": Domain(sort="integer", low=Fraction(1), high=Fraction(9)),
    "natural": Domain(sort="integer", low=Fraction(1), high=Fraction(9)),
    "nonzero": REAL,
    "complex": Domain(sort="complex"),
}
_ALIASES = {
    "pos": "positive",
    "+": "positive",
    "nonneg": "nonnegative",
    "neg": "negative",
    "prob": "probability",
    "unit": "probability",
    "int": "integer",
    "z": "integer",
    "nat": "natural",
    "n": "natural",
    "posint": "natural",
    "positive_integer": "natural",
    "reals": "real",
    "any": "real",
    "c": "complex",
}
_RANGE = re.compile(r"^[\[\(\]]\s*([-+\d./]+)\s*[,;]\s*([-+\d./]+)\s*[\]\)\[]$")

_WHOLE_RANGE = re.compile(
    r"^(?:int|integer|nat)\s*(?:in\s*)?[\[(]?\s*([-+]?\d{1,6})\s*(?:\.\.|,|to)\s*([-+]?\d{1,6}|inf)\s*[\])]?$"
)


def read_domain(written: object) -> Domain:
    """A domain as authors write it: a name, `[a, b]` as text, or two numbers. ValueError otherwise."""
    if isinstance(written, Sequence) and not isinstance(written, str):
        if len(written) == 2:
            return _range(str(written[0]), str(written[1]))
    elif isinstance(written, str):
        name = written.strip().lower()
        name = _ALIASES.get(name, name)
        if name in _NAMED:
            return _NAMED[name]
        if found := _RANGE.match(written.strip()):
            return _range(found[1], found[2])
        if found := _WHOLE_RANGE.match(name):
            return _whole_range(int(found[1]), found[2])
    raise ValueError(
        f"{written!r} is no domain; write real, pos, neg, prob, int, complex, "
        "a range such as [0, 1] or whole numbers such as int 1..9."
    )


def _whole_range(low: int, high: str) -> Domain:
    last = low + 9 if high == "inf" else int(high)
    if low > last:
        raise ValueError(f"The range {low}..{high} is empty.")
    return Domain(sort="integer", low=Fraction(low), high=Fraction(last))


def _range(low: str, high: str) -> Domain:
    first, last = Fraction(low), Fraction(high)
    if first > last:
        raise ValueError(f"The range [{low}, {high}] is empty.")
    return Domain(sort="range", low=first, high=last)


def _fraction_of(seed: str, name: str, index: int) -> Fraction:
    """A number in (0, 1) that looks random and is always the same."""
    digest = hashlib.sha256(f"{seed}\0{name}\0{index}".encode()).digest()
    return Fraction(int.from_bytes(digest[: _BITS // 8], "big") | 1, 1 << _BITS)


@lru_cache(maxsize=4096)
def coordinate(domain: Domain, seed: str, name: str, index: int) -> tuple[Fraction, Fraction]:
    """Real and imaginary part of coordinate `name` of point `index`."""
    part = _fraction_of(seed, name, index)
    zero = Fraction(0)
    if domain.sort == "probability":
        return Fraction(3, 100) + part * Fraction(94, 100), zero
    if domain.sort == "range":
        return domain.low + part * (domain.high - domain.low), zero
    if domain.sort == "integer":
        span = int(domain.high - domain.low) + 1
        return domain.low + int(part * span), zero
    shift = int.from_bytes(hashlib.sha256(name.encode()).digest()[:2], "big")
    low, high = _SCALES[(index // 2 + shift) % len(_SCALES)]
    size = low + part * (high - low)
    if domain.sort == "positive":
        return size, zero
    if domain.sort == "negative":
        return -size, zero
    # Alternate signs, each variable at its own beat, so that all combinations come up.
    sign = -1 if (index + (index >> (1 + shift % 3))) % 2 else 1
    if domain.sort == "complex":
        return size * sign, _fraction_of(seed, name + "\0imaginary", index) * 3 - Fraction(3, 2)
    return size * sign, zero


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How two expressions of one question are compared.

    `is_strict`: being undefined elsewhere makes a difference. `rtol` and `atol` above 0 accept rounded coefficients.
    """

    domains: Mapping[str, Domain]
    seed: str = ""
    is_strict: bool = False
    rtol: Fraction = Fraction(0)
    atol: Fraction = Fraction(0)

    def domain(self, name: str) -> Domain:
        return self.domains.get(name) or self.domains.get("*") or REAL

    def point(
        self, names: Sequence[str], index: int, *, complex_plane: bool = False
    ) -> dict[str, Any]:
        """Exact coordinates of one point: fractions, or pairs of them off the real line."""
        found: dict[str, Any] = {}
        for name in names:
            domain = self.domain(name)
            if complex_plane and domain.sort in {"real", "positive", "negative"}:
                domain = Domain(sort="complex")
            real, imaginary = coordinate(domain, self.seed, name, index)
            found[name] = (real, imaginary) if imaginary else real
        return found

    def assumptions(self, names: Sequence[str]) -> dict[str, str]:
        """The domains in the words of `SymbolicJudge`."""
        return {name: self.domain(name).assumption for name in names}
