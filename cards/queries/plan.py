"""A learner's plan towards her interview, worked out from her schedule as it stands."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Sum

from cards.core.forgetting import FEWEST_REVIEWS, recall_of
from cards.core.plan import Forecast, KnownCard, Pace, PlanDay, Topic, TopicForecast, forecast
from cards.core.rehearsals import Rehearsal, Rehearsals
from cards.core.scheduling import MemoryState
from cards.models import Card, CardStatus, Deck, Plan, Schedule, StudyDay, User
from cards.models.deck import PATH_SEPARATOR
from cards.queries.planned_decks import PlannedDecks, planned_decks
from cards.queries.rehearsals import rehearsals_of

PACE_DAYS = 30
USUAL_SECONDS = 20
FEWEST_TIMED = 20
FEWEST_SECONDS, MOST_SECONDS = 5, 120
# A new card is read, answered, and repeated the same day.
NEW_CARD_FACTOR = 3
RECALL_DAYS = 90
MOST_TOPICS_OF_A_LINK = 20


def active_plan(user: User) -> Plan | None:
    return Plan.objects.filter(user=user, archived_at__isnull=True).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """The plan as the pages show it; `forecast` is None when the day has come."""

    plan: Plan
    today: dt.date
    forecast: Forecast | None
    habits: "Habits | None"
    decks: PlannedDecks
    rehearsals: Rehearsals

    @property
    def days_left(self) -> int:
        return (self.plan.interview_on - self.today).days

    @property
    def is_over(self) -> bool:
        return self.plan.interview_on < self.today

    @property
    def first_day(self) -> PlanDay | None:
        return self.forecast.days[0] if self.forecast else None

    @property
    def own_mix(self) -> str:
        """The query of an interview of her own on these topics, or on the first of them."""
        slugs = [topic.slug for topic in self.decks.topics[:MOST_TOPICS_OF_A_LINK]]
        return urlencode({"topics": "picked", "decks": slugs}, doseq=True)

    @property
    def next_rehearsal(self) -> Rehearsal | None:
        return next((one for one in self.rehearsals.ahead if one.day > self.today), None)

    @property
    def topics(self) -> list["PlanTopic"]:
        return self._with_decks(self.forecast.topics if self.forecast else ())

    @property
    def dropped(self) -> list["PlanTopic"]:
        return self._with_decks(self.forecast.dropped if self.forecast else ())

    def _with_decks(self, rows: Sequence[TopicForecast]) -> list["PlanTopic"]:
        by_slug = {deck.slug: deck for deck in self.decks.topics}
        return [
            PlanTopic(
                deck=by_slug[row.name], row=row, apart=self.decks.apart_from(by_slug[row.name])
            )
            for row in rows
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTopic:
    """A deck of the plan without those below it that are planned apart; shares in percent."""

    deck: Deck
    row: TopicForecast
    apart: Sequence[Deck]

    @property
    def within(self) -> str:
        """The path of the deck that it lies in, empty at the top."""
        return self.deck.path.rpartition(PATH_SEPARATOR)[0]

    def percent(self, name: str) -> int:
        return round(100 * float(getattr(self.row, name)))

    @property
    def covered_now(self) -> int:
        return self.percent("covered_now")

    @property
    def covered(self) -> int:
        return self.percent("covered")

    @property
    def ready_now(self) -> int:
        return self.percent("ready_now")

    @property
    def ready(self) -> int:
        return self.percent("ready")


def plan_view(user: User, plan: Plan, now: dt.datetime) -> PlanView:
    """Ten queries, whatever the number of cards; one when nothing is left to plan."""
    today = user.study_day(now)
    decks = planned_decks(plan)
    forecast, habits, rehearsals = None, None, Rehearsals()
    if not plan.is_past(today):
        habits = habits_of(user, today)
        rehearsals = rehearsals_of(user, plan, decks, now)
        forecast = plan_forecast(user, plan, today, decks, habits, rehearsals=rehearsals.ahead)
    return PlanView(
        plan=plan,
        today=today,
        forecast=forecast,
        habits=habits,
        decks=decks,
        rehearsals=rehearsals,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What the log of days tells of a learner: how often she recalls, how fast she is."""

    reviews: int
    recall: float
    seconds_a_card: int
    met_today: int
    days: int = RECALL_DAYS

    @property
    def has_own_recall(self) -> bool:
        return self.reviews >= FEWEST_REVIEWS

    @property
    def percent(self) -> int:
        return round(100 * self.recall)


def habits_of(user: User, today: dt.date) -> Habits:
    """One query."""
    log = StudyDay.objects.filter(user=user, day__gt=today - dt.timedelta(days=RECALL_DAYS))
    recent = Q(day__gt=today - dt.timedelta(days=PACE_DAYS))
    sums = log.aggregate(
        all_reviewed=Sum("reviewed", default=0),
        all_recalled=Sum("recalled", default=0),
        milliseconds=Sum("duration_ms", filter=recent, default=0),
        shown=Sum(F("reviewed") + F("drilled"), filter=recent, default=0),
        met=Sum("introduced", filter=recent, default=0),
        met_today=Sum("introduced", filter=Q(day=today), default=0),
    )
    cards = sums["shown"] + NEW_CARD_FACTOR * sums["met"]
    seconds = USUAL_SECONDS
    if cards >= FEWEST_TIMED:  # too few say nothing about how fast she is
        seconds = round(sums["milliseconds"] / 1000 / cards)
        seconds = min(MOST_SECONDS, max(FEWEST_SECONDS, seconds))
    return Habits(
        reviews=sums["all_reviewed"],
        recall=recall_of(sums["all_recalled"], sums["all_reviewed"]),
        seconds_a_card=seconds,
        met_today=sums["met_today"],
    )


def plan_forecast(
    user: User,
    plan: Plan,
    today: dt.date,
    decks: PlannedDecks,
    habits: Habits,
    *,
    rehearsals: Sequence[Rehearsal] = (),
) -> Forecast:
    return forecast(
        topics_of(user, plan, decks, today),
        pace=Pace(
            seconds=60 * plan.minutes_a_day if plan.minutes_a_day else None,
            seconds_a_review=habits.seconds_a_card,
            seconds_a_new_card=NEW_CARD_FACTOR * habits.seconds_a_card,
            most_reviews=user.reviews_per_day,
            most_new=999 if user.is_following_plan(today) else user.new_cards_per_day,
            rest_weekdays=plan.rest_weekdays,
        ),
        recall=habits.recall,
        today=today,
        interview_on=plan.interview_on,
        new_done_today=habits.met_today,
        rehearsals=rehearsals,
    )


def topics_of(user: User, plan: Plan, decks: PlannedDecks, today: dt.date) -> list[Topic]:
    """The topics with their cards; a card in two of them counts for the first. Two queries."""
    known: dict[int, list[KnownCard]] = defaultdict(list)
    hidden: dict[int, int] = defaultdict(int)
    schedules = Schedule.objects.filter(
        user=user, card__status=CardStatus.PUBLISHED, card__deck__in=list(decks.places)
    ).values_list(
        "card__deck", "repetitions", "interval_days", "ease_hundredths", "due",
        "last_studied_on", "introduced_on", "is_suspended",
    )  # fmt: skip
    for deck, repetitions, interval, ease, due, studied, introduced, is_suspended in schedules:
        place = decks.places[deck]
        if is_suspended:  # set aside: neither planned nor counted
            hidden[place] += 1
        elif introduced is not None and due is not None:
            state = MemoryState(repetitions, interval, ease)
            known[place].append(KnownCard(state=state, due=due, studied_on=studied or today))
    cards: dict[int, int] = defaultdict(int)
    published = Card.with_personal.visible_to(user).published()
    published = published.filter(deck__in=list(decks.places)).order_by()
    for deck, number in published.values_list("deck").annotate(number=Count("pk")):
        cards[decks.places[deck]] += number
    return [
        Topic(
            name=topic.slug,
            is_must=topic.slug in plan.must_decks,
            known=known[place],
            unmet=max(0, cards[place] - hidden[place] - len(known[place])),
        )
        for place, topic in enumerate(decks.topics)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfPlan:
    """One month as weeks of days; None where the plan holds nothing."""

    first: dt.date
    weeks: Sequence[Sequence[tuple[dt.date, PlanDay | None]]]
    days: Sequence[PlanDay]
    earlier: str  # the month before as "2026-06", empty where the plan has none
    later: str


def month_of_plan(forecast: Forecast, asked: str) -> MonthOfPlan:
    """The month asked for as "2026-06", else the plan's first."""
    by_day = {day.day: day for day in forecast.days}
    months = sorted({day.replace(day=1) for day in by_day})
    names = [f"{month:%Y-%m}" for month in months]
    place = names.index(asked) if asked in names else 0
    first = months[place]
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return MonthOfPlan(
        first=first,
        # Weeks without a day of the plan would only be scrolled past.
        weeks=[
            [(day, by_day.get(day)) for day in week]
            for week in weeks
            if any(day in by_day and day.month == first.month for day in week)
        ],
        days=[day for day in forecast.days if day.day.replace(day=1) == first],
        earlier=names[place - 1] if place else "",
        later=names[place + 1] if place + 1 < len(names) else "",
    )


def past_plans(user: User) -> list[Plan]:
    return list(Plan.objects.filter(user=user, archived_at__isnull=False)[:10])
