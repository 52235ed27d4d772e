"""Cards on their way out of the site: which ones, as rows for JSON lines, and as deck files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet

from cards.core.documents.deck.build import REVERSED
from cards.core.documents.deck.reader import read_deck
from cards.core.documents.drafts import CardDraft
from cards.core.documents.export_markdown import export_markdown
from cards.core.documents.fingerprints import content_digest
from cards.core.kinds import Difficulty, InterviewKind
from cards.models import Card, CardStatus, Deck, Document

# What no learner gets any more, and no file needs.
UNUSED = (CardStatus.ARCHIVED, CardStatus.DISCARDED)

ROWS_AT_ONCE = 500
ID_LENGTH = 12  # digits of a card's id: 48 bits keep the cards of a file apart
_DECK_FILE = re.compile(r"(?:[\w+&,()-][\w .+&,()-]*/)*[\w+&,()-][\w .+&,()-]*\.(?:md|markdown)")


def exported_cards(*, statuses: Sequence[CardStatus], deck: Deck | None = None) -> QuerySet[Card]:
    """The cards of a deck and all below it (of every deck when None), deck by deck in order."""
    cards = Card.objects.filter(status__in=statuses).select_related("deck", "document")
    if deck is not None:
        cards = cards.in_subtree(deck)
    # Decks made by hand may share a position: the path keeps their cards apart.
    return cards.order_by("deck__position", "deck__path", "position", "pk")


def card_row(card: Card) -> dict[str, Any]:
    """One line of the JSON lines. Keys are only ever added: other programs read this."""
    return {
        "id": str(card.uid),
        "deck": card.deck.path,
        "kind": card.kind,
        "prompt": card.prompt,
        "answer": card.answer,
        "explanation": card.explanation,
        "points": card.points,
        "answer_spec": card.answer_spec,
        "follow_ups": card.follow_ups,
        "interview_kind": card.interview_kind,
        "difficulty": card.difficulty,
        "minutes": card.minutes,
        "coding": card.coding,
        "interviewer_hints": card.interviewer_hints,
        "cloze_ordinal": card.cloze_ordinal,
        "tags": card.tags,
        "see": [link["reference"] for link in card.see],
        "source": {
            "document": card.source_document,
            "section": card.source_section,
            "lines": card.source_lines,
        },
        "status": card.status,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteNames:
    """Names that last for notes: the id of a note's oldest card, archived ones included.

    A sentence that gets further gaps keeps its name in this way.
    """

    oldest: Mapping[str, str]  # the note's key to the id of its oldest card

    def of(self, card: Card) -> str:
        return self.oldest.get(card.note_key, str(card.uid))

    def identifier(self, card: Card) -> str:
        """An id for a deck file, in the shape that our reader makes itself: the gaps of a sentence
        share one, a term asked both ways has two."""
        if card.explicit_id:
            return card.explicit_id
        name = self.of(card)
        is_second = card.cloze_ordinal is None and name != str(card.uid)
        return name.replace("-", "")[:ID_LENGTH] + (REVERSED if is_second else "")


def note_names() -> NoteNames:
    notes = Card.objects.exclude(note_key="").order_by("-pk").values_list("note_key", "uid")
    return NoteNames(oldest={key: str(uid) for key, uid in notes.iterator(ROWS_AT_ONCE)})


def draft_of(card: Card, names: NoteNames | None = None) -> CardDraft:
    """The card as a reader would have found it. With `names`, every card has an id."""
    return CardDraft(
        kind=card.card_kind,
        prompt=card.prompt,
        answer=card.answer,
        explanation=card.explanation,
        deck_path=card.deck.path,
        points=card.key_points,
        answer_spec=card.answer_spec,
        follow_ups=tuple(card.follow_ups),
        interview_kind=InterviewKind(card.interview_kind) if card.interview_kind else None,
        difficulty=Difficulty(card.difficulty) if card.difficulty else None,
        minutes=card.minutes,
        coding=card.coding_task,
        interviewer_hints=tuple(card.interviewer_hints),
        source_document=card.source_document,
        source_section=card.source_section,
        source_lines=(card.source_lines[0], card.source_lines[1]) if card.source_lines else None,
        explicit_id=names.identifier(card) if names else card.explicit_id,
        note_key=card.note_key or str(card.uid),
        cloze_ordinal=card.cloze_ordinal,
        tags=tuple(card.tags),
        see=tuple(link["reference"] for link in card.see),
        pattern=card.pattern,
        confidence=card.confidence,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckFile:
    """Cards of one deck as a file."""

    name: str  # relative, with forward slashes
    text: str
    cards: int
    changed: Sequence[str]  # prompts of cards that our reader would not read back as they are


def deck_files(cards: QuerySet[Card], *, with_ids: bool = False) -> Iterator[DeckFile]:
    """A file for each deck, and within a deck for each document its cards came from.

    Where a file holds all cards of one Markdown document, it gets the document's name: imported
    again, it is recognised and changes nothing.
    """
    names = note_names() if with_ids else None
    living = Count("cards", filter=~Q(cards__status__in=UNUSED))
    living_cards = dict(Document.objects.annotate(living=living).values_list("pk", "living"))
    taken: set[str] = set()
    in_order = cards.order_by(
        "deck__position", "deck__path", "document__name", "document", "position", "pk"
    )
    grouped = groupby(in_order.iterator(ROWS_AT_ONCE), lambda card: (card.deck, card.document))
    for (deck, document), group in grouped:
        members = list(group)
        living_here = sum(card.status not in UNUSED for card in members)
        is_whole = document is not None and living_here == living_cards[document.pk]
        name = document.name if document and is_whole and is_deck_file(document.name) else ""
        title = document.title if document and document.title else deck.name
        text, changed = deck_text(members, title=title, names=names)
        yield DeckFile(
            name=free_name(name or f"{deck.slug}.md", taken),
            text=text,
            cards=len(members),
            changed=changed,
        )


def deck_text(
    cards: Sequence[Card], *, title: str = "", names: NoteNames | None = None
) -> tuple[str, tuple[str, ...]]:
    """The text of one deck file, and the prompts of cards that it does not carry faithfully."""
    drafts = [draft_of(card, names) for card in cards]
    text = export_markdown(drafts, title=title, with_ids=names is not None)
    read = {content_digest(draft) for draft in read_deck("", text).drafts}
    return text, tuple(draft.prompt for draft in drafts if content_digest(draft) not in read)


def is_deck_file(name: str) -> bool:
    """Whether a document's name is a relative path to a Markdown file, safe to write to."""
    return bool(_DECK_FILE.fullmatch(name))


def free_name(name: str, taken: set[str]) -> str:
    """The name, numbered where it is taken. Some file systems do not tell capitals apart."""
    stem, _, suffix = name.rpartition(".")
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate, number = f"{stem}-{number}.{suffix}", number + 1
    taken.add(candidate.casefold())
    return candidate
