"""What a file says for all of its cards, and how a card's texts are taken together."""

from dataclasses import dataclass

from cards.core.documents.deck.grammar import Grammar
from cards.core.documents.deck.raw import RawCard


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckContext:
    """What the file says for all of its cards."""

    grammar: Grammar
    deck_path: str = ""
    source_document: str = ""
    tags: tuple[str, ...] = ()
    title: str = ""
    title_counts: bool = False  # several top headings: the first is a section like the others


def text_of_keys(card: RawCard, *names: str) -> str:
    """The text of these keys; empty when the card has none of them."""
    return "\n\n".join(text for found in card.every(*names) if (text := found.text()))
