"""Decides whether a line belongs to the open card, and what an almost-key in a text may have meant."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from cards.core.documents.deck.grammar import (
    CODE_KEYS,
    KEYS,
    LIST_KEYS,
    TEXT_KEYS,
    Grammar,
    Shape,
    ShapedLine,
)
from cards.core.documents.deck.raw import RawCard
from cards.core.documents.front_matter import nearest

LIST_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S")
ALMOST_KEY = re.compile(r"^([A-Za-z][A-Za-z-]{2,14}):(?:[ \t]|$)")
TEXTS = frozenset(
    {*TEXT_KEYS, *CODE_KEYS, "Q", "C", "Interview", "Recall", "front", "back", "term", "meaning"}
)
LISTS = frozenset({*LIST_KEYS, "Recall", "Parameters", "Constraints", "Accept", "Reject", "Wrong"})
# After a blank line a list goes on with these; below a term or a gap sentence it is prose.
LISTED = frozenset({*TEXT_KEYS, *LIST_KEYS, "Q", "Recall", "Interview"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakenKey:
    """A line that looks like a key and is none."""

    name: str
    message: str


def belongs_to(
    card: RawCard,
    shaped: ShapedLine,
    grammar: Grammar,
    *,
    after_blank: bool,
    key_follows: Callable[[], bool],
) -> bool:
    """Whether a line goes on with the last key of a card. `key_follows`: another key of the
    card comes before the next card, heading or rule."""
    current = card.fields[-1]
    if not after_blank:
        return not grammar.one_line_terms or current.name != "meaning"
    if card.opener in {"?", "??"} or current.name not in TEXTS | LISTED:
        return False
    if shaped.shape is Shape.PROTECTED or shaped.text.startswith(("  ", "\t")):
        return True
    if grammar.texts_run_on or card.opener == "Interview":
        return True
    text = shaped.text
    if current.name in LISTED and (text.startswith((">", "|")) or LIST_ITEM.match(text)):
        return True
    return not any(current.lines) or key_follows()


def mistaken_key(text: str, current: str) -> MistakenKey | None:
    """What to tell the author of a line `Explian: …` below the key `current`."""
    match = ALMOST_KEY.match(text)
    if match is None:
        return None
    meant = nearest(match[1], KEYS)
    if meant:
        message = f"`{match[1]}:` is not a key of a card. Did you mean `{meant}:`?"
    elif current not in TEXTS:
        message = f"`{match[1]}:` is not a key of a card; the line was left out."
    else:
        return None  # a word and a colon in a text
    return MistakenKey(name=match[1], message=message)
