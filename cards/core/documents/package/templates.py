"""Templates of Anki's cards: which fields a side shows, and the side with its fields filled in."""

import re
from collections.abc import Mapping
from html import unescape

_REFERENCE = re.compile(r"\{\{([#^/]?)\s*([^{}]{1,300}?)\s*\}\}")
_MARKUP = re.compile(
    r"<(script|style)\b[^<>]{0,1000}>.*?</\1\s*>|<!--.*?-->|<[^<>]{0,4000}>", re.I | re.DOTALL
)
_SPECIAL = frozenset({"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"})
_HIDDEN_FILTERS = frozenset({"type", "tts", "tts-voices"})
_BLANK = re.compile(r"</?(?:br|div|p)\b[^<>]{0,200}>|&nbsp;|\s")
LONGEST_SIDE = 20_000


def shown_fields(side: str) -> tuple[str, ...]:
    """The fields whose text a side shows, in order. A condition alone shows nothing."""
    found: dict[str, None] = {}
    for match in _REFERENCE.finditer(side[:LONGEST_SIDE]):
        filters, name = _parts(match[2])
        if not match[1] and name not in _SPECIAL and not _HIDDEN_FILTERS & set(filters):
            found[name] = None
    return tuple(found)


def asked_about(side: str) -> frozenset[str]:
    """The fields a side names in conditions."""
    return frozenset(
        _parts(match[2])[1] for match in _REFERENCE.finditer(side[:LONGEST_SIDE]) if match[1]
    )


def typed_field(side: str) -> str:
    """The field whose text the learner has to type; empty when none."""
    for match in _REFERENCE.finditer(side[:LONGEST_SIDE]):
        filters, name = _parts(match[2])
        if "type" in filters and "cloze" not in filters:
            return name
    return ""


def has_words_of_its_own(side: str) -> bool:
    """Whether a side says something beside its fields: “Capital of {{Country}}?”."""
    words = unescape(_MARKUP.sub(" ", _REFERENCE.sub(" ", side[:LONGEST_SIDE])))
    return bool(re.search(r"[^\W_]{2}", words))


def filled(side: str, values: Mapping[str, str]) -> str:
    """The side as HTML. Sections of `{{#Field}}` and `{{^Field}}` are there or not."""
    pieces: list[str] = []
    shown: list[bool] = []
    position = 0
    for match in _REFERENCE.finditer(side[:LONGEST_SIDE]):
        if all(shown):
            pieces.append(side[position : match.start()])
        position = match.end()
        filters, name = _parts(match[2])
        if match[1] == "/":
            shown = shown[:-1]
        elif match[1]:
            has_text = bool(_BLANK.sub("", values.get(name, "")))
            shown.append(has_text == (match[1] == "#"))
        elif all(shown) and not _HIDDEN_FILTERS & set(filters):
            pieces.append(values.get(name, ""))
    if all(shown):
        pieces.append(side[position:LONGEST_SIDE])
    return "".join(pieces)


def _parts(reference: str) -> tuple[tuple[str, ...], str]:
    """`text:hint:Back` as its filters and its field."""
    *filters, name = reference.split(":")
    return tuple(one.strip().split(" ")[0] for one in filters), name.strip()
