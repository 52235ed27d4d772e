"""How often a card is recalled so many days after its review, and how lapses spread over reviews.

The curve is exponential (H. Ebbinghaus, "Über das Gedächtnis", 1885), drawn through what SM-2 aims
at: a card whose interval is I days is recalled with probability p when it falls due, hence with
p ** (t / I) after t days. p is the learner's own share of scheduled reviews recalled, or 0.9 while
too few are known: P. A. Wozniak's forgetting index of 10 %.
"""

from cards.core.scheduling import MemoryState

USUAL_RECALL = 0.9
FEWEST_REVIEWS = 50  # from which on one's own recall is believed
# Sums of a hundred hundredths fall short of one by less than this.
TINY = 1e-9


def recall_of(recalled: int, reviews: int) -> float:
    """The p of the model; never so extreme that one topic's luck decides everything."""
    if reviews < FEWEST_REVIEWS:
        return USUAL_RECALL
    return min(0.98, max(0.5, recalled / reviews))


def recalled_with(recall: float, state: MemoryState, days: int) -> float:
    """The probability of recalling a card so many days after its last review."""
    return float(recall ** (max(0, days) / max(1, state.interval_days)))


class EvenLapses:
    """Whole lapses among reviews that are each forgotten with some probability, without chance.

    The probabilities are added up, and a lapse falls wherever the sum passes the next half: of
    reviews forgotten with 0.25 the second, the sixth, the tenth. It is systematic sampling (W. G.
    and L. H. Madow, Annals of Mathematical Statistics 15, 1944), so that at no time the number of
    lapses is more than a half away from what is expected.
    """

    def __init__(self) -> None:
        self._sum = 0.5

    def among(self, reviews: int, forgotten: float) -> int:
        """How many of the next reviews lapse."""
        total = self._sum + reviews * forgotten + TINY
        lapses = min(reviews, int(total))
        self._sum = total - TINY - lapses
        return lapses
