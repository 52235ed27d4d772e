"""Units by name: SI, information, computing, money and counts from our own table, everything else from Pint.

Pint is only a dictionary of single names here and is loaded at the first name our table does not know (0.4 s);
unit expressions are read by `unit_text.py`, so nothing typed reaches Pint's own parser.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

PI = Fraction("3.14159265358979323846264338327950288419716939937510582097494")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What one of a unit is in base units: `factor` times the product of `dimensions`, shifted by `offset`.

    `dimensions` is sorted and holds no zero. An offset belongs to temperatures such as °C only.
    """

    factor: Fraction
    dimensions: tuple[tuple[str, int], ...] = ()
    offset: Fraction = field(default=Fraction(0))

    def times(self, other: "Unit", exponent: int = 1) -> "Unit":
        """The product with a power of another unit; differences of temperature have no offset."""
        powers = dict(self.dimensions)
        for name, power in other.dimensions:
            powers[name] = powers.get(name, 0) + power * exponent
        return Unit(
            factor=self.factor * other.factor**exponent,
            dimensions=tuple(sorted((name, power) for name, power in powers.items() if power)),
        )


ONE = Unit(factor=Fraction(1))

_LARGE = {"k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "Z": 21, "Y": 24, "R": 27, "Q": 30}
_SMALL = {"m": -3, "µ": -6, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18, "z": -21, "y": -24}
_OTHER = {"c": -2, "d": -1, "da": 1, "h": 2}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60, "Zi": 70, "Yi": 80}
_LONG = {
    "kilo": 3, "mega": 6, "giga": 9, "tera": 12, "peta": 15, "exa": 18, "zetta": 21, "yotta": 24,
    "milli": -3, "micro": -6, "nano": -9, "pico": -12, "femto": -15, "atto": -18,
    "centi": -2, "deci": -1, "deca": 1, "hecto": 2,
}  # fmt: skip
_LONG_BINARY = {"kibi": 10, "mebi": 20, "gibi": 30, "tebi": 40, "pebi": 50, "exbi": 60}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A row of the table: symbols (case counts, metric prefixes `prefixes`) and long names (case does not count)."""

    unit: Unit
    symbols: tuple[str, ...]
    names: tuple[str, ...]
    prefixes: str  # "all", "large", "binary" (large and Ki, Mi, …) or "" for none


def _parse_dimensions(written: str) -> tuple[tuple[str, int], ...]:
    pairs = (part.partition("^") for part in written.split())
    return tuple(sorted((name, int(power or 1)) for name, _, power in pairs))


def _row(
    symbols: str,
    names: str,
    dimensions: str,
    factor: Fraction | int | str = 1,
    prefixes: str = "",
    offset: Fraction | int | str = 0,
) -> _Entry:
    return _Entry(
        unit=Unit(
            factor=Fraction(factor),
            dimensions=_parse_dimensions(dimensions),
            offset=Fraction(offset),
        ),
        symbols=tuple(symbols.split()),
        names=tuple(names.split()),
        prefixes=prefixes,
    )


_TABLE = (
    # SI and what goes with it.
    _row("m", "meter metre", "length", prefixes="all"),
    _row("s sec", "second", "time", prefixes="all"),
    _row("g", "gram gramme", "mass", "1/1000", "all"),
    _row("A", "ampere amp", "current", prefixes="all"),
    _row("K", "kelvin", "temperature", prefixes="all"),
    _row("mol", "mole", "amount", prefixes="all"),
    _row("cd", "candela", "luminosity", prefixes="all"),
    _row("Hz", "hertz", "time^-1", prefixes="all"),
    _row("N", "newton", "mass length time^-2", prefixes="all"),
    _row("Pa", "pascal", "mass length^-1 time^-2", prefixes="all"),
    _row("J", "joule", "mass length^2 time^-2", prefixes="all"),
    _row("W", "watt", "mass length^2 time^-3", prefixes="all"),
    _row("Wh", "watthour", "mass length^2 time^-2", 3600, "all"),
    _row("C", "coulomb", "current time", prefixes="all"),
    _row("V", "volt", "mass length^2 time^-3 current^-1", prefixes="all"),
    _row("Ω ohm", "ohm", "mass length^2 time^-3 current^-2", prefixes="all"),
    _row("F", "farad", "mass^-1 length^-2 time^4 current^2", prefixes="all"),
    _row("H", "henry", "mass length^2 time^-2 current^-2", prefixes="all"),
    _row("T", "tesla", "mass time^-2 current^-1", prefixes="all"),
    _row("eV", "electronvolt", "mass length^2 time^-2", "1.602176634e-19", "all"),
    _row("L l", "liter litre", "length^3", "1/1000", "all"),
    _row("t", "tonne", "mass", 1000, "large"),
    _row("min", "minute", "time", 60),
    _row("h hr hrs", "hour", "time", 3600),
    _row("d", "day", "time", 86400),
    _row("wk", "week", "time", 604800),
    _row("", "year", "time", 31557600),
    _row("cal", "calorie", "mass length^2 time^-2", "4.184", "large"),
    _row("°C degC ℃", "celsius degcelsius", "temperature", offset="273.15"),
    _row("°F degF ℉", "fahrenheit degfahrenheit", "temperature", "5/9", offset=Fraction("459.67") * 5 / 9),
    # Ratios and angles have no dimension.
    _row("rad", "radian", "", 1, "all"),
    _row("° deg", "degree", "", PI / 180),
    _row("rev", "revolution turn", "", 2 * PI),
    _row("rpm", "", "time^-1", 2 * PI / 60),
    _row("%", "percent", "", "1/100"),
    _row("‰", "permille", "", "1/1000"),
    _row("ppm", "", "", "1/1000000"),
    _row("", "hundred", "", 100),
    _row("", "thousand", "", 1000),
    _row("mn", "million", "", 10**6),
    _row("bn", "billion", "", 10**9),
    _row("tn", "trillion", "", 10**12),
    # Information. Lower-case b is the bit: nobody measures models in barns.
    _row("b bit", "bit shannon", "information", prefixes="binary"),
    _row("B", "byte octet", "information", 8, "binary"),
    _row("nat", "nat", "information", "1.4426950408889634073599246810018921374266459541529859"),
    _row("ban dit", "hartley", "information", "3.3219280948873623478703194294893901758648313930246"),
    _row("bps", "", "information time^-1", prefixes="binary"),
    _row("Bps", "", "information time^-1", 8, "binary"),
    _row("dB", "decibel", "level"),
    # Computing. FLOPS with a capital S is a rate, FLOPs is a number of operations.
    _row("FLOP FLOPs flop", "flop", "operation", prefixes="large"),
    _row("FLOPS flops", "", "operation time^-1", prefixes="large"),
    _row("OP OPs op ops", "operation", "operation", prefixes="large"),
    _row("OPS", "", "operation time^-1", prefixes="large"),
    _row("MAC MACs", "mac", "multiply_accumulate", prefixes="large"),
    _row("IOPS", "", "input_output time^-1", prefixes="large"),
    _row("tok", "token", "token", prefixes="large"),
    _row("", "parameter param weight", "parameter", prefixes="large"),
    _row("img", "image picture", "image", prefixes="large"),
    _row("", "sample example instance observation", "sample", prefixes="large"),
    _row("req", "request query", "request", prefixes="large"),
    _row("qps QPS rps RPS", "", "request time^-1", prefixes="large"),
    _row("px", "pixel", "pixel", prefixes="large"),
    _row("fps", "", "frame time^-1"),
    _row("", "frame", "frame"),
    _row("", "epoch", "epoch"),
    _row("", "step iteration update", "step"),
    _row("", "batch", "batch"),
    _row("", "gpu", "gpu"),
    _row("", "user", "user"),
    _row("", "word", "word"),
    _row("", "document doc", "document"),
    _row("", "vector embedding", "vector"),
    # Money: currencies are not exchanged.
    _row("$ USD usd", "dollar", "dollar"),
    _row("¢", "cent", "dollar", "1/100"),
    _row("€ EUR eur", "euro", "euro"),
    _row("£ GBP gbp", "", "pound_sterling"),
)  # fmt: skip

_SAME_SIGN = str.maketrans({"μ": "µ", "\u2126": "Ω", "K": "K", "Å": "Å", "º": "°", "˚": "°"})


def _spread() -> tuple[dict[str, Unit], dict[str, Unit]]:
    """Every symbol with every prefix it takes, and every long name likewise in lower case."""
    symbols: dict[str, Unit] = {}
    names: dict[str, Unit] = {}
    for entry in _TABLE:
        scales = {
            "all": {**_LARGE, **_SMALL, **_OTHER},
            "large": {**_LARGE, "K": 3},
            "binary": {**_LARGE, "K": 3},
        }.get(entry.prefixes, {})
        binary = entry.prefixes == "binary"
        for symbol in entry.symbols:
            for prefix, power in scales.items():
                symbols.setdefault(prefix + symbol, _scaled(entry.unit, Fraction(10) ** power))
            for prefix, power in _BINARY.items() if binary else ():
                symbols[prefix + symbol] = _scaled(entry.unit, Fraction(2) ** power)
        for name in entry.names:
            for prefix, power in _LONG.items() if entry.prefixes else ():
                names.setdefault(prefix + name, _scaled(entry.unit, Fraction(10) ** power))
            for prefix, power in _LONG_BINARY.items() if binary else ():
                names[prefix + name] = _scaled(entry.unit, Fraction(2) ** power)
    # What stands in the table itself wins over prefix and symbol: min, cd, Pa, ppm.
    for entry in _TABLE:
        symbols.update(dict.fromkeys(entry.symbols, entry.unit))
        names.update(dict.fromkeys(entry.names, entry.unit))
    return symbols, names


def _scaled(unit: Unit, factor: Fraction) -> Unit:
    return Unit(factor=unit.factor * factor, dimensions=unit.dimensions)


_SYMBOLS, _NAMES = _spread()
_NAMES |= {"teraflops": _SYMBOLS["TFLOPS"], "gigaflops": _SYMBOLS["GFLOPS"]}
_NAMES |= {"petaflops": _SYMBOLS["PFLOPS"], "exaflops": _SYMBOLS["EFLOPS"]}

_LONGEST_NAME = 40
# Pint knows these letters as constants of nature; after a number they are a slip.
_NO_UNITS = {"e", "k"}


@lru_cache(maxsize=2048)
def find_unit(name: str) -> Unit | None:
    """The unit of one name or symbol, with prefix and plural; None when nobody knows it."""
    name = name.translate(_SAME_SIGN)
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    lower = name.casefold()
    for candidate in (lower, lower.removesuffix("s"), re.sub(r"(ch|x|s)es$", r"\1", lower)):
        if candidate in _NAMES and len(candidate) > 2:
            return _NAMES[candidate]
    if lower.endswith("ies") and lower[:-3] + "y" in _NAMES:
        return _NAMES[lower[:-3] + "y"]
    # Symbols of several letters are often typed in the wrong case: kwh, ghz, gib, mbps.
    alike = {unit for symbol, unit in _SYMBOLS.items() if symbol.casefold() == lower}
    if len(lower) > 2 and len(alike) == 1 and lower.isascii():
        return alike.pop()
    if len(name) > _LONGEST_NAME or not re.fullmatch(r"[A-Za-zÅµ_]+", name):
        return None
    if name in _NO_UNITS:
        return None
    return _from_pint(name)


def nearest_names(name: str) -> tuple[str, ...]:
    """Symbols that differ from a name in case only, to suggest."""
    lower = name.casefold()
    return tuple(symbol for symbol in _SYMBOLS if symbol.casefold() == lower and symbol != name)


_PINT_ROOTS = {
    "meter": ("length", Fraction(1)),
    "second": ("time", Fraction(1)),
    "gram": ("mass", Fraction(1, 1000)),
    "ampere": ("current", Fraction(1)),
    "kelvin": ("temperature", Fraction(1)),
    "mole": ("amount", Fraction(1)),
    "candela": ("luminosity", Fraction(1)),
    "bit": ("information", Fraction(1)),
    "radian": ("", Fraction(1)),
    "count": ("", Fraction(1)),
}


@lru_cache(maxsize=1)
def _pint_registry() -> Any:
    import pint

    return pint.UnitRegistry(cache_folder=None)


def _from_pint(name: str) -> Unit | None:
    """A single name looked up in Pint; logarithmic and offset units, and joke prefixes, are left out."""
    registry = _pint_registry()
    for prefix, base, _ in registry.parse_unit_name(name):
        definition = registry._units.get(base)
        if definition is None or not definition.is_multiplicative or prefix in {"semi", "demi"}:
            continue
        factor, root = registry.get_root_units(prefix + base)
        # Fifteen digits take back what binary floating point added to exact definitions.
        exact = Fraction(Decimal(f"{factor:.15g}"))
        powers: dict[str, int] = {}
        for root_name, power in root._units.items():
            dimension, scale = _PINT_ROOTS.get(root_name, (root_name, Fraction(1)))
            if power != int(power):
                return None
            exact *= scale ** int(power)
            if dimension:
                powers[dimension] = powers.get(dimension, 0) + int(power)
        return Unit(factor=exact, dimensions=tuple(sorted(powers.items())))
    return None
