"""Deep nesting: every level the limits allow can be read, wherever on the stack the reader is called from."""

import pytest

from cards.core.answers.parse import ParseContext, parse_answer


@pytest.mark.parametrize(
    ("opening", "closing", "levels"),
    [("(", ")", 59), ("[", "]", 59), ("2*(1+", ")", 59), ("-(", ")", 29), ("sin(", ")", 29)],
)
def test_every_level_that_may_be_written_fits_on_a_stack_half_full(opening, closing, levels):
    text = opening * levels + "x" + closing * levels

    def read_from(depth):
        if depth:
            return read_from(depth - 1)
        return parse_answer(text, ParseContext(variables=("x",)))

    assert read_from(350).node is not None
