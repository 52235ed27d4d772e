"""The review queue of drafts: which ones, in which order, a page of them, and what an author sees of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from cards.core.documents.reviewing import FROM_LOOK, DraftText, faults
from cards.core.kinds import CardKind
from cards.models import Card, CardStatus, Document, DraftSource, DraftStep, User

DRAFTS_A_PAGE = 10
MOST_SECTIONS = 300
CONFIDENCES = ("low", "middle", "high")
STEADY = 0.9
# A number that no database column holds finds nothing instead of raising.
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFilter:
    """What the author chose to see; empty means everything."""

    document: int | None = None
    section: str = ""
    kind: str = ""
    confidence: str = ""
    is_discarded: bool = False

    @property
    def status(self) -> CardStatus:
        return CardStatus.DISCARDED if self.is_discarded else CardStatus.DRAFT

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "DraftFilter":
        """From the address of the page. What makes no sense there filters nothing."""
        number = values.get("document", "")
        kind = values.get("kind", "")
        confidence = values.get("confidence", "")
        is_number = number.isascii() and number.isdecimal() and int(number[:20]) <= LARGEST_NUMBER
        return cls(
            document=int(number) if is_number and len(number) < 20 else None,
            section=values.get("section", "").replace("\0", "")[:300],
            kind=kind if kind in set(CardKind) else "",
            confidence=confidence if confidence in CONFIDENCES else "",
            is_discarded=values.get("state") == "discarded",
        )

    def address(self) -> dict[str, str]:
        """The filter as the page's address carries it."""
        values = {
            "document": str(self.document) if self.document is not None else "",
            "section": self.section,
            "kind": self.kind,
            "confidence": self.confidence,
            "state": "discarded" if self.is_discarded else "",
        }
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDraft:
    """A draft on the page. `following` and `preceding` are those it can be merged with."""

    card: Card
    number: int  # in the queue, from 1
    source: DraftSource | None
    faults: Sequence[str]
    problems: Sequence[Mapping[str, Any]]  # of its document, on its lines
    following: Card | None
    preceding: Card | None

    @property
    def confidence_percent(self) -> int:
        return round(100 * self.card.confidence)

    @property
    def is_doubtful(self) -> bool:
        return self.card.confidence < FROM_LOOK

    @property
    def shows_members_only(self) -> bool:
        return self.card.card_kind is CardKind.LIST and bool(self.card.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftQueue:
    """One page of the queue, and the current draft on it."""

    drafts: Sequence[ShownDraft]
    current: int | None  # a card's number
    total: int
    page: int
    pages: int
    first_of_next: int | None
    first_of_previous: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChoices:
    documents: Sequence[Document]
    sections: Sequence[str]
    kinds: Sequence[str] = field(default_factory=tuple)


def filtered_drafts(chosen: DraftFilter) -> QuerySet[Card]:
    """The chosen drafts in the order of the queue: what needs words first, then as in the files."""
    cards: QuerySet[Card] = Card.objects.filter(status=chosen.status)
    if chosen.document is not None:
        cards = cards.filter(document=chosen.document)
    if chosen.section:
        cards = cards.filter(source_section=chosen.section)
    if chosen.kind:
        cards = cards.filter(kind=chosen.kind)
    if chosen.confidence == "low":
        cards = cards.filter(confidence__lt=FROM_LOOK)
    elif chosen.confidence == "middle":
        cards = cards.filter(confidence__gte=FROM_LOOK, confidence__lt=STEADY)
    elif chosen.confidence == "high":
        cards = cards.filter(confidence__gte=STEADY)
    needs_words = Q(kind__in=[CardKind.INTERVIEW, CardKind.LIST], points=[]) | Q(
        kind__in=[CardKind.QUESTION, CardKind.TERM], answer="", points=[]
    )
    return cards.order_by(
        Case(When(needs_words, then=Value(0)), default=Value(1), output_field=IntegerField()),
        Coalesce("document", 0),
        "position",
        "pk",
    )


def draft_queue(chosen: DraftFilter, *, at: int | None = None) -> DraftQueue:
    """The page that holds the draft `at`, else the first one. Four queries, however many drafts."""
    numbers = list(filtered_drafts(chosen).values_list("pk", flat=True))
    place = numbers.index(at) if at in numbers else 0
    page = place // DRAFTS_A_PAGE
    start, end = page * DRAFTS_A_PAGE, (page + 1) * DRAFTS_A_PAGE
    # The neighbours beyond the page's edges can be merged with too.
    wanted = numbers[max(0, start - 1) : end + 1]
    cards = Card.objects.filter(pk__in=wanted).select_related("deck", "document", "draft_source")
    by_number = {card.pk: card for card in cards}
    drafts = []
    for index, number in enumerate(numbers[start:end], start=start):
        card = by_number.get(number)
        if card is None:
            continue  # deleted between the two queries
        before = by_number.get(numbers[index - 1]) if index else None
        after = by_number.get(numbers[index + 1]) if index + 1 < len(numbers) else None
        drafts.append(
            ShownDraft(
                card=card,
                number=index + 1,
                source=getattr(card, "draft_source", None),
                faults=faults_of_card(card),
                problems=problems_on(card),
                following=neighbour(card, after),
                preceding=neighbour(card, before),
            )
        )
    return DraftQueue(
        drafts=drafts,
        current=numbers[place] if numbers else None,
        total=len(numbers),
        page=page + 1,
        pages=max(1, -(-len(numbers) // DRAFTS_A_PAGE)),
        first_of_next=numbers[end] if end < len(numbers) else None,
        first_of_previous=numbers[start - DRAFTS_A_PAGE] if start else None,
    )


def neighbour(card: Card, other: Card | None) -> Card | None:
    return other if other is not None and other.document_id == card.document_id else None


def place_after(chosen: DraftFilter, number: int, *, gone: int | None = None) -> int | None:
    """The draft that follows one in the queue, or the one before it at the end."""
    numbers = list(filtered_drafts(chosen).values_list("pk", flat=True))
    if number not in numbers:
        return None
    place = numbers.index(number)
    others = [*numbers[place + 1 :], *reversed(numbers[:place])]
    return next((other for other in others if other != gone), None)


def text_of(card: Card) -> DraftText:
    return DraftText(
        kind=card.card_kind, prompt=card.prompt, answer=card.answer, points=card.key_points
    )


def faults_of_card(card: Card) -> list[str]:
    return faults(text_of(card), has_specification=card.answer_spec is not None)


def problems_on(card: Card) -> list[Mapping[str, Any]]:
    """What the reader said about the lines that the draft came from."""
    source = getattr(card, "draft_source", None)
    if source is None or card.document is None:
        return []
    return [
        problem
        for problem in card.document.problems
        if source.first_line <= problem.get("line", 0) <= source.last_line
    ]


def filter_choices(chosen: DraftFilter) -> FilterChoices:
    """What there is to choose among the drafts (or the discarded ones). Three queries."""
    cards = Card.objects.filter(status=chosen.status).order_by()
    if chosen.document is not None:
        sections = cards.filter(document=chosen.document).exclude(source_section="")
        names = sections.values_list("source_section", flat=True).distinct()
        found = sorted(names[:MOST_SECTIONS])
    else:
        found = []
    return FilterChoices(
        documents=list(
            Document.objects.filter(pk__in=cards.values("document")).only("name").order_by("name")
        ),
        sections=found,
        kinds=sorted(cards.values_list("kind", flat=True).distinct()),
    )


def ready_drafts(chosen: DraftFilter, *, confidence: float) -> list[Card]:
    """The drafts of the filter that are complete and that the reader was so sure of."""
    cards = filtered_drafts(chosen).filter(confidence__gte=confidence)
    fields = ("kind", "prompt", "answer", "points", "answer_spec", "version", "status")
    return [card for card in cards.only(*fields) if not faults_of_card(card)]


def last_step(user: User) -> DraftStep | None:
    """The author's newest step, unless it is undone already."""
    step = DraftStep.objects.filter(user=user).order_by("-pk").first()
    return step if step is not None and step.undone_at is None else None
