"""How much memory reading a large deck takes, as a multiple of its text: a server has only so much."""

import tracemalloc

import pytest

from cards.core.documents.deck.reader import read_deck
from cards.core.documents.deck.split import MOST_CARDS

QUESTION = """Q: What does unit number {} of the network learn here?
A: It learns a feature, which fires on some edge.

"""
PROSE = "Paragraph {} has no card in it, it only leads from one to the next.\n\n"


def peak_ratio(text):
    tracemalloc.start()
    try:
        document = read_deck("deck.md", text)
        return tracemalloc.get_traced_memory()[1] / len(text), document
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("front", ["", "---\ndeck: Networks\n---\n"])
def test_prose_is_not_held_line_by_line(front):
    text = front + "".join(PROSE.format(number) for number in range(10_000))
    ratio, document = peak_ratio(text)
    assert document.drafts == ()
    assert ratio < 1  # the text itself was there before


def test_cards_cost_a_bounded_multiple_of_their_text():
    text = "".join(QUESTION.format(number) for number in range(2_000))
    ratio, document = peak_ratio(text)
    assert len(document.drafts) == 2_000
    assert ratio < 16  # 21 when the lines of the whole file were held as well


@pytest.mark.parametrize(("ending", "section"), [("", "Sub"), ("# Two\n", "One / Sub")])
def test_a_heading_behind_the_last_card_that_is_read_still_counts(ending, section):
    """A deck with one title has it for a name; with several, each is a section."""
    text = "# One\n## Sub\n" + "a :: b\n" * (MOST_CARDS + 5) + ending
    document = read_deck("deck.md", text)
    assert len(document.drafts) == MOST_CARDS
    assert document.drafts[0].source_section == section
