"""The decks of teams: for a member with her own numbers, for those who organise in sums."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.formats import date_format

from cards.core.aggregates import counted_people, mean_percent, spread_percent
from cards.models import Card, CardStatus, Deck, Membership, Schedule, Team, TeamDeck, User
from cards.models.schedule import MATURE_FROM_DAYS
from cards.queries.decks import DeckNumbers, subtree_numbers

# Shares of a deck's cards met: the edges between "hardly begun", "on the way", "most of it".
SPREAD_EDGES = (0.25, 0.75)
SPREAD_WORDS = (
    "have met less than a quarter of the cards",
    "have met between a quarter and three quarters",
    "have met three quarters or more",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTeamDeck:
    """A deck that a team learns, with one member's own numbers."""

    team_deck: TeamDeck
    numbers: DeckNumbers | None  # None while the deck holds no published card
    until: str
    is_late: bool
    can_be_taken_up: bool

    @property
    def is_done(self) -> bool:
        return self.numbers is not None and self.numbers.seen >= self.numbers.cards


def team_decks_of(
    user: User, tree: Sequence[DeckNumbers], today: dt.date, team: Team | None = None
) -> list[OwnTeamDeck]:
    """The decks of all the user's teams, or of one, with what she has met of them; one query.

    `tree` is the user's own `deck_tree`.
    """
    rows = TeamDeck.objects.filter(team__memberships__user=user).select_related("team", "deck")
    if team is not None:
        rows = rows.filter(team=team)
    return [own_team_deck(user, row, tree, today) for row in rows]


def own_team_deck(
    user: User, row: TeamDeck, tree: Sequence[DeckNumbers], today: dt.date
) -> OwnTeamDeck:
    numbers = subtree_numbers(tree, row.deck)
    return OwnTeamDeck(
        team_deck=row,
        numbers=numbers,
        until=until(row.due_on, today),
        is_late=row.due_on is not None and row.due_on < today,
        can_be_taken_up=numbers is not None
        and not user.learns_all_decks
        and not all(node.is_learned for node in nodes_of(numbers)),
    )


def nodes_of(numbers: DeckNumbers) -> Iterable[DeckNumbers]:
    yield numbers
    for child in numbers.children:
        yield from nodes_of(child)


def until(due_on: dt.date | None, today: dt.date) -> str:
    """A date as one says it: by its weekday within the next six days."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days == 0:
        return "until today"
    if days == 1:
        return "until tomorrow"
    if 0 < days < 7:
        return f"until {date_format(due_on, 'l')}"
    form = "j F" if due_on.year == today.year else "j F Y"
    return f"{'until' if days > 0 else 'was due on'} {date_format(due_on, form)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    words: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicStrength:
    """How a topic stands in the team, over sharing members, in tens of percent."""

    deck: Deck
    cards: int
    met_percent: int
    firm_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedProgress:
    """One member who lets those who organise see how far she is."""

    membership: Membership
    seen: int
    mature: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDeckInsight:
    """What those who organise may know about a deck.

    `bands` and `topics` are empty until five members share; nobody who does not is counted in them.
    """

    cards: int
    counted: int
    bands: Sequence[Band]
    topics: Sequence[TopicStrength]
    people: Sequence[SharedProgress]


@dataclass(slots=True)
class Tally:
    seen: int = 0
    mature: int = 0


def team_deck_insight(team_deck: TeamDeck) -> TeamDeckInsight:
    """Four queries, whatever the size of the team."""
    decks = list(Deck.objects.all().subtree(team_deck.deck).order_by("position", "path"))
    cards = dict(
        Card.objects.published()
        .filter(deck__in=decks)
        .order_by()
        .values_list("deck")
        .annotate(number=Count("pk"))
    )
    members = list(
        Membership.objects.filter(team_id=team_deck.team_id)
        .filter(Q(shares_topics=True) | Q(shares_details=True))
        .select_related("user")
        .order_by("shares_topics_since", "pk")
    )
    tallies = tallies_of([member.user_id for member in members], decks)
    counted = counted_people([member.user_id for member in members if member.shares_topics])
    all_cards = sum(cards.values())
    seen = [
        sum(tallies.get((person, deck.pk), Tally()).seen for deck in decks) for person in counted
    ]
    spread = spread_percent([share(number, all_cards) for number in seen], SPREAD_EDGES)
    return TeamDeckInsight(
        cards=all_cards,
        counted=len(counted),
        bands=[
            Band(words=words, percent=percent)
            for words, percent in zip(SPREAD_WORDS, spread or (), strict=False)
        ],
        topics=[
            strength
            for deck in decks
            if cards.get(deck.pk)
            and (strength := topic_strength(deck, cards[deck.pk], counted, tallies))
        ],
        people=[
            SharedProgress(
                membership=member,
                seen=sum(tallies.get((member.user_id, deck.pk), Tally()).seen for deck in decks),
                mature=sum(
                    tallies.get((member.user_id, deck.pk), Tally()).mature for deck in decks
                ),
            )
            for member in members
            if member.shares_details
        ],
    )


def tallies_of(people: Sequence[int], decks: Sequence[Deck]) -> Mapping[tuple[int, int], Tally]:
    """Cards met and held firmly, by person and deck."""
    rows = (
        Schedule.objects.introduced()
        .filter(user__in=people, card__deck__in=decks, card__status=CardStatus.PUBLISHED)
        .filter(card__owner__isnull=True)
        .order_by()
        .values_list("user", "card__deck")
        .annotate(
            seen=Count("pk"), mature=Count("pk", filter=Q(interval_days__gte=MATURE_FROM_DAYS))
        )
    )
    return {(user, deck): Tally(seen, mature) for user, deck, seen, mature in rows}


def topic_strength(
    deck: Deck,
    cards: int,
    counted: Sequence[int],
    tallies: Mapping[tuple[int, int], Tally],
) -> TopicStrength | None:
    """None for fewer people than may be summed up."""
    found = [tallies.get((person, deck.pk), Tally()) for person in counted]
    met = mean_percent([share(tally.seen, cards) for tally in found])
    firm = mean_percent([share(tally.mature, cards) for tally in found])
    if met is None or firm is None:
        return None
    return TopicStrength(deck=deck, cards=cards, met_percent=met, firm_percent=firm)


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def assignable_decks() -> list[Deck]:
    """Decks that hold published cards, with the decks above them, in the author's order."""
    decks = list(Deck.objects.order_by("position", "path"))
    filled = set(
        Card.objects.published().order_by().values_list("deck__path", flat=True).distinct()
    )
    return [
        deck
        for deck in decks
        if any(path == deck.path or path.startswith(f"{deck.path} / ") for path in filled)
    ]
