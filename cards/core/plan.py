"""The plan towards an interview: what each day until then holds, and how ready that makes one.

Nothing of it is stored: it is worked out from the schedule as it stands, so a missed day is planned
anew by itself. Reviews are simulated with SM-2 (core/scheduling.py). One that comes t days after the
last is recalled with the probability of the forgetting curve (core/forgetting.py), so that a share p
of those on their day are recalled and more of the late ones forgotten. Recalled is "Good". Forgotten
is "Again": the card starts over tomorrow with a lower ease factor, and is shown once more the same
day, which takes the time of another review. Which reviews are forgotten is no matter of chance: they
are spread evenly within each topic, in whole cards. With p = 1 every review is "Good".

Ready is the expected share of a topic's cards that one would recall on the day, by the same curve; a
card never met counts as nothing. Limits: SM-2 was not made to predict, and does so worse than a
constant (open-spaced-repetition, srs-benchmark); p is one number for all cards, the first meeting
with a card counts as "Good", "Hard" and "Easy", fuzz and siblings are left out; an interview asks in
other words than a card. So it tells topics and plans apart, and is no promise. Coverage, the share
of cards met, assumes nothing but that the plan is kept.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cards.core.forgetting import EvenLapses, recalled_with
from cards.core.rehearsals import Rehearsal
from cards.core.scheduling import MemoryState, Rating, next_state

LONGEST_DAYS = 365
FEWEST_MINUTES, MOST_MINUTES = 5, 480
# Cards met on the last evening have been recalled by nobody yet.
DAYS_WITHOUT_NEW = 2
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCard:
    """A card met before, as its schedule stands."""

    state: MemoryState
    due: dt.date
    studied_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Topics come in the order in which they are worth something; those that must be come first."""

    name: str
    is_must: bool
    known: Sequence[KnownCard]
    unmet: int

    @property
    def cards(self) -> int:
        return len(self.known) + self.unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What a day may hold. `seconds` None: as long as it takes."""

    seconds: int | None
    seconds_a_review: int
    seconds_a_new_card: int
    most_reviews: int
    most_new: int
    rest_weekdays: Collection[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDay:
    day: dt.date
    reviews: int = 0
    forgotten: int = 0  # of the reviews: they start over
    new_cards: int = 0
    late: int = 0  # reviews that found no room and wait for the next day
    seconds: int = 0
    is_rest: bool = False
    is_interview: bool = False
    rehearsal: Rehearsal | None = None

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicForecast:
    """Shares are of the topic's cards, 0 to 1."""

    name: str
    is_must: bool
    cards: int
    covered_now: float
    ready_now: float
    covered: float
    ready: float
    unmet: int  # new cards for which no day is left
    late: int  # reviews that are still waiting on the day

    @property
    def falls_out(self) -> bool:
        return bool(self.unmet or self.late)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    days: Sequence[PlanDay]
    topics: Sequence[TopicForecast]
    new_done_today: int = 0

    @property
    def dropped(self) -> list[TopicForecast]:
        """What falls out when time is short, what is dropped first in front."""
        return [topic for topic in reversed(self.topics) if topic.falls_out]

    @property
    def new_today(self) -> int:
        return self.days[0].new_cards if self.days else 0

    @property
    def reviews(self) -> int:
        return sum(day.reviews for day in self.days)

    @property
    def new_cards(self) -> int:
        return sum(day.new_cards for day in self.days)

    @property
    def forgotten(self) -> int:
        return sum(day.forgotten for day in self.days)

    @property
    def minutes_a_day(self) -> int:
        """The mean over the days that hold anything."""
        busy = [day.seconds for day in self.days if day.seconds]
        return -(-sum(busy) // (60 * len(busy))) if busy else 0


# (topic's place, state, day of the last review), all days as numbers from today on.
Group = tuple[int, MemoryState, int]


@lru_cache(maxsize=65_536)
def recalled_once_more(state: MemoryState) -> MemoryState:
    return next_state(state, Rating.GOOD)


@lru_cache(maxsize=65_536)
def forgotten_once_more(state: MemoryState) -> MemoryState:
    return next_state(state, Rating.AGAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one day came to."""

    reviews: int
    forgotten: int
    new_cards: int
    seconds: int
    late: int


class Simulation:
    """Cards that stand alike go through it as one: a plan of a year costs what its groups cost."""

    def __init__(
        self, topics: Sequence[Topic], pace: Pace, recall: float, today: dt.date, days: int
    ) -> None:
        self.topics = sorted(topics, key=lambda topic: not topic.is_must)
        self.pace = pace
        self.recall = recall
        self.days = days
        self.unmet = [topic.unmet for topic in self.topics]
        self.lapses = [EvenLapses() for _ in self.topics]
        # By the number of the day; what is overdue waits on the first.
        self.due: list[Counter[Group]] = [Counter() for _ in range(days + 1)]
        for place, topic in enumerate(self.topics):
            for card in topic.known:
                studied = (card.studied_on - today).days
                self._put(place, card.state, studied, (card.due - today).days)

    def _put(self, place: int, state: MemoryState, studied: int, due: int, count: int = 1) -> None:
        # Beyond the interview a card is as good as due that day: it is not reviewed any more.
        self.due[min(max(0, due), self.days)][place, state, studied] += count

    def spend(self, number: int, quota: int) -> Spent:
        """Carry one day out, with so many new cards at most."""
        pace = self.pace
        seconds = pace.seconds if pace.seconds is not None else 10**9
        left, reviews, forgotten, new_cards = float(seconds), 0, 0, 0
        waiting = self.due[number]
        self.due[number] = Counter()
        for is_must in (True, False):
            for group, count in self._urgent_first(waiting, number, is_must=is_must):
                place, state, studied = group
                risk = 1 - recalled_with(self.recall, state, number - studied)
                cost = pace.seconds_a_review * (1 + risk)
                fits = min(count, int(left // cost), pace.most_reviews - reviews)
                if fits:
                    left -= fits * cost
                    reviews += fits
                    forgotten += self._review(place, state, number, fits, risk)
                if fits < count:
                    self.due[number + 1][group] += count - fits
            for place, topic in enumerate(self.topics):
                if topic.is_must is is_must:
                    room = min(quota - new_cards, int(left // pace.seconds_a_new_card))
                    fits = max(0, min(self.unmet[place], room))
                    left -= fits * pace.seconds_a_new_card
                    new_cards += fits
                    self.unmet[place] -= fits
                    if fits:
                        met = recalled_once_more(MemoryState.new())
                        self._put(place, met, number, number + met.interval_days, fits)
        return Spent(
            reviews=reviews,
            forgotten=forgotten,
            new_cards=new_cards,
            seconds=round(seconds - left),
            late=waiting.total() - reviews,
        )

    def _review(self, place: int, state: MemoryState, number: int, count: int, risk: float) -> int:
        """Review cards that stand alike; how many of them are forgotten."""
        lapses = self.lapses[place].among(count, risk)
        for after, cards in (
            (recalled_once_more(state), count - lapses),
            (forgotten_once_more(state), lapses),
        ):
            if cards:
                self._put(place, after, number, number + after.interval_days, cards)
        return lapses

    def _urgent_first(
        self, waiting: Counter[Group], number: int, *, is_must: bool
    ) -> Iterator[tuple[Group, int]]:
        """The relatively most overdue first, as the study queue has them."""
        groups = [item for item in waiting.items() if self.topics[item[0][0]].is_must is is_must]

        def urgency(item: tuple[Group, int]) -> tuple[float, int, int, int, int]:
            (place, state, studied), _ = item
            interval = state.interval_days
            # To the last tie: which card lapses must not hang on the order in a database.
            return (
                -(number - studied) / max(1, interval),
                place, interval, state.repetitions, state.ease_hundredths,
            )  # fmt: skip

        yield from sorted(groups, key=urgency)

    def rest(self, number: int) -> int:
        """Nothing is done; what was due waits a day. How much that is."""
        waiting = self.due[number]
        self.due[number] = Counter()
        self.due[number + 1].update(waiting)
        return waiting.total()

    def late(self, place: int) -> int:
        """Reviews of a topic that should have come before the interview and did not."""
        return sum(
            count
            for (where, state, studied), count in self.due[self.days].items()
            if where == place and studied + max(1, state.interval_days) < self.days
        )

    def ready(self) -> list[float]:
        """The expected number of cards recalled on the day, by topic."""
        expected = [0.0] * len(self.topics)
        for (place, state, studied), count in self.due[self.days].items():
            expected[place] += count * recalled_with(self.recall, state, self.days - studied)
        return expected


def forecast(
    topics: Sequence[Topic],
    *,
    pace: Pace,
    recall: float,
    today: dt.date,
    interview_on: dt.date,
    new_done_today: int = 0,
    rehearsals: Sequence[Rehearsal] = (),
) -> Forecast:
    """The days from today to the interview, both included, and each topic on that day.

    Raises ValueError unless the interview is after today, a year away at most.
    """
    days = (interview_on - today).days
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError("the interview is one to 365 days away")
    simulation = Simulation(topics, pace, recall, today, days)
    study = [n for n in range(days) if not is_rest(today + n * ONE_DAY, pace)]
    meeting = study[:-DAYS_WITHOUT_NEW] if len(study) > 2 * DAYS_WITHOUT_NEW else study
    to_rehearse = {rehearsal.day: rehearsal for rehearsal in rehearsals}
    planned = []
    for number in range(days):
        day = today + number * ONE_DAY
        if number not in study:
            late = simulation.rest(number)
            planned.append(
                PlanDay(day=day, is_rest=True, late=late, rehearsal=to_rehearse.get(day))
            )
            continue
        left = sum(place >= number for place in meeting)
        done = new_done_today if number == 0 else 0
        share = -(-(sum(simulation.unmet) + done) // left) if left else 0
        quota = max(0, min(share, pace.most_new) - done)
        spent = simulation.spend(number, quota)
        planned.append(
            PlanDay(
                day=day, reviews=spent.reviews, forgotten=spent.forgotten,
                new_cards=spent.new_cards, late=spent.late, seconds=spent.seconds,
                rehearsal=to_rehearse.get(day),
            )
        )  # fmt: skip
    planned.append(PlanDay(day=interview_on, is_interview=True))
    return Forecast(
        days=planned,
        topics=topic_forecasts(simulation, recall, today),
        new_done_today=new_done_today,
    )


def topic_forecasts(
    simulation: Simulation, recall: float, today: dt.date
) -> tuple[TopicForecast, ...]:
    ready = simulation.ready()
    return tuple(
        TopicForecast(
            name=topic.name,
            is_must=topic.is_must,
            cards=topic.cards,
            covered_now=share(len(topic.known), topic.cards),
            ready_now=share(ready_today(topic, recall, today), topic.cards),
            covered=share(topic.cards - simulation.unmet[place], topic.cards),
            ready=share(ready[place], topic.cards),
            unmet=simulation.unmet[place],
            late=simulation.late(place),
        )
        for place, topic in enumerate(simulation.topics)
    )


def ready_today(topic: Topic, recall: float, today: dt.date) -> float:
    return sum(
        recalled_with(recall, card.state, (today - card.studied_on).days) for card in topic.known
    )


def share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def is_rest(day: dt.date, pace: Pace) -> bool:
    return day.weekday() in pace.rest_weekdays
