"""Random figures: what may be declared, what is drawn, where the figures go."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.core.answers import check
from cards.core.answers.parameters import fill_answer, fill_prompt, parse_parameters
from cards.core.answers.parse import ParseContext
from cards.core.answers.verdict import SpecificationError


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("1..4", "1 2 3 4"),
        ("0.1..0.5 step 0.1", "0.1 0.2 0.3 0.4 0.5"),
        ("0.05 .. 0.2 step 0.05", "0.05 0.1 0.15 0.2"),
        ("1 to 9 by 4", "1 5 9"),
        ("1..10 step 4", "1 5 9"),
        ("-2..1", "-2 -1 0 1"),
        ("{2, 4, 8}", "2 4 8"),
        ("{2; 4; 4}", "2 4"),
        ("{1e3, 1e-3, 2.50}", "1000 0.001 2.5"),
        ([1, 2.5, "3"], "1 2.5 3"),
        ("100..300 step 100", "100 200 300"),
        (7, "7"),
    ],
)
def test_a_declaration_lists_exact_decimals(written, values):
    choices = parse_parameters({"n": written}).choices["n"]
    assert " ".join(format(value, "f") for value in choices) == values


@pytest.mark.parametrize(
    ("written", "constraints", "field", "advice"),
    [
        ({"n": "a lot"}, [], "parameters", "write `1..9`"),
        ({"n": "0.1..0.9"}, [], "parameters", "say the step"),
        ({"n": "9..1"}, [], "parameters", "lower end"),
        ({"n": "1..9 step 0"}, [], "parameters", "above 0"),
        ({"n": "1..99999999"}, [], "parameters", "at most"),
        ({"n": "{1, two}"}, [], "parameters", "no number"),
        ({"n": "{}"}, [], "parameters", "write `1..9`"),
        ({"n": None}, [], "parameters", "write `1..9`"),
        ({"2n": "1..9"}, [], "parameters", "no name"),
        ({f"n{i}": "1..2" for i in range(20)}, [], "parameters", "at most"),
        ({"n": "1..9"}, ["n"], "constraints", "compares nothing"),
        ({"n": "1..9"}, ["n < m"], "constraints", "m"),
        ({"n": "1..9"}, ["n <"], "constraints", "n <"),
        ({"n": "1..9"}, ["n > 9"], "constraints", "no figures"),
    ],
)
def test_an_impossible_declaration_says_what_to_write(written, constraints, field, advice):
    with pytest.raises(SpecificationError) as caught:
        parse_parameters(written, constraints).draw(0)
    assert caught.value.field == field
    assert advice in caught.value.message


def test_the_same_seed_draws_the_same_figures_for_ever():
    parameters = parse_parameters({"a": "1..9", "b": "0.1..0.9 step 0.1"}, ["a != b"])
    assert parameters.draw(7) == parameters.draw(7)
    # Written down once: cards that are open in a browser keep their figures over an upgrade.
    assert [(str(v["a"]), str(v["b"])) for v in map(parameters.draw, range(4))] == [
        ("6", "0.3"),
        ("6", "0.8"),
        ("2", "0.9"),
        ("9", "0.3"),
    ]


def test_different_seeds_reach_every_value():
    parameters = parse_parameters({"n": "1..9"})
    assert {parameters.draw(seed)["n"] for seed in range(200)} == set(map(Decimal, range(1, 10)))


@pytest.mark.parametrize(
    ("constraint", "is_kept"),
    [
        ("a != b", lambda a, b: a != b),
        ("a < b", lambda a, b: a < b),
        ("a + b <= 9", lambda a, b: a + b <= 9),
        ("1 < a < b", lambda a, b: 1 < a < b),
        ("a/b >= 2", lambda a, b: b != 0 and a / b >= 2),  # nor is a division by zero drawn
    ],
)
def test_drawn_figures_keep_the_constraint(constraint, is_kept):
    parameters = parse_parameters({"a": "0..9", "b": "0..9"}, [constraint])
    assert all(is_kept(**parameters.draw(seed)) for seed in range(60))


def test_a_rare_combination_is_found():
    parameters = parse_parameters({"a": "1..90", "b": "1..90"}, ["a*b = 8010"])
    assert sorted(map(int, parameters.draw(1).values())) == [89, 90]


VALUES = {"s": Decimal("0.25"), "n": Decimal("-3"), "x_1": Decimal(4)}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("A unit outputs ${s}.", "A unit outputs 0.25."),
        ("$x = ${s}$, ${ n } and ${x_1}", "$x = 0.25$, -3 and 4"),
        ("$a + ${n}$", "$a + (-3)$"),
        ("${z}, ${}, $s$, $ {s}", "${z}, ${}, $s$, $ {s}"),
    ],
)
def test_a_prompt_shows_the_figures(text, filled):
    assert fill_prompt(text, VALUES) == filled


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("2s", "0.5"),
        ("n^2", "9"),
        ("-n^2", "-9"),
        ("1/n", "-1/3"),
        ("s^-1", "4"),
        ("2n s", "-1.5"),
        ("x_1 - n", "7"),
        ("sqrt(s)", "0.5"),
        ("log2(x_1)", "2"),
        ("e^(n s)", "e^(-0.75)"),
        ("|n|", "3"),
        ("x_1!", "24"),
    ],
)
def test_figures_go_into_the_tree_and_not_into_the_text(answer, value):
    filled = fill_answer(answer, VALUES, ParseContext())
    assert check("number", filled, value, {"rtol": 0}).outcome == "correct"


@settings(max_examples=60, deadline=None)
@given(st.integers(-99, 99), st.integers(1, 99), st.integers(0, 2**63))
def test_every_draw_lies_in_its_range(low, width, seed):
    value = parse_parameters({"n": f"{low}..{low + width}"}).draw(seed)["n"]
    assert low <= value <= low + width
