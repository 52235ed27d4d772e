"""Numbers with units: splitting, units, conversion, and what is said about a wrong unit."""

import sys
import time
from fractions import Fraction

import math_core
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.answers import SpecificationError, check, read
from cards.core.answers.quantity_text import split_quantity
from cards.core.answers.unit_text import read_unit
from cards.core.answers.units import find_unit


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("72 km/h", "72", "km/h"),
        ("5e-3m", "5e-3", "m"),
        ("5eV", "5", "eV"),
        ("3·10⁻⁴ m", "3·10⁻⁴", "m"),
        ("3 x 10^-4 m", "3 × 10^-4", "m"),
        ("sqrt(2) m", "sqrt(2)", "m"),
        (r"\frac{1}{2} m", r"\frac{1}{2}", "m"),
        (r"5\,\mu\mathrm{s}", "5", "{µs}"),
        (r"25^{\circ}\mathrm{C}", "25", "{°C}"),
        (r"50\%", "50", "%"),
        ("$2.50/h", "2.50", "$/h"),
        ("-$3", "-3", "$"),
        ("$5 m$", "5", "m"),
        ("5/s", "5", "/s"),
        ("5 1/s", "5", "1/s"),
        ("5 (m/s)", "5", "(m/s)"),
        (r"5 \frac{m}{s}", "5", r"\frac{m}{s}"),
        ("1,234.5 m", "1,234.5", "m"),
        ("7B parameters", "7", "B parameters"),
        ("3 1/2 h", "3 1/2", "h"),
    ],
)
def test_a_quantity_is_cut_where_its_unit_begins(text, number, unit):
    halves = split_quantity(text)
    assert (halves.number.strip(), halves.unit.strip()) == (number, unit)


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [
        ("km/h", "m/s", "5/18"),
        ("kWh", "J", "3600000"),
        ("kW-h", "kWh", "1"),
        ("GB", "GiB", "1953125/2097152"),
        ("Gb", "GB", "1/8"),
        ("KB", "kB", "1"),
        ("Mbps", "Mbit/s", "1"),
        ("TFLOPS", "FLOP/s", "10^12"),
        ("TFLOPs", "FLOP", "10^12"),
        ("tokens per second", "tok/s", "1"),
        ("B parameters", "billion parameters", "1"),
        ("M tokens", "tokens", "10^6"),
        ("meters per second squared", "m/s^2", "1"),
        ("m s⁻²", "m/s/s", "1"),
        ("N·m", "J", "1"),
        ("J/(kg·K)", "J kg^-1 K^-1", "1"),
        (r"\frac{m}{s}", "m/s", "1"),
        ("μs", "µs", "1"),
        ("USD/hour", "$/h", "1"),
        ("requests/s", "QPS", "1"),
        ("miles", "m", "1609344/1000"),
        ("inches", "cm", "254/100"),
        ("square feet", "ft^2", "1"),
        ("GPU-hours", "GPU h", "1"),
        ("mph", "km/h", "1609344/1000000"),
        ("ghz", "Hz", "10^9"),
    ],
)
def test_units_convert_exactly(one, other, factor):
    left, right = read_unit(one), read_unit(other)
    base, _, power = factor.partition("^")
    assert left.dimensions == right.dimensions
    assert left.factor / right.factor == Fraction(base) ** int(power or 1)


@pytest.mark.parametrize(
    ("submitted", "correct", "options", "expected", "hint"),
    [
        ("72 km/h", "20 m/s", {"rtol": 0}, "correct", ""),
        ("5 μs", "5e-6 s", {"rtol": 1e-9}, "correct", ""),
        ("16 GiB", "16 GB", {"rtol": 0.01}, "incorrect", "wrong_unit"),
        ("14e9 bytes", "14 GB", {"rtol": 0}, "correct", ""),
        ("14", "14 GB", {}, "incorrect", "missing_unit"),
        ("15", "14 GB", {}, "incorrect", "missing_unit"),
        ("14 GB/s", "14 GB", {}, "incorrect", "wrong_dimension"),
        ("5 m", "5", {}, "incorrect", "wrong_unit"),
        ("5", "5", {}, "correct", ""),
        (5, "5 m", {}, "incorrect", "missing_unit"),
        ("0.05", "5 %", {}, "correct", ""),
        ("5", "5 %", {}, "incorrect", "missing_unit"),
        ("50 %", "0.5", {}, "correct", ""),
        ("25 °C", "298.15 K", {"rtol": 0}, "correct", ""),
        ("77 °F", "25 °C", {"rtol": 0}, "correct", ""),
        ("25 K", "25 °C", {}, "incorrect", "wrong_unit"),
        ("180°", "3.14159 rad", {"rtol": 1e-5}, "correct", ""),
        ("1 nat", "1.442695 bits", {"rtol": 1e-6}, "correct", ""),
        ("$5", "5 USD", {}, "correct", ""),
        ("5 €", "5 USD", {}, "incorrect", "wrong_dimension"),
        ("0,5 s", "500 ms", {"decimal_comma": True}, "correct", ""),
        ("1 cm", "1.4 cm", {"atol": "5 mm"}, "correct", ""),
        ("1 cm", "1.6 cm", {"atol": "5 mm"}, "incorrect", ""),
        ("10 mm", "1.4 cm", {"atol": 0.5}, "correct", ""),
        ("9.80 m/s^2", "9.8 m/s^2", {"sigfigs": 3}, "correct", ""),
        ("9.8 m/s^2", "9.8 m/s^2", {"sigfigs": 3}, "incorrect", "wrong_sigfigs"),
        ("0.50 km", "500 m", {"places": 2}, "correct", ""),
    ],
)
def test_number_and_unit_are_judged_together(submitted, correct, options, expected, hint):
    verdict = check("quantity", submitted, correct, options)
    assert (verdict.outcome, verdict.hint) == (expected, hint)


@pytest.mark.parametrize(
    ("submitted", "code", "marked"),
    [
        ("9.8 bananas", "unknown_unit", "bananas"),
        ("5 gb", "unknown_unit", "gb"),
        ("five m", "number", "five m"),
        ("5 m^99", "limit", "^99"),
        ("5 m//s", "syntax", "/"),
        ("5 m)", "bracket", ")"),
        ("5 m\x00", "character", "\x00"),
        ("9^9^9 m", "limit", "9^9^9"),
        ("5 " + "m" * 70, "limit", None),
        ("5 m^9^9^9", None, None),
        ("5 m^(10^9)", None, None),
        ("5 __import__", "unknown_unit", "__import__"),
        ("9" * 400, "limit", None),
        ("", "empty", ""),
    ],
)
def test_what_cannot_be_read_is_marked_in_its_place(submitted, code, marked):
    started = time.process_time()
    verdict = check("quantity", submitted, "5 m")
    assert verdict.outcome == "unreadable"
    assert time.process_time() - started < 2.0  # the first unknown name loads Pint
    if code:
        assert verdict.hint == code
    if marked is not None:
        assert submitted[verdict.start : verdict.end] == marked


def test_case_is_suggested_where_only_case_is_wrong():
    assert "Gb or GB" in check("quantity", "5 gb", "5 GB").message


def test_a_correct_answer_without_a_known_unit_is_the_authors_mistake():
    with pytest.raises(SpecificationError, match="parsec_of_banana"):
        check("quantity", "5 m", "5 parsec_of_banana")
    with pytest.raises(SpecificationError, match="atol"):
        check("quantity", "5 m", "5 m", {"atol": "1 s"})


def test_common_units_do_not_load_pint():
    loaded = sys.modules.pop("pint", None)
    try:
        for name in ("GB", "TFLOPS", "°C", "kWh", "tokens", "ms", "USD", "%"):
            assert find_unit.__wrapped__(name)
        assert "pint" not in sys.modules
    finally:
        if loaded:
            sys.modules["pint"] = loaded


@pytest.mark.parametrize(
    "submitted",
    ["$2.50/h", "5 kg m^2/s^2", "5 µs", "25 °C", "50 %", "6e23 mol⁻¹", "5 J/(kg*K)", "5 Ω", "3 €"],
)
def test_the_reading_can_be_rendered(submitted):
    latex = read("quantity", submitted).latex
    assert "<math" in math_core.LatexToMathML().convert_with_local_state(latex, displaystyle=False)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789.,+-*/^(){}$%°µ \\mskgGBhe⁻²", max_size=14))
def test_any_text_is_read_or_refused_in_place(text):
    verdict = check("quantity", text, "5 m")
    if verdict.start is not None:
        assert 0 <= verdict.start <= verdict.end <= len(text)
    assert verdict.outcome != "undecided"  # which would hide a fault of ours
