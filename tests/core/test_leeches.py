"""Lapses and leeches."""

import pytest

from cards.core.leeches import becomes_leech, is_lapse
from cards.core.scheduling import MemoryState

KNOWN, FORGOTTEN = MemoryState(3, 15, 250), MemoryState(0, 1, 218)


@pytest.mark.parametrize(
    ("repetitions", "quality", "lapse"), [(3, 2, True), (2, 0, True), (1, 2, False), (3, 3, False)]
)
def test_only_forgetting_a_card_once_known_is_a_lapse(repetitions, quality, lapse):
    assert is_lapse(MemoryState(repetitions, 6, 250), quality) is lapse


@pytest.mark.parametrize(("lapses", "leech"), [(7, False), (8, True), (9, False), (12, True)])
def test_the_eighth_lapse_makes_a_leech_then_every_fourth(lapses, leech):
    assert becomes_leech(lapses, KNOWN, FORGOTTEN) is leech


def test_reaching_the_lowest_ease_factor_makes_a_leech():
    assert becomes_leech(1, MemoryState(2, 6, 150), MemoryState(0, 1, 130))
    assert not becomes_leech(2, MemoryState(0, 1, 130), MemoryState(0, 1, 130))


def test_a_passed_review_at_eight_lapses_is_no_new_leech():
    assert not becomes_leech(8, KNOWN, MemoryState(4, 38, 250))
