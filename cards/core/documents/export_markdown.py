"""Writes cards as a deck in our Markdown format, such that reading it back gives the same cards."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from cards.core.documents.deck.write import Surroundings, is_both_ways, write_card
from cards.core.documents.drafts import CardDraft
from cards.core.kinds import CardKind

_PLAIN_VALUE = re.compile(r"^[A-Za-z][\w ./&+()-]*$")
_HEADING_TEXT = re.compile(r"^[^\s#<>^`$-][^\n#<>^]*$")


def export_markdown(cards: Sequence[CardDraft], *, title: str = "", with_ids: bool = False) -> str:
    """The text of one deck file. Ids are written only where asked for (`^sr-id-…` or `Id:`)."""
    deck = _most_common([card.deck_path for card in cards])
    source = _most_common([card.source_document for card in cards])
    tags = cards[0].tags if cards and len({card.tags for card in cards}) == 1 else ()
    blocks = []
    if front := _front_matter(title, deck, source, tags):
        blocks.append(front)
    section = ""
    for siblings in _notes(cards):
        wanted = siblings[0].source_section
        if wanted != section and _is_heading(wanted):
            section = wanted
            blocks.append(f"## {section}")
        around = Surroundings(
            deck_path=deck, source_document=source, section=section, tags=tags, with_ids=with_ids
        )
        blocks.append(write_card(siblings, around))
    return "\n\n".join(blocks) + "\n"


def _most_common(values: Sequence[str]) -> str:
    return Counter(values).most_common(1)[0][0] if values else ""


def _front_matter(title: str, deck: str, source: str, tags: tuple[str, ...]) -> str:
    lines = [
        f"{name}: {_value(text)}"
        for name, text in (("title", title), ("deck", deck), ("source", source))
        if text
    ]
    if tags:
        lines.append(f"tags: {json.dumps(list(tags), ensure_ascii=False)}")
    return "\n".join(["---", *lines, "---"]) if lines else ""


def _value(text: str) -> str:
    is_plain = _PLAIN_VALUE.match(text) and text.casefold() not in {"null", "none", "true", "false"}
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _is_heading(section: str) -> bool:
    """Whether a section survives as a heading; others are written as `Section:`."""
    return bool(_HEADING_TEXT.match(section)) and section == " ".join(section.split())


def _notes(cards: Sequence[CardDraft]) -> Iterator[list[CardDraft]]:
    """Consecutive cards that one construct of the format writes together."""
    group: list[CardDraft] = []
    for card in cards:
        if group and not _belongs(group, card):
            yield group
            group = []
        group.append(card)
    if group:
        yield group


def _belongs(group: Sequence[CardDraft], card: CardDraft) -> bool:
    first = group[0]
    if first.kind is card.kind is CardKind.CLOZE:
        is_next = (card.cloze_ordinal or 0) > (group[-1].cloze_ordinal or 0)
        return is_next and (first.prompt, first.note_key) == (card.prompt, card.note_key)
    return len(group) == 1 and is_both_ways(first, card)
