"""The tree of decks with a learner's numbers, and what one deck holds."""

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from cards.core.kinds import CardKind
from cards.models import Card, CardStatus, Deck, Enrolment, Schedule, User
from cards.models.schedule import MATURE_FROM_DAYS
from cards.queries.exercises import UnusableCardError, exercise_of
from cards.rendering import plain_cloze, plain_text, render_inline


@dataclass(slots=True, kw_only=True)
class DeckNumbers:
    """A deck's cards and where the learner stands with them; a parent's numbers include its tree."""

    deck: Deck
    cards: int = 0
    seen: int = 0
    mature: int = 0
    due: int = 0
    is_learned: bool = True  # gives her new cards
    children: list["DeckNumbers"] = field(default_factory=list)

    @property
    def unseen(self) -> int:
        return self.cards - self.seen

    @property
    def share_seen(self) -> int:
        """In percent."""
        return round(100 * self.seen / self.cards) if self.cards else 0

    def add(self, child: "DeckNumbers") -> None:
        self.cards += child.cards
        self.seen += child.seen
        self.mature += child.mature
        self.due += child.due


def deck_tree(user: User, today: dt.date) -> list[DeckNumbers]:
    """The decks that hold published cards, as a forest in the author's order; four queries."""
    decks = list(Deck.objects.order_by("position", "path"))
    cards = dict(
        Card.objects.published().order_by().values_list("deck").annotate(number=Count("pk"))
    )
    shared = Q(card__owner__isnull=True)  # with personal ones, more than all might be met
    studied = {
        row["card__deck"]: row
        for row in Schedule.objects.introduced()
        .filter(user=user, card__status=CardStatus.PUBLISHED)
        .order_by()
        .values("card__deck")
        .annotate(
            seen=Count("pk", filter=shared),
            mature=Count("pk", filter=shared & Q(interval_days__gte=MATURE_FROM_DAYS)),
            due_today=Count("pk", filter=Q(due__lte=today, is_suspended=False)),
        )
    }
    enrolled = enrolled_deck_ids(user)
    nodes = {}
    for deck in decks:
        row: Mapping[str, Any] = studied.get(deck.pk) or {}
        nodes[deck.pk] = DeckNumbers(
            deck=deck,
            cards=cards.get(deck.pk, 0),
            seen=row.get("seen", 0),
            mature=row.get("mature", 0),
            due=row.get("due_today", 0),
            is_learned=enrolled is None or deck.pk in enrolled,
        )
    return forest(nodes.values())


def enrolled_deck_ids(user: User) -> set[int] | None:
    """None when the learner takes new cards from every deck."""
    if user.learns_all_decks:
        return None
    return set(Enrolment.objects.filter(user=user).values_list("deck_id", flat=True))


def forest(nodes: Iterable[DeckNumbers]) -> list[DeckNumbers]:
    """Hang children under parents, add numbers up, drop what holds no cards."""
    by_id = {node.deck.pk: node for node in nodes}
    # Deepest first, so that a parent receives totals of its children's whole trees.
    by_depth = sorted(by_id.values(), key=lambda node: node.deck.path.count(" / "), reverse=True)
    for node in by_depth:
        parent = by_id.get(node.deck.parent_id or 0)
        if parent is not None and node.cards:
            parent.add(node)
    roots: list[DeckNumbers] = []
    for node in by_id.values():
        if not node.cards:
            continue
        parent = by_id.get(node.deck.parent_id or 0)
        (parent.children if parent else roots).append(node)
    return roots


def subtree_numbers(tree: Sequence[DeckNumbers], deck: Deck) -> DeckNumbers | None:
    for node in tree:
        if node.deck.pk == deck.pk:
            return node
        found = subtree_numbers(node.children, deck)
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCard:
    """A card in a deck's list with the learner's standing."""

    card: Card
    schedule: Schedule | None

    @property
    def prompt(self) -> SafeString:
        """The prompt in a line, with formulas and, where figures are drawn, sample figures."""
        card = self.card
        if card.card_kind is CardKind.CLOZE:
            return conditional_escape(
                plain_cloze(card.prompt, card.cloze_ordinal or 1, revealed=False)
            )
        text = card.prompt
        specification = card.answer_spec
        if isinstance(specification, dict) and specification.get("parameters"):
            with contextlib.suppress(UnusableCardError):
                text = exercise_of(card, seed=0).prompt
        line = render_inline(text)
        # The line stands in a link, and links do not nest.
        return conditional_escape(plain_text(text)) if "<a " in line else line

    @property
    def standing(self) -> str:
        if self.schedule is None or self.schedule.is_new:
            return "set aside" if self.schedule and self.schedule.is_suspended else "new"
        if self.schedule.is_suspended:
            return "set aside"
        return "mature" if self.schedule.is_mature else "young"


def listed_cards(user: User, cards: Sequence[Card]) -> list[ListedCard]:
    schedules = {
        schedule.card_id: schedule
        for schedule in Schedule.objects.filter(user=user, card__in=cards)
    }
    return [ListedCard(card=card, schedule=schedules.get(card.pk)) for card in cards]
