"""On which days of a plan to sit a mock interview, which were held, missed, moved, and which one fits.

A rehearsal counts as held when a mock interview ended on its day or since the one before. One that
was missed moves to the next free day: a study day that neither has a rehearsal nor lies beside one.
A mock held late makes up for the missed one first, so that nobody owes more for being late.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from cards.core.interviews.blueprints import Part, QuestionKind

# Days before the interview on which to rehearse; earlier ones every week.
DAYS_BEFORE = (2, 5, 9, 14)
WEEK = 7
# What was missed longer ago is not made up: rehearsals every other day teach less than cards.
LATEST_TO_MAKE_UP = dt.timedelta(days=14)
ONE_DAY = dt.timedelta(days=1)
# A part without a number of questions asks one in so many minutes.
MINUTES_A_QUESTION = 5
# Of a blueprint's minutes, on questions that the planned topics hold.
FITS_FROM = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock:
    """An interview to rehearse with; `due_on` if a team holds it by then."""

    slug: str
    title: str
    minutes: int
    team: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """`mock` None: no ready interview fits the topics."""

    day: dt.date
    set_on: dt.date
    mock: Mock | None = None

    @property
    def is_moved(self) -> bool:
        return self.day != self.set_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsals:
    ahead: Sequence[Rehearsal] = ()
    held: int = 0
    dropped: int = 0  # missed, and no day is left for them
    is_held_today: bool = False


def plan_rehearsals(
    *,
    since: dt.date,
    today: dt.date,
    interview_on: dt.date,
    rest_weekdays: Collection[int] = (),
    held: Collection[dt.date] = (),
    fitting: Sequence[Mock] = (),
    teams: Sequence[Mock] = (),
) -> Rehearsals:
    """The rehearsals of a plan that is followed since that day; `held` are days of mocks that ended.

    `fitting` take turns over the whole plan; a team's interview replaces the last turn before its
    date, or is a rehearsal of its own.
    """
    days = rehearsal_dates(since, interview_on, rest_weekdays)
    is_held = held_of(days, held)
    free = free_days(today, interview_on, rest_weekdays)
    taken = {day for day, done in zip(days, is_held, strict=True) if not done and day >= today}
    taken |= set(held)
    ahead, dropped = [], 0
    for number, (day, done) in enumerate(zip(days, is_held, strict=True)):
        if done:
            continue
        mock = fitting[number % len(fitting)] if fitting else None
        moved: dt.date | None = day
        if day < today:
            within = today - day <= LATEST_TO_MAKE_UP
            moved = next((one for one in free if not is_near(one, taken)), None) if within else None
        if moved is None:
            dropped += 1
        else:
            taken.add(moved)
            ahead.append(Rehearsal(day=moved, set_on=day, mock=mock))
    ahead = with_teams(sorted(ahead, key=lambda one: one.day), teams, today, rest_weekdays)
    return Rehearsals(
        ahead=ahead, held=sum(is_held), dropped=dropped, is_held_today=today in set(held)
    )


def rehearsal_dates(
    since: dt.date, interview_on: dt.date, rest_weekdays: Collection[int]
) -> list[dt.date]:
    """The days as they were set, in order: close together towards the end."""
    days = (interview_on - since).days
    study = [
        number
        for number in range(days)
        if (since + number * ONE_DAY).weekday() not in rest_weekdays
    ]
    found = set()
    for before in (*DAYS_BEFORE, *range(DAYS_BEFORE[-1] + WEEK, days + 1, WEEK)):
        earlier = [number for number in study if number <= days - before]
        if earlier:
            found.add(earlier[-1])
    return [since + number * ONE_DAY for number in sorted(found)]


def held_of(days: Sequence[dt.date], held: Collection[dt.date]) -> list[bool]:
    """Which rehearsals were held: each mock stands for the first that was open on its day."""
    done = [False] * len(days)
    for day in sorted(held):
        for number, set_on in enumerate(days):
            is_open = number == 0 or days[number - 1] < day
            if is_open and not done[number] and day - set_on <= LATEST_TO_MAKE_UP:
                done[number] = True
                break
    return done


def free_days(
    today: dt.date, interview_on: dt.date, rest_weekdays: Collection[int]
) -> list[dt.date]:
    """The study days from today on which a rehearsal still helps."""
    days = (interview_on - today).days - DAYS_BEFORE[0]
    every = (today + number * ONE_DAY for number in range(days + 1))
    return [day for day in every if day.weekday() not in rest_weekdays]


def is_near(day: dt.date, taken: Collection[dt.date]) -> bool:
    return any(near in taken for near in (day - ONE_DAY, day, day + ONE_DAY))


def with_teams(
    ahead: Sequence[Rehearsal],
    teams: Sequence[Mock],
    today: dt.date,
    rest_weekdays: Collection[int],
) -> list[Rehearsal]:
    """The rehearsals with the teams' interviews, each by its date."""
    planned = list(ahead)
    for mock in sorted(teams, key=lambda one: one.due_on or today):
        due_on = mock.due_on or today
        before = [one for one in planned if one.day <= due_on and not (one.mock and one.mock.team)]
        if before:
            place = planned.index(before[-1])
            planned[place] = replace(before[-1], mock=mock)
            continue
        taken = {one.day for one in planned}
        day = next(
            (day for day in back_from(due_on, today, rest_weekdays) if day not in taken), None
        )
        if day is not None:
            planned.append(Rehearsal(day=day, set_on=day, mock=mock))
            planned.sort(key=lambda one: one.day)
    return planned


def back_from(due_on: dt.date, today: dt.date, rest_weekdays: Collection[int]) -> Iterator[dt.date]:
    """The days until a date, the latest first; a rest day only where there is no other."""
    days = [due_on - number * ONE_DAY for number in range((due_on - today).days + 1)]
    yield from (day for day in days if day.weekday() not in rest_weekdays)
    yield from (day for day in days if day.weekday() in rest_weekdays)


@dataclass(frozen=True, slots=True, kw_only=True)
class Askable:
    """How many questions of a sort a planned deck holds; `decks` are its slug and those above it."""

    kind: QuestionKind
    difficulty: str
    decks: Collection[str]
    count: int


def fit_of(parts: Sequence[Part], askable: Collection[Askable]) -> float:
    """Of an interview's minutes the share for which the planned topics hold questions, 0 to 1."""
    minutes = sum(part.minutes for part in parts)
    filled = sum(part.minutes * share_filled(part, askable) for part in parts)
    return filled / minutes if minutes else 0.0


def share_filled(part: Part, askable: Collection[Askable]) -> float:
    kinds = part.kinds or [kind for kind in QuestionKind if kind is not QuestionKind.CHECKED]
    found = sum(
        sort.count
        for sort in askable
        if sort.kind in kinds
        and suits(sort, part)
        and (not part.decks or any(deck in sort.decks for deck in part.decks))
    )
    needed = part.count or max(1, part.minutes // MINUTES_A_QUESTION)
    return min(1.0, found / needed)


def suits(sort: Askable, part: Part) -> bool:
    """Whether the difficulty is one of those asked for; most checked cards say none."""
    says_none = sort.kind is QuestionKind.CHECKED and not sort.difficulty
    return says_none or not part.difficulties or sort.difficulty in part.difficulties


def fitting_first(mocks: Sequence[tuple[Mock, float]]) -> list[Mock]:
    """The interviews that fit, best first, else in the order given."""
    fitting = [(mock, fit) for mock, fit in mocks if fit >= FITS_FROM]
    return [mock for mock, _ in sorted(fitting, key=lambda pair: -round(pair[1], 2))]
