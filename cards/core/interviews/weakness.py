"""Which topics a learner is weak in, by what she forgot in scheduled reviews."""

from collections.abc import Sequence
from dataclasses import dataclass

# Two reviews of which one failed say less than twenty of which ten did.
PRIOR_REVIEWS = 4
PRIOR_FAILED = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRecord:
    topic: str
    reviews: int
    failed: int

    @property
    def weakness(self) -> float:
        """The share forgotten, pulled towards the usual one where little is known."""
        return (self.failed + PRIOR_FAILED) / (self.reviews + PRIOR_REVIEWS)


def weakest_first(records: Sequence[TopicRecord]) -> list[str]:
    """The topics in which anything was forgotten, the weakest first."""
    forgotten = [record for record in records if record.failed]
    forgotten.sort(key=lambda record: (-record.weakness, record.topic))
    return [record.topic for record in forgotten]
